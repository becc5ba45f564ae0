"""What one reviewer did last and lately, and the group of an example."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from sdml.records.review_words import DecisionKind, QueueState
from sdml.records.reviewer_position import ExampleGroup, UndoableDecision
from sdml.records.tenant import Tenant
from sdml.store.literals import literal_number
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
    named = {"tenant": tenant.id, "person": user_id, "since": since}
    row = connection.execute(_last(), named).one_or_none()
    if row is None:
        return None
    whole: Any = (*row[:5], row[5] + (until - since))
    return UndoableDecision(*whole)


def count_decided(
    connection: Connection, tenant: Tenant, user_id: int, since: datetime
) -> int:
    """A reviewer's decisions since then that stand, skips left out."""
    named = {"tenant": tenant.id, "person": user_id, "since": since}
    return connection.scalar(_count(), named) or 0


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


@cache
def _last() -> Select[*tuple[Any, ...]]:
    decision = ReviewDecision
    return (
        select(
            decision.id,
            decision.example_id,
            decision.kind,
            decision.label,
            decision.outcome,
            decision.decided_at,
        )
        .where(*_since(), decision.kind != DecisionKind.UNDO, ~_UNDONE)
        .order_by(decision.decided_at.desc(), decision.id.desc())
        .limit(literal_number(1))
    )


@cache
def _count() -> Select[int]:
    # Not IN: its list is written out anew each time.
    others = [
        ReviewDecision.kind != one for one in (DecisionKind.SKIP, DecisionKind.UNDO)
    ]
    return select(func.count()).where(*_since(), *others, ~_UNDONE)


def _since() -> tuple[ColumnElement[bool], ...]:
    return (
        ReviewDecision.organization_id == bindparam("tenant"),
        ReviewDecision.user_id == bindparam("person"),
        ReviewDecision.decided_at >= bindparam("since"),
    )
