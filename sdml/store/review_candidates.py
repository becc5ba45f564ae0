"""Which example a reviewer gets next: the conditions of the queue, in SQL."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from sdml.records.review import QueueFilter, Reviewer
from sdml.records.review_words import ClaimKind, ClaimStatus, DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment

__all__ = [
    "find_gold",
    "find_next",
    "find_repeats",
    "is_open_to",
    "open_ids",
    "queue_conditions",
]

_CHOICES = 50


def find_next(
    connection: Connection,
    tenant: Tenant,
    reviewer: Reviewer,
    kept: QueueFilter,
    *,
    skipped: bool,
) -> int | None:
    """Lock the first example of the queue for a reviewer and give its id.

    An example that another transaction holds is passed over, so that nobody
    waits. Disagreements come first to those who may settle them, then what the
    reviewer has not seen, then what he skipped, the longest ago first.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose queue.
    reviewer : Reviewer
        Never gets what he proposed, has answered, or what is assigned to others.
    kept : QueueFilter
        Which examples.
    skipped : bool
        Whether what he skipped comes again when nothing else is left.
    """
    conditions = queue_conditions(tenant, kept, reviewer.user_id)
    free = [
        ReviewItem.vacancies > 0,
        *conditions,
        *_open_to(tenant, reviewer.user_id),
    ]
    if reviewer.may_adjudicate:
        disputed = _first(
            connection,
            select(ReviewItem.example_id)
            .where(*free, ReviewItem.state == QueueState.ADJUDICATION)
            .order_by(ReviewItem.example_id),
        )
        if disputed is not None:
            return disputed
    free.append(ReviewItem.state == QueueState.OPEN)
    fresh = _first(
        connection,
        select(ReviewItem.example_id)
        .where(*free, ~_has_skipped(tenant, reviewer.user_id))
        .order_by(ReviewItem.priority.desc(), ReviewItem.example_id),
    )
    if fresh is not None or not skipped:
        return fresh
    return _first(
        connection,
        select(ReviewItem.example_id)
        .where(*free, _has_skipped(tenant, reviewer.user_id))
        .order_by(_last_skip(tenant, reviewer.user_id), ReviewItem.example_id),
    )


def is_open_to(
    connection: Connection, tenant: Tenant, reviewer: Reviewer, example_id: int
) -> bool:
    """Whether a reviewer may claim this example now."""
    states = [QueueState.OPEN]
    if reviewer.may_adjudicate:
        states.append(QueueState.ADJUDICATION)
    query = select(
        exists().where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == example_id,
            ReviewItem.vacancies > 0,
            ReviewItem.state.in_(states),
            *_open_to(tenant, reviewer.user_id),
        )
    )
    return bool(connection.scalar(query))


def open_ids(
    connection: Connection,
    tenant: Tenant,
    user_id: int,
    kept: QueueFilter,
    most: int,
) -> list[int]:
    """Open examples of a filter that a person may claim now, by rising id."""
    query = (
        select(ReviewItem.example_id)
        .where(
            *queue_conditions(tenant, kept, user_id),
            ReviewItem.state == QueueState.OPEN,
            ReviewItem.vacancies > 0,
            *_open_to(tenant, user_id),
        )
        .order_by(ReviewItem.example_id)
        .limit(most)
    )
    return list(connection.scalars(query))


def find_gold(
    connection: Connection, tenant: Tenant, user_id: int, kept: QueueFilter
) -> list[int]:
    """Examples whose answer is known and that a reviewer has not met, at most 50."""
    met = exists().where(
        ReviewClaim.organization_id == tenant.id,
        ReviewClaim.example_id == ReviewItem.example_id,
        ReviewClaim.user_id == user_id,
        ReviewClaim.status == ClaimStatus.DECIDED,
    )
    only_task = [] if kept.task is None else [ReviewItem.task == kept.task]
    query = (
        select(ReviewItem.example_id)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.gold_label.is_not(None),
            *only_task,
            ~met,
            ~_own(tenant, user_id),
        )
        .order_by(ReviewItem.example_id)
        .limit(_CHOICES)
    )
    return list(connection.scalars(query))


def find_repeats(
    connection: Connection,
    tenant: Tenant,
    user_id: int,
    kept: QueueFilter,
    before: datetime,
) -> list[int]:
    """Examples a reviewer labelled before then and was not asked again, at most 50."""
    again = aliased(ReviewDecision)
    repeated = exists().where(
        again.organization_id == tenant.id,
        again.example_id == ReviewDecision.example_id,
        again.user_id == user_id,
        again.claim_kind == ClaimKind.REPEAT,
    )
    only_task = [] if kept.task is None else [ReviewItem.task == kept.task]
    query = (
        select(ReviewDecision.example_id)
        .join(
            ReviewItem,
            (ReviewItem.organization_id == ReviewDecision.organization_id)
            & (ReviewItem.example_id == ReviewDecision.example_id),
        )
        .where(
            ReviewDecision.organization_id == tenant.id,
            ReviewDecision.user_id == user_id,
            ReviewDecision.decided_at <= before,
            ReviewDecision.kind.in_((DecisionKind.APPROVE, DecisionKind.EDIT)),
            ReviewDecision.claim_kind == ClaimKind.REVIEW,
            ReviewItem.state == QueueState.COMPLETED,
            *only_task,
            ~repeated,
        )
        .order_by(ReviewDecision.id)
        .limit(_CHOICES)
    )
    return list(connection.scalars(query))


def queue_conditions(
    tenant: Tenant, kept: QueueFilter, user_id: int | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a filter on rows of the queue.

    Parameters
    ----------
    tenant : Tenant
        Whose queue.
    kept : QueueFilter
        ``state`` is left to the caller.
    user_id : int, optional
        Whose assignments; without it ``assigned`` means to anybody.
    """
    found: list[ColumnElement[bool]] = [ReviewItem.organization_id == tenant.id]
    equal = {
        ReviewItem.task: kept.task,
        ReviewItem.reason: kept.reason,
        ReviewItem.suggestion: kept.suggestion,
        ReviewItem.given_label: kept.given_label,
        ReviewItem.model_id: kept.model_id,
        ReviewItem.group_no: kept.group,
    }
    found += [column == value for column, value in equal.items() if value is not None]
    if kept.low is not None:
        found.append(ReviewItem.probability >= kept.low)
    if kept.high is not None:
        found.append(ReviewItem.probability <= kept.high)
    if kept.text is not None:
        found.append(_holds(tenant, kept.text))
    if kept.assigned:
        found.append(_assigned(tenant, user_id))
    return found


