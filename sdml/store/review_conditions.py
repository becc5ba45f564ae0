"""Conditions of the review queue in SQL: what is open to whom, and what a filter keeps.

The statements made of them are built once: tenant, person and the words of closed
lists are parameters that a whole statement shares. `named` gives their values.
"""

from enum import StrEnum

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from sdml.records.promise_words import TaxonomyEntity
from sdml.records.review import MAY_ADJUDICATE, MAY_REVIEW, QueueFilter
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    DecisionKind,
    QueueState,
    RejectOutcome,
)
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.literals import literal_number, literal_word
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import User
from sdml.store.tables.registry import TaxonomyChange, TaxonomyMove
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import ReviewAssignment
from sdml.store.tables.review_objections import ReviewObjection
from sdml.store.tables.workbench import WorkbenchRole

__all__ = [
    "HAS_VACANCIES",
    "IS_OPEN",
    "PERSON",
    "TENANT",
    "disputed_to",
    "has_put_off",
    "is_own",
    "last_put_off",
    "named",
    "open_to",
    "queue_conditions",
]

TENANT: BindParameter[int] = bindparam("tenant", type_=ReviewItem.organization_id.type)
PERSON: BindParameter[int] = bindparam("person", type_=ReviewDecision.user_id.type)
# As their partial indexes say it.
HAS_VACANCIES: ColumnElement[bool] = ReviewItem.vacancies > literal_number(0)
IS_OPEN: ColumnElement[bool] = ReviewClaim.status == literal_word(ClaimStatus.OPEN)
# What a condition within a condition may refer to.
_OUTER = (ReviewItem, ReviewAssignment, WorkbenchRole)
_UserId = BindParameter[int] | InstrumentedAttribute[int]


def _shared(word: StrEnum) -> BindParameter[str]:
    return bindparam(f"{type(word).__name__}_{word.name}".lower(), word.value)


# Skipped, or a disagreement that an approver sent back without settling it.
_PUTS_OFF = or_(
    ReviewDecision.kind == _shared(DecisionKind.SKIP),
    and_(
        ReviewDecision.claim_kind == _shared(ClaimKind.ADJUDICATION),
        ReviewDecision.kind == _shared(DecisionKind.REJECT),
        ReviewDecision.outcome == _shared(RejectOutcome.REQUEUE),
    ),
)


def named(tenant: Tenant, user_id: int) -> dict[str, int]:
    """The values of the parameters `TENANT` and `PERSON`."""
    return {"tenant": tenant.id, "person": user_id}


def open_to() -> ColumnElement[bool]:
    """It waits for an answer, and the person may be the one to give it."""
    return and_(
        ReviewItem.state == _shared(QueueState.OPEN),
        ~is_own(),
        ~_has_answered(),
        or_(~_waits_for_others(), _is_assigned(TENANT, PERSON)),
    )


def disputed_to() -> ColumnElement[bool]:
    """An approver may settle it: one who has not answered, or the only one left."""
    return and_(
        ReviewItem.state == _shared(QueueState.ADJUDICATION),
        ~is_own(),
        or_(~_has_answered(), ~_another_may_settle()),
    )


def is_own(user_id: _UserId = PERSON) -> ColumnElement[bool]:
    """The person proposed it, or asked for its review by objecting."""
    proposed = exists().where(
        AiTrainingData.organization_id == TENANT,
        AiTrainingData.id == ReviewItem.example_id,
        AiTrainingData.created_by == user_id,
    )
    objected = exists().where(
        ReviewObjection.organization_id == TENANT,
        ReviewObjection.example_id == ReviewItem.example_id,
        ReviewObjection.user_id == user_id,
    )
    return or_(proposed.correlate(*_OUTER), objected.correlate(*_OUTER))


def has_put_off() -> ColumnElement[bool]:
    """The person skipped it, or sent it back."""
    return exists().where(_standing(PERSON), _PUTS_OFF)


def last_put_off() -> ScalarSelect[int]:
    """When the person put it off last, as the id of that decision."""
    return (
        select(func.max(ReviewDecision.id))
        .where(
            ReviewDecision.organization_id == TENANT,
            ReviewDecision.example_id == ReviewItem.example_id,
            ReviewDecision.user_id == PERSON,
            _PUTS_OFF,
        )
        .correlate(ReviewItem)
        .scalar_subquery()
    )


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
        found.append(_is_assigned(tenant.id, user_id))
    return found


def _another_may_settle() -> ColumnElement[bool]:
    free = exists().where(
        User.id == WorkbenchRole.user_id,
        User.is_active,
        ~is_own(WorkbenchRole.user_id),
        ~_has_answered(WorkbenchRole.user_id),
    )
    return exists().where(
        WorkbenchRole.organization_id == TENANT,
        _is_one_of(MAY_ADJUDICATE),
        WorkbenchRole.user_id != PERSON,
        free.correlate(*_OUTER),
    )


def _waits_for_others() -> ColumnElement[bool]:
    """It was assigned to people who can review, and one of them has not answered."""
    # One within the other: few examples are assigned, and many people may review.
    may_review = exists().where(
        WorkbenchRole.organization_id == TENANT,
        WorkbenchRole.user_id == ReviewAssignment.user_id,
        _is_one_of(MAY_REVIEW),
        User.id == ReviewAssignment.user_id,
        User.is_active,
    )
    return exists().where(
        ReviewAssignment.organization_id == TENANT,
        ReviewAssignment.example_id == ReviewItem.example_id,
        ReviewAssignment.user_id != PERSON,
        may_review.correlate(ReviewAssignment),
        ~_has_answered(ReviewAssignment.user_id),
    )


def _is_one_of(roles: frozenset[WorkbenchRoleName]) -> ColumnElement[bool]:
    return or_(*[WorkbenchRole.role == _shared(role) for role in sorted(roles)])


def _has_answered(user_id: _UserId = PERSON) -> ColumnElement[bool]:
    """The person's answer stands: not put off, not taken back, and of a class."""
    answer = exists().where(
        _standing(user_id),
        ReviewDecision.kind != _shared(DecisionKind.UNDO),
        ~_PUTS_OFF,
        ~_is_void(),
    )
    return answer.correlate(*_OUTER)


def _is_void() -> ColumnElement[bool]:
    """The class of the decision ended, and people have to say what it is now."""
    return exists().where(
        TaxonomyMove.organization_id == TENANT,
        TaxonomyMove.entity == literal_word(TaxonomyEntity.ANSWER),
        TaxonomyMove.entity_id == ReviewDecision.id,
        TaxonomyChange.organization_id == TENANT,
        TaxonomyChange.id == TaxonomyMove.change_id,
        TaxonomyChange.undone_at.is_(None),
    )


def _standing(user_id: _UserId) -> ColumnElement[bool]:
    undo = aliased(ReviewDecision)
    undone = exists().where(
        undo.organization_id == TENANT, undo.undoes_id == ReviewDecision.id
    )
    return and_(
        ReviewDecision.organization_id == TENANT,
        ReviewDecision.example_id == ReviewItem.example_id,
        ReviewDecision.user_id == user_id,
        ~undone,
    )


def _is_assigned(
    tenant_id: int | BindParameter[int], user_id: int | BindParameter[int] | None
) -> ColumnElement[bool]:
    whose = literal(True) if user_id is None else ReviewAssignment.user_id == user_id
    return exists().where(
        ReviewAssignment.organization_id == tenant_id,
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
