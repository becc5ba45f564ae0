"""What the next reviews are expected to buy, and whether they are worth it."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.learning_curve import (
    LEAST_POINTS,
    CurveFit,
    draw_curves,
    fit_curve,
)
from sdml.analytics.proportion_intervals import Count, share_with_interval
from sdml.errors import NotEnoughData, ParameterError
from sdml.records.agreement import (
    ClassForecast,
    Coefficient,
    CurvePoint,
    GainBacktest,
    GainForecast,
    GainTrial,
    StopDecision,
)

__all__ = ["backtest_gain", "forecast_gain", "gain_per_hour", "rank_classes"]

Matrix: TypeAlias = NDArray[np.float64]

DRAWS = 1000


def forecast_gain(
    points: Sequence[CurvePoint],
    worth: float,
    *,
    reviews: int = 100,
    highest: float = 1.0,
    seed: int = 0,
) -> GainForecast:
    """What the next reviews are expected to buy, and go on or stop.

    The inverse power law is fitted to the learning curve and read off further
    on; the 95 % interval is a parametric bootstrap's. Stop where even the
    interval's upper end is below `worth`; go on where the expected gain reaches
    it; in between, the curve is not known well enough to say.

    Parameters
    ----------
    points : sequence of CurvePoint
        The learning curve so far, in any order.
    worth : float
        The smallest gain worth these reviews, in the metric's unit; above 0.
    reviews : int
        How many more labels.
    highest : float
        The best value the metric can have.
    seed : int
        Of the bootstrap.

    Raises
    ------
    ParameterError
        On a worth or a number of reviews that is not above 0, or a bad point.

    Examples
    --------
    >>> points = [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.002) for n in (50, 100, 200, 400)]
    >>> found = forecast_gain(points, worth=0.005)
    >>> found.decision, round(found.gain.value, 3)
    ('go_on', 0.011)
    >>> forecast_gain(points[:3], worth=0.005).decision
    'not_enough_data'
    """
    if not worth > 0 or reviews < 1:
        raise ParameterError(
            f"worth {worth} for {reviews} reviews: both must be above 0"
        )
    now = max((point.n_labels for point in points), default=0)
    try:
        fit = fit_curve(points, highest)
    except NotEnoughData as error:
        gain = Coefficient("expected_gain", None, None, None, len(points), str(error))
        return GainForecast(
            "not_enough_data", str(error), now, reviews, gain, None, None
        )
    gain = _gain_with_interval(fit, now, now + reviews, seed)
    decision, reason = _decide(gain, worth, reviews)
    return GainForecast(
        decision,
        reason,
        now,
        reviews,
        gain,
        float(fit.at(now + reviews)[0]),
        float(fit.a[0]),
    )


def rank_classes(
    curves: Mapping[str, Sequence[CurvePoint]],
    worth: float,
    *,
    class_weights: Mapping[str, float] | None = None,
    reviews: int = 100,
    seed: int = 0,
) -> tuple[ClassForecast, ...]:
    """Which class to review next: classes by what reviewing them would buy.

    Parameters
    ----------
    curves : mapping of str to sequence of CurvePoint
        Label to the class's own curve: labels of this class, its metric (best 1).
    worth : float
        The smallest gain in the overall metric worth these reviews.
    class_weights : mapping of str to float, optional
        What a class's metric counts in the overall one: its share of the tickets
        for accuracy; by default 1 / n_classes each, as in a macro mean.
    reviews : int
        How many more labels of the class.
    seed : int
        Of the bootstrap.

    Returns
    -------
    tuple of ClassForecast
        The one that buys most first; those without enough data last, by label.

    Raises
    ------
    ParameterError
        On a class without a weight above 0, or as `forecast_gain`.

    Examples
    --------
    >>> sizes = (20, 40, 80, 160)
    >>> curves = {
    ...     "mail": [CurvePoint(n, 0.95 - 0.2 * n**-0.5, 0.01) for n in sizes],
    ...     "vpn": [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.01) for n in sizes],
    ...     "new": [CurvePoint(5, 0.3, 0.1)],
    ... }
    >>> [one.label for one in rank_classes(curves, worth=0.001)]
    ['vpn', 'mail', 'new']
    """
    weights = class_weights or dict.fromkeys(curves, 1 / max(len(curves), 1))
    found = []
    for label in sorted(curves):
        weight = weights.get(label, 0.0)
        if not weight > 0:
            raise ParameterError(
                f"class {label!r} has weight {weight}: give one above 0"
            )
        forecast = forecast_gain(
            curves[label], worth / weight, reviews=reviews, seed=seed
        )
        value = forecast.gain.value
        found.append(
            ClassForecast(label, None if value is None else value * weight, forecast)
        )
    return tuple(sorted(found, key=lambda one: (one.worth is None, -(one.worth or 0))))


def gain_per_hour(forecast: GainForecast, reviews_per_hour: float) -> Coefficient:
    """The expected gain of an hour's reviews, at the mean rate of the forecast.

    Parameters
    ----------
    forecast : GainForecast
        From `forecast_gain`.
    reviews_per_hour : float
        How many reviews an hour buys; above 0.

    Examples
    --------
    >>> points = [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.002) for n in (50, 100, 200, 400)]
    >>> round(gain_per_hour(forecast_gain(points, 0.01), 50).value, 4)
    0.0053
    """
    gain, hours = forecast.gain, forecast.reviews / reviews_per_hour
    if gain.value is None or gain.low is None or gain.high is None:
        return Coefficient("gain_per_hour", None, None, None, gain.n, gain.reason)
    return Coefficient(
        "gain_per_hour",
        gain.value / hours,
        gain.low / hours,
        gain.high / hours,
        gain.n,
        gain.reason,
    )


def backtest_gain(
    points: Sequence[CurvePoint], *, highest: float = 1.0, seed: int = 0
) -> GainBacktest:
    """Forecasts from the curve's first points against the gains that came.

    From every beginning of at least four points each later point is forecast, and
    compared with what was measured, both as a gain over the last measured value of
    that beginning. The interval holds the noise of the later measurement too.

    Parameters
    ----------
    points : sequence of CurvePoint
        The learning curve, in any order.
    highest : float
        The best value the metric can have.
    seed : int
        Of the bootstrap.

    Examples
    --------
    >>> sizes = (50, 100, 200, 400, 800)
    >>> found = backtest_gain([CurvePoint(n, 0.9 - 2 * n**-0.5, 0.01) for n in sizes])
    >>> [(one.from_labels, one.to_labels, one.is_inside) for one in found.trials]
    [(400, 800, True)]
    """
    ordered = sorted(points, key=lambda point: point.n_labels)
    trials = []
    for end in range(LEAST_POINTS, len(ordered)):
        known, later = ordered[:end], ordered[end:]
        if len({point.n_labels for point in known}) >= LEAST_POINTS:
            trials.extend(_try_forecasts(known, later, highest, seed))
    inside = Count(sum(one.is_inside for one in trials), len(trials))
    wrong_by = [
        one.predicted.value - one.realised
        for one in trials
        if one.predicted.value is not None
    ]
    return GainBacktest(
        tuple(trials),
        share_with_interval("realised_inside", inside),
        float(np.mean(wrong_by)) if wrong_by else None,
    )


def _gain_with_interval(fit: CurveFit, now: int, then: int, seed: int) -> Coefficient:
    value = float(fit.gain(now, then)[0])
    curves = draw_curves(fit, DRAWS, seed)
    low, high = np.quantile(curves.gain(now, then), [0.025, 0.975])
    return Coefficient(
        "expected_gain",
        value,
        min(float(low), value),
        max(float(high), value),
        len(fit.labels),
    )


def _decide(gain: Coefficient, worth: float, reviews: int) -> tuple[StopDecision, str]:
    value, high = gain.value or 0.0, gain.high or 0.0
    said = f"the next {reviews} reviews are expected to buy {value:.4f}"
    if high < worth:
        return "stop", f"{said}, at most {high:.4f}: less than the {worth:.4f} asked"
    if value >= worth:
        return "go_on", f"{said}: at least the {worth:.4f} asked"
    return (
        "not_enough_data",
        f"{said}, perhaps {high:.4f}: the {worth:.4f} asked cannot be ruled out; "
        "measure the curve at more points or on more test tickets",
    )


def _try_forecasts(
    known: Sequence[CurvePoint],
    later: Sequence[CurvePoint],
    highest: float,
    seed: int,
) -> list[GainTrial]:
    fit, last = fit_curve(known, highest), known[-1]
    curves = draw_curves(fit, DRAWS, seed)
    random = np.random.default_rng([seed, len(known)])
    found = []
    for point in later:
        now, then = last.n_labels, point.n_labels
        predicted = float(fit.at(then)[0]) - last.value
        noise = random.normal(0, point.standard_error, DRAWS)
        ends = np.quantile(curves.at(then) + noise, [0.025, 0.975]) - last.value
        low, high = float(ends[0]), float(ends[1])
        realised = point.value - last.value
        gain = Coefficient(
            "expected_gain",
            predicted,
            min(low, predicted),
            max(high, predicted),
            len(known),
        )
        found.append(GainTrial(now, then, gain, realised, low <= realised <= high))
    return found
