"""Pairs of tickets that a source says are duplicates of one another."""

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from sdml.records.tenant import Tenant
from sdml.store.tables.core import Ticket
from sdml.store.tables.workbench import TicketField

__all__ = ["read_linked_pairs"]


def read_linked_pairs(
    connection: Connection, tenant: Tenant, field: str
) -> list[tuple[int, int]]:
    """Tickets whose field names another ticket of the same source; each pair once.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    field : str
        A field kept with the ticket, such as ``duplicate_of``, that holds the
        other's id at the source.

    Returns
    -------
    list of (int, int)
        Ids of tickets, the smaller first.
    """
    one, other = aliased(Ticket), aliased(Ticket)
    rows = connection.execute(
        select(one.id, other.id)
        .join(
            TicketField,
            (TicketField.organization_id == tenant.id)
            & (TicketField.ticket_id == one.id)
            & (TicketField.name == field),
        )
        .join(
            other,
            (other.organization_id == tenant.id)
            & (other.source == one.source)
            & (other.external_id == TicketField.value),
        )
        .where(one.organization_id == tenant.id, one.id != other.id)
    )
    return sorted({(min(a, b), max(a, b)) for a, b in rows})
