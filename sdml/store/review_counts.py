"""Counts of the review: the queue by state, decisions by reviewer, answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select
from sqlalchemy.orm import aliased

from sdml.records.review import QueueFilter
from sdml.records.review_stats import ReviewerCount
from sdml.records.review_words import (
    ClaimKind,
    DecisionKind,
    QueueState,
    RejectOutcome,
)
from sdml.records.taxonomy import LabelHistory
from sdml.records.tenant import Tenant
from sdml.store.review_conditions import IS_OPEN, queue_conditions
from sdml.store.tables.core import User
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.taxonomy_changes import read_label_histories

__all__ = [
    "Answer",
    "count_by",
    "count_claimed",
    "count_states",
    "oldest_pending",
    "read_answers",
    "read_reviewer_counts",
]

PENDING = (QueueState.OPEN, QueueState.ADJUDICATION)
ENDED = (QueueState.COMPLETED, QueueState.WITHDRAWN)
_UNDO = aliased(ReviewDecision)
_UNDONE = exists().where(
    _UNDO.organization_id == ReviewDecision.organization_id,
    _UNDO.undoes_id == ReviewDecision.id,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that stands.

    Attributes
    ----------
    example_id, user_id, decision_id : int
        About what, whose, which.
    label : str or None
        None for a vote to drop the example.
    claim_kind : ClaimKind
        What the card was for.
    shown_label : str or None
        What the card suggested.
    is_blind, is_planted : bool
        Hidden, or wrong on purpose.
    gold_label : str or None
        The known answer.
    decided_at : datetime
        When.
    seconds : float or None
        How long it took.
    """

    example_id: int
    user_id: int
    decision_id: int
    label: str | None
    claim_kind: ClaimKind
    shown_label: str | None
    is_blind: bool
    is_planted: bool
    gold_label: str | None
    decided_at: datetime
    seconds: float | None


def count_states(
    connection: Connection, tenant: Tenant, kept: QueueFilter
) -> dict[tuple[QueueState, str], int]:
    """Examples by state and decided label (empty where there is none)."""
    state, label = ReviewItem.state, func.coalesce(ReviewItem.decided_label, "")
    kept_ones = queue_conditions(tenant, kept)
    # What waits has no label: an index alone counts it, however long the queue is.
    waiting = connection.execute(
        select(state, func.count())
        .where(*kept_ones, state.in_(PENDING))
        .group_by(state)
    )
    counts = {(row[0], ""): row[1] for row in waiting}
    ended = connection.execute(
        select(state, label, func.count())
        .where(*kept_ones, state.in_(ENDED))
        .group_by(state, label)
    )
    return counts | {(row[0], row[1]): row[2] for row in ended}


def count_by(
    connection: Connection, tenant: Tenant, kept: QueueFilter
) -> dict[str, int]:
    """Pending examples by the reason they were proposed for."""
    rows = connection.execute(
        select(ReviewItem.reason, func.count())
        .where(*queue_conditions(tenant, kept), ReviewItem.state.in_(PENDING))
        .group_by(ReviewItem.reason)
        .order_by(func.count().desc(), ReviewItem.reason)
    )
    return {row[0].value: row[1] for row in rows}


def count_claimed(
    connection: Connection, tenant: Tenant, kept: QueueFilter, now: datetime
) -> int:
    """Pending examples that somebody holds now."""
    held = exists().where(
        ReviewClaim.organization_id == tenant.id,
        ReviewClaim.example_id == ReviewItem.example_id,
        IS_OPEN,
        ReviewClaim.expires_at > now,
    )
    query = select(func.count()).where(
        *queue_conditions(tenant, kept),
        ReviewItem.state.in_(PENDING),
        ReviewItem.held > 0,
        held,
    )
    return connection.scalar(query) or 0


