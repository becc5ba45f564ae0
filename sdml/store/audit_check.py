"""Compare the audit with its seals, page by page, in bounded memory."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row

from sdml.records.audit_removal import RemovalDay
from sdml.records.audit_seal import (
    AuditAnchorCard,
    AuditCheck,
    AuditFinding,
    FindingKind,
    SealKeys,
)
from sdml.records.tenant import Tenant
from sdml.store.audit_removals import read_removal_rows, removal_of
from sdml.store.audit_seals import (
    count_unsealed_before,
    page_of_seals,
    read_rows_without_seal,
    read_user_ids,
)
from sdml.store.seal_macs import (
    FIRST,
    PERSONAL_COLUMNS,
    PUBLIC_COLUMNS,
    content_hash,
    pseudonym,
    pseudonyms,
    seal_mac,
)

__all__ = ["check_audit"]

MOST_FINDINGS = 1_000
_COLUMNS = (*PUBLIC_COLUMNS, *PERSONAL_COLUMNS)


@dataclass(frozen=True, slots=True)
class _Edited:
    """A row that is not what was sealed: its place among the findings, its hashes."""

    place: int
    stored: str
    sealed: str


@dataclass(slots=True)
class _Chain:
    """Where the check stands in one tenant's chain."""

    tenant: Tenant
    keys: SealKeys | None
    people: frozenset[str]
    anchors: dict[int, str]
    removed: deque[tuple[int, int]] = field(default_factory=deque)
    days: dict[str, RemovalDay] = field(default_factory=dict)
    seq: int = 0
    mac: str = FIRST
    checked: int = 0
    sealed: int = 0
    erased: int = 0
    purged: int = 0
    found: int = 0
    findings: list[AuditFinding] = field(default_factory=list)
    edited: list[_Edited] = field(default_factory=list)

    def say(
        self,
        kind: FindingKind,
        seq: int | None,
        audit_id: int | None = None,
        fields: tuple[str, ...] = (),
    ) -> None:
        self.found += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(AuditFinding(seq, kind, audit_id, fields))


def check_audit(
    connection: Connection,
    tenant: Tenant,
    keys: SealKeys | None,
    anchors: Iterable[AuditAnchorCard],
) -> Iterator[int | AuditCheck]:
    """Check every seal of a tenant, its row, the order and the anchors.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose audit.
    keys : SealKeys or None
        None only where there is no seal.
    anchors : iterable of AuditAnchorCard
        Of this tenant; from the database and from outside.

    Yields
    ------
    int, and at the end AuditCheck
        How many seals a page had, for a progress bar; then what was found.
    """
    held = {anchor.seq: anchor.mac for anchor in anchors}
    people = _people(connection, tenant, keys)
    chain = _Chain(tenant, keys, people, held)
    _read_removals(connection, chain)
    while rows := page_of_seals(connection, tenant, chain.seq):
        for row in rows:
            _check_seal(chain, row)
        yield len(rows)
    for audit_id in read_rows_without_seal(connection, tenant):
        chain.checked += 1
        chain.say(FindingKind.INSERTED, None, audit_id)
    for seq in sorted(held):
        if seq > chain.seq:
            chain.say(FindingKind.TRUNCATED, seq)
    _name_reordered(chain)
    unsealed = count_unsealed_before(connection, tenant)
    yield AuditCheck(
        tenant=tenant.slug,
        checked=chain.checked + unsealed,
        sealed=chain.sealed,
        unsealed=unsealed,
        erased=chain.erased,
        purged=chain.purged,
        removals=tuple(chain.days.values()),
        anchors=len(held),
        head=chain.mac or None,
        found=chain.found,
        findings=tuple(chain.findings),
    )


def _people(
    connection: Connection, tenant: Tenant, keys: SealKeys | None
) -> frozenset[str]:
    """Pseudonyms of the people the tenant still has, under every key."""
    secrets = keys.secrets.values() if keys else ()
    return frozenset(
        pseudonym(secret, tenant.id, "user_id", user_id)
        for user_id in read_user_ids(connection, tenant)
        for secret in secrets
    )


