"""Which example a reviewer gets next, and which he may claim at all."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, exists, or_, select
from sqlalchemy.orm import aliased

from sdml.records.review import QueueFilter, Reviewer
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    DecisionKind,
    QueueState,
)
from sdml.records.tenant import Tenant
from sdml.store.literals import literal_number
from sdml.store.review_conditions import (
    HAS_VACANCIES,
    disputed_to,
    has_put_off,
    is_own,
    last_put_off,
    named,
    open_to,
    queue_conditions,
)
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem

__all__ = ["find_gold", "find_next", "find_repeats", "is_open_to", "open_ids"]

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
    # Only a filter of what is assigned to him makes a statement of his own.
    whose = reviewer.user_id if kept.assigned else None
    queries = _next_queries(tenant, kept, whose, may_settle=reviewer.may_adjudicate)
    values = named(tenant, reviewer.user_id)
    for query in queries if skipped else queries[:-1]:
        found = connection.scalar(query, values)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=256)  # to build them takes longer than to run them
def _next_queries(
    tenant: Tenant, kept: QueueFilter, user_id: int | None, *, may_settle: bool
) -> tuple[Select[int], ...]:
    """What is disputed, what he has not seen, and what he put off."""
    free = (
        select(ReviewItem.example_id)
        .where(HAS_VACANCIES, *queue_conditions(tenant, kept, user_id))
        .limit(literal_number(1))
        .with_for_update(of=ReviewItem, skip_locked=True)
    )
    disputed = free.where(disputed_to(), ~has_put_off()).order_by(ReviewItem.example_id)
    fresh = free.where(open_to(), ~has_put_off()).order_by(
        ReviewItem.priority.desc(), ReviewItem.example_id
    )
    either = or_(disputed_to(), open_to()) if may_settle else open_to()
    put_off = free.where(either, has_put_off()).order_by(
        last_put_off(), ReviewItem.example_id
    )
    return (disputed, fresh, put_off) if may_settle else (fresh, put_off)


def is_open_to(
    connection: Connection, tenant: Tenant, reviewer: Reviewer, example_id: int
) -> bool:
    """Whether a reviewer may claim this example now."""
    is_his = open_to()
    if reviewer.may_adjudicate:
        is_his = or_(is_his, disputed_to())
    query = select(
        exists().where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == example_id,
            HAS_VACANCIES,
            is_his,
        )
    )
    return bool(connection.scalar(query, named(tenant, reviewer.user_id)))


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
            HAS_VACANCIES,
            open_to(),
        )
        .order_by(ReviewItem.example_id)
        .limit(most)
    )
    return list(connection.scalars(query, named(tenant, user_id)))


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
            ~is_own(),
        )
        .order_by(ReviewItem.example_id)
        .limit(literal_number(_CHOICES))
    )
    return list(connection.scalars(query, named(tenant, user_id)))


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
        .limit(literal_number(_CHOICES))
    )
    return list(connection.scalars(query))
