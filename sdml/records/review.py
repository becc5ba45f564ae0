"""What the review loop hands around: reviewers, filters, claims, orders, decisions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sdml.errors import ParameterError
from sdml.records.machine_learning import ExampleStatus
from sdml.records.review_words import (
    ClaimKind,
    Client,
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.records.workbench_words import WorkbenchRoleName

__all__ = [
    "Claim",
    "ClaimedExample",
    "DecisionOrder",
    "DecisionResult",
    "Evidence",
    "Example",
    "QueueFilter",
    "ReviewPolicy",
    "ReviewState",
    "Reviewer",
    "Vote",
]

MAY_REVIEW = frozenset(
    {WorkbenchRoleName.REVIEWER, WorkbenchRoleName.APPROVER, WorkbenchRoleName.ADMIN}
)
MAY_ADJUDICATE = frozenset({WorkbenchRoleName.APPROVER, WorkbenchRoleName.ADMIN})


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person of the workbench, as the review sees him.

    Attributes
    ----------
    user_id : int
        ``users.id``.
    email : str
        As he logs in.
    roles : frozenset of WorkbenchRoleName
        What he may do now.
    """

    user_id: int
    email: str
    roles: frozenset[WorkbenchRoleName]

    @property
    def may_review(self) -> bool:
        """Whether he may claim and decide."""
        return bool(self.roles & MAY_REVIEW)

    @property
    def may_adjudicate(self) -> bool:
        """Whether he may settle disagreements, set gold and decide in bulk."""
        return bool(self.roles & MAY_ADJUDICATE)

    @property
    def may_administer(self) -> bool:
        """Whether he may change people, roles, assignments and settings."""
        return WorkbenchRoleName.ADMIN in self.roles


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """The tenant's rules of review, from its settings ``review.*``.

    Attributes
    ----------
    lease_seconds, undo_seconds, repeat_after_days : int
        How long a claim lasts unattended, an undo is open, a card stays away
        before it comes again to the same reviewer.
    answers, most_answers : int
        Answers a new example needs, and most before an approver is asked.
    agreement_percent : int
        The share of answers that settles a label.
    blind_percent, gold_percent, planted_percent, repeat_percent : int
        Shares of cards without a suggestion, with a known answer, of those
        with a wrong suggestion, and shown again.
    """

    lease_seconds: int = 120
    answers: int = 1
    most_answers: int = 3
    agreement_percent: int = 66
    undo_seconds: int = 600
    blind_percent: int = 10
    gold_percent: int = 5
    planted_percent: int = 30
    repeat_percent: int = 3
    repeat_after_days: int = 21


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which examples of the queue; None leaves a condition out.

    Attributes
    ----------
    task, reason, suggestion, given_label, model_id, group : optional
        Equal to.
    low, high : float, optional
        Bounds of the suggestion's probability, both included.
    text : str, optional
        A word that the example's text holds.
    assigned : bool
        Only what was assigned to the reviewer.
    state : QueueState, optional
        For lists; the next card ignores it.
    """

    task: str | None = None
    reason: ProposalReason | None = None
    suggestion: str | None = None
    given_label: str | None = None
    model_id: int | None = None
    group: int | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    assigned: bool = False
    state: QueueState | None = None

    @classmethod
    def parse(cls, parts: Mapping[str, str]) -> "QueueFilter":
        """The filter that an address or ``--filter`` names; empty values are left out.

        Parameters
        ----------
        parts : mapping of str to str
            By the name of an attribute, as typed.

        Raises
        ------
        ParameterError
            An unknown name, or a value that cannot be.

        Examples
        --------
        >>> QueueFilter.parse({"task": "category", "low": "0.2"}).low
        0.2
        """
        kinds: dict[str, Callable[[str], object]] = {
            "task": str,
            "reason": ProposalReason,
            "suggestion": str,
            "given_label": str,
            "model_id": int,
            "group": int,
            "low": _share,
            "high": _share,
            "text": str,
            "assigned": _truth,
            "state": QueueState,
        }
        values: dict[str, object] = {}
        for name, text in parts.items():
            if name not in kinds:
                raise ParameterError(
                    f"there is no filter {name!r}: expected one of {', '.join(kinds)}"
                )
            if not text.strip():
                continue
            try:
                values[name] = kinds[name](text.strip())
            except ValueError as error:
                raise ParameterError(f"the filter {name} is {text[:40]!r}") from error
        kept = cls(**values)  # type: ignore[arg-type] # each kind gives its field's type
        if kept.low is not None and kept.high is not None and kept.low > kept.high:
            raise ParameterError(f"low is {kept.low}, high is {kept.high}: turn them")
        return kept

    def as_parts(self) -> dict[str, str]:
        """The filter as `parse` reads it; what is left out is not there."""
        found: dict[str, str] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value is True:
                found[name] = "1"
            elif value not in (None, False):
                found[name] = f"{value}"
        return found


@dataclass(frozen=True, slots=True)
class Example:
    """An example as the queue knows it.

    Attributes
    ----------
    id : int
        ``ai_training_data.id``.
    task : str
        What its label answers.
    input : str
        Its text, masked unless it was revealed.
    reason : ProposalReason
        Why it was proposed.
    suggestion, probability, model_id : optional
        What a model says, calibrated, and which; None where hidden or none.
    given_label : str or None
        The label its ticket has.
    priority : float
        Its place in the queue, larger first.
    score_parts : mapping of str to float
        What the priority is made of.
    state : QueueState
        How far it is.
    status : ExampleStatus
        What training sees.
    version : int
        Moves when the question or its state changes.
    answers, required_answers : int
        Counting answers, and how many it takes.
    decided_label : str or None
        The label it was approved with.
    ticket_id : int or None
        The ticket it was made from.
    proposed_by : int or None
        Who proposed it: he may not decide it.
    labels : tuple of str
        Labels of its task, sorted; on a card alone.
    """

    id: int
    task: str
    input: str
    reason: ProposalReason
    suggestion: str | None
    probability: float | None
    model_id: int | None
    given_label: str | None
    priority: float
    score_parts: Mapping[str, float]
    state: QueueState
    status: ExampleStatus
    version: int
    answers: int
    required_answers: int
    decided_label: str | None
    ticket_id: int | None
    proposed_by: int | None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A reviewer's lease on an example.

    Attributes
    ----------
    token : int
        Only grows for an example; a decision names it.
    version : int
        The example's version when it was shown; a decision names it.
    expires_at : datetime
        By the database's clock; activity renews it.
    kind : ClaimKind
        What it is for.
    is_blind : bool
        The suggestion is hidden.
    """

    token: int
    version: int
    expires_at: datetime
    kind: ClaimKind = ClaimKind.REVIEW
    is_blind: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedExample:
    """The next card: an example, the labels it may get, and the claim; or neither.

    Attributes
    ----------
    example : Example or None
        None where the queue holds nothing for this reviewer.
    labels : tuple of str
        Labels of its task, sorted.
    claim : Claim or None
        The open claim.
    """

    example: Example | None
    labels: tuple[str, ...]
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class DecisionOrder:
    """What a reviewer asks for.

    Attributes
    ----------
    example_id, token, version : int
        As the card said.
    kind : DecisionKind
        ``approve`` takes the suggestion, ``edit`` needs a label; also
        ``reject`` and ``skip``, which need a reason.
    key : str
        The caller's own, 1 to 200 characters: sent again, it changes nothing.
    label : str, optional
        The label of an edit; of an approval only if it is the suggestion.
    reason_code : ReasonCode, optional
        Why it is rejected or skipped.
    outcome : RejectOutcome, optional
        What becomes of a rejected example; ``drop`` unless said.
    note : str, optional
        A comment, kept beside the example; at most 10,000 characters.
    bulk_no : str, optional
        Ties the decisions of one bulk review together.
    """

    example_id: int
    token: int
    version: int
    kind: DecisionKind
    key: str
    label: str | None = None
    reason_code: ReasonCode | None = None
    outcome: RejectOutcome | None = None
    note: str | None = None
    bulk_no: str | None = None
    client: Client = Client.CLI


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What became of an order.

    Attributes
    ----------
    decision_id : int
        ``review_decisions.id``.
    example_status : ExampleStatus
        The example's status with it.
    replayed : bool
        The order had been carried out before.
    """

    decision_id: int
    example_status: ExampleStatus
    replayed: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A decision, as the state of an example follows from it.

    Attributes
    ----------
    decision_id, user_id : int
        Which, and whose.
    kind : DecisionKind
        Of its five kinds.
    claim_kind : ClaimKind
        Gold and repeated cards never count.
    label : str or None
        Of an approval or an edit.
    outcome : RejectOutcome or None
        Of a rejection.
    undoes_id : int or None
        The decision an undo takes back.
    decided_at : datetime
        When.
    """

    decision_id: int
    user_id: int
    kind: DecisionKind
    claim_kind: ClaimKind
    label: str | None
    outcome: RejectOutcome | None
    undoes_id: int | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """One reviewer's answer that counts; a label of None is a vote to drop it."""

    decision_id: int
    user_id: int
    label: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The state of an example, as it follows from its decisions.

    Attributes
    ----------
    state : QueueState
        Open, in adjudication or completed.
    status : ExampleStatus
        Pending, approved or rejected.
    answers, required_answers : int
        Counting answers and how many it takes, extra reviewers included.
    label : str or None
        The label it is approved with.
    agreement : float or None
        Share of the answers that agree with the outcome, in [0, 1].
    settled_by : int or None
        Whose answer completed it.
    settled_at : datetime or None
        When.
    """

    state: QueueState
    status: ExampleStatus
    answers: int
    required_answers: int
    label: str | None
    agreement: float | None
    settled_by: int | None
    settled_at: datetime | None


def _share(text: str) -> float:
    value = float(text.replace(",", "."))
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def _truth(text: str) -> bool:
    if text not in ("0", "1", "true", "false"):
        raise ValueError(text)
    return text in ("1", "true")
