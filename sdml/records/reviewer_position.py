"""Where a reviewer stands: what he holds, what he may take back, how much he did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sdml.records.review_words import DecisionKind, RejectOutcome

__all__ = ["ExampleGroup", "QueueCounts", "ReviewerPosition", "UndoableDecision"]


@dataclass(frozen=True, slots=True)
class UndoableDecision:
    """A reviewer's last decision, while he may still take it back.

    Attributes
    ----------
    decision_id, example_id : int
        Which, and about what.
    kind : DecisionKind
        What was done.
    label : str or None
        Of an approval or an edit.
    outcome : RejectOutcome or None
        Of a rejection.
    until : datetime
        When the time for it is over.
    """

    decision_id: int
    example_id: int
    kind: DecisionKind
    label: str | None
    outcome: RejectOutcome | None
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewerPosition:
    """Where a reviewer stands now.

    Attributes
    ----------
    held_id : int or None
        The example he holds, its lease not over.
    expired_id : int or None
        The one whose lease ran out unattended, if nobody ended it yet.
    undoable : UndoableDecision or None
        His last decision that he may still take back.
    decided_today : int
        His decisions since midnight in the tenant's time zone, skips left out.
    now : datetime
        By the database's clock.
    """

    held_id: int | None
    expired_id: int | None
    undoable: UndoableDecision | None
    decided_today: int
    now: datetime


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much a part of the queue holds.

    Attributes
    ----------
    pending : int
        Examples without an outcome.
    adjudication : int
        Of these, waiting for an approver.
    decided : int
        Examples with an outcome.
    by_label : mapping of str to int
        Approved examples by label.
    """

    pending: int
    adjudication: int
    decided: int
    by_label: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExampleGroup:
    """A group of near-duplicates: its number and how many of it are pending."""

    number: int
    pending: int
