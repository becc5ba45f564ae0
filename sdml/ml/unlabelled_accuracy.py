"""How many predictions are probably right, before anybody has said so.

A calibrated probability says how often such a prediction is right, so the mean of
those of some tickets estimates their accuracy, as long as texts of the same look keep
their meaning: a class that comes to mean something else goes unnoticed until labels
come. Their difference is shown once they did.

References
----------
NannyML's confidence-based performance estimation (CBPE) does the same by chunks; the
interval, which counts what is not known of the calibration, is derived in `expect`.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.watch import ExpectedAccuracy

__all__ = ["CalibrationGap", "calibration_gap", "expect"]

Bools: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

LEAST = 30  # rows with a label from which the gap is known well enough
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class CalibrationGap:
    """By how much predictions of unseen tickets are right more often than they say.

    Attributes
    ----------
    value, variance : float
        Accuracy less mean probability, and the variance of that estimate.
    n : int
        Tickets.
    """

    value: float
    variance: float
    n: int


def calibration_gap(probability: Matrix, is_right: Bools) -> CalibrationGap | None:
    """The gap on tickets the model never saw; None where they are too few.

    Parameters
    ----------
    probability : ndarray of float64
        Calibrated, of the predicted label.
    is_right : ndarray of bool
        Of the same predictions.
    """
    n = len(probability)
    if n < LEAST:
        return None
    rest = is_right.astype(np.float64) - probability
    return CalibrationGap(float(rest.mean()), float(rest.var(ddof=1)) / n, n)


def expect(
    probability: Matrix,
    gap: CalibrationGap | None,
    is_right: NDArray[np.floating] | None = None,
) -> ExpectedAccuracy:
    """The accuracy to be expected of predictions, and how far off that was.

    Their mean probability and the gap give the value. The number of right ones is
    a sum of independent trials with the probabilities that the gap leaves; its
    variance and that of the gap make the interval, which stays within [0, 1].

    Parameters
    ----------
    probability : ndarray of float64
        Calibrated, of the predicted label.
    gap : CalibrationGap or None
        From tickets the model never saw; None: nothing is expected.
    is_right : ndarray of float, optional
        1 right, 0 wrong, NaN where the truth is not known yet.

    Examples
    --------
    >>> gap = CalibrationGap(0.0, 0.0, 1_000)
    >>> found = expect(np.full(100, 0.9), gap)
    >>> [round(x, 3) for x in (found.value, found.low, found.high)]
    [0.9, 0.841, 0.959]
    """
    n = len(probability)
    if gap is None or not n:
        return ExpectedAccuracy(n, None, None, None)
    value = _within(float(probability.mean()) + gap.value)
    moved = np.clip(probability + gap.value, 0.0, 1.0)
    trials = float((moved * (1 - moved)).sum()) / n**2
    half = _Z * math.sqrt(trials + gap.variance)
    found = ExpectedAccuracy(n, value, _within(value - half), _within(value + half))
    if is_right is None:
        return found
    known = ~np.isnan(is_right)
    if not known.any():
        return found
    accuracy = float(is_right[known].mean())
    expected = _within(float(probability[known].mean()) + gap.value)
    return ExpectedAccuracy(
        n,
        found.value,
        found.low,
        found.high,
        int(known.sum()),
        accuracy,
        accuracy - expected,
    )


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)
