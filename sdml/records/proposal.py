"""Proposals on their way into the review queue: evidence, candidates, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sdml.records.machine_learning import DecisionMode
from sdml.records.review_words import ProposalReason, QueueState

__all__ = [
    "DRAWN",
    "PROPOSABLE",
    "AuditShare",
    "ExistingExample",
    "LabelChange",
    "NewExample",
    "Proposal",
    "ProposalOptions",
    "ProposalResult",
    "RaisedExample",
    "StoredPrediction",
    "TaskTicket",
    "WeakRule",
]

PROPOSABLE: tuple[ProposalReason, ...] = (
    ProposalReason.OVERRIDE,
    ProposalReason.ACCEPTED_SAMPLE,
    ProposalReason.IMPORTED,
    ProposalReason.CONTRADICTION,
    ProposalReason.LABEL_ISSUE,
    ProposalReason.DISAGREEMENT,
    ProposalReason.WEAK_RULE,
    ProposalReason.LOW_CONFIDENCE,
)
"""Reasons that can be looked for; where a ticket has several, the first names it."""


DRAWN = "drawn:decision"
"""The fact that a prediction was drawn by lot, whatever an agent did with it."""


@dataclass(frozen=True, slots=True)
class ProposalOptions:
    """What a search for proposals may be told beside its reasons.

    Attributes
    ----------
    sample_percent : float or None
        The random share of accepted predictions and of imported labels; None:
        what the tenant's setting ``watch.audit_percent`` says.
    rules : Path or None
        A TOML file of weak rules.
    """

    sample_percent: float | None = None
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class AuditShare:
    """Which tickets are drawn by lot to be reviewed.

    A ticket's lot depends on the seed and the ticket alone: with a larger share
    those that a smaller one drew are drawn too.

    Attributes
    ----------
    percent : float
        The share, in [0, 100].
    seed : int
        Another one draws other tickets.
    raised : mapping of str to float
        The share of classes that stepped down, by the label predicted.
    """

    percent: float
    seed: int
    raised: Mapping[str, float] = field(default_factory=dict)

    def percent_of(self, label: str) -> float:
        """The share of one class."""
        return max(self.percent, self.raised.get(label, 0.0))


@dataclass(frozen=True, slots=True)
class TaskTicket:
    """A ticket as a task sees it.

    Attributes
    ----------
    ticket_id : int
        ``tickets.id``.
    key : str
        Its name outside this database.
    text : tuple of str
        Title and description.
    label : str or None
        The label it has now.
    is_imported : bool
        It came from a source.
    updated_at : datetime
        When it was last changed.
    updated_by : int or None
        By whom, where that is known.
    """

    ticket_id: int
    key: str
    text: tuple[str, str]
    label: str | None
    is_imported: bool
    updated_at: datetime
    updated_by: int | None


@dataclass(frozen=True, slots=True)
class StoredPrediction:
    """A row of ``ai_classifications`` with what people said of it.

    Attributes
    ----------
    ticket_id : int
        Whose label it says.
    model_id : int or None
        The model; None where the registry does not know it.
    version : str
        ``model_version`` as it was stored.
    label : str
        What the model said.
    probability : float
        Of that label, calibrated, in [0, 1].
    distribution : mapping of str to float
        Every label with its probability; may be empty.
    said_at : datetime
        When.
    accepted : bool or None
        What a person said of it.
    corrected : str or None
        The label he gave instead.
    judged_by : int or None
        Who he was.
    judged_at : datetime or None
        When.
    mode : DecisionMode
        What was allowed to be done on it.
    """

    ticket_id: int
    model_id: int | None
    version: str
    label: str
    probability: float
    distribution: Mapping[str, float]
    said_at: datetime
    accepted: bool | None = None
    corrected: str | None = None
    judged_by: int | None = None
    judged_at: datetime | None = None
    mode: DecisionMode = DecisionMode.RECOMMEND

    def probability_of(self, label: str) -> float | None:
        """What the model gives a label; None where that was not stored."""
        if label == self.label:
            return self.probability
        return self.distribution.get(label)


@dataclass(frozen=True, slots=True)
class LabelChange:
    """What the audit log knows of a ticket's changes.

    Attributes
    ----------
    changed_at : datetime or None
        When its label was last changed.
    changed_by : int or None
        By whom.
    touched_at : datetime or None
        When anything of it was last changed through the write door.
    """

    changed_at: datetime | None
    changed_by: int | None
    touched_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeakRule:
    """A pattern that hints at a label.

    Attributes
    ----------
    name : str
        As its hits are recorded.
    pattern : str
        A regular expression, searched without regard to letter case.
    label : str
        What it hints at.
    """

    name: str
    pattern: str
    label: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ticket that one source, or several, would have reviewed.

    Attributes
    ----------
    ticket_id : int
        The ticket.
    reason : ProposalReason
        The first of its reasons in the order of `PROPOSABLE`.
    suggestion, given_label : str or None
        The label to be confirmed, and the one the ticket has.
    probability : float or None
        Calibrated, of the suggestion; None where nothing knows it.
    model_id : int or None
        Whose probability that is.
    proposed_by : int or None
        The person whose label it is: he may not decide it.
    parts : mapping of str to float
        What its priority is made of, each in [0, 1]; a name with a colon is a
        fact beside it, such as ``rule:vpn``.
    """

    ticket_id: int
    reason: ProposalReason
    suggestion: str | None
    given_label: str | None
    parts: Mapping[str, float]
    probability: float | None = None
    model_id: int | None = None
    proposed_by: int | None = None


