"""Rows that hold the classes of a task: categories, priorities, tickets, fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from sdml.records.dataset import FIELD
from sdml.records.tenant import Tenant
from sdml.store.external_rows import slices
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Category, Priority, SlaPolicy, Ticket
from sdml.store.tables.workbench import TicketField
from sdml.store.taxonomy_changes import RowMove

__all__ = [
    "ClassTicket",
    "count_policies",
    "count_uses",
    "delete_classes",
    "make_classes",
    "move_tickets",
    "read_class_sizes",
    "read_class_tickets",
    "read_last_seen",
    "rename_class",
    "restore_tickets",
]

_TABLES: dict[str, Table] = {
    "category": Category.__table__,
    "priority": Priority.__table__,
}


@dataclass(frozen=True, slots=True)
class ClassTicket:
    """A ticket of a class that is about to change.

    Attributes
    ----------
    ticket_id : int
        Which ticket.
    label : str
        Its class.
    title, body : str
        Its text.
    field_value : str or None
        Of the field that decides, where one does.
    """

    ticket_id: int
    label: str
    title: str
    body: str
    field_value: str | None


def read_class_sizes(
    connection: Connection, tenant: Tenant, task: str
) -> dict[str, int]:
    """Tickets of every class that has a row, by its name; 0 where it has none."""
    table = _TABLES.get(task)
    if table is None:
        name = _field(task)
        rows = connection.execute(
            select(TicketField.value, func.count())
            .where(
                TicketField.organization_id == tenant.id,
                TicketField.name == name,
            )
            .group_by(TicketField.value)
        )
        return {row[0]: row[1] for row in rows}
    key = Ticket.__table__.c[f"{task}_id"]
    rows = connection.execute(
        select(table.c.name, func.count(Ticket.id))
        .outerjoin(Ticket, (Ticket.organization_id == tenant.id) & (key == table.c.id))
        .where(table.c.organization_id == tenant.id)
        .group_by(table.c.name)
    )
    return {row[0]: row[1] for row in rows}


def read_last_seen(
    connection: Connection, tenant: Tenant, task: str
) -> dict[str, datetime]:
    """When the newest ticket of each class was opened, by the class's name."""
    table = _TABLES.get(task)
    if table is None:
        label: ColumnElement[str] = TicketField.__table__.c.value
        query = select(label, func.max(Ticket.created_at)).join(
            Ticket,
            (Ticket.organization_id == TicketField.organization_id)
            & (Ticket.id == TicketField.ticket_id),
        )
        query = query.where(TicketField.name == _field(task))
        owner = TicketField.__table__.c.organization_id
    else:
        label = table.c.name
        key = Ticket.__table__.c[f"{task}_id"]
        query = select(label, func.max(Ticket.created_at)).join(
            Ticket, (Ticket.organization_id == tenant.id) & (key == table.c.id)
        )
        owner = table.c.organization_id
    rows = connection.execute(query.where(owner == tenant.id).group_by(label))
    return {row[0]: row[1] for row in rows}


def read_class_tickets(
    connection: Connection,
    tenant: Tenant,
    task: str,
    names: Sequence[str],
    by_field: str | None = None,
) -> list[ClassTicket]:
    """Tickets of some classes, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category`` or ``field:NAME``.
    names : sequence of str
        Which classes.
    by_field : str, optional
        A field whose value is read too.
    """
    found: ColumnElement[str]
    query = select(Ticket.id, Ticket.title, Ticket.description)
    if task == "category":
        found = Category.__table__.c.name
        query = query.join(
            Category,
            (Category.organization_id == Ticket.organization_id)
            & (Category.id == Ticket.category_id),
        )
    else:
        held = TicketField.__table__.alias("held")
        found = held.c.value
        query = query.join(
            held,
            (held.c.organization_id == Ticket.organization_id)
            & (held.c.ticket_id == Ticket.id)
            & (held.c.name == _field(task)),
        )
    beside = TicketField.__table__.alias("beside")
    query = query.outerjoin(
        beside,
        (beside.c.organization_id == Ticket.organization_id)
        & (beside.c.ticket_id == Ticket.id)
        & (beside.c.name == (by_field or "")),
    )
    rows = connection.execute(
        query.add_columns(found, beside.c.value)
        .where(Ticket.organization_id == tenant.id, found.in_(names))
        .order_by(Ticket.id)
    )
    return [ClassTicket(row[0], row[3], row[1], row[2], row[4]) for row in rows]


def make_classes(
    connection: Connection, tenant: Tenant, task: str, names: Sequence[str]
) -> list[RowMove]:
    """Make rows for new categories; a field's values need none."""
    table = _TABLES.get(task)
    if table is None:
        return []
    made = []
    for name in names:
        statement = (
            insert(table)
            .values(organization_id=tenant.id, name=name)
            .returning(table.c.id)
        )
        number = connection.execute(statement).scalar_one()
        made.append(RowMove(number, {}, {"name": name}))
    return made


def rename_class(
    connection: Connection, tenant: Tenant, task: str, before: str, after: str
) -> list[RowMove]:
    """Give a category or priority another name; a field's values are tickets' own."""
    table = _TABLES.get(task)
    if table is None:
        return []
    of_it = (table.c.organization_id == tenant.id) & (table.c.name == before)
    number = connection.execute(select(table.c.id).where(of_it)).scalar_one()
    connection.execute(update(table).where(of_it).values(name=after))
    return [RowMove(number, {"name": before}, {"name": after})]


