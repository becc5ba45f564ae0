"""A row of the review queue and a claim, as the steps of the review lock them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sdml.records.machine_learning import ExampleStatus
from sdml.records.review import Claim
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    Client,
    ProposalReason,
    QueueState,
)

__all__ = [
    "DISGUISED",
    "HeldClaim",
    "NewClaim",
    "QueueItem",
    "outward_claim",
    "shown_version",
]

DISGUISED = frozenset({ClaimKind.GOLD, ClaimKind.REPEAT})
"""Claims whose cards look like any new one."""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row of ``review_queue`` with its example.

    The attributes are the columns; ``input``, ``output``, ``status`` and ``created_by``
    are the example's.
    """

    example_id: int
    task: str
    text_hash: str
    ticket_id: int | None
    reason: ProposalReason
    score_parts: Mapping[str, float]
    quality_parts: Mapping[str, float | None]
    given_label: str | None
    suggestion: str | None
    probability: float | None
    model_id: int | None
    group_no: int | None
    priority: float
    minimum_answers: int
    required_answers: int
    answers: int
    held: int
    vacancies: int
    state: QueueState
    version: int
    last_token: int
    decided_label: str | None
    gold_label: str | None
    input: str
    output: str
    status: ExampleStatus
    created_by: int | None


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A row of ``review_claims``."""

    id: int
    example_id: int
    user_id: int
    kind: ClaimKind
    token: int
    version: int
    status: ClaimStatus
    shown_label: str | None
    is_blind: bool
    is_planted: bool
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim about to be made: for whom, what for, and what the card shows."""

    example_id: int
    user_id: int
    kind: ClaimKind
    client: Client
    shown_label: str | None = None
    is_blind: bool = False
    is_planted: bool = False


def outward_claim(claim: HeldClaim) -> Claim:
    """The claim as its reviewer sees it: not which cards have a known answer."""
    kind = claim.kind if claim.kind is ClaimKind.ADJUDICATION else ClaimKind.REVIEW
    version = shown_version(claim, claim.version)
    return Claim(claim.token, version, claim.expires_at, kind, claim.is_blind)


def shown_version(claim: HeldClaim | None, version: int) -> int:
    """The version on a card; one that was approved before would give itself away.

    Parameters
    ----------
    claim : HeldClaim or None
        Under which the card is shown.
    version : int
        Of the example.
    """
    return 1 if claim is not None and claim.kind in DISGUISED else version
