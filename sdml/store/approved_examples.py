"""Approved examples of a task, as neighbours are looked for among them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from sdml.records.machine_learning import ExampleStatus
from sdml.records.review_words import QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.review import ReviewItem

__all__ = ["read_approved_since", "read_approved_texts"]


def read_approved_since(
    connection: Connection,
    tenant: Tenant,
    task: str,
    since: tuple[datetime, int] | None,
    most: int,
) -> list[tuple[int, int | None, datetime]]:
    """Id, ticket and time of approved examples, by the time they were settled.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose examples.
    task : str
        Of which task.
    since : tuple, optional
        Only those after this time and id.
    most : int
        At most so many.
    """
    later = []
    if since is not None:
        later.append(
            (ReviewItem.completed_at > since[0])
            | (
                (ReviewItem.completed_at == since[0])
                & (ReviewItem.example_id > since[1])
            )
        )
    rows = connection.execute(
        select(ReviewItem.example_id, ReviewItem.ticket_id, ReviewItem.completed_at)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.task == task,
            ReviewItem.state == QueueState.COMPLETED,
            ReviewItem.decided_label.is_not(None),
            *later,
        )
        .order_by(ReviewItem.completed_at, ReviewItem.example_id)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in rows if row[2] is not None]


def read_approved_texts(
    connection: Connection, tenant: Tenant, example_ids: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Label and text, in clear, of those that are approved now, by id."""
    rows = connection.execute(
        select(AiTrainingData.id, AiTrainingData.output, AiTrainingData.input).where(
            AiTrainingData.organization_id == tenant.id,
            AiTrainingData.id.in_(example_ids),
            AiTrainingData.status == ExampleStatus.APPROVED,
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}
