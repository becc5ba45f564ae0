"""What one look at a model in use found: whether it keeps its promise, and why not."""

from dataclasses import dataclass
from datetime import datetime

from sdml.records.agreement import Coefficient
from sdml.records.promise import ModeChangeCard
from sdml.records.promise_words import ClassMode

__all__ = [
    "ClassWatch",
    "DriftFigure",
    "ExpectedAccuracy",
    "LaneWatch",
    "RiskEvidence",
    "WatchResult",
    "WatchRules",
    "WatchedPrediction",
    "WatchedPromise",
    "WeekWatch",
]


@dataclass(frozen=True, slots=True)
class WatchRules:
    """The tenant's settings ``watch.*``, as shares where they are percents.

    Attributes
    ----------
    alpha : float
        Chance of a false step.
    useless : float
        Share of a class's suggestions that must be right.
    audit_percent, audit_after_step_percent : int
        Share of its decisions that is drawn for review.
    """

    alpha: float
    useless: float
    audit_percent: int
    audit_after_step_percent: int

    def percent_of(self, *, is_down: bool) -> int:
        """The share drawn of a class that stepped down, or of another."""
        raised = self.audit_after_step_percent if is_down else 0
        return max(self.audit_percent, raised)


@dataclass(frozen=True, slots=True)
class RiskEvidence:
    """What a stream of decided cases says against a promise.

    Attributes
    ----------
    n, wrong : int
        Cases, and how many of them were wrong.
    log10_wealth : float
        The most that the bets were ever worth, as a power of ten.
    log10_limit : float
        From which the hypothesis is rejected: ``1 / alpha``.
    crossed_after : int or None
        After how many cases it was; None where it was not.
    low, high : float
        Time-uniform 95 % interval of the share that is wrong.
    """

    n: int
    wrong: int
    log10_wealth: float
    log10_limit: float
    crossed_after: int | None
    low: float
    high: float

    @property
    def is_against(self) -> bool:
        """Whether the promise is held to be broken."""
        return self.crossed_after is not None


@dataclass(frozen=True, slots=True)
class DriftFigure:
    """How far one side of the tickets is from the reference.

    Attributes
    ----------
    name : str
        Such as ``class_mix``.
    n_reference, n : int
        Rows compared.
    effect : float or None
        Of shares the population stability index; of texts the area under the
        curve with which unseen ones are told apart, 0.5 being by chance.
    divergence : float or None
        Jensen-Shannon, in bits, in [0, 1]; None for texts.
    p_value, p_adjusted : float or None
        Of "the same", alone and among the figures looked at with it.
    reason : str
        Why there is no figure, or empty.
    """

    name: str
    n_reference: int
    n: int
    effect: float | None = None
    divergence: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedAccuracy:
    """The share of some predictions that is probably right.

    Attributes
    ----------
    n : int
        Predictions.
    value, low, high : float or None
        With the 95 % interval of the accuracy that these very tickets will turn
        out to have; None where nothing is known.
    known : int
        Of how many the truth came.
    found, error : float or None
        The accuracy among those, and how much that is above what was expected of
        them; None without any.
    """

    n: int
    value: float | None
    low: float | None
    high: float | None
    known: int = 0
    found: float | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class LaneWatch:
    """What the decided cases of a class say of what was done on its predictions.

    Attributes
    ----------
    tolerated : float
        The share that may be wrong.
    closed, audited : RiskEvidence
        Tickets closed by agents, an override counting as wrong until a reviewer
        says otherwise; tickets drawn by lot and reviewed.
    kept : Coefficient
        Share of the closed ones that kept the predicted label: too good, since
        nobody may have looked.
    precision : Coefficient
        The share that is right, by the audited ones.
    finds_within : int or None
        Decided cases of one stream within which it would be found, 19 times of
        20, if from now on four times as many were wrong as are tolerated, or half
        of the way to all where that is less.
    """

    tolerated: float
    closed: RiskEvidence
    audited: RiskEvidence
    kept: Coefficient
    precision: Coefficient
    finds_within: int | None = None

    @property
    def is_against(self) -> bool:
        """Whether either stream says that more is wrong than is tolerated."""
        return self.closed.is_against or self.audited.is_against


