"""Objections in the review queue: which example a ticket's label has, and whether."""

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Connection, case, or_, select, update

from sdml.records.decision_file import OBJECTION_PART
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.review import ReviewItem

__all__ = ["find_question", "name_proposer", "read_objected"]


def find_question(
    connection: Connection, tenant: Tenant, task: str, ticket_id: int, input_hash: str
) -> int | None:
    """The newest example of a ticket's label, or of the same text; None without one.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose queue.
    task : str
        What the label answers.
    ticket_id : int
        The ticket.
    input_hash : str
        Of task and text.
    """
    item = ReviewItem
    return connection.scalar(
        select(item.example_id)
        .where(
            item.organization_id == tenant.id,
            item.task == task,
            or_(item.ticket_id == ticket_id, item.input_hash == input_hash),
        )
        .order_by(
            case((item.ticket_id == ticket_id, 0), else_=1), item.example_id.desc()
        )
        .limit(1)
    )


def name_proposer(
    connection: Connection, tenant: Tenant, example_id: int, user_id: int
) -> None:
    """Make what nobody proposed this person's proposal: he may not decide it then."""
    connection.execute(
        update(AiTrainingData)
        .where(
            AiTrainingData.organization_id == tenant.id,
            AiTrainingData.id == example_id,
            AiTrainingData.created_by.is_(None),
        )
        .values(created_by=user_id)
    )


def read_objected(
    connection: Connection, tenant: Tenant, example_ids: Collection[int]
) -> set[int]:
    """Those of the examples that somebody objected about."""
    rows = connection.execute(
        select(ReviewItem.example_id, ReviewItem.score_parts).where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id.in_(example_ids),
        )
    )
    return {
        row[0]
        for row in rows
        if OBJECTION_PART in cast("Mapping[str, float]", row[1] or {})
    }