def _read_removals(connection: Connection, chain: _Chain) -> None:
    """Which seals may be without a row: those that a sound record names.

    A record that somebody altered, or wrote without the key, names nothing; the
    walk along the chain finds it too.
    """
    spans = []
    for row in read_removal_rows(connection, chain.tenant):
        secret = chain.keys.secrets.get(row.key_id) if chain.keys else None
        if secret is None or not _is_sound(chain, row, secret):
            continue
        removal = removal_of(row)
        spans += [span for span in removal.seals if span[1] < row.seq]
        day = f"{removal.removed_at:%Y-%m-%d}"
        known = chain.days.get(day, RemovalDay(day, 0, 0))
        last = max([known.last_seal, *(span[1] for span in removal.seals)])
        chain.days[day] = RemovalDay(day, known.rows + removal.rows, last)
    chain.removed.extend(sorted(spans))


def _is_sound(chain: _Chain, row: Row[Any], secret: bytes) -> bool:
    """Whether a seal is what its key made, and its row what was sealed."""
    seal: Mapping[str, Any] = row._mapping  # type: ignore[assignment]
    if seal_mac(secret, chain.tenant.id, seal) != row.mac:
        return False
    content, altered = _differences(chain, row, secret)
    return content == row.content and not altered


def _check_seal(chain: _Chain, row: Row[Any]) -> None:
    seal: Mapping[str, Any] = row._mapping  # type: ignore[assignment]
    if row.seq != chain.seq + 1:
        chain.say(FindingKind.SEAL_MISSING, chain.seq + 1)
    elif row.previous != chain.mac:
        chain.say(FindingKind.BROKEN, row.seq, row.audit_id)
    chain.seq, chain.mac = row.seq, row.mac
    chain.checked += 1
    if chain.anchors.get(row.seq, row.mac) != row.mac:
        chain.say(FindingKind.REWRITTEN, row.seq, row.audit_id)
    secret = chain.keys.secrets.get(row.key_id) if chain.keys else None
    if secret is None:
        chain.say(FindingKind.UNKNOWN_KEY, row.seq, row.audit_id)
    elif seal_mac(secret, chain.tenant.id, seal) != row.mac:
        chain.say(FindingKind.SEAL_EDITED, row.seq, row.audit_id)
    else:
        _check_row(chain, row, secret)


def _is_removed(chain: _Chain, seq: int) -> bool:
    """Whether retention says that it removed the row of this seal."""
    while chain.removed and chain.removed[0][1] < seq:
        chain.removed.popleft()
    return bool(chain.removed) and chain.removed[0][0] <= seq


def _check_row(chain: _Chain, row: Row[Any], secret: bytes) -> None:
    removed = _is_removed(chain, row.seq)
    if row.row_id is None:
        chain.purged += removed
        if not removed:
            chain.say(FindingKind.DELETED, row.seq, row.audit_id)
        return
    if removed:  # it is back
        chain.say(FindingKind.INSERTED, row.seq, row.audit_id)
        return
    content, altered = _differences(chain, row, secret)
    if content != row.content or altered:
        if len(chain.findings) < MOST_FINDINGS:
            chain.edited.append(_Edited(len(chain.findings), content, row.content))
        chain.say(FindingKind.EDITED, row.seq, row.audit_id, altered)
        return
    chain.sealed += 1
    chain.erased += "user_id" in row.personal and row.row_user_id is None


def _differences(
    chain: _Chain, row: Row[Any], secret: bytes
) -> tuple[str, tuple[str, ...]]:
    """The hash of a row as it is stored, and its personal columns that differ."""
    # The row's columns come last; by place is much faster than by name.
    stored = dict(zip(_COLUMNS, tuple(row)[-len(_COLUMNS) :], strict=True))
    present = pseudonyms(secret, chain.tenant.id, stored)
    altered = tuple(
        name
        for name in PERSONAL_COLUMNS
        if present.get(name) != row.personal.get(name)
        and not _is_gone_person(chain, name, present, row.personal)
    )
    return content_hash(stored), altered


def _is_gone_person(
    chain: _Chain, name: str, present: Mapping[str, str], sealed: Mapping[str, str]
) -> bool:
    """Whether the row names nobody now and the person it named is no more."""
    return (
        name == "user_id" and name not in present and sealed[name] not in chain.people
    )


def _name_reordered(chain: _Chain) -> None:
    """Tell rows that changed places from rows that were edited."""
    sealed = {one.sealed for one in chain.edited}
    for one in chain.edited:
        if one.stored in sealed and one.stored != one.sealed:
            finding = chain.findings[one.place]
            chain.findings[one.place] = replace(finding, kind=FindingKind.REORDERED)
