"""The commands `sdml audit ...`: the seals here, the questions beside."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.audit_questions import QUESTIONS
from sdml.cli.audit_retention import retention
from sdml.cli.options import with_session, with_sessions
from sdml.cli.output import emit
from sdml.errors import CheckFailed
from sdml.records.audit_seal import AuditAnchorCard, AuditCheck

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["audit"]


@click.group()
def audit() -> None:
    """Check that nobody altered the audit; anchor it outside; ask who did what."""


for _question in QUESTIONS:
    audit.add_command(_question)
audit.add_command(retention)


@audit.command()
@click.option(
    "--anchors",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Anchors kept outside the database, by 'audit anchor --out'.",
)
@with_sessions
def verify(sessions: "Iterator[Session]", as_json: bool, anchors: Path | None) -> None:
    """Compare the audit with its seals; exit 3 where it was altered, and where."""
    from sdml.steps.verify_audit import verify_audit

    found: list[AuditCheck] = []
    failed: list[CheckFailed] = []
    for session in sessions:
        try:
            found.append(verify_audit(session, anchors))
        except CheckFailed as error:
            failed.append(error)
            if isinstance(error.result, AuditCheck):
                found.append(error.result)
    whole = _joined(found)
    if failed:
        raise CheckFailed("; ".join(map(str, failed)), whole)
    emit(whole, as_json, lambda _: "\n".join(map(_check_line, found)))


@audit.command()
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Append the anchor to FILE too.",
)
@with_sessions
def anchor(sessions: "Iterator[Session]", as_json: bool, out: Path | None) -> None:
    """Check the audit, then print its last seal, to be kept where nobody alters it."""
    from sdml.steps.anchor_audit import anchor_audit

    made = [anchor_audit(session, out) for session in sessions]
    emit({"anchors": made}, as_json, lambda _: "\n".join(map(_anchor_line, made)))


@audit.command()
@with_session
def seal(session: "Session", as_json: bool) -> None:
    """Seal the rows without a seal: older ones, and those others wrote."""
    from sdml.steps.seal_audit import seal_audit

    emit(seal_audit(session), as_json, lambda done: f"{done.sealed:,} rows sealed")


@audit.command()
@with_session
def rotate(session: "Session", as_json: bool) -> None:
    """Add a key that makes all tenants' seals from now on; the old ones check on."""
    from sdml.steps.rotate_seal_key import rotate_seal_key

    emit(
        rotate_seal_key(session),
        as_json,
        lambda done: f"key {done.key_id} makes the seals from now on ({done.file})",
    )


def _joined(found: list[AuditCheck]) -> dict[str, object]:
    names = ("checked", "sealed", "unsealed", "erased", "purged", "anchors", "found")
    sums = {name: sum(getattr(one, name) for one in found) for name in names}
    several = len(found) > 1
    findings = [
        {
            "seq": finding.seq,
            "kind": finding.kind,
            "audit_id": finding.audit_id,
            "fields": finding.fields,
            **({"tenant": one.tenant} if several else {}),
        }
        for one in found
        for finding in one.findings
    ]
    return {
        **sums,
        "heads": {one.tenant: one.head for one in found},
        "removals": [
            {"tenant": check.tenant, **asdict(one)}
            for check in found
            for one in check.removals
        ],
        "findings": findings,
    }


def _check_line(check: AuditCheck) -> str:
    head = f", last seal {check.head[:12]}" if check.head else ""
    line = (
        f"{check.tenant}: {check.checked:,} rows checked, {check.sealed:,} as sealed, "
        f"{check.erased:,} of people erased, {check.purged:,} past their retention, "
        f"{check.unsealed:,} older than the first seal; {check.anchors} anchors{head}"
    )
    removals = (
        f"{check.tenant}: {one.rows:,} rows removed by retention on {one.day}, "
        "chain whole from there"
        for one in check.removals
    )
    return "\n".join((line, *removals))


def _anchor_line(anchor: AuditAnchorCard) -> str:
    return f"{anchor.tenant}\tseal {anchor.seq}\t{anchor.mac}"
