"""What a made review of a sample desk is written from."""

from sqlalchemy import Connection, func, select

from sdml.records.review_words import QueueState
from sdml.records.sample import TRUTH_FIELD
from sdml.records.tenant import Tenant
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.workbench import TicketField

__all__ = ["count_decisions", "read_true_labels", "read_waiting"]


def count_decisions(connection: Connection, tenant: Tenant) -> int:
    """How many decisions were ever made for the tenant."""
    query = select(func.count(ReviewDecision.id)).where(
        ReviewDecision.organization_id == tenant.id
    )
    return connection.scalar(query) or 0


def read_true_labels(connection: Connection, tenant: Tenant) -> dict[int, str]:
    """True categories of the sample's mislabelled tickets, by ticket id."""
    rows = connection.execute(
        select(TicketField.ticket_id, TicketField.value).where(
            TicketField.organization_id == tenant.id, TicketField.name == TRUTH_FIELD
        )
    )
    return {row[0]: row[1] for row in rows}


def read_waiting(connection: Connection, tenant: Tenant, task: str) -> list[int]:
    """Open examples of a task, the first in the queue first."""
    rows = connection.scalars(
        select(ReviewItem.example_id)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.task == task,
            ReviewItem.state == QueueState.OPEN,
        )
        .order_by(ReviewItem.priority.desc(), ReviewItem.example_id)
    )
    return list(rows)
