"""Finds a ticket by its name outside, and how its labels changed."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, select

from sdml.errors import ParameterError
from sdml.records.enterprise import AuditAction
from sdml.records.lineage import LabelMove
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.ticket_keys import ticket_key

__all__ = ["TicketLabels", "find_ticket_id", "read_label_moves", "read_ticket_labels"]


@dataclass(frozen=True, slots=True)
class TicketLabels:
    """A ticket's name outside and the labels it has now."""

    key: str
    category: str | None
    priority: str | None


def find_ticket_id(connection: Connection, tenant: Tenant, external_id: str) -> int:
    """The id of the ticket that has this external id, or ``source:external id``.

    Raises
    ------
    ParameterError
        There is none, or several sources have one.
    """
    found = _named(connection, tenant, None, external_id)
    source, colon, rest = external_id.partition(":")
    if not found and colon:
        found = _named(connection, tenant, source, rest)
    if not found:
        raise ParameterError(
            f"tenant {tenant.slug} has no ticket with the external id "
            f"{external_id[:80]!r}"
        )
    if len(found) > 1:
        sources = ", ".join(sorted(f"{name}" for _, name in found))
        raise ParameterError(
            f"several sources have the external id {external_id[:80]!r}: say "
            f"SOURCE:ID, with a source of {sources}"
        )
    return found[0][0]


def read_ticket_labels(
    connection: Connection, tenant: Tenant, ticket_id: int
) -> TicketLabels:
    """The name and the labels of a ticket.

    Raises
    ------
    ParameterError
        The tenant has no such ticket.
    """
    row = connection.execute(
        select(Ticket.source, Ticket.external_id, Category.name, Priority.name)
        .outerjoin(
            Category,
            (Category.organization_id == Ticket.organization_id)
            & (Category.id == Ticket.category_id),
        )
        .outerjoin(
            Priority,
            (Priority.organization_id == Ticket.organization_id)
            & (Priority.id == Ticket.priority_id),
        )
        .where(Ticket.organization_id == tenant.id, Ticket.id == ticket_id)
    ).one_or_none()
    if row is None:
        raise ParameterError(
            f"tenant {tenant.slug} has no ticket {ticket_id}: with --external the "
            "source's own number is looked for"
        )
    return TicketLabels(ticket_key(ticket_id, row[0], row[1]), row[2], row[3])


def read_label_moves(
    connection: Connection, tenant: Tenant, ticket_id: int
) -> tuple[LabelMove, ...]:
    """How the category and the priority changed outside imports, in order of time."""
    log = AuditAdvanced
    rows = connection.execute(
        select(log.old_values, log.new_values, log.actor, log.purpose, log.created_at)
        .where(
            log.organization_id == tenant.id,
            log.entity_type == "ticket",
            log.entity_id == ticket_id,
            log.action == AuditAction.UPDATE,
        )
        .order_by(log.created_at, log.id)
    ).all()
    names = {
        "category": _names(connection, tenant, Category),
        "priority": _names(connection, tenant, Priority),
    }
    moves = []
    for old, new, actor, purpose, changed_at in rows:
        before = cast("dict[str, int]", old or {})
        after = cast("dict[str, int]", new or {})
        for task, known in names.items():
            column = f"{task}_id"
            if column in after:
                labels = (known.get(before.get(column, 0)), known.get(after[column]))
                moves.append(LabelMove(task, *labels, actor, purpose, changed_at))
    return tuple(moves)


def _named(
    connection: Connection, tenant: Tenant, source: str | None, external_id: str
) -> list[tuple[int, str | None]]:
    query = select(Ticket.id, Ticket.source).where(
        Ticket.organization_id == tenant.id, Ticket.external_id == external_id
    )
    if source is not None:
        query = query.where(Ticket.source == source)
    return [(row[0], row[1]) for row in connection.execute(query)]


def _names(
    connection: Connection, tenant: Tenant, table: type[Category] | type[Priority]
) -> dict[int, str]:
    rows = connection.execute(
        select(table.id, table.name).where(table.organization_id == tenant.id)
    )
    return {row[0]: row[1] for row in rows}