@dataclass(frozen=True, slots=True)
class ExistingExample:
    """An example that is in the queue already.

    Attributes
    ----------
    id : int
        ``ai_training_data.id``.
    input_hash : str
        Of its task and text.
    ticket_id : int or None
        The ticket it was made from.
    text : str
        Its text.
    suggestion, given_label, decided_label : str or None
        As it was proposed, and as it was decided.
    state : QueueState
        How far it is.
    group_no : int or None
        Its group of near-duplicates.
    priority : float
        Its place in the queue.
    score_parts : mapping of str to float
        What that is made of.
    """

    id: int
    input_hash: str
    ticket_id: int | None
    text: str
    suggestion: str | None
    given_label: str | None
    decided_label: str | None
    state: QueueState
    group_no: int | None
    priority: float
    score_parts: Mapping[str, float]

    @property
    def is_pending(self) -> bool:
        """Whether its review is not over."""
        return self.state in (QueueState.OPEN, QueueState.ADJUDICATION)


@dataclass(frozen=True, slots=True)
class NewExample:
    """An example about to be written.

    Attributes
    ----------
    proposal : Proposal
        What is proposed.
    text : str
        In full, as the ticket has it.
    input_hash, text_hash : str
        Of task and text, and of the text alone.
    priority : float
        In [0, 1].
    quality_parts : mapping of str to float or None
        What its quality score is made of.
    quality : float or None
        That score.
    cluster : int or None
        Shared by near-duplicates; None where it has none.
    group_no : int or None
        The number that its cluster has in the queue already.
    """

    proposal: Proposal
    text: str
    input_hash: str
    text_hash: str
    priority: float
    quality_parts: Mapping[str, float | None]
    quality: float | None
    cluster: int | None = None
    group_no: int | None = None


@dataclass(frozen=True, slots=True)
class RaisedExample:
    """A pending example that got a further reason, or another group."""

    id: int
    priority: float
    score_parts: Mapping[str, float]
    group_no: int | None


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """What one search for proposals did.

    Attributes
    ----------
    task : str
        What the labels answer.
    proposed : int
        Examples that are new in the queue.
    duplicates : int
        Candidates that were there already, by content or nearly so.
    raised : int
        Pending examples that got a further reason, and with it more priority.
    by_reason : dict of str to int
        New examples by the reason that names them; every reason looked for.
    grouped : int
        New examples that stand in a group of near-duplicates.
    model_id : int or None
        The model whose probabilities were used.
    notes : tuple of str
        What could not be looked for, or only in part, and what helps.
    """

    task: str
    proposed: int
    duplicates: int
    raised: int
    by_reason: dict[str, int]
    grouped: int
    model_id: int | None = None
    notes: tuple[str, ...] = field(default=())
