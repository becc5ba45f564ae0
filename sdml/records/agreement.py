"""How far reviewers can be trusted, and what more of their work would buy."""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AcceptanceBias",
    "AutomationBias",
    "ClassAgreement",
    "ClassForecast",
    "Coefficient",
    "CurvePoint",
    "GainBacktest",
    "GainForecast",
    "GainTrial",
    "PairAgreement",
    "RepeatAgreement",
    "ReviewerAccuracy",
    "StopDecision",
]

StopDecision = Literal["go_on", "stop", "not_enough_data"]
"""Whether more reviews are worth their time."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure with its 95 % interval and the number of things it was counted on.

    Attributes
    ----------
    name : str
        Such as ``krippendorff_alpha``.
    value : float or None
        None where it is not defined; `reason` says why.
    low, high : float or None
        The interval; None where there is none.
    n : int
        Of an agreement: examples with at least two answers. Of a share: trials.
    reason : str
        In words: why there is no value or no interval, or what to mind; or empty.
    standard_error : float or None
        Where the interval was built on one.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str = ""
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """How well the reviewers agree on one class against the rest.

    Attributes
    ----------
    label : str
        The class.
    specific : Coefficient
        Positive specific agreement: of the answers that name the class, the share
        that another reviewer's answer to the same example repeats.
    kappa, alpha : Coefficient
        Fleiss' kappa and Krippendorff's alpha of "this class or not".
    """

    label: str
    specific: Coefficient
    kappa: Coefficient
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How well two reviewers agree on the examples both answered.

    Attributes
    ----------
    first, second : int
        Their columns in the ratings.
    percent, kappa : Coefficient
        Percent agreement and Cohen's kappa; n counts the shared examples.
    """

    first: int
    second: int
    percent: Coefficient
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class RepeatAgreement:
    """How well a reviewer agrees with his own answers of weeks before.

    Attributes
    ----------
    reviewer : int or None
        None: all reviewers together.
    percent, kappa : Coefficient
        Percent agreement and Cohen's kappa; n counts the repeats.
    """

    reviewer: int | None
    percent: Coefficient
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class AutomationBias:
    """How far a reviewer follows suggestions that were made wrong on purpose.

    Attributes
    ----------
    reviewer : int or None
        None: all reviewers together.
    accepted : Coefficient
        Of the wrong suggestions shown, the share accepted.
    error_shown, error_blind : Coefficient
        Share of wrong answers with a wrong suggestion shown, and with none.
    difference : Coefficient
        ``error_shown - error_blind``: what seeing the suggestion did.
    first_half, second_half : Coefficient
        `accepted` in the older and the newer half of the trials.
    trend : Coefficient
        ``second_half - first_half``; above 0 he follows them more and more.
    """

    reviewer: int | None
    accepted: Coefficient
    error_shown: Coefficient
    error_blind: Coefficient
    difference: Coefficient
    first_half: Coefficient
    second_half: Coefficient
    trend: Coefficient


@dataclass(frozen=True, slots=True)
class ReviewerAccuracy:
    """A reviewer's place among all, from his answers to gold examples.

    Attributes
    ----------
    reviewer : int
        His number.
    rank : int
        1 is the best; equal posterior means share a rank.
    accuracy : Coefficient
        As counted.
    shrunk : Coefficient
        The posterior mean and its 95 % credible interval: with few gold answers
        close to what is usual among the reviewers.
    """

    reviewer: int
    rank: int
    accuracy: Coefficient
    shrunk: Coefficient


@dataclass(frozen=True, slots=True)
class AcceptanceBias:
    """What agents' acceptance of predictions says too much.

    Attributes
    ----------
    raw : Coefficient
        Share of the predictions that agents accepted.
    audited : Coefficient
        Share of the predictions that are right, by the audited random share.
    bias : Coefficient
        ``raw - audited``; above 0 acceptance flatters the model.
    """

    raw: Coefficient
    audited: Coefficient
    bias: Coefficient


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point of a learning curve.

    Attributes
    ----------
    n_labels : int
        Labels the model was trained on; at least 1.
    value : float
        The metric, the higher the better.
    standard_error : float
        Of `value`; above 0.
    """

    n_labels: int
    value: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class GainForecast:
    """What the next reviews are expected to buy.

    Attributes
    ----------
    decision : StopDecision
        Whether they are worth it.
    reason : str
        Why, in words.
    n_labels : int
        Labels there are now.
    reviews : int
        How many more the forecast is for.
    gain : Coefficient
        Expected rise of the metric; n counts the curve's points.
    reaches : float or None
        The value expected after them.
    ceiling : float or None
        The value the fitted curve approaches.
    """

    decision: StopDecision
    reason: str
    n_labels: int
    reviews: int
    gain: Coefficient
    reaches: float | None
    ceiling: float | None


@dataclass(frozen=True, slots=True)
class ClassForecast:
    """What reviewing one class next is expected to buy.

    Attributes
    ----------
    label : str
        The class.
    worth : float or None
        The expected gain times the class's weight; None: not enough data.
    forecast : GainForecast
        Of the class's own curve.
    """

    label: str
    worth: float | None
    forecast: GainForecast


@dataclass(frozen=True, slots=True)
class GainTrial:
    """A forecast made from the curve's beginning, and what came of it.

    Attributes
    ----------
    from_labels, to_labels : int
        The last point that was known, and the one forecast.
    predicted : Coefficient
        The expected gain, with the interval a measured gain should fall into.
    realised : float
        The measured gain.
    is_inside : bool
        Whether it fell into the interval.
    """

    from_labels: int
    to_labels: int
    predicted: Coefficient
    realised: float
    is_inside: bool


@dataclass(frozen=True, slots=True)
class GainBacktest:
    """How well forecasts from the curve's beginning met its later points.

    Attributes
    ----------
    trials : tuple of GainTrial
        One for each later point that could be forecast.
    inside : Coefficient
        Share of them inside the interval.
    mean_error : float or None
        Mean of predicted minus realised gain; above 0 forecasts promise too much.
    """

    trials: tuple[GainTrial, ...]
    inside: Coefficient
    mean_error: float | None
