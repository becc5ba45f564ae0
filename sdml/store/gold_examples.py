"""Gold examples by page, and how many examples each person was assigned."""

from sqlalchemy import Connection, case, func, select

from sdml.records.gold_example import AssignmentCount, GoldExample
from sdml.records.review_words import QueueState
from sdml.records.tenant import Tenant
from sdml.store.review_lists import read_some_lines
from sdml.store.tables.core import User
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment

__all__ = ["count_assignments", "count_gold", "read_gold"]

PENDING = (QueueState.OPEN, QueueState.ADJUDICATION)


def read_gold(
    connection: Connection, tenant: Tenant, after: int, most: int
) -> list[GoldExample]:
    """Gold examples by rising id, above one; their text in full and in clear."""
    rows = connection.execute(
        select(ReviewItem.example_id, ReviewItem.gold_label)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.gold_label.is_not(None),
            ReviewItem.example_id > after,
        )
        .order_by(ReviewItem.example_id)
        .limit(most)
    )
    labels: dict[int, str] = {row[0]: row[1] or "" for row in rows}
    lines = read_some_lines(connection, tenant, list(labels))
    return [GoldExample(line, labels[line.id]) for line in lines]


def count_gold(connection: Connection, tenant: Tenant) -> int:
    """How many gold examples there are."""
    query = select(func.count()).where(
        ReviewItem.organization_id == tenant.id, ReviewItem.gold_label.is_not(None)
    )
    return connection.scalar(query) or 0


def count_assignments(
    connection: Connection, tenant: Tenant
) -> tuple[AssignmentCount, ...]:
    """Assigned examples by person, most pending first."""
    pending = func.sum(case((ReviewItem.state.in_(PENDING), 1), else_=0))
    rows = connection.execute(
        select(User.email, pending, func.count())
        .join(
            ReviewAssignment,
            (ReviewAssignment.organization_id == User.organization_id)
            & (ReviewAssignment.user_id == User.id),
        )
        .join(
            ReviewItem,
            (ReviewItem.organization_id == ReviewAssignment.organization_id)
            & (ReviewItem.example_id == ReviewAssignment.example_id),
        )
        .where(User.organization_id == tenant.id)
        .group_by(User.email)
        .order_by(pending.desc(), User.email)
    )
    return tuple(AssignmentCount(row[0], row[1], row[2] - row[1]) for row in rows)
