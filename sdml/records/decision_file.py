"""The file of one automated decision, as art. 20 of the LGPD lets people ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sdml.records.explanation import Explanation, Neighbours
from sdml.records.machine_learning import DecisionMode, SplitPart
from sdml.records.promise import AutomaticGround, ClassPromiseCard, ModeChangeCard
from sdml.records.promise_words import MoveCause
from sdml.records.review_words import DecisionKind, ProposalReason, QueueState
from sdml.records.workbench_words import ModelStatus

__all__ = [
    "OBJECTION_PART",
    "Calibrator",
    "DecidedCase",
    "DecidingModel",
    "DecisionFile",
    "DecisionOnTicket",
    "ExplainOrder",
    "GivenPromise",
    "LookedAt",
    "ModeGround",
    "ModeReason",
    "ModelMoveLine",
    "Objection",
    "ObjectionResult",
    "OutsideCost",
    "ReviewersPart",
    "SaidAnswer",
    "TrainingFacts",
]

OBJECTION_PART = "objection"
"""The part of an example's priority that says that somebody objected."""


@dataclass(frozen=True, slots=True)
class ExplainOrder:
    """Which decision is to be explained, and for whom.

    Attributes
    ----------
    classification_id : int or None
        ``ai_classifications.id``.
    ticket : str or None
        Instead: the external id of a ticket, whose latest answer is meant.
    task : str or None
        With a ticket: the latest answer to this task.
    for_subject : bool
        For the person it is about: without the texts of other people's tickets
        and without anybody's name.
    out : Path or None
        Where to write it as a page.
    """

    classification_id: int | None = None
    ticket: str | None = None
    task: str | None = None
    for_subject: bool = False
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """A row of ``ai_classifications``: what was decided, and what became of it.

    Attributes
    ----------
    classification_id, ticket_id : int
        Which, and of which ticket.
    key : str
        The ticket's name outside.
    task : str
        What was asked.
    model_version : str
        The model's id, or the name of an outside model.
    label : str or None
        The answer.
    probability : float
        Of the answer, calibrated where a calibrator was used.
    mode : DecisionMode
        What was done on it.
    said_at : datetime
        When.
    distribution : mapping of str to float
        Every class with its probability; empty where it was not kept.
    outcome : {'open', 'accepted', 'corrected', 'rejected'}
        What an agent did.
    corrected_label : str or None
        To what.
    judged_at : datetime or None
        When.
    """

    classification_id: int
    ticket_id: int
    key: str
    task: str
    model_version: str
    label: str | None
    probability: float
    mode: DecisionMode
    said_at: datetime
    distribution: Mapping[str, float]
    outcome: str
    corrected_label: str | None
    judged_at: datetime | None

    @property
    def model_id(self) -> int | None:
        """The own model's id; None where an outside model answered."""
        version = self.model_version
        return int(version) if version.isascii() and version.isdigit() else None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The data that the answer was made from.

    Attributes
    ----------
    columns : tuple of str
        Columns of the ticket; nothing else of it entered.
    title, description : str
        As they are now, masked.
    opened_at, updated_at : datetime
        Of the ticket.
    language : str or None
        As its source says.
    learnt_label : str or None
        The class this very ticket was learnt with; None where it was not.
    probability_again : float or None
        Of the answer, computed anew by the same model from this text.
    is_same : bool or None
        That is the probability then; False where the text was changed since, None
        where it could not be computed.
    why_not : str
        Why it could not, or empty.
    """

    columns: tuple[str, ...]
    title: str
    description: str
    opened_at: datetime
    updated_at: datetime
    language: str | None
    learnt_label: str | None = None
    probability_again: float | None = None
    is_same: bool | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What a model learnt from, counted.

    Attributes
    ----------
    dataset_id, hash : int, str
        The data set version.
    source : str
        ``tickets`` or ``approved``.
    rows, class_rows : int
        Rows learnt, and those of the answered class.
    parts : mapping of SplitPart to int
        Rows of each part; a model learns the first two.
    first_opened, last_opened : datetime or None
        Of the learnt tickets.
    """

    dataset_id: int
    hash: str
    source: str
    rows: int
    class_rows: int
    parts: Mapping[SplitPart, int]
    first_opened: datetime | None
    last_opened: datetime | None


