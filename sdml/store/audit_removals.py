"""Take due rows out of the audit, and leave a record of it that is sealed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from sdml.errors import ConstraintViolated
from sdml.records.audit_removal import REMOVAL, AuditRemoval, DueAudit
from sdml.records.tenant import Tenant
from sdml.store.audit_seals import lock_chain, sealed_rows
from sdml.store.database_clock import read_clock
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.seals import AuditSeal

__all__ = ["read_due_audit", "read_removal_rows", "removal_of", "remove_due_rows"]

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def read_due_audit(
    connection: Connection, tenant: Tenant, before: datetime, now: datetime
) -> DueAudit:
    """Which rows are past the time they are kept.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose audit.
    before : datetime
        Rows that do not say it themselves are due if they are older.
    now : datetime
        Rows that do are due if their time is past.
    """
    number = AuditAdvanced.id
    found = connection.execute(
        select(func.count(), func.min(number), func.max(number))
        .select_from(AuditAdvanced)
        .where(_is_due(tenant, before, now))
    ).one()
    return DueAudit(found[0], found[1] or 0, found[2] or 0)


def remove_due_rows(
    connection: Connection,
    tenant: Tenant,
    plan: tuple[datetime, datetime, int],
    who: tuple[str, str],
    limit: int,
) -> int:
    """Remove the oldest due rows, and write one row that says which they were.

    Parameters
    ----------
    connection : Connection
        A transaction whose purpose is ``retention``: the database refuses any
        other. The door seals the record before it commits.
    tenant : Tenant
        Whose audit.
    plan : tuple of (datetime, datetime, int)
        ``before`` and ``now`` as in `read_due_audit`, and the last number that
        may go.
    who : tuple of (str, str)
        The actor who removes, and the request.
    limit : int
        How many rows at most.

    Returns
    -------
    int
        How many rows are gone; 0 where none is due.
    """
    lock_chain(connection, tenant.id)
    rows = connection.execute(_due_with_seals(tenant, plan).limit(limit)).all()
    if not rows:
        return 0
    gone = connection.execute(
        delete(AuditAdvanced).where(
            AuditAdvanced.organization_id == tenant.id,
            AuditAdvanced.id.in_([row.id for row in rows]),
        )
    )
    if gone.rowcount != len(rows):
        raise ConstraintViolated(
            f"{len(rows)} rows of the audit were due and {gone.rowcount} of them "
            "could be removed: nothing was"
        )
    connection.execute(
        insert(AuditAdvanced).values(
            organization_id=tenant.id,
            entity_type=REMOVAL,
            entity_id=tenant.id,
            action="delete",
            new_values=_said(rows, plan[0]),
            actor=who[0],
            purpose="retention",
            request_id=who[1],
            created_at=read_clock(connection),
        )
    )
    return len(rows)


def read_removal_rows(connection: Connection, tenant: Tenant) -> Sequence[Row[Any]]:
    """The records of what retention removed, each with its seal.

    Returns
    -------
    sequence of Row
        As `sdml.store.audit_seals.page_of_seals` gives them: whoever reads them
        must check the seals before they are believed.
    """
    wanted = sealed_rows(tenant).where(AuditAdvanced.entity_type == REMOVAL)
    return connection.execute(wanted.order_by(AuditSeal.seq)).all()


def removal_of(row: Row[Any]) -> AuditRemoval:
    """What a record says; its seal is known to be sound."""
    values = row.row_new_values
    before = datetime.strptime(values["before"], _TIME).replace(tzinfo=UTC)
    spans = tuple((int(first), int(last)) for first, last in values["seals"])
    return AuditRemoval(
        row.row_created_at, before, int(values["rows"]), spans, values["mac"]
    )


def _is_due(tenant: Tenant, before: datetime, now: datetime) -> ColumnElement[bool]:
    until = AuditAdvanced.retention_until
    return and_(
        AuditAdvanced.organization_id == tenant.id,
        AuditAdvanced.entity_type != REMOVAL,
        or_(until < now, and_(until.is_(None), AuditAdvanced.created_at < before)),
    )


def _due_with_seals(
    tenant: Tenant, plan: tuple[datetime, datetime, int]
) -> Select[int, int, str]:
    before, now, last = plan
    return (
        select(AuditAdvanced.id, AuditSeal.seq, AuditSeal.mac)
        .select_from(AuditAdvanced)
        .outerjoin(
            AuditSeal,
            and_(
                AuditSeal.organization_id == AuditAdvanced.organization_id,
                AuditSeal.audit_id == AuditAdvanced.id,
            ),
        )
        .where(_is_due(tenant, before, now), AuditAdvanced.id <= last)
        .order_by(AuditAdvanced.id)
    )


def _said(rows: Sequence[Row[int, int, str]], before: datetime) -> dict[str, object]:
    """What a record holds of the rows that are gone."""
    sealed = sorted((row for row in rows if row.seq), key=lambda row: row.seq)
    return {
        "before": f"{before:{_TIME}}",
        "rows": len(rows),
        "seals": _spans(row.seq for row in sealed),
        "mac": sealed[-1].mac if sealed else "",
    }


def _spans(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted numbers as spans, both ends among them."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans
