"""Objections in the review queue: which example a ticket's label has, and whose."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, case, exists, insert, or_, select

from sdml.records.decision_file import OBJECTION_PART
from sdml.records.tenant import Tenant
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.review_objections import ReviewObjection

__all__ = ["find_question", "has_objected", "name_objector", "read_objected"]


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


def has_objected(
    connection: Connection, tenant: Tenant, example_id: int, user_id: int
) -> bool:
    """Whether this person asked for the review of an example."""
    objection = ReviewObjection
    query = select(
        exists().where(
            objection.organization_id == tenant.id,
            objection.example_id == example_id,
            objection.user_id == user_id,
        )
    )
    return bool(connection.scalar(query))


def name_objector(
    connection: Connection,
    tenant: Tenant,
    example_id: int,
    user_id: int,
    now: datetime,
) -> None:
    """Keep who objected: others decide this example, whoever had proposed it.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the example.
    tenant : Tenant
        Whose queue.
    example_id : int
        The example people will look at.
    user_id : int
        Who objects; a second time changes nothing.
    now : datetime
        By the database's clock.
    """
    if not has_objected(connection, tenant, example_id, user_id):
        connection.execute(
            insert(ReviewObjection).values(
                organization_id=tenant.id,
                example_id=example_id,
                user_id=user_id,
                created_at=now,
            )
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
