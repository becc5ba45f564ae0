"""Tickets of a source, with the fields their mapping keeps: written where new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from sdml.records.dataset import FIELD
from sdml.records.desk import UserRole
from sdml.records.import_result import ImportCounts
from sdml.records.mapping import Mapping as SourceMapping
from sdml.records.table_rows import MappedRows
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns
from sdml.store.desk_words import DeskWords, WordKind
from sdml.store.external_rows import ExternalRows, Values, plan_rows, slices
from sdml.store.former_classes import read_former_classes
from sdml.store.imported_people import ImportedPeople
from sdml.store.tables.core import Ticket
from sdml.store.tables.workbench import TicketField

__all__ = ["TicketSource", "open_source", "write_tickets"]

_PLAIN = (
    "title",
    "description",
    "language",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
)
_WORDS: Mapping[str, WordKind] = {
    "category": "category",
    "priority": "priority",
    "status": "status",
    "team": "team",
}


@dataclass(frozen=True, slots=True)
class TicketSource:
    """Where tickets come from, and the words and people known of it.

    Attributes
    ----------
    tenant : Tenant
        Whose tickets.
    name : str
        The source.
    words : DeskWords
        Kept while an import runs.
    people : ImportedPeople
        Kept while an import runs.
    """

    tenant: Tenant
    name: str
    words: DeskWords
    people: ImportedPeople


def open_source(tenant: Tenant, mapping: SourceMapping) -> TicketSource:
    """What an import of this mapping knows of its source at the start.

    Parameters
    ----------
    tenant : Tenant
        Whose rows.
    mapping : Mapping
        It names the source, and says what priorities and statuses mean.
    """
    words = DeskWords(tenant, mapping.priorities, mapping.statuses)
    people = ImportedPeople(tenant, mapping.source)
    return TicketSource(tenant, mapping.source, words, people)


def write_tickets(
    connection: Connection, source: TicketSource, rows: MappedRows, now: datetime
) -> ImportCounts:
    """Insert and update tickets by external id; what the mapping leaves out stays.

    Where a source still names a class that was merged, renamed or retired, its
    ticket gets what took the place.

    Parameters
    ----------
    connection : Connection
        In a write transaction of mode ``import``.
    source : TicketSource
        Where the rows come from.
    rows : MappedRows
        With the targets of tickets.
    now : datetime
        Stands for times that the mapping leaves out.

    Returns
    -------
    ImportCounts
        They sum to the number of rows.
    """
    external_ids = [str(value) for value in rows.columns["external_id"]]
    former = read_former_classes(connection, source.tenant, rows)
    rows = former.today()
    columns = _ticket_columns(connection, source, rows)
    fields = tuple(rows.fields)
    width = len(columns)
    values = list(zip(*columns.values(), *rows.fields.values(), strict=True))
    table = ExternalRows(Ticket.__table__, source.tenant, source.name)
    ids, stored = table.read(connection, external_ids, tuple(columns))
    if fields and stored:
        stored = _with_fields(connection, source.tenant, ids, stored, fields)
    named = [*columns, *(f"{FIELD}{name}" for name in fields)]
    plan = plan_rows(external_ids, former.keep(values, named, stored), stored)
    times = {name: now for name in ("created_at", "updated_at") if name not in columns}
    table.insert(connection, plan.new, tuple(columns), times)
    times.pop("created_at", None)
    table.update(connection, plan.changed, ids, tuple(columns), times)
    if fields or former.paths:
        ids |= table.read_ids(connection, list(plan.new))
    written = {key: ids[key] for key in (*plan.new, *plan.changed) if key in ids}
    former.remember(connection, source.tenant, written)
    if fields:
        _write_fields(
            connection,
            source.tenant,
            {ids[key]: row[width:] for key, row in plan.new.items()},
            fields,
        )
        changed = {ids[key]: row[width:] for key, row in plan.changed.items()}
        _delete_fields(connection, source.tenant, list(changed), fields)
        _write_fields(connection, source.tenant, changed, fields)
    return plan.counts


def _ticket_columns(
    connection: Connection, source: TicketSource, rows: MappedRows
) -> dict[str, Sequence[object]]:
    """The table's columns that the mapping fills, each as long as the rows."""
    targets = rows.columns
    columns: dict[str, Sequence[object]] = {}
    callers = _people(connection, source, rows, "requester", UserRole.USER)
    if None in callers:
        nobody = source.people.nobody(connection)
        callers = [nobody if caller is None else caller for caller in callers]
    columns["user_id"] = callers
    if "assignee" in targets or "assignee_email" in targets:
        agents = _people(connection, source, rows, "assignee", UserRole.AGENT)
        columns["assigned_to"] = agents
    for target, kind in _WORDS.items():
        if target in targets:
            names = [None if name is None else str(name) for name in targets[target]]
            ids = source.words.ids(connection, kind, set(names))
            columns[f"{target}_id"] = [ids[name] for name in names]
    columns |= {target: targets[target] for target in _PLAIN if target in targets}
    columns["description"] = [
        "" if text is None else text
        for text in targets.get("description", [None] * len(rows.rows))
    ]
    return columns


def _people(
    connection: Connection,
    source: TicketSource,
    rows: MappedRows,
    target: str,
    role: UserRole,
) -> list[int | None]:
    nobody: list[object] = [None] * len(rows.rows)
    if target not in rows.columns and f"{target}_email" not in rows.columns:
        return [None] * len(rows.rows)

    def column(name: str) -> list[str | None]:
        values = rows.columns.get(name, nobody)
        return [None if value is None else str(value) for value in values]

    return source.people.ids(
        connection, column(target), column(f"{target}_email"), role
    )


def _with_fields(
    connection: Connection,
    tenant: Tenant,
    ids: Mapping[str, int],
    stored: Mapping[str, Values],
    fields: Sequence[str],
) -> dict[str, Values]:
    """The stored values, each followed by the ticket's fields."""
    held: dict[int, dict[str, str]] = {}
    query = select(TicketField.ticket_id, TicketField.name, TicketField.value).where(
        TicketField.organization_id == tenant.id,
        TicketField.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
    )
    for part in slices(list(ids.values())):
        for ticket_id, name, value in connection.execute(
            query, {"ticket_ids": list(part)}
        ):
            held.setdefault(ticket_id, {})[name] = value
    return {
        key: (*values, *map(held.get(ids[key], {}).get, fields))
        for key, values in stored.items()
    }


def _write_fields(
    connection: Connection,
    tenant: Tenant,
    rows: Mapping[int, Values],
    fields: Sequence[str],
) -> None:
    """Write the fields of tickets that have none of them."""
    held = [
        (ticket_id, name, value)
        for ticket_id, values in rows.items()
        for name, value in zip(fields, values, strict=True)
        if value is not None
    ]
    if held:
        ticket_ids, names, texts = zip(*held, strict=True)
        columns: dict[str, Sequence[object]] = {
            "organization_id": [tenant.id] * len(held),
            "ticket_id": ticket_ids,
            "name": names,
            "value": texts,
        }
        insert_columns(connection, TicketField.__table__, columns)


def _delete_fields(
    connection: Connection,
    tenant: Tenant,
    ticket_ids: Sequence[int],
    fields: Sequence[str],
) -> None:
    """Drop the fields that the mapping knows; others of the ticket stay."""
    for part in slices(ticket_ids):
        connection.execute(
            delete(TicketField).where(
                TicketField.organization_id == tenant.id,
                TicketField.ticket_id.in_(part),
                TicketField.name.in_(fields),
            )
        )
