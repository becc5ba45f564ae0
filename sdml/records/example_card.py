"""An example with all that a reviewer looks at before he decides."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sdml.records.review import Claim, Example
from sdml.records.review_words import (
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)

__all__ = [
    "AssignmentResult",
    "BulkOrder",
    "BulkPlan",
    "BulkResult",
    "Comment",
    "ExampleCard",
    "ExampleLine",
    "ExamplePage",
    "HistoryEntry",
    "SimilarExample",
    "SimilarExamples",
    "fingerprint_of",
]


@dataclass(frozen=True, slots=True)
class SimilarExample:
    """An approved example that is near another.

    Attributes
    ----------
    example_id : int
        Which.
    label : str
        The label it was approved with.
    similarity : float
        In [-1, 1]; 1 is the same text.
    input : str
        Its text, masked.
    """

    example_id: int
    label: str
    similarity: float
    input: str


@dataclass(frozen=True, slots=True)
class SimilarExamples:
    """What is near an example among those approved.

    Attributes
    ----------
    nearest : tuple of SimilarExample
        Of any label, nearest first.
    contradicting : SimilarExample or None
        The nearest whose label is not the suggested one; None on a blind card.
    words : tuple of (str, bool)
        The masked text in pieces; marked are words that it shares with the
        nearest approved examples of the suggested label.
    measure : {'vectors', 'words', 'none'}
        What similarity was measured by.
    """

    nearest: tuple[SimilarExample, ...]
    contradicting: SimilarExample | None
    words: tuple[tuple[str, bool], ...]
    measure: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One decision about an example, as its history shows it.

    Attributes
    ----------
    decision_id, user_id : int
        Which, and whose.
    email : str
        Whose.
    kind : DecisionKind
        What was done.
    label, reason_code, outcome : optional
        As decided.
    undoes_id : int or None
        The decision that an undo took back.
    is_undone : bool
        It was taken back.
    decided_at : datetime
        When.
    """

    decision_id: int
    user_id: int
    email: str
    kind: DecisionKind
    label: str | None
    reason_code: ReasonCode | None
    outcome: RejectOutcome | None
    undoes_id: int | None
    is_undone: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside an example."""

    comment_id: int
    email: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """An example, its neighbours, its history and what was written beside it.

    Attributes
    ----------
    example : Example
        Its text masked, or in clear if it was revealed.
    labels : tuple of str
        Labels of its task, sorted.
    claim : Claim or None
        The reader's open claim on it.
    words : tuple of (str, bool)
        The text in pieces; marked are words that it shares with the nearest
        approved examples of the suggested label.
    nearest : tuple of SimilarExample
        At most three approved examples, nearest first.
    contradicting : SimilarExample or None
        The nearest approved example whose label is not the suggested one.
    history : tuple of HistoryEntry
        By rising id; while the reader has not answered only his own.
    comments : tuple of Comment
        By rising id.
    is_revealed : bool
        The text is in clear.
    has_personal_data : bool
        The mask hides something.
    undoable_id : int or None
        The reader's last decision here that he may still take back.
    """

    example: Example
    labels: tuple[str, ...]
    claim: Claim | None
    words: tuple[tuple[str, bool], ...]
    nearest: tuple[SimilarExample, ...]
    contradicting: SimilarExample | None
    history: tuple[HistoryEntry, ...]
    comments: tuple[Comment, ...]
    is_revealed: bool
    has_personal_data: bool
    undoable_id: int | None


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """An example as a list shows it; its text is masked and cut to 300 characters."""

    id: int
    task: str
    text: str
    reason: ProposalReason
    suggestion: str | None
    probability: float | None
    given_label: str | None
    priority: float
    state: QueueState
    decided_label: str | None
    answers: int
    required_answers: int
    group_no: int | None
    is_gold: bool
    assigned_to: tuple[str, ...]
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class ExamplePage:
    """A page of a list of examples.

    Attributes
    ----------
    lines : tuple of ExampleLine
        By falling priority, of equals by rising id.
    total : int
        How many the filter holds in all.
    next_cursor : str or None
        What `list_examples` takes to go on; None on the last page.
    """

    lines: tuple[ExampleLine, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a bulk decision would touch, and the sample to check before it.

    Attributes
    ----------
    example_ids : tuple of int
        Open examples of the filter that the reviewer may decide, at most 1,000.
    sample : tuple of ExampleLine
        Those to be labelled one by one: the bulk label holds only if they agree.
    labels : tuple of str
        Labels of their task.
    fingerprint : str
        Of the plan; the order names it, so that nothing is decided unseen.
    """

    example_ids: tuple[int, ...]
    sample: tuple[ExampleLine, ...]
    labels: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """One label for many examples.

    Attributes
    ----------
    label : str or None
        None drops them all, with the reason.
    reason_code : ReasonCode or None
        Why they are dropped.
    sample : tuple of (int, str)
        The label that the reviewer gave to each example of the sample, ``''``
        where he would drop it.
    fingerprint : str
        Of the plan he saw.
    key : str
        His own word for this request: sent again, it goes on where it stopped.
    """

    label: str | None
    reason_code: ReasonCode | None
    sample: tuple[tuple[int, str], ...]
    fingerprint: str
    key: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a bulk decision: each example is in one of the two.

    Attributes
    ----------
    decided : tuple of int
        Examples that were decided, now or by this order before.
    refused : tuple of (int, str)
        Examples that were not, each with the code of the error.
    """

    decided: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class AssignmentResult:
    """How many examples were assigned, and how many had been already."""

    assigned: int
    unchanged: int


def fingerprint_of(example_ids: Iterable[int]) -> str:
    """What a plan of these examples is told apart by.

    Examples
    --------
    >>> fingerprint_of([1, 2])[:8]
    '17f8af97'
    """
    return hashlib.sha256(",".join(map(str, example_ids)).encode()).hexdigest()
