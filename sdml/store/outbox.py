"""The outbox: what happened, written in the transaction in which it happened."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Connection, Insert, Row, func, insert, select

from sdml.errors import ParameterError
from sdml.records.review_words import EventKind
from sdml.records.tenant import Tenant
from sdml.records.webhook import Event, EventValue
from sdml.store.bulk_insert import insert_columns
from sdml.store.tables.events import OutboxEvent

__all__ = [
    "add_event",
    "add_events",
    "last_event_id",
    "read_completions",
    "read_event",
    "read_events",
]


def add_event(
    connection: Connection,
    tenant: Tenant,
    kind: EventKind,
    payload: Mapping[str, EventValue],
    now: datetime,
) -> None:
    """Write that something happened; it is told when the transaction commits.

    Call it late in the transaction: events are told in the order of their ids.

    Parameters
    ----------
    connection : Connection
        In the write transaction of what happened.
    tenant : Tenant
        Whose event.
    kind : EventKind
        What happened.
    payload : mapping of str to int, str or None
        Ids and words of closed lists, never text of a ticket or a person.
    now : datetime
        When.
    """
    row = {
        "organization_id": tenant.id,
        "kind": kind,
        "payload": dict(payload),
        "created_at": now,
    }
    connection.execute(_insertion(), row)


def add_events(
    connection: Connection,
    tenant: Tenant,
    kind: EventKind,
    payloads: Iterable[Mapping[str, EventValue]],
    now: datetime,
) -> None:
    """Write many events of one kind, as `add_event` does one.

    Parameters
    ----------
    connection : Connection
        In the write transaction of what happened.
    tenant : Tenant
        Whose events.
    kind : EventKind
        What happened, to each.
    payloads : iterable of mapping
        One an event.
    now : datetime
        When.
    """
    rows = [dict(payload) for payload in payloads]
    count = len(rows)
    insert_columns(
        connection,
        OutboxEvent.__table__,
        {
            "organization_id": [tenant.id] * count,
            "kind": [kind] * count,
            "payload": rows,
            "created_at": [now] * count,
        },
    )


def last_event_id(connection: Connection, tenant: Tenant) -> int:
    """The id of the tenant's newest event; 0 where there is none."""
    found = connection.execute(
        select(func.max(OutboxEvent.id)).where(OutboxEvent.organization_id == tenant.id)
    ).scalar()
    return found or 0


def read_completions(connection: Connection, tenant: Tenant) -> dict[int, Event]:
    """The last completion that was told of each example, by its id."""
    rows = connection.execute(
        select(
            OutboxEvent.id,
            OutboxEvent.kind,
            OutboxEvent.payload,
            OutboxEvent.created_at,
        )
        .where(
            OutboxEvent.organization_id == tenant.id,
            OutboxEvent.kind == EventKind.EXAMPLE_COMPLETED,
        )
        .order_by(OutboxEvent.id)
    )
    events = [_event(row) for row in rows]
    return {cast(int, one.payload["example_id"]): one for one in events}


def read_event(connection: Connection, tenant: Tenant, event_id: int) -> Event:
    """The event of that id.

    Raises
    ------
    ParameterError
        The tenant has no such event.
    """
    found = read_events(connection, tenant, after=event_id - 1, limit=1)
    if not found or found[0].event_id != event_id:
        raise ParameterError(f"tenant {tenant.slug} has no event {event_id}")
    return found[0]


def read_events(
    connection: Connection,
    tenant: Tenant,
    *,
    after: int = 0,
    kinds: Sequence[EventKind] = (),
    limit: int = 1_000,
) -> list[Event]:
    """Events by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose events.
    after : int
        Only those with a larger id.
    kinds : sequence of EventKind
        Only these; all of them if it is empty.
    limit : int
        At most so many.
    """
    query = (
        select(
            OutboxEvent.id,
            OutboxEvent.kind,
            OutboxEvent.payload,
            OutboxEvent.created_at,
        )
        .where(OutboxEvent.organization_id == tenant.id, OutboxEvent.id > after)
        .order_by(OutboxEvent.id)
        .limit(limit)
    )
    if kinds:
        query = query.where(OutboxEvent.kind.in_(kinds))
    return [_event(row) for row in connection.execute(query)]


def _event(row: Row[int, EventKind, object, datetime]) -> Event:
    payload = cast("dict[str, EventValue]", row[2])
    return Event(row[0], row[1], payload, row[3])


@cache  # to build it takes longer than to run it
def _insertion() -> Insert:
    return insert(OutboxEvent)
