"""What one reviewer did last and lately, and the group of an example."""

from datetime import datetime

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.orm import aliased

from sdml.records.review_words import DecisionKind, QueueState
from sdml.records.reviewer_position import ExampleGroup, UndoableDecision
from sdml.records.tenant import Tenant
from sdml.store.tables.review import ReviewDecision, ReviewItem

__all__ = ["count_decided", "read_group", "read_last_decision"]

PENDING = (QueueState.OPEN, QueueState.ADJUDICATION)
# Built once: to build it takes longer than to run it.
_UNDO = aliased(ReviewDecision)
_UNDONE = exists().where(
    _UNDO.organization_id == ReviewDecision.organization_id,
    _UNDO.undoes_id == ReviewDecision.id,
)


def read_last_decision(
    connection: Connection,
    tenant: Tenant,
    user_id: int,
    since: datetime,
    until: datetime,
) -> UndoableDecision | None:
    """A reviewer's newest decision since then that stands; None where there is none."""
    row = connection.execute(
        select(
            ReviewDecision.id,
            ReviewDecision.example_id,
            ReviewDecision.kind,
            ReviewDecision.label,
            ReviewDecision.outcome,
            ReviewDecision.decided_at,
        )
        .where(
            ReviewDecision.organization_id == tenant.id,
            ReviewDecision.user_id == user_id,
            ReviewDecision.decided_at >= since,
            ReviewDecision.kind != DecisionKind.UNDO,
            ~_UNDONE,
        )
        .order_by(ReviewDecision.decided_at.desc(), ReviewDecision.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return UndoableDecision(*row[:5], row[5] + (until - since))


def count_decided(
    connection: Connection, tenant: Tenant, user_id: int, since: datetime
) -> int:
    """A reviewer's decisions since then that stand, skips left out."""
    kinds = (DecisionKind.APPROVE, DecisionKind.EDIT, DecisionKind.REJECT)
    query = select(func.count()).where(
        ReviewDecision.organization_id == tenant.id,
        ReviewDecision.user_id == user_id,
        ReviewDecision.decided_at >= since,
        ReviewDecision.kind.in_(kinds),
        ~_UNDONE,
    )
    return connection.scalar(query) or 0


def read_group(
    connection: Connection, tenant: Tenant, example_id: int
) -> ExampleGroup | None:
    """The group of near-duplicates an example is in; None where it is in none."""
    number = connection.scalar(
        select(ReviewItem.group_no).where(
            ReviewItem.organization_id == tenant.id, ReviewItem.example_id == example_id
        )
    )
    if number is None:
        return None
    pending = connection.scalar(
        select(func.count()).where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.group_no == number,
            ReviewItem.state.in_(PENDING),
        )
    )
    return ExampleGroup(number, pending or 0)
