"""The rows of ``sla_tracking``: one a cycle, compared and written where they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from sdml.records.sla_case import NEVER
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns
from sdml.store.epoch_seconds import epoch_seconds
from sdml.store.tables.core import SlaTracking

__all__ = ["TrackedCycle", "TrackingCounts", "read_tracking", "write_tracking"]


class TrackedCycle(NamedTuple):
    """What ``sla_tracking`` holds of a cycle; instants in seconds since 1970 UTC."""

    sla_policy_id: int
    response_due_at: int | None
    resolution_due_at: int | None
    escalation_due_at: int | None
    first_response_at: int | None
    resolved_at: int | None
    response_met: bool | None
    resolution_met: bool | None
    response_time_minutes: int | None
    resolution_time_minutes: int | None
    paused_at: int | None
    paused_minutes: int
    is_excluded: bool
    created_at: int


_TIMES = frozenset(name for name in TrackedCycle._fields if name.endswith("_at"))


@dataclass(frozen=True, slots=True)
class TrackingCounts:
    """What writing cycles did."""

    inserted: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0


def read_tracking(
    connection: Connection, tenant: Tenant, first: int, last: int
) -> dict[tuple[int, int], tuple[int, TrackedCycle]]:
    """Ids and content of the rows of some tickets, by ticket id and cycle."""
    of = SlaTracking.__table__.c
    rows = connection.execute(
        select(
            of.ticket_id,
            of.cycle,
            of.id,
            *(
                epoch_seconds(of[name]) if name in _TIMES else of[name]
                for name in TrackedCycle._fields
            ),
        ).where(of.organization_id == tenant.id, of.ticket_id.between(first, last))
    )
    return {(row[0], row[1]): (row[2], TrackedCycle(*row[3:])) for row in rows}


def write_tracking(
    connection: Connection,
    tenant: Tenant,
    stored: Mapping[tuple[int, int], tuple[int, TrackedCycle]],
    found: Mapping[tuple[int, int], TrackedCycle],
    now: datetime,
) -> TrackingCounts:
    """Insert and change what differs, and take away cycles that are none.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    tenant : Tenant
        Whose rows.
    stored : mapping
        From `read_tracking`, in the same transaction.
    found : mapping
        What is to stand there.
    now : datetime
        When it is written.
    """
    new = {key: row for key, row in found.items() if key not in stored}
    changed = {
        stored[key][0]: row
        for key, row in found.items()
        if key in stored and stored[key][1] != row
    }
    gone = [number for key, (number, _) in stored.items() if key not in found]
    _insert(connection, tenant, new, now)
    _update(connection, changed, now)
    _delete(connection, tenant, gone)
    kept = len(found) - len(new) - len(changed)
    return TrackingCounts(len(new), len(changed), len(gone), kept)


def _insert(
    connection: Connection,
    tenant: Tenant,
    new: Mapping[tuple[int, int], TrackedCycle],
    now: datetime,
) -> None:
    if not new:
        return
    columns: dict[str, Sequence[object]] = {
        "organization_id": [tenant.id] * len(new),
        "ticket_id": [key[0] for key in new],
        "cycle": [key[1] for key in new],
        "updated_at": [now] * len(new),
    }
    for place, name in enumerate(TrackedCycle._fields):
        values = [row[place] for row in new.values()]
        columns[name] = list(_times(values)) if name in _TIMES else values
    insert_columns(connection, SlaTracking.__table__, columns)


def _update(
    connection: Connection, changed: Mapping[int, TrackedCycle], now: datetime
) -> None:
    if not changed:
        return
    of = SlaTracking.__table__
    statement = (
        update(of)
        .where(of.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in TrackedCycle._fields})
        .values(updated_at=now)
    )
    rows = []
    for number, row in changed.items():
        values: dict[str, object] = {"row_id": number}
        for name, value in row._asdict().items():
            values[f"new_{name}"] = _time(value) if name in _TIMES else value
        rows.append(values)
    connection.execute(statement, rows)


def _delete(connection: Connection, tenant: Tenant, gone: Sequence[int]) -> None:
    of = SlaTracking
    if gone:
        connection.execute(
            delete(of).where(
                of.organization_id == tenant.id, of.id == bindparam("row_id")
            ),
            [{"row_id": number} for number in gone],
        )


def _times(values: Iterable[object]) -> Iterable[datetime | None]:
    known: dict[object, datetime | None] = {}
    for value in values:
        if value not in known:
            known[value] = _time(value)
        yield known[value]


def _time(value: object) -> datetime | None:
    if not isinstance(value, int) or value == NEVER:
        return None
    return datetime.fromtimestamp(value, UTC)
