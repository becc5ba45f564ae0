"""Read where a reviewer stands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sdml.records.review import Reviewer
from sdml.records.reviewer_position import ReviewerPosition
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_claims import read_open_claim
from sdml.store.review_policies import read_review_policy
from sdml.store.review_positions import count_decided, read_last_decision

__all__ = ["read_reviewer_position"]


def read_reviewer_position(session: Session, reviewer: Reviewer) -> ReviewerPosition:
    """What a reviewer holds, may take back and did today; nothing is changed.

    Stages: read the claim, the last decision and the count in one snapshot.
    """
    with session.read() as connection:
        tenant, user_id = session.tenant, reviewer.user_id
        now = read_clock(connection)
        seconds = read_review_policy(connection, tenant).undo_seconds
        claim = read_open_claim(connection, tenant, user_id)
        since = now - timedelta(seconds=seconds)
        undoable = read_last_decision(connection, tenant, user_id, since, now)
        start = _midnight(now, tenant.timezone)
        decided = count_decided(connection, tenant, user_id, start)
    lives = claim is not None and claim.expires_at > now
    example_id = None if claim is None else claim.example_id
    return ReviewerPosition(
        held_id=example_id if lives else None,
        expired_id=None if lives else example_id,
        undoable=undoable,
        decided_today=decided,
        now=now,
    )


def _midnight(now: datetime, timezone: str) -> datetime:
    local = now.astimezone(ZoneInfo(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
