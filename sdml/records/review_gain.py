"""What more reviews of a task are expected to buy, and which to do next."""

from dataclasses import dataclass

from sdml.records.agreement import (
    ClassForecast,
    Coefficient,
    CurvePoint,
    GainBacktest,
    GainForecast,
)

__all__ = ["NextReview", "NextReviews", "ReviewGain", "ReviewRate"]


@dataclass(frozen=True, slots=True)
class ReviewRate:
    """How fast the reviewers label.

    Attributes
    ----------
    median_seconds : float or None
        Of single decisions on ordinary cards; None without any.
    decisions : int
        How many it rests on.
    answers_per_label : float or None
        Decisions that an approved example took, hidden checks among them.
    labels_per_hour : float or None
        Of one reviewer at work.
    """

    median_seconds: float | None
    decisions: int
    answers_per_label: float | None
    labels_per_hour: float | None


@dataclass(frozen=True, slots=True)
class NextReview:
    """An example worth a look, new or answered, by what a look is expected to tell.

    Attributes
    ----------
    example_id : int
        Which.
    is_answered : bool
        Whether it is looked at again.
    bits : float
        Expected information, one scale for new and old.
    suspicion : float
        Probability that the label it has is wrong; 0 for a new one.
    active_lab : float
        Cleanlab's ActiveLab score, a second opinion: the lower, the sooner.
    """

    example_id: int
    is_answered: bool
    bits: float
    suspicion: float
    active_lab: float


@dataclass(frozen=True, slots=True)
class NextReviews:
    """Label a new one or look again at an old one.

    Attributes
    ----------
    chosen : tuple of NextReview
        The most telling first.
    new, again : int
        How many of the chosen are new, and how many are second looks.
    reason : str
        Why nothing was chosen; or empty.
    """

    chosen: tuple[NextReview, ...]
    new: int
    again: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReviewGain:
    """What more reviews of a task are expected to buy.

    Attributes
    ----------
    task : str
        What the labels answer.
    labels, held_back : int
        Approved examples learnt from, and those kept apart to judge.
    worth : float
        The smallest rise of accuracy that makes the reviews worth it.
    points : tuple of CurvePoint
        Accuracy by number of labels, as they came in.
    forecast : GainForecast
        What the next reviews buy, and whether to go on.
    per_hour : Coefficient
        Expected rise of accuracy for an hour of one reviewer; not known where
        the forecast does not decide.
    by_class : tuple of ClassForecast
        Classes by what reviewing them next would buy.
    backtest : GainBacktest
        How earlier forecasts of this kind came true on this curve.
    rate : ReviewRate
        How fast the reviewers label.
    next : NextReviews
        What to review next.
    stopped_early : bool
        The time was up before every point was learnt with every seed.
    needed : int or None
        About how many more approved labels until the forecast can decide; None
        where it does, or where that cannot be told.
    """

    task: str
    labels: int
    held_back: int
    worth: float
    points: tuple[CurvePoint, ...]
    forecast: GainForecast
    per_hour: Coefficient
    by_class: tuple[ClassForecast, ...]
    backtest: GainBacktest
    rate: ReviewRate
    next: NextReviews
    stopped_early: bool
    needed: int | None = None
