"""Assignments of examples, gold answers and how many answers an example needs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from sdml.records.review import QueueFilter
from sdml.records.tenant import Tenant
from sdml.store.review_conditions import queue_conditions
from sdml.store.review_lists import PENDING
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment

__all__ = [
    "delete_assignments",
    "insert_assignments",
    "matching_ids",
    "write_gold",
    "write_minimum",
]


def matching_ids(
    connection: Connection,
    tenant: Tenant,
    kept: QueueFilter,
    most: int,
    user_id: int | None = None,
) -> list[int]:
    """Ids of pending examples of a filter, by falling priority, at most so many."""
    query = (
        select(ReviewItem.example_id)
        .where(*queue_conditions(tenant, kept, user_id), ReviewItem.state.in_(PENDING))
        .order_by(ReviewItem.priority.desc(), ReviewItem.example_id)
        .limit(most)
    )
    return list(connection.scalars(query))


def insert_assignments(
    connection: Connection,
    tenant: Tenant,
    example_ids: Sequence[int],
    who: tuple[int, int],
    now: datetime,
) -> int:
    """Assign examples to a person; how many were not assigned to him before.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose examples.
    example_ids : sequence of int
        Which.
    who : tuple of int
        Who gets them, and who assigns.
    now : datetime
        When.
    """
    known = set(
        connection.scalars(
            select(ReviewAssignment.example_id).where(
                ReviewAssignment.organization_id == tenant.id,
                ReviewAssignment.user_id == who[0],
                ReviewAssignment.example_id.in_(example_ids),
            )
        )
    )
    rows = [
        {
            "organization_id": tenant.id,
            "example_id": one,
            "user_id": who[0],
            "assigned_by": who[1],
            "created_at": now,
        }
        for one in example_ids
        if one not in known
    ]
    if rows:
        connection.execute(ReviewAssignment.__table__.insert(), rows)
    return len(rows)


def delete_assignments(
    connection: Connection, tenant: Tenant, example_ids: Sequence[int], user_id: int
) -> int:
    """Take examples from a person; how many he had."""
    gone = connection.execute(
        delete(ReviewAssignment).where(
            ReviewAssignment.organization_id == tenant.id,
            ReviewAssignment.user_id == user_id,
            ReviewAssignment.example_id.in_(example_ids),
        )
    )
    return gone.rowcount


def write_gold(
    connection: Connection, tenant: Tenant, example_id: int, label: str | None
) -> None:
    """Make an example one whose answer is known, or an ordinary one again."""
    connection.execute(
        update(ReviewItem)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == example_id,
        )
        .values(gold_label=label)
    )


def write_minimum(
    connection: Connection, tenant: Tenant, example_id: int, answers: int
) -> None:
    """Set how many answers an example needs; its state is derived anew after."""
    connection.execute(
        update(ReviewItem)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == example_id,
        )
        .values(minimum_answers=answers)
    )
