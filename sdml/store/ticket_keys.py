"""A ticket's name outside this database, and whom it came from."""

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.sql.selectable import ScalarSelect

from sdml.records.tenant import Tenant
from sdml.store.tables.core import Ticket, User

__all__ = ["named_requester", "ticket_key"]


def ticket_key(ticket_id: int, source: str | None, external_id: str | None) -> str:
    """Source and external id, or the id where the ticket was written here.

    Examples
    --------
    >>> ticket_key(7, "desk", "T-19"), ticket_key(7, None, None)
    ('desk:T-19', 'id:7')
    """
    return f"{source or ''}:{external_id}" if external_id else f"id:{ticket_id}"


def named_requester(tenant: Tenant) -> ColumnElement[int | None]:
    """The requester of a ticket, or null where an import named nobody.

    Parameters
    ----------
    tenant : Tenant
        Whose tickets the query reads.
    """
    nobody: ScalarSelect[int] = (
        select(User.id)
        .where(
            User.organization_id == tenant.id,
            User.name.startswith("import:", autoescape=True),
            User.email.startswith("import@", autoescape=True),
        )
        .scalar_subquery()
    )
    return case((Ticket.user_id.in_(nobody), None), else_=Ticket.user_id)
