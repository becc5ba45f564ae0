"""Events of tickets as their source logged them: a timeline in the source's times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, select

from sdml.records.desk import UserRole
from sdml.records.import_result import ImportCounts
from sdml.records.table_rows import MappedRows
from sdml.store.external_rows import ExternalRows, Values, plan_rows, slices
from sdml.store.tables.core import Ticket, TicketActivity
from sdml.store.tickets import TicketSource, write_tickets

__all__ = ["write_events"]

T = TypeVar("T")

_MOVING = ("activity_type", "old_value")
_COLUMNS = (
    "ticket_id",
    "user_id",
    "description",
    "new_value",
    "metadata",
    "created_at",
    *_MOVING,
)


class _Event(NamedTuple):
    """An event's place in its ticket's timeline; events sort by it."""

    number: int
    at: datetime
    external_id: str
    status: str


# By the ticket's external id, then by the event's.
_Timelines: TypeAlias = dict[str, dict[str, _Event]]


@dataclass(frozen=True, slots=True)
class _Change:
    """What an event did to the status, as its place in the timeline tells."""

    activity_type: str
    old: str | None


def write_events(
    connection: Connection, source: TicketSource, rows: MappedRows, now: datetime
) -> ImportCounts:
    """Insert and update events by external id, and bring their tickets to the last.

    An event's external id is its ticket's, ``#``, and the mapping's ``event_id``
    (else ``event_number``). The events of a ticket may come in any order and in
    several files: a ticket shows its last by number, time and id, and the
    events before and after a new one say what changed between them.

    Parameters
    ----------
    connection : Connection
        In a write transaction of mode ``import``.
    source : TicketSource
        Where the rows come from.
    rows : MappedRows
        With the targets of events.
    now : datetime
        Stands for times that the mapping leaves out.

    Returns
    -------
    ImportCounts
        Of events; they sum to the number of rows.
    """
    keys = [str(value) for value in rows.columns["external_id"]]
    events = _events(rows, keys)
    timelines = _stored_timelines(connection, source, sorted(set(keys)))
    before = _changes(timelines)
    for key, event in zip(keys, events, strict=True):
        timelines.setdefault(key, {})[event.external_id] = event
    changes = _changes(timelines)
    tickets = _write_last(connection, source, rows, events, timelines, now)
    values = _values(connection, source, rows, events, [tickets[key] for key in keys])
    values = [
        (*row, changes[event.external_id].activity_type, changes[event.external_id].old)
        for row, event in zip(values, events, strict=True)
    ]
    external_ids = [event.external_id for event in events]
    table = ExternalRows(TicketActivity.__table__, source.tenant, source.name)
    ids, stored = table.read(connection, external_ids, _COLUMNS)
    plan = plan_rows(external_ids, values, stored)
    table.insert(connection, plan.new, _COLUMNS, {})
    table.update(connection, plan.changed, ids, _COLUMNS, {})
    moved = {
        name: changes[name]
        for name in set(before) - set(external_ids)
        if before[name] != changes[name]
    }
    _move(connection, table, moved)
    return plan.counts


def _events(rows: MappedRows, ticket_keys: Sequence[str]) -> list[_Event]:
    numbers = rows.columns["event_number"]
    names = rows.columns.get("event_id", numbers)
    made = []
    for place, key in enumerate(ticket_keys):
        number, at = numbers[place], rows.columns["event_at"][place]
        assert isinstance(number, int)  # noqa: S101 - required of every event
        assert isinstance(at, datetime)  # noqa: S101
        name = number if names[place] is None else names[place]
        status = str(rows.columns["status"][place])
        made.append(_Event(number, at, f"{key}#{name}", status))
    return made


def _stored_timelines(
    connection: Connection, source: TicketSource, keys: Sequence[str]
) -> _Timelines:
    tickets = ExternalRows(Ticket.__table__, source.tenant, source.name)
    ids = tickets.read_ids(connection, keys)
    names = {number: key for key, number in ids.items()}
    of = TicketActivity.__table__.c
    query = select(
        of.ticket_id, of.external_id, of.created_at, of.new_value, of.metadata
    ).where(
        of.organization_id == source.tenant.id,
        of.source == source.name,
        of.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
    )
    found: _Timelines = {}
    for part in slices(list(names)):
        for row in connection.execute(query, {"ticket_ids": list(part)}):
            number = int(row.metadata["event_number"])
            event = _Event(number, row.created_at, row.external_id, row.new_value)
            found.setdefault(names[row.ticket_id], {})[row.external_id] = event
    return found


def _changes(timelines: _Timelines) -> dict[str, _Change]:
    """What each event did to the status, by the event's external id."""
    made: dict[str, _Change] = {}
    for timeline in timelines.values():
        old: str | None = None
        for event in sorted(timeline.values()):
            if old is None:
                made[event.external_id] = _Change("created", None)
            elif old == event.status:
                made[event.external_id] = _Change("updated", old)
            else:
                made[event.external_id] = _Change("status_changed", old)
            old = event.status
    return made


def _write_last(
    connection: Connection,
    source: TicketSource,
    rows: MappedRows,
    events: Sequence[_Event],
    timelines: _Timelines,
    now: datetime,
) -> dict[str, int]:
    """Bring tickets to their last event; the ids of all that the rows belong to."""
    places = {event.external_id: place for place, event in enumerate(events)}
    last = (max(timeline.values()).external_id for timeline in timelines.values())
    chosen = sorted(places[name] for name in last if name in places)

    def at(values: Mapping[str, list[T]]) -> dict[str, list[T]]:
        return {
            name: [column[place] for place in chosen] for name, column in values.items()
        }

    write_tickets(
        connection,
        source,
        MappedRows(
            read=len(chosen),
            rows=[rows.rows[place] for place in chosen],
            columns=at(rows.columns),
            fields=at(rows.fields),
            metadata={},
            faults=(),
            rejected=0,
        ),
        now,
    )
    tickets = ExternalRows(Ticket.__table__, source.tenant, source.name)
    return tickets.read_ids(connection, sorted(timelines))


def _values(
    connection: Connection,
    source: TicketSource,
    rows: MappedRows,
    events: Sequence[_Event],
    ticket_ids: Sequence[int],
) -> list[Values]:
    """The columns of each event but those that its neighbours may move."""
    nobody: list[object] = [None] * len(events)
    actors = [
        None if name is None else str(name)
        for name in rows.columns.get("actor", nobody)
    ]
    people = source.people.ids(connection, actors, None, UserRole.AGENT)
    return [
        (
            ticket_ids[place],
            people[place],
            f"event {event.number}",
            event.status,
            _metadata(rows, place, event),
            event.at,
        )
        for place, event in enumerate(events)
    ]


def _metadata(rows: MappedRows, place: int, event: _Event) -> dict[str, object]:
    kept = {name: values[place] for name, values in rows.metadata.items()}
    known = {name: value for name, value in kept.items() if value is not None}
    return {**known, "event_number": event.number}


def _move(
    connection: Connection, table: ExternalRows, moved: Mapping[str, _Change]
) -> None:
    """Tell stored events what lies before them now."""
    ids = table.read_ids(connection, sorted(moved))
    values = {
        name: (change.activity_type, change.old) for name, change in moved.items()
    }
    table.update(connection, values, ids, _MOVING, {})
