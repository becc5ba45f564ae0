"""Compose where a reviewer stands, inside a snapshot."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sdml.records.reviewer_position import ReviewerPosition
from sdml.steps.compose_card import Reader
from sdml.store.engine import Connection
from sdml.store.review_positions import count_decided, read_last_decision

__all__ = ["compose_position"]


def compose_position(connection: Connection, reader: Reader) -> ReviewerPosition:
    """What a reviewer holds, may take back and did today.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    reader : Reader
        The reviewer, with his open claim.
    """
    tenant, user_id, now = reader.tenant, reader.reviewer.user_id, reader.now
    since = now - timedelta(seconds=reader.policy.undo_seconds)
    undoable = read_last_decision(connection, tenant, user_id, since, now)
    start = _midnight(now, tenant.timezone)
    decided = count_decided(connection, tenant, user_id, start)
    claim = reader.claim
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
