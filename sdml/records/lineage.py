"""Where a label came from and what it led to: tickets, examples, data sets, models."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sdml.records.dataset import DatasetCard, LabelOrigin
from sdml.records.machine_learning import DecisionMode, ExampleStatus, SplitPart
from sdml.records.review_words import (
    ClaimKind,
    Client,
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.records.workbench_words import ModelStatus

__all__ = [
    "DatasetTrace",
    "ExampleTrace",
    "LabelMove",
    "ModelTrace",
    "PredictionCounts",
    "TicketTrace",
    "TracedDecision",
    "TracedExample",
    "TracedModel",
    "TracedPrediction",
    "TracedRow",
]

Outcome = Literal["accepted", "corrected", "rejected", "open"]


@dataclass(frozen=True, slots=True)
class TracedDecision:
    """What a reviewer did with an example.

    Attributes
    ----------
    decision_id, example_id : int
        Which, and of what.
    reviewer : str
        His e-mail.
    kind, claim_kind : DecisionKind, ClaimKind
        What he did, and on what kind of card.
    label, reason_code, outcome : optional
        The label he gave, or why and to where he rejected it.
    client : Client
        The door he came through.
    decided_at : datetime
        When.
    undoes_id, undone_by_id : int or None
        The decision this one takes back, and the one that takes it back.
    """

    decision_id: int
    example_id: int
    reviewer: str
    kind: DecisionKind
    claim_kind: ClaimKind
    label: str | None
    reason_code: ReasonCode | None
    outcome: RejectOutcome | None
    client: Client
    decided_at: datetime
    undoes_id: int | None
    undone_by_id: int | None


@dataclass(frozen=True, slots=True)
class TracedExample:
    """An example: why it was proposed, what was decided, how it stands.

    Attributes
    ----------
    example_id : int
        ``ai_training_data.id``.
    task : str
        What its label answers.
    ticket_id : int or None
        The ticket it was made from.
    reason : ProposalReason
        Why it was proposed.
    suggestion, probability, model_id : optional
        What which model said.
    given_label, decided_label : str or None
        The ticket's label then, and the one it was approved with.
    is_gold : bool
        Its answer is known, and it is shown to test reviewers.
    state, status : QueueState, ExampleStatus
        How far it is, and what training sees.
    proposed_by : str or None
        Who proposed it; None where a step did.
    proposed_at, completed_at : datetime
        When; the latter None while it is open.
    decisions : tuple of TracedDecision
        By rising id.
    """

    example_id: int
    task: str
    ticket_id: int | None
    reason: ProposalReason
    suggestion: str | None
    probability: float | None
    model_id: int | None
    given_label: str | None
    decided_label: str | None
    is_gold: bool
    state: QueueState
    status: ExampleStatus
    proposed_by: str | None
    proposed_at: datetime
    completed_at: datetime | None
    decisions: tuple[TracedDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A ticket in a data set version.

    Attributes
    ----------
    dataset_id : int
        Which version.
    task : str
        What its label answers.
    label, split : str, SplitPart
        Its class and part there.
    example_id, decision_id : int or None
        What gave the label; None where it is the ticket's own.
    frozen_at : datetime
        When.
    """

    dataset_id: int
    task: str
    label: str
    split: SplitPart
    example_id: int | None
    decision_id: int | None
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class TracedModel:
    """A model and the data set version it was trained on."""

    model_id: int
    task: str
    dataset_id: int
    status: ModelStatus
    candidate: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TracedPrediction:
    """What a model said of a ticket, and what the agent did with it.

    Attributes
    ----------
    task : str
        What it predicts.
    model_version : str
        The model's id, or the name of what answered in its place.
    label, probability : str, float
        What it said.
    mode : DecisionMode
        Whether it was set, recommended or only kept.
    said_at : datetime
        When.
    outcome : {'accepted', 'corrected', 'rejected', 'open'}
        What the agent did; ``rejected`` where he named no other label.
    corrected_label, judged_by, judged_at : optional
        To what, who (e-mail) and when.
    """

    task: str
    model_version: str
    label: str | None
    probability: float
    mode: DecisionMode
    said_at: datetime
    outcome: Outcome
    corrected_label: str | None
    judged_by: str | None
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class LabelMove:
    """A change of a ticket's category or priority outside imports.

    Attributes
    ----------
    task : str
        ``category`` or ``priority``.
    before, after : str or None
        The labels; None for none.
    actor, purpose : str or None
        Who changed it, and by what verb.
    changed_at : datetime
        When.
    """

    task: str
    before: str | None
    after: str | None
    actor: str | None
    purpose: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TicketTrace:
    """All that a ticket went through; nothing of its text.

    Attributes
    ----------
    ticket_id, key : int, str
        Its id here, and its name outside.
    category, priority : str or None
        What it has now.
    examples : tuple of TracedExample
        Proposals made from it.
    rows : tuple of TracedRow
        Data set versions that hold it.
    models : tuple of TracedModel
        Models trained on these.
    predictions : tuple of TracedPrediction
        What models said of it.
    moves : tuple of LabelMove
        How its category and priority changed.
    """

    ticket_id: int
    key: str
    category: str | None
    priority: str | None
    examples: tuple[TracedExample, ...]
    rows: tuple[TracedRow, ...]
    models: tuple[TracedModel, ...]
    predictions: tuple[TracedPrediction, ...]
    moves: tuple[LabelMove, ...]


@dataclass(frozen=True, slots=True)
class ExampleTrace:
    """An example, the versions that took its label, and the models trained on them."""

    example: TracedExample
    rows: tuple[TracedRow, ...]
    models: tuple[TracedModel, ...]
    predictions: tuple[TracedPrediction, ...]


@dataclass(frozen=True, slots=True)
class DatasetTrace:
    """A version: whose labels it holds, and which models it made.

    Attributes
    ----------
    dataset : DatasetCard
        What is recorded of it.
    created_by : str
        Who froze it.
    origins : tuple of LabelOrigin
        The examples behind its labels; other rows have their ticket's own label.
    models : tuple of TracedModel
        Models trained on it.
    """

    dataset: DatasetCard
    created_by: str
    origins: tuple[LabelOrigin, ...]
    models: tuple[TracedModel, ...]


@dataclass(frozen=True, slots=True)
class PredictionCounts:
    """What agents did with a model's predictions, in numbers."""

    said: int
    accepted: int
    corrected: int
    rejected: int
    open: int


@dataclass(frozen=True, slots=True)
class ModelTrace:
    """A model, the version it was trained on, and what became of its predictions.

    Attributes
    ----------
    model : TracedModel
        The model.
    dataset : DatasetTrace
        Where its labels are from.
    predictions : PredictionCounts
        What agents did.
    proposed : int
        Examples that were proposed with its suggestion.
    """

    model: TracedModel
    dataset: DatasetTrace
    predictions: PredictionCounts
    proposed: int