@dataclass(frozen=True, slots=True)
class ModelMoveLine:
    """A model came to a place: why, and by whom.

    Attributes
    ----------
    before, after : ModelStatus or None, ModelStatus
        From where to where.
    cause : MoveCause
        Why.
    by : str or None
        Who moved it; None where the reader may not know.
    at : datetime
        When.
    """

    before: ModelStatus | None
    after: ModelStatus
    cause: MoveCause
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DecidingModel:
    """The own model that answered.

    Attributes
    ----------
    model_id : int
        ``model_versions.id``.
    candidate, reason : str
        Which candidate won, and why.
    status : ModelStatus
        Its place now.
    embedder : str or None
        The embedder it reads.
    manifest_sha256 : str
        Of its files.
    trained_at : datetime
        When it was registered.
    training : TrainingFacts
        What it learnt from.
    metrics : mapping of str to mapping
        Its figures with ``value, low, high, n``.
    moves : tuple of ModelMoveLine
        How it came to its place; empty where that was not recorded.
    target : mapping
        What was noticed about the target before it was learnt.
    """

    model_id: int
    candidate: str
    reason: str
    status: ModelStatus
    embedder: str | None
    manifest_sha256: str
    trained_at: datetime
    training: TrainingFacts
    metrics: Mapping[str, Mapping[str, float | int | None]]
    moves: tuple[ModelMoveLine, ...]
    target: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Calibrator:
    """What made the model's figure a probability.

    Attributes
    ----------
    name : str
        Such as ``temperature``; ``none`` where none helped.
    before, after : float
        The answer's probability without and with it.
    """

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class GivenPromise:
    """The promise that was in force when the answer was given.

    Attributes
    ----------
    promise_id : int
        Which.
    precision, delta : float
        What was promised of each class, and the chance that it is not kept.
    n : int
        Rows it was proved on.
    made_at, expires_at, ended_at : datetime, datetime, datetime or None
        Since when, until when, and when it ended before that.
    made_by : str or None
        Who made it; None where the reader may not know.
    of_class : ClassPromiseCard or None
        What it says of the answered class.
    changes : tuple of ModeChangeCard
        Steps of the class under this promise, up to now.
    offered : tuple of str
        Labels to show where the answer is only recommended, most probable first.
    offered_coverage : float or None
        Chance that the right one is among them; None where that is not known.
    """

    promise_id: int
    precision: float
    delta: float
    n: int
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    made_by: str | None
    of_class: ClassPromiseCard | None
    changes: tuple[ModeChangeCard, ...]
    offered: tuple[str, ...] = ()
    offered_coverage: float | None = None


class ModeReason(StrEnum):
    """Why an answer had its mode."""

    PROMISED = "promised"
    NO_WORDS = "no_words"
    OUTSIDE_MODEL = "outside_model"
    NO_CHAMPION = "no_champion"
    NO_PROMISE = "no_promise"
    NO_THRESHOLD = "no_threshold"
    BELOW_THRESHOLD = "below_threshold"
    STEPPED_DOWN = "stepped_down"
    NOT_LIKELIEST = "not_likeliest"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class ModeGround:
    """The mode of an answer and why.

    Attributes
    ----------
    mode : DecisionMode
        What was done on it.
    reasons : tuple of ModeReason
        All that hold; one is enough.
    threshold : float or None
        Of the class, where it has one.
    ground : AutomaticGround or None
        As it was recorded for an automatic decision.
    """

    mode: DecisionMode
    reasons: tuple[ModeReason, ...]
    threshold: float | None
    ground: AutomaticGround | None


