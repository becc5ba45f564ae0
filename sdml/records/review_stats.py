"""How the review stands: the queue, what was decided, who decided, how they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sdml.records.agreement import Coefficient

__all__ = ["ReviewStats", "ReviewerCount"]


@dataclass(frozen=True, slots=True)
class ReviewerCount:
    """What one reviewer decided; what was taken back is left out.

    Attributes
    ----------
    email : str
        Whose.
    decided : int
        All but skips.
    approved, edited, rejected, skipped : int
        By kind.
    median_seconds : float or None
        From the claim to the decision, bulk decisions left out.
    last_at : datetime
        His last decision.
    """

    email: str
    decided: int
    approved: int
    edited: int
    rejected: int
    skipped: int
    median_seconds: float | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewStats:
    """The review of a tenant, or of a part of its queue.

    Attributes
    ----------
    pending : int
        Examples without an outcome.
    claimed : int
        Of these, held by somebody now.
    adjudication : int
        Of these, waiting for an approver.
    decided : int
        Examples with an outcome.
    approved, rejected : int
        Of these.
    by_label : mapping of str to int
        Approved examples by label.
    by_reason : mapping of str to int
        Pending examples by the reason they were proposed for.
    by_reviewer : tuple of ReviewerCount
        By decided, most first.
    oldest_pending_at : datetime or None
        When the example that waits longest was proposed.
    agreement : mapping of str to Coefficient
        ``percent`` and ``krippendorff_alpha`` over examples with several answers,
        each with its interval and n; `measure_reviewers` has the others.
    """

    pending: int
    claimed: int
    adjudication: int
    decided: int
    approved: int
    rejected: int
    by_label: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_reviewer: tuple[ReviewerCount, ...]
    oldest_pending_at: datetime | None
    agreement: Mapping[str, Coefficient]