@dataclass(frozen=True, slots=True)
class ClassWatch:
    """How one class keeps its promise.

    Attributes
    ----------
    label : str
        The class.
    mode : ClassMode
        What may happen on it after this look.
    threshold : float or None
        From which it is automatic, by the promise.
    watched_since : datetime
        Predictions from then on count: the promise, or the day on which a person
        gave the class its mode by hand.
    automatic : LaneWatch or None
        Of what was done by itself under the promise; None without a threshold.
    suggested : LaneWatch
        Of what was only suggested, held against being useless.
    audit_percent : int
        Share of its decisions that is drawn for review from now on.
    """

    label: str
    mode: ClassMode
    threshold: float | None
    watched_since: datetime
    automatic: LaneWatch | None
    suggested: LaneWatch
    audit_percent: int

    def as_row(self) -> dict[str, object]:
        """One row of a table: what is known of the lane that the class is judged by."""
        lane = self.automatic or self.suggested
        return {
            "label": self.label,
            "mode": self.mode.value,
            "threshold": self.threshold,
            "tolerated": lane.tolerated,
            "closed": lane.closed.n,
            "kept": lane.kept.value,
            "audited": lane.audited.n,
            "precision": lane.precision.value,
            "low": lane.precision.low,
            "high": lane.precision.high,
            "is_against": lane.is_against,
            "audit_percent": self.audit_percent,
        }


@dataclass(frozen=True, slots=True)
class WeekWatch:
    """One week of predictions against what the model was judged on.

    Attributes
    ----------
    starts_at : datetime
        The week is seven days from then on, counted from the promise.
    n : int
        Predictions.
    drift : tuple of DriftFigure
        Text, class mix and confidence.
    flagged : tuple of str
        Names of the figures that drift, at the false discovery rate of the look.
    accuracy : ExpectedAccuracy
        What was expected of them, and what was found since.
    """

    starts_at: datetime
    n: int
    drift: tuple[DriftFigure, ...]
    flagged: tuple[str, ...]
    accuracy: ExpectedAccuracy

    def as_row(self) -> dict[str, object]:
        """One row of a table: the accuracy, and how far each figure is off."""
        accuracy = self.accuracy
        return {
            "starts_at": self.starts_at,
            "n": self.n,
            "expected": accuracy.value,
            "low": accuracy.low,
            "high": accuracy.high,
            "known": accuracy.known,
            "found": accuracy.found,
            "error": accuracy.error,
            "flagged": ", ".join(self.flagged),
            **{one.name: one.effect for one in self.drift},
        }


@dataclass(frozen=True, slots=True)
class WatchedPrediction:
    """What a model said of a ticket.

    Attributes
    ----------
    ticket_id : int
        Which.
    label : str
        What it said.
    probability : float
        Calibrated, of that label.
    said_at : datetime
        When.
    """

    ticket_id: int
    label: str
    probability: float
    said_at: datetime


@dataclass(frozen=True, slots=True)
class WatchedPromise:
    """The promise that is watched.

    Attributes
    ----------
    promise_id : int
        Which.
    precision : float
        What it promises.
    made_at, expires_at : datetime
        Since when, and until when.
    is_expired : bool
        Whether that is over.
    """

    promise_id: int
    precision: float
    made_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What one look at a model found, and what followed from it.

    Attributes
    ----------
    watch_id : int
        Where it is stored: the last look where nothing is new.
    is_new : bool
        Whether something was written.
    model_id : int
        The model in use.
    task : str
        What it predicts.
    holds : bool
        Whether nothing speaks against the promise: it is in force, its classes
        are right often enough, and nothing drifts strongly. A class that stepped
        down speaks against it until there is a new promise.
    alpha : float
        Chance of a false step of any class over the life of the promise, from
        ``auto`` and from ``recommend`` each; and the false discovery rate of
        drift in a week.
    promise : WatchedPromise or None
        None where nothing is promised.
    classes : tuple of ClassWatch
        In label order.
    weeks : tuple of WeekWatch
        Whole weeks since the promise, or since a person lifted a class by hand;
        at most the last eight, oldest first.
    drifting : tuple of str
        Figures that drift strongly, two weeks in a row.
    steps : tuple of ModeChangeCard
        What stepped down in this look.
    """

    watch_id: int
    is_new: bool
    model_id: int
    task: str
    holds: bool
    alpha: float
    promise: WatchedPromise | None
    classes: tuple[ClassWatch, ...]
    weeks: tuple[WeekWatch, ...]
    drifting: tuple[str, ...]
    steps: tuple[ModeChangeCard, ...]
