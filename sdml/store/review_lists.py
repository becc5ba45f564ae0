"""Lists beside the review: pages of the queue, an example's history and comments."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from sdml.errors import ParameterError
from sdml.records.example_card import Comment, ExampleLine, HistoryEntry
from sdml.records.review import QueueFilter
from sdml.records.review_words import DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.store.review_conditions import queue_conditions
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import User
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment, ReviewComment

__all__ = [
    "count_lines",
    "parse_cursor",
    "read_comments",
    "read_history",
    "read_lines",
    "read_some_lines",
]

PENDING = (QueueState.OPEN, QueueState.ADJUDICATION)
_LINE = (
    ReviewItem.example_id,
    ReviewItem.task,
    AiTrainingData.input,
    ReviewItem.reason,
    ReviewItem.suggestion,
    ReviewItem.probability,
    ReviewItem.given_label,
    ReviewItem.priority,
    ReviewItem.state,
    ReviewItem.decided_label,
    ReviewItem.answers,
    ReviewItem.required_answers,
    ReviewItem.group_no,
    ReviewItem.gold_label.is_not(None),
    ReviewItem.proposed_at,
)


def count_lines(
    connection: Connection,
    tenant: Tenant,
    kept: QueueFilter,
    user_id: int | None = None,
) -> int:
    """Examples of a filter; pending ones unless it names a state."""
    states = (kept.state,) if kept.state else PENDING
    query = select(func.count()).where(
        *queue_conditions(tenant, kept, user_id), ReviewItem.state.in_(states)
    )
    return connection.scalar(query) or 0


def read_lines(
    connection: Connection,
    tenant: Tenant,
    kept: QueueFilter,
    page: tuple[tuple[float, int] | None, int],
    user_id: int | None = None,
) -> list[ExampleLine]:
    """Examples of a filter by falling priority; their text in full and in clear.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose queue.
    kept : QueueFilter
        Which examples; pending ones unless it names a state.
    page : tuple
        The priority and id of the last line before, or None; and how many.
    user_id : int, optional
        Whose assignments ``assigned`` means.
    """
    after, most = page
    states = (kept.state,) if kept.state else PENDING
    conditions = [
        *queue_conditions(tenant, kept, user_id),
        ReviewItem.state.in_(states),
    ]
    if after is not None:
        conditions.append(
            or_(
                ReviewItem.priority < after[0],
                and_(ReviewItem.priority == after[0], ReviewItem.example_id > after[1]),
            )
        )
    query = (
        select(*_LINE)
        .join(AiTrainingData, _same_example())
        .where(*conditions)
        .order_by(ReviewItem.priority.desc(), ReviewItem.example_id)
        .limit(most)
    )
    return _lines(connection, tenant, connection.execute(query).all())


def read_some_lines(
    connection: Connection, tenant: Tenant, example_ids: Sequence[int]
) -> list[ExampleLine]:
    """These examples by rising id; those that are gone are left out."""
    query = (
        select(*_LINE)
        .join(AiTrainingData, _same_example())
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id.in_(example_ids),
        )
        .order_by(ReviewItem.example_id)
    )
    return _lines(connection, tenant, connection.execute(query).all())


def parse_cursor(cursor: str) -> tuple[float, int]:
    """The place a cursor stands for.

    Raises
    ------
    ParameterError
        It is none of ours.

    Examples
    --------
    >>> parse_cursor("0.5:12")
    (0.5, 12)
    """
    priority, colon, number = cursor.partition(":")
    try:
        place = float(priority), int(number)
    except ValueError as error:
        raise ParameterError("the cursor cannot be read: begin again") from error
    if not colon or not 0 <= place[1] < 2**62 or place[0] != place[0]:
        raise ParameterError("the cursor cannot be read: begin again")
    return place


def read_history(
    connection: Connection, tenant: Tenant, example_id: int
) -> list[HistoryEntry]:
    """Every decision about an example, by rising id."""
    named = {"tenant": tenant.id, "example": example_id}
    rows = connection.execute(_history(), named).all()
    undone = {row.undoes_id for row in rows if row.kind is DecisionKind.UNDO}
    found = []
    for row in rows:
        whole: Any = (*row[:8], row.id in undone, row[8])
        found.append(HistoryEntry(*whole))
    return found


def read_comments(
    connection: Connection, tenant: Tenant, example_id: int
) -> list[Comment]:
    """Comments beside an example, by rising id."""
    named = {"tenant": tenant.id, "example": example_id}
    rows = connection.execute(_comments(), named)
    return [Comment(*row) for row in rows]


# Built once: to build a statement takes longer than to run it.
@cache
def _history() -> Select[*tuple[Any, ...]]:
    decision = ReviewDecision
    return (
        select(
            decision.id,
            decision.user_id,
            User.email,
            decision.kind,
            decision.label,
            decision.reason_code,
            decision.outcome,
            decision.undoes_id,
            decision.decided_at,
        )
        .join(
            User,
            (User.organization_id == decision.organization_id)
            & (User.id == decision.user_id),
        )
        .where(
            decision.organization_id == bindparam("tenant"),
            decision.example_id == bindparam("example"),
        )
        .order_by(decision.id)
    )


@cache
def _comments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReviewComment.id, User.email, ReviewComment.body, ReviewComment.created_at
        )
        .join(
            User,
            (User.organization_id == ReviewComment.organization_id)
            & (User.id == ReviewComment.user_id),
        )
        .where(
            ReviewComment.organization_id == bindparam("tenant"),
            ReviewComment.example_id == bindparam("example"),
        )
        .order_by(ReviewComment.id)
    )


def _same_example() -> ColumnElement[bool]:
    return and_(
        AiTrainingData.organization_id == ReviewItem.organization_id,
        AiTrainingData.id == ReviewItem.example_id,
    )


def _lines(
    connection: Connection, tenant: Tenant, rows: Sequence[Row[*tuple[Any, ...]]]
) -> list[ExampleLine]:
    people = connection.execute(
        select(ReviewAssignment.example_id, User.email)
        .join(
            User,
            (User.organization_id == ReviewAssignment.organization_id)
            & (User.id == ReviewAssignment.user_id),
        )
        .where(
            ReviewAssignment.organization_id == tenant.id,
            ReviewAssignment.example_id.in_([row[0] for row in rows]),
        )
        .order_by(User.email)
    ).all()
    found: list[ExampleLine] = []
    for row in rows:
        values: Any = tuple(row)
        assigned = tuple(email for one, email in people if one == row[0])
        whole: Any = (*values[:-1], assigned, values[-1])
        found.append(ExampleLine(*whole))
    return found