def oldest_pending(
    connection: Connection, tenant: Tenant, kept: QueueFilter
) -> datetime | None:
    """When the example that waits longest was proposed."""
    query = (
        select(ReviewItem.proposed_at)
        .where(*queue_conditions(tenant, kept), ReviewItem.state.in_(PENDING))
        .order_by(ReviewItem.proposed_at)
        .limit(1)
    )
    return connection.scalar(query)


def read_answers(
    connection: Connection, tenant: Tenant, kept: QueueFilter | None = None
) -> list[Answer]:
    """Every answer that stands, by rising decision id: no skips, nothing undone.

    Labels are today's; an answer whose class has no successor yet is left out.
    """
    decision = ReviewDecision
    histories = read_label_histories(connection, tenant)
    rows = connection.execute(
        select(
            decision.example_id,
            decision.user_id,
            decision.id,
            decision.label,
            decision.claim_kind,
            decision.shown_label,
            decision.is_blind,
            decision.is_planted,
            ReviewItem.gold_label,
            decision.decided_at,
            decision.seconds,
            ReviewItem.task,
        )
        .join(
            ReviewItem,
            (ReviewItem.organization_id == decision.organization_id)
            & (ReviewItem.example_id == decision.example_id),
        )
        .where(
            decision.organization_id == tenant.id,
            *queue_conditions(tenant, kept or QueueFilter()),
            _answers(),
            ~_UNDONE,
        )
        .order_by(decision.id)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    answers = [_today(Answer(*row[:-1]), histories.get(row[-1])) for row in found]
    return [answer for answer in answers if answer is not None]


def read_reviewer_counts(
    connection: Connection, tenant: Tenant, since: datetime | None = None
) -> tuple[ReviewerCount, ...]:
    """What each reviewer decided, most first; nothing that was taken back."""
    decision = ReviewDecision
    recent = [] if since is None else [decision.decided_at >= since]
    rows = connection.execute(
        select(
            User.email,
            decision.kind,
            decision.seconds,
            decision.bulk_no,
            decision.decided_at,
        )
        .join(
            User,
            (User.organization_id == decision.organization_id)
            & (User.id == decision.user_id),
        )
        .where(
            decision.organization_id == tenant.id,
            decision.kind != DecisionKind.UNDO,
            ~_UNDONE,
            *recent,
        )
    ).all()
    people: dict[str, list[tuple[DecisionKind, float | None, datetime]]] = {}
    for email, kind, seconds, bulk_no, decided_at in rows:
        single = seconds if bulk_no is None else None
        people.setdefault(email, []).append((kind, single, decided_at))
    counts = [_count(email, found) for email, found in people.items()]
    return tuple(sorted(counts, key=lambda one: (-one.decided, one.email)))


def _count(
    email: str, found: list[tuple[DecisionKind, float | None, datetime]]
) -> ReviewerCount:
    kinds = [kind for kind, _, _ in found]
    seconds = [took for _, took, _ in found if took is not None]
    skipped = kinds.count(DecisionKind.SKIP)
    return ReviewerCount(
        email=email,
        decided=len(kinds) - skipped,
        approved=kinds.count(DecisionKind.APPROVE),
        edited=kinds.count(DecisionKind.EDIT),
        rejected=kinds.count(DecisionKind.REJECT),
        skipped=skipped,
        median_seconds=median(seconds) if seconds else None,
        last_at=max(decided_at for _, _, decided_at in found),
    )


def _today(answer: Answer, history: LabelHistory | None) -> Answer | None:
    """The answer in today's classes; None where nobody knows what it means now."""
    if history is None or answer.label is None:
        return answer
    number = answer.decision_id
    label = history.today(answer.label, "decision", number)
    shown = answer.shown_label and history.today(answer.shown_label, "decision", number)
    return None if label is None else replace(answer, label=label, shown_label=shown)


def _answers() -> ColumnElement[bool]:
    return or_(
        ReviewDecision.kind.in_((DecisionKind.APPROVE, DecisionKind.EDIT)),
        ReviewDecision.outcome == RejectOutcome.DROP,
    )
