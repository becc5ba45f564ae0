"""Which example a reviewer gets next: the conditions of the queue, in SQL."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from sdml.records.review import MAY_ADJUDICATE, MAY_REVIEW, QueueFilter, Reviewer
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    DecisionKind,
    QueueState,
    RejectOutcome,
)
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import User
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment
from sdml.store.tables.workbench import WorkbenchRole

__all__ = [
    "find_gold",
    "find_next",
    "find_repeats",
    "is_open_to",
    "open_ids",
    "queue_conditions",
]

_CHOICES = 50
# What a condition within a condition may refer to.
_OUTER = (ReviewItem, ReviewAssignment, WorkbenchRole)
_UserId = int | InstrumentedAttribute[int]
# Skipped, or a disagreement that an approver sent back without settling it.
_PUTS_OFF = or_(
    ReviewDecision.kind == DecisionKind.SKIP,
    and_(
        ReviewDecision.claim_kind == ClaimKind.ADJUDICATION,
        ReviewDecision.kind == DecisionKind.REJECT,
        ReviewDecision.outcome == RejectOutcome.REQUEUE,
    ),
)


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
    reviewer has not seen, then what he put off, the longest ago first.

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
        Whether what he put off comes again when nothing else is left.
    """
    may_settle = reviewer.may_adjudicate
    queries = _next_queries(tenant, reviewer.user_id, kept, may_settle=may_settle)
    for query in queries if skipped else queries[:-1]:
        found = connection.scalar(query)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=256)  # to build them takes longer than to run them
def _next_queries(
    tenant: Tenant, user_id: int, kept: QueueFilter, *, may_settle: bool
) -> tuple[Select[int], ...]:
    """What is disputed, what he has not seen, and what he put off."""
    has_put_off = _has_put_off(tenant, user_id)
    is_disputed, is_open = _disputed_to(tenant, user_id), _open_to(tenant, user_id)
    free = (
        select(ReviewItem.example_id)
        .where(ReviewItem.vacancies > 0, *queue_conditions(tenant, kept, user_id))
        .limit(1)
        .with_for_update(of=ReviewItem, skip_locked=True)
    )
    disputed = free.where(is_disputed, ~has_put_off).order_by(ReviewItem.example_id)
    fresh = free.where(is_open, ~has_put_off).order_by(
        ReviewItem.priority.desc(), ReviewItem.example_id
    )
    either = or_(is_disputed, is_open) if may_settle else is_open
    put_off = free.where(either, has_put_off).order_by(
        _last_put_off(tenant, user_id), ReviewItem.example_id
    )
    return (disputed, fresh, put_off) if may_settle else (fresh, put_off)


def is_open_to(
    connection: Connection, tenant: Tenant, reviewer: Reviewer, example_id: int
) -> bool:
    """Whether a reviewer may claim this example now."""
    is_his = _open_to(tenant, reviewer.user_id)
    if reviewer.may_adjudicate:
        is_his = or_(is_his, _disputed_to(tenant, reviewer.user_id))
    query = select(
        exists().where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == example_id,
            ReviewItem.vacancies > 0,
            is_his,
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
            ReviewItem.vacancies > 0,
            _open_to(tenant, user_id),
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


def _last_put_off(tenant: Tenant, user_id: int) -> ScalarSelect[int]:
    return (
        select(func.max(ReviewDecision.id))
        .where(
            ReviewDecision.organization_id == tenant.id,
            ReviewDecision.example_id == ReviewItem.example_id,
            ReviewDecision.user_id == user_id,
            _PUTS_OFF,
        )
        .correlate(ReviewItem)
        .scalar_subquery()
    )


def _open_to(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    """It waits for an answer, and he may be the one to give it."""
    return and_(
        ReviewItem.state == QueueState.OPEN,
        ~_own(tenant, user_id),
        ~_has_answered(tenant, user_id),
        or_(~_waits_for_others(tenant, user_id), _assigned(tenant, user_id)),
    )


def _disputed_to(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    """An approver may settle it: one who has not answered, or the only one left."""
    return and_(
        ReviewItem.state == QueueState.ADJUDICATION,
        ~_own(tenant, user_id),
        or_(
            ~_has_answered(tenant, user_id),
            ~_another_may_settle(tenant, user_id),
        ),
    )


def _another_may_settle(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    return exists().where(
        WorkbenchRole.organization_id == tenant.id,
        WorkbenchRole.role.in_(MAY_ADJUDICATE),
        WorkbenchRole.user_id != user_id,
        User.id == WorkbenchRole.user_id,
        User.is_active,
        ~_own(tenant, WorkbenchRole.user_id),
        ~_has_answered(tenant, WorkbenchRole.user_id),
    )


def _waits_for_others(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    """It was assigned to people who can review, and one of them has not answered."""
    return exists().where(
        ReviewAssignment.organization_id == tenant.id,
        ReviewAssignment.example_id == ReviewItem.example_id,
        ReviewAssignment.user_id != user_id,
        WorkbenchRole.organization_id == tenant.id,
        WorkbenchRole.user_id == ReviewAssignment.user_id,
        WorkbenchRole.role.in_(MAY_REVIEW),
        User.id == ReviewAssignment.user_id,
        User.is_active,
        ~_has_answered(tenant, ReviewAssignment.user_id),
    )


def _own(tenant: Tenant, user_id: _UserId) -> ColumnElement[bool]:
    own = exists().where(
        AiTrainingData.organization_id == tenant.id,
        AiTrainingData.id == ReviewItem.example_id,
        AiTrainingData.created_by == user_id,
    )
    return own.correlate(*_OUTER)


def _has_answered(tenant: Tenant, user_id: _UserId) -> ColumnElement[bool]:
    """The reviewer's answer stands: it was not put off and not taken back."""
    answer = exists().where(
        _standing(tenant, user_id),
        ReviewDecision.kind != DecisionKind.UNDO,
        ~_PUTS_OFF,
    )
    return answer.correlate(*_OUTER)


def _has_put_off(tenant: Tenant, user_id: int) -> ColumnElement[bool]:
    return exists().where(_standing(tenant, user_id), _PUTS_OFF)


def _standing(tenant: Tenant, user_id: _UserId) -> ColumnElement[bool]:
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
    # An outer query may join the examples too: it is not this one's table.
    return (
        exists()
        .where(
            AiTrainingData.organization_id == tenant.id,
            AiTrainingData.id == ReviewItem.example_id,
            AiTrainingData.input.icontains(words, autoescape=True),
        )
        .correlate(ReviewItem)
    )
