"""Claims: leases of reviewers on examples, made, renewed, ended and swept."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from sdml.records.queue_item import HeldClaim, NewClaim, QueueItem
from sdml.records.review_words import ClaimKind, ClaimStatus
from sdml.records.tenant import Tenant
from sdml.store.review_queue import change_held, count_token, lock_item
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
        select(*_COLUMNS).where(
            ReviewClaim.organization_id == tenant.id,
            ReviewClaim.user_id == user_id,
            ReviewClaim.status == ClaimStatus.OPEN,
        )
    ).one_or_none()
    return None if row is None else HeldClaim(*row)


def read_claim(
    connection: Connection, tenant: Tenant, example_id: int, token: int
) -> HeldClaim | None:
    """The claim of that token on an example, whatever became of it."""
    row = connection.execute(
        select(*_COLUMNS).where(
            ReviewClaim.organization_id == tenant.id,
            ReviewClaim.example_id == example_id,
            ReviewClaim.token == token,
        )
    ).one_or_none()
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
    row = connection.execute(
        insert(ReviewClaim)
        .values(
            organization_id=tenant.id,
            example_id=item.example_id,
            user_id=new.user_id,
            kind=new.kind,
            token=item.last_token + 1,
            version=item.version,
            client=new.client,
            shown_label=new.shown_label,
            is_blind=new.is_blind,
            is_planted=new.is_planted,
            claimed_at=now,
            expires_at=now + timedelta(seconds=lease_seconds),
        )
        .returning(*_COLUMNS)
    ).one()
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
    renewed = connection.execute(
        update(ReviewClaim)
        .where(
            ReviewClaim.organization_id == tenant.id,
            ReviewClaim.id == claim.id,
            ReviewClaim.status == ClaimStatus.OPEN,
        )
        .values(expires_at=until, version=version)
    )
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
    over = [ReviewClaim.expires_at <= now] if status is ClaimStatus.EXPIRED else []
    ended = connection.execute(
        update(ReviewClaim)
        .where(
            ReviewClaim.organization_id == tenant.id,
            ReviewClaim.id == claim.id,
            ReviewClaim.status == ClaimStatus.OPEN,
            *over,
        )
        .values(status=status, ended_at=now)
    )
    return ended.rowcount == 1


def sweep_claims(connection: Connection, tenant: Tenant, now: datetime) -> int:
    """End claims whose lease is over and give their examples back to the queue.

    An example that another transaction holds is left to the next sweep.

    Returns
    -------
    int
        How many claims ended.
    """
    expired = connection.execute(
        select(*_COLUMNS)
        .where(
            ReviewClaim.organization_id == tenant.id,
            ReviewClaim.status == ClaimStatus.OPEN,
            ReviewClaim.expires_at <= now,
        )
        .order_by(ReviewClaim.expires_at)
        .limit(_SWEPT_AT_ONCE)
    ).all()
    return sum(_expire(connection, tenant, HeldClaim(*row), now) for row in expired)


def count_open_claims(connection: Connection, tenant: Tenant, example_id: int) -> int:
    """Open claims that take a place of an example."""
    query = select(func.count(ReviewClaim.id)).where(
        ReviewClaim.organization_id == tenant.id,
        ReviewClaim.example_id == example_id,
        ReviewClaim.status == ClaimStatus.OPEN,
        ReviewClaim.kind.in_(TAKES_A_PLACE),
    )
    return connection.scalar(query) or 0


def _expire(
    connection: Connection, tenant: Tenant, claim: HeldClaim, now: datetime
) -> bool:
    item = lock_item(connection, tenant, claim.example_id, wait=False)
    if item is None or not end_claim(
        connection, tenant, claim, ClaimStatus.EXPIRED, now
    ):
        return False
    if claim.kind in TAKES_A_PLACE:
        change_held(connection, tenant, item, -1)
    return True