def _first(connection: Connection, query: Select[int]) -> int | None:
    locked = query.limit(1).with_for_update(of=ReviewItem, skip_locked=True)
    return connection.scalar(locked)


def _last_skip(tenant: Tenant, user_id: int) -> ScalarSelect[int]:
    return (
        select(func.max(ReviewDecision.id))
        .where(
            ReviewDecision.organization_id == tenant.id,
            ReviewDecision.example_id == ReviewItem.example_id,
            ReviewDecision.user_id == user_id,
            ReviewDecision.kind == DecisionKind.SKIP,
        )
        .correlate(ReviewItem)
        .scalar_subquery()
    )


def _open_to(tenant: Tenant, user_id: int) -> list[ColumnElement[bool]]:
    return [
        ~_own(tenant, user_id),
        ~_has_answered(tenant, user_id),
        or_(not_(_assigned(tenant, None)), _assigned(tenant, user_id)),
    ]


def _own(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    return exists().where(
        AiTrainingData.organization_id == tenant.id,
        AiTrainingData.id == ReviewItem.example_id,
        AiTrainingData.created_by == user_id,
    )


def _has_answered(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    """The reviewer's answer stands: it was not a skip and not taken back."""
    return exists().where(
        _standing(tenant, user_id),
        ReviewDecision.kind.not_in((DecisionKind.SKIP, DecisionKind.UNDO)),
    )


def _has_skipped(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    return exists().where(
        _standing(tenant, user_id), ReviewDecision.kind == DecisionKind.SKIP
    )


def _standing(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    undo = aliased(ReviewDecision)
    undone = exists().where(
        undo.organization_id == tenant.id, undo.undoes_id == ReviewDecision.id
    )
    return and_(
        ReviewDecision.organization_id == tenant.id,
        ReviewDecision.example_id == ReviewItem.example_id,
        ReviewDecision.user_id == user_id,
        ~undone,
    )


def _assigned(tenant: Tenant, user_id: int | None) -> ColumnElement[bool]:
    whose = literal(True) if user_id is None else ReviewAssignment.user_id == user_id
    return exists().where(
        ReviewAssignment.organization_id == tenant.id,
        ReviewAssignment.example_id == ReviewItem.example_id,
        whose,
    )


def _holds(tenant: Tenant, words: str) -> ColumnElement[bool]:
    return exists().where(
        AiTrainingData.organization_id == tenant.id,
        AiTrainingData.id == ReviewItem.example_id,
        AiTrainingData.input.icontains(words, autoescape=True),
    )
