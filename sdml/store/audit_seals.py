"""The chain of seals over a tenant's audit: made before each commit, read to check."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    exists,
    func,
    insert,
    select,
    text,
)

from sdml.errors import SealKeyMissing
from sdml.records.audit_seal import AuditAnchorCard, SealKeyReader
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns
from sdml.store.seal_macs import (
    FIRST,
    PERSONAL_COLUMNS,
    PUBLIC_COLUMNS,
    content_hash,
    pseudonyms,
    seal_mac,
)
from sdml.store.tables.core import User
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.seals import AuditAnchor, AuditSeal

__all__ = [
    "add_anchor",
    "count_unsealed_before",
    "last_audit_id",
    "lock_chain",
    "page_of_seals",
    "read_anchors",
    "read_head",
    "read_rows_without_seal",
    "read_user_ids",
    "seal_outside_rows",
    "seal_written",
    "sealed_rows",
]

_AT_ONCE = 2_000
_MANY = 100  # seals from which writing them column by column pays
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_SEAL_COLUMNS = (
    AuditSeal.seq,
    AuditSeal.audit_id,
    AuditSeal.content,
    AuditSeal.personal,
    AuditSeal.retention_until,
    AuditSeal.previous,
    AuditSeal.mac,
    AuditSeal.key_id,
)
_ROW_NAMES = ("id", *PUBLIC_COLUMNS, *PERSONAL_COLUMNS)
_ROW_COLUMNS = tuple(getattr(AuditAdvanced, name) for name in _ROW_NAMES)
# Of a row of this very transaction; there are no savepoints on the way.
_OWN_ROW = text("audit_advanced.xmin = pg_current_xact_id()::xid")
_ANY_SEAL = select(AuditSeal.seq).limit(1)
_LAST_ID = select(func.coalesce(func.max(AuditAdvanced.id), 0))


def last_audit_id(connection: Connection) -> int:
    """The highest number any row of the audit has; 0 where there is none."""
    return connection.execute(_LAST_ID).scalar_one()


def seal_written(
    connection: Connection,
    tenant_id: int,
    keys: SealKeyReader,
    since: int,
) -> int:
    """Seal what this transaction wrote to the audit; the last thing before its commit.

    Parameters
    ----------
    connection : Connection
        The transaction. On a server, others that write this tenant's audit
        wait from here on until it ends: the chain cannot fork.
    tenant_id : int
        Whose audit.
    keys : callable
        Gives the keys; not asked where there is nothing to seal.
    since : int
        The highest number in the audit when the transaction began. What others
        wrote meanwhile is theirs to seal.

    Returns
    -------
    int
        How many rows were sealed.

    Raises
    ------
    SealKeyMissing
        The key of the last seal is not at hand.
    """
    if last_audit_id(connection) <= since:
        return 0
    wanted = _rows(tenant_id).where(AuditAdvanced.id > since)
    if connection.dialect.name == "postgresql":
        # Others commit while this one runs; to a file nobody else writes.
        wanted = wanted.where(_OWN_ROW)
    rows = connection.execute(wanted).all()
    return _seal(connection, tenant_id, keys, rows) if rows else 0


def seal_outside_rows(
    connection: Connection, tenant: Tenant, keys: SealKeyReader
) -> int:
    """Seal every row that has no seal: older ones, and those written outside sdml.

    Returns
    -------
    int
        How many.
    """
    sealed = 0
    last = 0
    while True:
        wanted = _rows(tenant.id).where(AuditAdvanced.id > last, ~_has_seal())
        rows = connection.execute(wanted.limit(_AT_ONCE)).all()
        if not rows:
            return sealed
        last = rows[-1].id
        sealed += _seal(connection, tenant.id, keys, rows)


def read_head(connection: Connection, tenant: Tenant) -> tuple[int, str, str] | None:
    """Number, MAC and key of a tenant's last seal; None before the first."""
    return _head(connection, tenant.id)


def page_of_seals(
    connection: Connection, tenant: Tenant, after: int, limit: int = _AT_ONCE
) -> Sequence[Row[Any]]:
    """Seals after one of the chain, each with the row of the audit it is for.

    Returns
    -------
    sequence of Row
        Columns of the seal, and those of the row prefixed with ``row_``: all None
        where the row is gone.
    """
    page = sealed_rows(tenant).where(AuditSeal.seq > after)
    return connection.execute(page.order_by(AuditSeal.seq).limit(limit)).all()


def sealed_rows(tenant: Tenant) -> Select[Any]:
    """The question for a tenant's seals and their rows, as `page_of_seals` has them."""
    columns = [
        column.label(f"row_{name}")
        for column, name in zip(_ROW_COLUMNS, _ROW_NAMES, strict=True)
    ]
    return (
        select(*_SEAL_COLUMNS, *columns)
        .select_from(AuditSeal)
        .outerjoin(AuditAdvanced, AuditAdvanced.id == AuditSeal.audit_id)
        .where(AuditSeal.organization_id == tenant.id)
    )


