"""Tickets joined with the label that a task gives them, or with nothing."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from sdml.records.dataset import FIELD
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.workbench import TicketField

__all__ = ["labelled_tickets"]

_Label = ColumnElement[str] | InstrumentedAttribute[str]


def labelled_tickets(task: str) -> tuple[_Label, "Select[tuple[object, ...]]"]:
    """The label column, and tickets joined with what holds it, if anything."""
    query: Select[tuple[object, ...]] = select().select_from(Ticket)
    if task.startswith(FIELD):
        return TicketField.value, query.outerjoin(
            TicketField,
            (TicketField.organization_id == Ticket.organization_id)
            & (TicketField.ticket_id == Ticket.id)
            & (TicketField.name == task.removeprefix(FIELD)),
        )
    if task == "priority":
        return Priority.name, query.outerjoin(
            Priority,
            (Priority.organization_id == Ticket.organization_id)
            & (Priority.id == Ticket.priority_id),
        )
    return Category.name, query.outerjoin(
        Category,
        (Category.organization_id == Ticket.organization_id)
        & (Category.id == Ticket.category_id),
    )
