"""Which tickets a filter keeps, as conditions of a query."""

from sqlalchemy import ColumnElement, Connection, exists, select
from sqlalchemy.orm import aliased

from sdml.errors import ParameterError
from sdml.records.dataset import TicketFilter
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Category, Priority, Status, Team, Ticket
from sdml.store.tables.workbench import TicketField

__all__ = ["ticket_conditions"]

_Word = type[Category] | type[Priority] | type[Status] | type[Team]
_Reference = ColumnElement[int] | ColumnElement[int | None]
_WORDS: dict[str, tuple[_Reference, _Word]] = {
    "category": (Ticket.category_id.expression, Category),
    "priority": (Ticket.priority_id.expression, Priority),
    "status": (Ticket.status_id.expression, Status),
    "team": (Ticket.team_id.expression, Team),
}
_PLAIN = {"source": Ticket.source, "language": Ticket.language}


def ticket_conditions(
    connection: Connection, tenant: Tenant, kept: TicketFilter
) -> list[ColumnElement[bool]]:
    """Conditions on `Ticket` for a tenant's tickets that a filter keeps.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    kept : TicketFilter
        Columns of tickets, or fields that a mapping kept.

    Raises
    ------
    ParameterError
        No ticket of the tenant has a column or field of that name.
    """
    conditions = [Ticket.organization_id == tenant.id]
    for name, values in kept.where.items():
        wanted = sorted(values)
        if name in _PLAIN:
            conditions.append(_PLAIN[name].in_(wanted))
        elif name in _WORDS:
            column, table = _WORDS[name]
            ids = select(table.id).where(
                table.organization_id == tenant.id, table.name.in_(wanted)
            )
            conditions.append(column.in_(ids))
        else:
            _check_field(connection, tenant, name)
            # Not the table itself: a query for a field's labels joins it too.
            kept_by = aliased(TicketField)
            conditions.append(
                exists().where(
                    kept_by.organization_id == tenant.id,
                    kept_by.ticket_id == Ticket.id,
                    kept_by.name == name,
                    kept_by.value.in_(wanted),
                )
            )
    return conditions


def _check_field(connection: Connection, tenant: Tenant, name: str) -> None:
    mine = TicketField.organization_id == tenant.id
    found = connection.scalar(
        select(TicketField.name).where(mine, TicketField.name == name).limit(1)
    )
    if found is None:
        known = connection.scalars(select(TicketField.name).where(mine).distinct())
        names = sorted({*_WORDS, *_PLAIN, *known})
        raise ParameterError(
            f"tickets have no column or field {name!r}: expected one of "
            f"{', '.join(names)}"
        )
