"""The language that a ticket's source recorded."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sdml.records.tenant import Tenant
from sdml.store.external_rows import slices
from sdml.store.tables.core import Ticket

__all__ = ["read_ticket_languages"]


def read_ticket_languages(
    connection: Connection, tenant: Tenant, ids: Sequence[int]
) -> dict[int, str | None]:
    """By ticket id, what the source says; None where it says nothing."""
    found: dict[int, str | None] = {}
    for part in slices(ids):
        rows = connection.execute(
            select(Ticket.id, Ticket.language).where(
                Ticket.organization_id == tenant.id, Ticket.id.in_(part)
            )
        )
        found.update((row[0], row[1]) for row in rows)
    return found