def lock_chain(connection: Connection, tenant_id: int) -> None:
    """Let nobody else write to a tenant's chain until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"name": f"sdml.audit_seals.{tenant_id}"})


def read_rows_without_seal(connection: Connection, tenant: Tenant) -> Iterator[int]:
    """Ids of rows without a seal that are younger than the first sealed one."""
    first = _first_sealed(connection, tenant)
    if first is None:
        return iter(())
    query = (
        select(AuditAdvanced.id)
        .where(
            AuditAdvanced.organization_id == tenant.id,
            AuditAdvanced.id > first,
            ~_has_seal(),
        )
        .order_by(AuditAdvanced.id)
    )
    return iter(connection.scalars(query.execution_options(yield_per=_AT_ONCE)))


def count_unsealed_before(connection: Connection, tenant: Tenant) -> int:
    """Rows of the audit that are older than the chain and have no seal."""
    first = _first_sealed(connection, tenant)
    query = (
        select(func.count())
        .select_from(AuditAdvanced)
        .where(AuditAdvanced.organization_id == tenant.id, ~_has_seal())
    )
    if first is not None:
        query = query.where(AuditAdvanced.id < first)
    return connection.execute(query).scalar_one()


def read_user_ids(connection: Connection, tenant: Tenant) -> tuple[int, ...]:
    """Every person the tenant still has."""
    query = select(User.id).where(User.organization_id == tenant.id)
    return tuple(connection.scalars(query))


def add_anchor(connection: Connection, tenant: Tenant, seq: int, mac: str) -> None:
    """Write down the head of the chain; the same head again changes nothing."""
    there = select(AuditAnchor.seq).where(
        AuditAnchor.organization_id == tenant.id, AuditAnchor.seq == seq
    )
    if connection.execute(there).first() is None:
        connection.execute(
            insert(AuditAnchor).values(organization_id=tenant.id, seq=seq, mac=mac)
        )


def read_anchors(connection: Connection, tenant: Tenant) -> list[AuditAnchorCard]:
    """The anchors that the database keeps of a tenant, oldest first."""
    query = (
        select(AuditAnchor.seq, AuditAnchor.mac, AuditAnchor.anchored_at)
        .where(AuditAnchor.organization_id == tenant.id)
        .order_by(AuditAnchor.seq)
    )
    return [
        AuditAnchorCard(tenant.slug, seq, mac, at)
        for seq, mac, at in connection.execute(query)
    ]


def _rows(tenant_id: int) -> Select[Any]:
    return (
        select(*_ROW_COLUMNS)
        .where(AuditAdvanced.organization_id == tenant_id)
        .order_by(AuditAdvanced.id)
    )


def _has_seal() -> Any:
    return exists().where(
        AuditSeal.organization_id == AuditAdvanced.organization_id,
        AuditSeal.audit_id == AuditAdvanced.id,
    )


def _first_sealed(connection: Connection, tenant: Tenant) -> int | None:
    query = select(func.min(AuditSeal.audit_id)).where(
        AuditSeal.organization_id == tenant.id
    )
    return connection.execute(query).scalar_one()


def _head(connection: Connection, tenant_id: int) -> tuple[int, str, str] | None:
    query = (
        select(AuditSeal.seq, AuditSeal.mac, AuditSeal.key_id)
        .where(AuditSeal.organization_id == tenant_id)
        .order_by(AuditSeal.seq.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return None if found is None else (found.seq, found.mac, found.key_id)


def _seal(
    connection: Connection,
    tenant_id: int,
    keys: SealKeyReader,
    rows: Sequence[Row[Any]],
) -> int:
    lock_chain(connection, tenant_id)
    head = _head(connection, tenant_id)
    held = keys(head is None and connection.execute(_ANY_SEAL).first() is None)
    seq, previous = (0, FIRST) if head is None else head[:2]
    if head is not None and head[2] not in held.secrets:
        raise SealKeyMissing(
            f"the audit's last seal was made with key {head[2]}, which is not in "
            f"{held.place}: put the key file back, or name it by SDML_SEAL_KEYS; "
            "nothing was written"
        )
    secret = held.secrets[held.current]
    made: list[dict[str, Any]] = []
    known: dict[tuple[str, str | int], str] = {}
    for row in rows:
        values = row._mapping
        seq += 1
        seal: dict[str, Any] = {
            "seq": seq,
            "audit_id": row.id,
            "content": content_hash(values),  # type: ignore[arg-type]
            "personal": pseudonyms(
                secret,
                tenant_id,
                values,  # type: ignore[arg-type]
                known,
            ),
            "retention_until": row.retention_until,
            "previous": previous,
            "key_id": held.current,
        }
        previous = seal_mac(secret, tenant_id, seal)
        made.append({**seal, "organization_id": tenant_id, "mac": previous})
    _write(connection, made)
    return len(made)


def _write(connection: Connection, made: Sequence[dict[str, Any]]) -> None:
    """Insert seals; many of them column by column."""
    if len(made) < _MANY:
        connection.execute(insert(AuditSeal), made)
        return
    columns = {name: [seal[name] for seal in made] for name in made[0]}
    insert_columns(connection, AuditSeal.__table__, columns)
