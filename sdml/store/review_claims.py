"""Claims: leases of reviewers on examples, made, renewed, ended and swept."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Update,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from sdml.records.queue_item import HeldClaim, NewClaim, QueueItem
from sdml.records.review_words import ClaimKind, ClaimStatus
from sdml.records.tenant import Tenant
from sdml.store.literals import literal_number
from sdml.store.review_conditions import IS_OPEN
from sdml.store.review_queue import change_held, count_token, is_queued, lock_item
from sdml.store.tables.review import ReviewClaim

__all__ = [
    "TAKES_A_PLACE",
    "count_open_claims",
    "end_claim",
    "insert_claim",
    "read_claim",
    "read_open_claim",
    "renew_lease",
    "sweep_claims",
]

_COLUMNS = tuple(getattr(ReviewClaim, name) for name in HeldClaim.__slots__)
# A claim of these kinds takes one of the example's places.
TAKES_A_PLACE = frozenset({ClaimKind.REVIEW, ClaimKind.ADJUDICATION})
_SWEPT_AT_ONCE = 200


def read_open_claim(
    connection: Connection, tenant: Tenant, user_id: int
) -> HeldClaim | None:
    """The claim a reviewer holds, expired or not; None where he holds none."""
    row = connection.execute(
        _open_claim(), {"tenant": tenant.id, "user": user_id}
    ).one_or_none()
    return None if row is None else HeldClaim(*row)


def read_claim(
    connection: Connection, tenant: Tenant, example_id: int, token: int
) -> HeldClaim | None:
    """The claim of that token on an example, whatever became of it."""
    named = {"tenant": tenant.id, "example": example_id, "token": token}
    row = connection.execute(_one_claim(), named).one_or_none()
    return None if row is None else HeldClaim(*row)


def insert_claim(
    connection: Connection,
    tenant: Tenant,
    item: QueueItem,
    new: NewClaim,
    now: datetime,
    lease_seconds: int,
) -> HeldClaim:
    """Make a claim on a locked item; its token is the item's next.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the item.
    tenant : Tenant
        Whose queue.
    item : QueueItem
        As it was locked.
    new : NewClaim
        For whom and what for.
    now : datetime
        By the database's clock.
    lease_seconds : int
        How long it lasts unattended.
    """
    if new.kind in TAKES_A_PLACE:
        change_held(connection, tenant, item, 1)
    else:
        count_token(connection, tenant, item)
    values = {
        "organization_id": tenant.id,
        "example_id": item.example_id,
        "user_id": new.user_id,
        "kind": new.kind,
        "token": item.last_token + 1,
        "version": item.version,
        "client": new.client,
        "shown_label": new.shown_label,
        "is_blind": new.is_blind,
        "is_planted": new.is_planted,
        "claimed_at": now,
        "expires_at": now + timedelta(seconds=lease_seconds),
    }
    row = connection.execute(_insertion(), values).one()
    return HeldClaim(*row)


def renew_lease(
    connection: Connection,
    tenant: Tenant,
    claim: HeldClaim,
    version: int,
    until: datetime,
) -> bool:
    """Let an open claim last until then, of the version its card shows now.

    False where it had ended: a sweep came first.
    """
    values = {
        "of_tenant": tenant.id,
        "of_claim": claim.id,
        "expires_at": until,
        "version": version,
    }
    renewed = connection.execute(_renewal(), values)
    return renewed.rowcount == 1


def end_claim(
    connection: Connection,
    tenant: Tenant,
    claim: HeldClaim,
    status: ClaimStatus,
    now: datetime,
) -> bool:
    """End an open claim; False where it had ended.

    Nobody else renews a claim that its reviewer ends, but a sweep may meet one
    that was renewed since it looked: what is to expire must still be over.
    """
    values = {
        "of_tenant": tenant.id,
        "of_claim": claim.id,
        "status": status,
        "ended_at": now,
    }
    ended = connection.execute(_ending(is_expiry=status is ClaimStatus.EXPIRED), values)
    return ended.rowcount == 1


def sweep_claims(connection: Connection, tenant: Tenant, now: datetime) -> int:
    """End claims whose lease is over and give their examples back to the queue.

    An example that another transaction holds is left to the next sweep.

    Returns
    -------
    int
        How many claims ended.
    """
    named = {"tenant": tenant.id, "now": now}
    expired = connection.execute(_overdue(), named).all()
    return sum(_expire(connection, tenant, HeldClaim(*row), now) for row in expired)


def count_open_claims(connection: Connection, tenant: Tenant, example_id: int) -> int:
    """Open claims that take a place of an example."""
    named = {"tenant": tenant.id, "example": example_id}
    return connection.scalar(_places_taken(), named) or 0


# Built once: to build a statement takes longer than to run it.
@cache
def _open_claim() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(
        ReviewClaim.organization_id == bindparam("tenant"),
        ReviewClaim.user_id == bindparam("user"),
        IS_OPEN,
    )


@cache
def _ending(*, is_expiry: bool) -> Update:
    ended_at = bindparam("ended_at", type_=ReviewClaim.expires_at.type)
    over = [ReviewClaim.expires_at <= ended_at] if is_expiry else []
    return (
        update(ReviewClaim)
        .where(
            ReviewClaim.organization_id == bindparam("of_tenant"),
            ReviewClaim.id == bindparam("of_claim"),
            IS_OPEN,
            *over,
        )
        .values(status=bindparam("status"), ended_at=ended_at)
    )


@cache
def _renewal() -> Update:
    return update(ReviewClaim).where(
        ReviewClaim.organization_id == bindparam("of_tenant"),
        ReviewClaim.id == bindparam("of_claim"),
        IS_OPEN,
    )


@cache
def _insertion() -> ReturningInsert[*tuple[Any, ...]]:
    return insert(ReviewClaim).returning(*_COLUMNS)


@cache
def _one_claim() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(
        ReviewClaim.organization_id == bindparam("tenant"),
        ReviewClaim.example_id == bindparam("example"),
        ReviewClaim.token == bindparam("token"),
    )


@cache
def _overdue() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .where(
            ReviewClaim.organization_id == bindparam("tenant"),
            IS_OPEN,
            ReviewClaim.expires_at <= bindparam("now"),
        )
        .order_by(ReviewClaim.expires_at)
        .limit(literal_number(_SWEPT_AT_ONCE))
    )


@cache
def _places_taken() -> Select[int]:
    return select(func.count(ReviewClaim.id)).where(
        ReviewClaim.organization_id == bindparam("tenant"),
        ReviewClaim.example_id == bindparam("example"),
        IS_OPEN,
        # Not IN: its list is written out anew each time.
        or_(*[ReviewClaim.kind == kind for kind in sorted(TAKES_A_PLACE)]),
    )


def _expire(
    connection: Connection, tenant: Tenant, claim: HeldClaim, now: datetime
) -> bool:
    item = lock_item(connection, tenant, claim.example_id, wait=False)
    if item is None and is_queued(connection, tenant, claim.example_id):
        return False
    # The example of a ticket that was erased is out of the queue; its claim ends.
    ended = end_claim(connection, tenant, claim, ClaimStatus.EXPIRED, now)
    if ended and item is not None and claim.kind in TAKES_A_PLACE:
        change_held(connection, tenant, item, -1)
    return ended
