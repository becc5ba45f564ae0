"""What a classifier's confidence is worth, each figure with its interval and n.

Intervals are two-sided at 95 %: percentiles of 200 resamples of the rows, moved so
that their mean is the value, since resampling makes errors of calibration larger.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.calibration_error import (
    classwise_error,
    equal_mass_error,
    maximum_error,
    smooth_error,
    top_label,
)
from sdml.ml.cumulative_differences import kuiper_test
from sdml.ml.risk_coverage import (
    RiskCoverage,
    area_under_curve,
    coverage_at_risk,
    risk_coverage,
    threshold_at_risk,
)
from sdml.ml.score_split import split_brier, split_log_loss
from sdml.records.model_card import Metric

__all__ = [
    "CONFIDENCE_NAMES",
    "judge_confidence",
    "risk_coverage_points",
    "route_points",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]
Figure: TypeAlias = Callable[[Matrix, Ints], float]

RISKS = (0.10, 0.08, 0.05)
ROUTED_RISKS = tuple(round(0.0025 * step, 4) for step in range(2, 61))
RESAMPLES, SPLIT_RESAMPLES = 200, 40
_ALPHA = 0.05
_POINTS = 60


def _at_risk(risk: float) -> Figure:
    return lambda answers, labels: coverage_at_risk(
        risk_coverage(*top_label(answers, labels)), risk
    )


_FIGURES: Mapping[str, Figure] = {
    "ece_equal_mass": lambda p, y: equal_mass_error(*top_label(p, y)),
    "ece_classwise": classwise_error,
    "ece_smooth": lambda p, y: smooth_error(*top_label(p, y)),
    "mce": lambda p, y: maximum_error(*top_label(p, y)),
    "aurc": lambda p, y: area_under_curve(risk_coverage(*top_label(p, y))),
    **{f"coverage_at_{risk:.0%}_risk": _at_risk(risk) for risk in RISKS},
}
_SPLITS: Mapping[str, Figure] = {
    "log_loss_miscalibration": lambda p, y: split_log_loss(p, y).miscalibration,
    "log_loss_discrimination": lambda p, y: split_log_loss(p, y).discrimination,
    "log_loss_uncertainty": lambda p, y: split_log_loss(p, y).uncertainty,
    "brier_miscalibration": lambda p, y: split_brier(p, y).miscalibration,
    "brier_discrimination": lambda p, y: split_brier(p, y).discrimination,
    "brier_uncertainty": lambda p, y: split_brier(p, y).uncertainty,
}
CONFIDENCE_NAMES = (*_FIGURES, *_SPLITS, "calibrated_p_value")
"""Names of the figures, in their order."""


def judge_confidence(
    probabilities: Matrix, labels: Ints, seed: int = 0
) -> tuple[Metric, ...]:
    """Errors of calibration, the split of the scores, and coverage at set risks.

    ``calibrated_p_value`` is Kuiper's test of "calibrated" on the top label; it
    has no interval.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1, of rows the model never saw; at least one row.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    seed : int
        Of the resampling.
    """
    random = np.random.default_rng(seed)
    found = [
        _resampled(name, figure, (probabilities, labels), RESAMPLES, random)
        for name, figure in _FIGURES.items()
    ]
    found += [
        _resampled(name, figure, (probabilities, labels), SPLIT_RESAMPLES, random)
        for name, figure in _SPLITS.items()
    ]
    test = kuiper_test(*top_label(probabilities, labels))
    return (*found, Metric("calibrated_p_value", test.p_value, None, None, test.n))


def risk_coverage_points(probabilities: Matrix, labels: Ints) -> list[dict[str, float]]:
    """At most 60 points of the risk-coverage curve, for JSON.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Of rows the model never saw.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.

    Returns
    -------
    list of dict
        ``threshold, coverage, risk, answered, wrong`` by falling threshold.
    """
    curve = risk_coverage(*top_label(probabilities, labels))
    places = np.linspace(0, len(curve.answered) - 1, _POINTS).round().astype(np.int64)
    return [
        {
            "threshold": float(curve.thresholds[at]),
            "coverage": float(curve.coverage[at]),
            "risk": float(curve.risk[at]),
            "answered": int(curve.answered[at]),
            "wrong": int(curve.wrong[at]),
        }
        for at in np.unique(places)
    ]


def route_points(curve: RiskCoverage) -> list[dict[str, float]]:
    """From which confidence on no more than a risk was seen, from .5 to 15 %, for JSON.

    Point estimates over all classes together, not proofs: what is proved, class by
    class, is the promise. The curve is best that of answers out of fold: there are
    many more of them than of rows held out, so their threshold wavers less.

    Parameters
    ----------
    curve : RiskCoverage
        Of rows the model never saw.

    Returns
    -------
    list of dict
        ``risk, threshold, coverage, n`` of each risk that is reached at all.

    Examples
    --------
    >>> sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 1, 1, 0], bool)
    >>> route_points(risk_coverage(sure, right))[0]
    {'risk': 0.005, 'threshold': 0.7, 'coverage': 0.75, 'n': 4}
    """
    found = [(risk, threshold_at_risk(curve, risk)) for risk in ROUTED_RISKS]
    return [
        {
            "risk": risk,
            "threshold": threshold,
            "coverage": coverage_at_risk(curve, risk),
            "n": curve.n,
        }
        for risk, threshold in found
        if threshold is not None
    ]


def _resampled(
    name: str,
    figure: Figure,
    rows: tuple[Matrix, Ints],
    resamples: int,
    random: np.random.Generator,
) -> Metric:
    answers, labels = rows
    n, value = len(labels), figure(answers, labels)
    drawn = np.empty(resamples)
    for number in range(resamples):
        places = random.integers(0, n, n)
        drawn[number] = figure(answers[places], labels[places])
    drawn += value - drawn.mean()
    low, high = np.quantile(drawn, [_ALPHA / 2, 1 - _ALPHA / 2])
    low, high = min(max(float(low), 0.0), value), max(float(high), value)
    if name in _FIGURES:
        high = min(high, 1.0)  # they are shares, the parts of the scores are not
    return Metric(name, value, low, high, n)