def delete_classes(
    connection: Connection, tenant: Tenant, task: str, names: Sequence[str]
) -> None:
    """Remove categories that a change had made."""
    table = _TABLES.get(task)
    if table is not None and names:
        connection.execute(
            delete(table).where(
                table.c.organization_id == tenant.id, table.c.name.in_(names)
            )
        )


def move_tickets(
    connection: Connection, tenant: Tenant, task: str, labels: Mapping[int, str]
) -> list[RowMove]:
    """Give tickets another class; the audit's triggers see each of them.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category`` or ``field:NAME``.
    labels : mapping of int to str
        The new class of each ticket, by id.

    Returns
    -------
    list of RowMove
        Each ticket as it was and as it is.
    """
    values: dict[str, object] = dict(_held_by(connection, tenant, task))
    after = {number: values.get(label, label) for number, label in labels.items()}
    before = _values_of(connection, tenant, task, list(after))
    column = _column(task)
    _write_values(connection, tenant, task, after)
    return [
        RowMove(number, {column: before[number]}, {column: value})
        for number, value in after.items()
    ]


def restore_tickets(
    connection: Connection, tenant: Tenant, task: str, moves: Sequence[RowMove]
) -> int:
    """Give tickets their former class; those that have another by now keep it.

    Returns
    -------
    int
        How many were given theirs.
    """
    column = _column(task)
    now = _values_of(connection, tenant, task, [move.entity_id for move in moves])
    former = {
        move.entity_id: move.before[column]
        for move in moves
        if move.entity_id in now and now[move.entity_id] == move.after[column]
    }
    _write_values(connection, tenant, task, former)
    return len(former)


def count_uses(
    connection: Connection,
    tenant: Tenant,
    task: str,
    name: str,
    moved: Sequence[int],
    policies: Sequence[int] = (),
) -> dict[str, int]:
    """What stands on a class beside the rows that a change brought there.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose rows.
    task : str
        ``category`` or ``field:NAME``.
    name : str
        The class.
    moved : sequence of int
        Ids of the tickets that the change moved.
    policies : sequence of int
        Ids of the policies that it put in force.

    Returns
    -------
    dict of str to int
        ``tickets``, ``policies`` of service levels, ``corrections`` by agents.
    """
    known = set(moved)
    if task != "category":
        ids = connection.scalars(
            select(TicketField.ticket_id).where(
                TicketField.organization_id == tenant.id,
                TicketField.name == _field(task),
                TicketField.value == name,
            )
        )
        return {"tickets": sum(number not in known for number in ids)}
    row = select(Category.id).where(
        Category.organization_id == tenant.id, Category.name == name
    )
    number = connection.execute(row).scalar_one_or_none()
    ids = connection.scalars(
        select(Ticket.id).where(
            Ticket.organization_id == tenant.id, Ticket.category_id == number
        )
    )
    corrected = connection.scalar(
        select(func.count()).where(
            AiClassification.organization_id == tenant.id,
            AiClassification.corrected_category_id == number,
        )
    )
    return {
        "tickets": sum(one not in known for one in ids),
        "policies": len(_policies_of(connection, tenant, [name]) - set(policies)),
        "corrections": corrected or 0,
    }


def count_policies(
    connection: Connection, tenant: Tenant, task: str, names: Sequence[str]
) -> int:
    """Number of SLA policies in force that name one of some categories."""
    if task != "category":
        return 0
    active = SlaPolicy.__table__.c.is_active
    return len(_policies_of(connection, tenant, names, active))


def _policies_of(
    connection: Connection,
    tenant: Tenant,
    names: Sequence[str],
    *which: ColumnElement[bool],
) -> set[int]:
    ids = select(Category.id).where(
        Category.organization_id == tenant.id, Category.name.in_(names)
    )
    query = select(SlaPolicy.id).where(
        SlaPolicy.organization_id == tenant.id, SlaPolicy.category_id.in_(ids), *which
    )
    return set(connection.scalars(query))


def _field(task: str) -> str:
    return task.removeprefix(FIELD)


def _column(task: str) -> str:
    return "category_id" if task == "category" else "value"


def _held_by(connection: Connection, tenant: Tenant, task: str) -> dict[str, int]:
    """What a ticket holds for each class, where that is not its name."""
    if task != "category":
        return {}
    rows = connection.execute(
        select(Category.name, Category.id).where(Category.organization_id == tenant.id)
    )
    return {row[0]: row[1] for row in rows}


def _place(tenant: Tenant, task: str) -> tuple[Table, str, ColumnElement[bool]]:
    """The table that holds tickets' classes, its key, and which rows are meant."""
    if task == "category":
        table = Ticket.__table__
        return table, "id", table.c.organization_id == tenant.id
    table = TicketField.__table__
    mine = (table.c.organization_id == tenant.id) & (table.c.name == _field(task))
    return table, "ticket_id", mine


def _values_of(
    connection: Connection, tenant: Tenant, task: str, ids: Sequence[int]
) -> dict[int, object]:
    table, key, mine = _place(tenant, task)
    found: dict[int, object] = {}
    for part in slices(ids):
        rows = connection.execute(
            select(table.c[key], table.c[_column(task)]).where(
                mine, table.c[key].in_(part)
            )
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def _write_values(
    connection: Connection, tenant: Tenant, task: str, values: Mapping[int, object]
) -> None:
    table, key, mine = _place(tenant, task)
    same: dict[object, list[int]] = {}
    for number, value in values.items():
        same.setdefault(value, []).append(number)
    for value, ids in same.items():
        for part in slices(ids):
            connection.execute(
                update(table)
                .where(mine, table.c[key].in_(part))
                .values({_column(task): value})
            )