@dataclass(frozen=True, slots=True)
class DecisionOnTicket:
    """What a person decided on this ticket's label.

    Attributes
    ----------
    kind : DecisionKind
        What was done.
    label : str or None
        The label given.
    by : str or None
        Who; None where the reader may not know.
    at : datetime
        When.
    """

    kind: DecisionKind
    label: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewersPart:
    """What people did for this answer: the labels the class was learnt from.

    Attributes
    ----------
    reviewed_rows, class_rows : int
        Learnt rows of the class, and how many of them carry a reviewer's label.
    reviewers, decisions : int
        People and decisions behind these.
    agreement : float or None
        Mean share of agreeing answers on examples with several; None without.
    agreement_n : int
        Such examples.
    names : tuple of str
        The reviewers; empty where the reader may not know.
    own : tuple of DecisionOnTicket
        Decisions on this very ticket.
    """

    reviewed_rows: int
    class_rows: int
    reviewers: int
    decisions: int
    agreement: float | None
    agreement_n: int
    names: tuple[str, ...]
    own: tuple[DecisionOnTicket, ...]


@dataclass(frozen=True, slots=True)
class OutsideCost:
    """An outside model's answer and what it came to.

    Attributes
    ----------
    model : str
        Which model.
    prompt_version : str or None
        Which question.
    input_tokens, output_tokens : int or None
        Where known.
    cost_micros : int
        Millionths of the price list's currency.
    is_cache_hit, is_fallback : bool
        Answered before, or by somebody else since the reply was of no use.
    currency : str or None
        Of the tenant's prices; None where it has none.
    """

    model: str
    prompt_version: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost_micros: int
    is_cache_hit: bool
    is_fallback: bool
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """How the review of this ticket's label stands.

    Attributes
    ----------
    example_id : int
        The example in the queue.
    reason : ProposalReason
        Why it is there.
    is_objection : bool
        Somebody objected.
    state : QueueState
        How far it is.
    decided_label : str or None
        What people decided.
    """

    example_id: int
    reason: ProposalReason
    is_objection: bool
    state: QueueState
    decided_label: str | None


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """All that can be said of one decision.

    Attributes
    ----------
    tenant : str
        Whose desk decided.
    decision : SaidAnswer
        What was decided.
    data : LookedAt
        From what.
    model : DecidingModel or None
        By which own model; None for an outside one.
    outside : OutsideCost or None
        By which outside model, at what cost.
    calibrator : Calibrator or None
        What made a probability of it; None where it cannot be computed.
    promise : GivenPromise or None
        Under which promise.
    mode : ModeGround
        What was done on it, and why.
    reviewers : ReviewersPart
        What people did for it.
    explanation : Explanation or None
        The score taken apart; None where it cannot be computed.
    neighbours : Neighbours
        What is near among the learnt texts.
    objections : tuple of Objection
        How people look at this ticket's label.
    for_subject : bool
        It is for the person it is about.
    made_at : datetime
        When this file was made.
    html : Path or None
        Where it was written as a page.
    """

    tenant: str
    decision: SaidAnswer
    data: LookedAt
    model: DecidingModel | None
    outside: OutsideCost | None
    calibrator: Calibrator | None
    promise: GivenPromise | None
    mode: ModeGround
    reviewers: ReviewersPart
    explanation: Explanation | None
    neighbours: Neighbours
    objections: tuple[Objection, ...]
    for_subject: bool
    made_at: datetime
    html: Path | None = None


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """What the store knows of a decision, before anything is computed.

    Attributes
    ----------
    said : SaidAnswer
        The answer.
    title, description : str
        Of the ticket as it is now, in clear.
    language : str or None
        Of the ticket.
    opened_at, updated_at : datetime
        Of the ticket.
    outside : OutsideCost or None
        Where an outside model answered.
    """

    said: SaidAnswer
    title: str
    description: str
    language: str | None
    opened_at: datetime
    updated_at: datetime
    outside: OutsideCost | None


@dataclass(frozen=True, slots=True)
class ObjectionResult:
    """An objection as it was taken.

    Attributes
    ----------
    classification_id, example_id : int
        What was objected to, and the example that people will look at.
    state : QueueState
        How far its review is.
    is_new : bool
        False where an objection to it was open already.
    """

    classification_id: int
    example_id: int
    state: QueueState
    is_new: bool
