"""The commands `sdml lake sync` and `sdml lake verify`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_sessions
from sdml.cli.output import emit
from sdml.errors import CheckFailed
from sdml.records.lake import LakeCheck, LakeSynced

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["lake"]


@click.group()
def lake() -> None:
    """Bring the Parquet files of the lake up to date; verify them."""


@lake.command()
@with_sessions
def sync(sessions: "Iterator[Session]", as_json: bool) -> None:
    """Append what is new to the lake, and replace what changed or was deleted."""
    from sdml.steps.sync_lake import sync_lake

    done = {session.tenant.slug: sync_lake(session) for session in sessions}
    result = _summed(done)
    emit(result, as_json, lambda _: "\n".join(map(_synced_line, done, done.values())))


@lake.command()
@click.option("--repair", is_flag=True, help="Write the tables that differ anew.")
@with_sessions
def verify(sessions: "Iterator[Session]", as_json: bool, repair: bool) -> None:
    """Compare the lake with the database row by row; exit 3 where they differ."""
    from sdml.steps.verify_lake import verify_lake

    found: dict[str, LakeCheck] = {}
    failed: list[CheckFailed] = []
    for session in sessions:
        try:
            found[session.tenant.slug] = verify_lake(session, repair=repair)
        except CheckFailed as error:
            failed.append(error)
            if isinstance(error.result, LakeCheck):
                found[session.tenant.slug] = error.result
    whole = _joined(found)
    if failed:
        raise CheckFailed("; ".join(map(str, failed)), whole)
    emit(whole, as_json, _check_lines)


def _summed(done: dict[str, LakeSynced]) -> dict[str, object]:
    """The rows of all tenants by table, and what was done for each."""
    tables: Counter[str] = Counter()
    for synced in done.values():
        tables.update(synced.tables)
    names = ("appended", "replaced", "deleted", "files")
    sums = {name: sum(getattr(s, name) for s in done.values()) for name in names}
    folders = {slug: synced.folder for slug, synced in done.items()}
    return {"tables": tables, **sums, "folders": folders}


def _synced_line(slug: str, done: LakeSynced) -> str:
    rows = sum(done.tables.values())
    return (
        f"{slug}: {rows:,} rows in {sum(map(bool, done.tables.values()))} tables; "
        f"{done.appended:,} new, {done.replaced:,} replaced, {done.deleted:,} deleted, "
        f"{done.files:,} files written to {done.folder}"
    )


def _joined(found: dict[str, LakeCheck]) -> LakeCheck:
    tables: Counter[str] = Counter()
    whole = LakeCheck({}, (), (), 0)
    for slug, check in found.items():
        tables.update(check.tables)
        whole = replace(
            whole,
            differences=(*whole.differences, *check.differences),
            damaged=(*whole.damaged, *(f"tenant={slug}/{p}" for p in check.damaged)),
            waiting=whole.waiting + check.waiting,
            repaired=whole.repaired or check.repaired,
        )
    return replace(whole, tables=tables)


def _check_lines(check: LakeCheck) -> str:
    lines = [
        f"{sum(check.tables.values()):,} rows compared in "
        f"{sum(map(bool, check.tables.values()))} tables; {check.waiting:,} wait for "
        "the next sync"
    ]
    lines += [
        f"{d.table} {d.month}: {d.missing:,} missing, {d.extra:,} extra, "
        f"{d.changed:,} changed, such as {d.keys}"
        for d in check.differences
    ]
    lines += [f"damaged: {path}" for path in check.damaged]
    if check.repaired:
        lines.append("repaired: what differed was written anew")
    return "\n".join(lines)
