"""Made tickets written to the database: bulk inserts that keep the made times."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from sdml.records.sample import (
    DUPLICATE_FIELD,
    SAMPLE_SOURCE,
    TRUTH_FIELD,
    SampleDesk,
    SampleTicket,
)
from sdml.records.tenant import Tenant
from sdml.store.sample_desk import DeskIds, Values, put
from sdml.store.tables.core import Comment, SatisfactionSurvey, Ticket, TicketActivity
from sdml.store.tables.workbench import TicketField

__all__ = ["insert_tickets"]


def insert_tickets(
    connection: Connection,
    tenant: Tenant,
    desk: SampleDesk,
    ids: DeskIds,
    tickets: Sequence[SampleTicket],
) -> None:
    """Write made tickets with their comments, activities, fields and surveys.

    Parameters
    ----------
    connection : Connection
        In a write transaction of mode ``import``.
    tenant : Tenant
        Whose tickets.
    desk : SampleDesk
        The desk they were made for.
    ids : DeskIds
        What their indexes stand for.
    tickets : sequence of SampleTicket
        A batch, in the order in which they were made.
    """
    if not tickets:
        return
    put(connection, Ticket, (_ticket(tenant, ids, ticket) for ticket in tickets))
    number_of = _ticket_numbers(connection, tenant, tickets)
    numbered = [(number_of[ticket.external_id], ticket) for ticket in tickets]
    put(connection, Comment, _comments(tenant, ids, numbered))
    put(connection, TicketActivity, _activities(tenant, ids, numbered))
    put(connection, SatisfactionSurvey, _surveys(tenant, ids, numbered))
    put(connection, TicketField, _fields(tenant, desk, numbered))


def _ticket(tenant: Tenant, ids: DeskIds, ticket: SampleTicket) -> Values:
    agent = None if ticket.agent is None else ids.agents[ticket.agent]
    return {
        "organization_id": tenant.id,
        "external_id": ticket.external_id,
        "source": SAMPLE_SOURCE,
        "language": ticket.language,
        "title": ticket.title,
        "description": ticket.description,
        "user_id": ids.requesters[ticket.requester],
        "assigned_to": agent,
        "updated_by": agent,
        "team_id": ids.teams[ticket.team],
        "category_id": ids.categories[ticket.category],
        "priority_id": ids.priorities[ticket.priority],
        "status_id": ids.statuses[ticket.status],
        "sla_policy_id": ids.policies[ticket.policy],
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
    }


def _ticket_numbers(
    connection: Connection, tenant: Tenant, tickets: Sequence[SampleTicket]
) -> dict[str, int]:
    # External ids are zero-padded, so that a batch is one range of the key.
    rows = connection.execute(
        select(Ticket.external_id, Ticket.id).where(
            Ticket.organization_id == tenant.id,
            Ticket.source == SAMPLE_SOURCE,
            Ticket.external_id.between(tickets[0].external_id, tickets[-1].external_id),
        )
    )
    return {str(external_id): number for external_id, number in rows}


def _comments(
    tenant: Tenant, ids: DeskIds, tickets: Iterable[tuple[int, SampleTicket]]
) -> Iterator[Values]:
    for number, ticket in tickets:
        requester = ids.requesters[ticket.requester]
        for comment in ticket.comments:
            agent = comment.agent
            yield {
                "organization_id": tenant.id,
                "ticket_id": number,
                "user_id": requester if agent is None else ids.agents[agent],
                "content": comment.content,
                "is_internal": comment.is_internal,
                "created_at": comment.created_at,
                "updated_at": comment.created_at,
            }


def _activities(
    tenant: Tenant, ids: DeskIds, tickets: Iterable[tuple[int, SampleTicket]]
) -> Iterator[Values]:
    for number, ticket in tickets:
        for activity in ticket.activities:
            agent = activity.agent
            yield {
                "organization_id": tenant.id,
                "ticket_id": number,
                "user_id": None if agent is None else ids.agents[agent],
                "activity_type": activity.kind,
                "description": "",
                "old_value": activity.old_value,
                "new_value": activity.new_value,
                "created_at": activity.created_at,
            }


def _surveys(
    tenant: Tenant, ids: DeskIds, tickets: Iterable[tuple[int, SampleTicket]]
) -> Iterator[Values]:
    for number, ticket in tickets:
        if ticket.survey:
            yield {
                "organization_id": tenant.id,
                "ticket_id": number,
                "user_id": ids.requesters[ticket.requester],
                "rating": ticket.survey.rating,
                "feedback": ticket.survey.feedback,
                "created_at": ticket.survey.created_at,
            }


def _fields(
    tenant: Tenant, desk: SampleDesk, tickets: Iterable[tuple[int, SampleTicket]]
) -> Iterator[Values]:
    for number, ticket in tickets:
        row = {"organization_id": tenant.id, "ticket_id": number}
        if ticket.category != ticket.true_category:
            truth = desk.categories[ticket.true_category].name
            yield {**row, "name": TRUTH_FIELD, "value": truth}
        if ticket.duplicate_of:
            yield {**row, "name": DUPLICATE_FIELD, "value": ticket.duplicate_of}
