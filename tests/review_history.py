"""Decisions of reviewers written as they were, whatever day it was."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from sdml.records.review import Reviewer
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    Client,
    DecisionKind,
    RejectOutcome,
)
from sdml.steps.session import Session
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One decision as it is to stand in the table."""

    example_id: int
    who: Reviewer
    label: str | None
    kind: ClaimKind = ClaimKind.REVIEW
    shown: str | None = None
    is_blind: bool = False
    is_planted: bool = False
    day: int = 0
    undoes: int | None = None


def say(session: Session, *decisions: Said) -> list[int]:
    """Write decisions as they were, whatever the loop would say of them."""
    ids = []
    with session.write("test", "import") as connection:
        for one in decisions:
            ids.append(_append(connection, session.tenant.id, one))
    return ids


def _append(connection, tenant_id: int, one: Said) -> int:
    at = START + timedelta(days=one.day)
    token = 1 + connection.scalar(
        select(ReviewItem.last_token).where(ReviewItem.example_id == one.example_id)
    )
    connection.execute(
        update(ReviewItem)
        .where(ReviewItem.example_id == one.example_id)
        .values(last_token=token)
    )
    card = {
        "organization_id": tenant_id,
        "example_id": one.example_id,
        "user_id": one.who.user_id,
        "token": token,
        "version": 1,
        "client": Client.WEB,
        "shown_label": one.shown,
        "is_blind": one.is_blind,
        "is_planted": one.is_planted,
    }
    claim_id = None
    if one.undoes is None:
        claim_id = connection.execute(
            insert(ReviewClaim)
            .values(
                **card,
                kind=one.kind,
                status=ClaimStatus.DECIDED,
                claimed_at=at,
                expires_at=at,
                ended_at=at,
            )
            .returning(ReviewClaim.id)
        ).scalar_one()
    what, outcome = DecisionKind.EDIT, None
    if one.undoes is not None:
        what = DecisionKind.UNDO
    elif one.label is None:
        what, outcome = DecisionKind.REJECT, RejectOutcome.DROP
    return connection.execute(
        insert(ReviewDecision)
        .values(
            **card,
            claim_kind=one.kind,
            claim_id=claim_id,
            kind=what,
            label=one.label,
            outcome=outcome,
            reason_code=None if outcome is None else "unclear",
            undoes_id=one.undoes,
            seconds=12.0,
            key=f"{one.example_id}-{token}",
            content_hash="made",
            example_status="pending",
            decided_at=at,
        )
        .returning(ReviewDecision.id)
    ).scalar_one()
