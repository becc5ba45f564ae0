"""What stands beside a label: a ticket's other columns and fields, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, select

from sdml.records.dataset import FIELD
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Category, Priority, Status, Team, Ticket
from sdml.store.tables.workbench import DatasetItem, TicketField
from sdml.store.ticket_keys import named_requester

__all__ = ["TargetColumns", "count_task_labels", "read_target_columns"]

LONGEST_VALUE, MOST_LABELS = 200, 2_000
_WORDS = {
    "category": Category.name,
    "priority": Priority.name,
    "status": Status.name,
    "team": Team.name,
    "source": Ticket.source,
    "language": Ticket.language,
}


@dataclass(frozen=True, slots=True)
class TargetColumns:
    """Columns of the tickets of a data set, by rising ticket id.

    Attributes
    ----------
    ticket_ids : list of int
        The tickets.
    titles : list of str
        As people wrote them.
    opened : list of datetime
        When.
    requesters : list of int or None
        Who asked; None where an import named nobody.
    columns : mapping of str to list of str or None
        By name, ``field:NAME`` for what a mapping kept; without the target
        itself. Values are cut at 200 characters.
    """

    ticket_ids: list[int]
    titles: list[str]
    opened: list[datetime]
    requesters: list[int | None]
    columns: Mapping[str, list[str | None]]


def read_target_columns(
    connection: Connection, tenant: Tenant, dataset_id: int, task: str
) -> TargetColumns:
    """What stands beside the labels of a data set.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose data set.
    dataset_id : int
        Which version.
    task : str
        Its task, whose own column is left out.
    """
    words = {name: column for name, column in _WORDS.items() if name != task}
    rows = connection.execute(
        select(
            Ticket.id,
            Ticket.title,
            Ticket.created_at,
            named_requester(tenant),
            *words.values(),
        )
        .join(
            DatasetItem,
            (DatasetItem.organization_id == Ticket.organization_id)
            & (DatasetItem.ticket_id == Ticket.id),
        )
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Priority, Priority.id == Ticket.priority_id)
        .outerjoin(Status, Status.id == Ticket.status_id)
        .outerjoin(Team, Team.id == Ticket.team_id)
        .where(
            Ticket.organization_id == tenant.id, DatasetItem.dataset_id == dataset_id
        )
        .order_by(Ticket.id)
    ).all()
    ids = [int(row[0]) for row in rows]
    columns = {
        name: [cast("str | None", row[4 + at]) for row in rows]
        for at, name in enumerate(words)
    }
    columns |= _read_fields(connection, tenant, dataset_id, ids, task)
    return TargetColumns(
        ticket_ids=ids,
        titles=[row[1] or "" for row in rows],
        opened=[row[2] for row in rows],
        requesters=[row[3] for row in rows],
        columns=columns,
    )


def count_task_labels(
    connection: Connection, tenant: Tenant, task: str
) -> dict[str, int]:
    """Labels of a task with the tickets that have them: the 2,000 most frequent."""
    if task in ("category", "priority"):
        table = Category if task == "category" else Priority
        key = Ticket.category_id if task == "category" else Ticket.priority_id
        query = (
            select(table.name, func.count(Ticket.id))
            .join(Ticket, key == table.id)
            .where(Ticket.organization_id == tenant.id)
            .group_by(table.name)
        )
    else:
        query = (
            select(TicketField.value, func.count())
            .where(
                TicketField.organization_id == tenant.id,
                TicketField.name == task.removeprefix(FIELD),
            )
            .group_by(TicketField.value)
        )
    often = query.order_by(func.count().desc()).limit(MOST_LABELS)
    return {str(row[0]): int(row[1]) for row in connection.execute(often)}


def _read_fields(
    connection: Connection,
    tenant: Tenant,
    dataset_id: int,
    ids: list[int],
    task: str,
) -> dict[str, list[str | None]]:
    field = TicketField
    rows = connection.execute(
        select(field.ticket_id, field.name, func.substr(field.value, 1, LONGEST_VALUE))
        .join(
            DatasetItem,
            (DatasetItem.organization_id == field.organization_id)
            & (DatasetItem.ticket_id == field.ticket_id),
        )
        .where(
            field.organization_id == tenant.id,
            DatasetItem.dataset_id == dataset_id,
            FIELD + field.name != task,
        )
    )
    places = {ticket_id: at for at, ticket_id in enumerate(ids)}
    found: dict[str, list[str | None]] = {}
    for ticket_id, name, value in rows:
        column = found.setdefault(FIELD + name, [None] * len(ids))
        if ticket_id in places:
            column[places[ticket_id]] = value
    return dict(sorted(found.items()))
