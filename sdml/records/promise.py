"""A promise: this precision, proved class by class, until a day; and what ended it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sdml.errors import ParameterError
from sdml.records.promise_words import ClassMode, ModeChangeCause

__all__ = [
    "AutomaticGround",
    "ClassPromiseCard",
    "ModeChangeCard",
    "ModeRules",
    "NewPromise",
    "PromiseCard",
    "PromiseTerms",
    "thresholds_of",
]


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """What is to be promised.

    Attributes
    ----------
    precision : float
        Of the predictions of each class that reach its threshold.
    confidence : float
        Chance that it holds for all classes with a threshold, before the rows it
        is proved on are drawn.
    label_error : float
        Of the wrong predictions, the largest share whose label agrees with them all
        the same, since whoever gave it erred.

    Raises
    ------
    ParameterError
        One of them is out of range.
    """

    precision: float = 0.95
    confidence: float = 0.9
    label_error: float = 0.0

    def __post_init__(self) -> None:
        for name in ("precision", "confidence"):
            value = getattr(self, name)
            if not 0 < value < 1:
                raise ParameterError(f"{name} is {value}: expected above 0 and below 1")
        if not 0 <= self.label_error < 1:
            raise ParameterError(
                f"label_error is {self.label_error}: expected from 0 to below 1"
            )

    @property
    def delta(self) -> float:
        """Chance, over all classes together, that the promise is not kept."""
        return round(1 - self.confidence, 12)

    @property
    def tolerated(self) -> float:
        """Share of predictions that labels may contradict.

        Of wrong predictions that many of 100 are contradicted at least; labels that
        wrongly contradict a right one only make the tests stricter.
        """
        return round((1 - self.precision) * (1 - self.label_error), 12)


@dataclass(frozen=True, slots=True)
class ClassPromiseCard:
    """What a promise says of one class.

    Attributes
    ----------
    label : str
        The class.
    threshold : float or None
        Calibrated probability from which its predictions keep the precision;
        None where that is not proved.
    n, wrong : int
        Predictions of the class that reached the threshold where it was proved,
        and how many of them were wrong. Without a threshold: all its predictions.
    precision_low : float or None
        Lower end of the precision there, at the level the class was tested at.
    p_value : float or None
        Of "the precision is lower than promised", at the threshold; without one,
        the least p-value that was met.
    coverage : float or None
        Share of the class's predictions that reach the threshold; 0 without one.
    needed : int or None
        Without a threshold: about how many more reviewed examples it takes. None
        where more examples would not help, since the model is not good enough.
    """

    label: str
    threshold: float | None
    n: int
    wrong: int
    precision_low: float | None
    p_value: float | None
    coverage: float | None
    needed: int | None


def thresholds_of(classes: Iterable[ClassPromiseCard]) -> dict[str, float]:
    """The thresholds of the classes that have one."""
    return {
        card.label: card.threshold for card in classes if card.threshold is not None
    }


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """A model's promise as it is stored.

    Attributes
    ----------
    promise_id, model_id, dataset_id : int
        The promise, whose it is, and the data set it was proved on.
    task : str
        What the model predicts.
    precision : float
        What is promised of each class that has a threshold.
    delta : float
        Chance, over all classes together, that any promise is not kept.
    n : int
        Rows it was proved on.
    scope_threshold : float or None
        Out-of-scope score from which a text is no case for ``auto``.
    made_at, expires_at : datetime
        Since when, and until when.
    made_by : str
        Who made it.
    ended_at : datetime or None
        When another one took its place, or it was withdrawn.
    classes : tuple of ClassPromiseCard
        Every class of the model, in label order.
    facts : mapping
        What it was made from: counts of rows by where they come from, and the
        prediction sets.
    """

    promise_id: int
    model_id: int
    dataset_id: int
    task: str
    precision: float
    delta: float
    n: int
    scope_threshold: float | None
    made_at: datetime
    made_by: str
    expires_at: datetime
    ended_at: datetime | None
    classes: tuple[ClassPromiseCard, ...]
    facts: Mapping[str, object] = field(default_factory=dict)

    def is_in_force(self, now: datetime) -> bool:
        """Whether it is neither ended nor expired."""
        return self.ended_at is None and self.made_at <= now < self.expires_at

    @property
    def thresholds(self) -> dict[str, float]:
        """The thresholds of the classes that have one."""
        return thresholds_of(self.classes)


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise about to be stored; the attributes are those of `PromiseCard`."""

    model_id: int
    dataset_id: int
    precision: float
    delta: float
    n: int
    scope_threshold: float | None
    expires_at: datetime
    classes: tuple[ClassPromiseCard, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModeChangeCard:
    """A class, or every class, of a task moved to another mode.

    Attributes
    ----------
    label : str or None
        The class; None: every class.
    before, after : ClassMode
        From where to where.
    cause : ModeChangeCause
        Why.
    evidence : mapping
        The figures behind it: numbers, ids and closed words.
    changed_by : str
        Who, or what, changed it.
    changed_at : datetime
        When.
    promise_id : int or None
        Under which promise.
    """

    label: str | None
    before: ClassMode
    after: ClassMode
    cause: ModeChangeCause
    evidence: Mapping[str, object]
    changed_by: str
    changed_at: datetime
    promise_id: int | None = None


@dataclass(frozen=True, slots=True)
class AutomaticGround:
    """On what ground a prediction may be acted on without a person.

    Attributes
    ----------
    promise_id : int
        The promise.
    threshold : float
        Of the predicted class.
    scope_score : float or None
        How far from what the model knows the text is.
    """

    promise_id: int
    threshold: float
    scope_score: float | None


@dataclass(frozen=True, slots=True)
class ModeRules:
    """What the modes of a model's classes follow from.

    Attributes
    ----------
    promise : PromiseCard or None
        The open promise of a champion; None for a model that is none.
    settings : mapping of str to ClassMode
        The most that people allow, by class.
    changes : tuple of ModeChangeCard
        Of that promise, in order of time.
    """

    promise: PromiseCard | None
    settings: Mapping[str, ClassMode]
    changes: tuple[ModeChangeCard, ...]
