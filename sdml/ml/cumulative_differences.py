"""A test whether a classifier is calibrated, without bins: Kuiper's.

Rows are put in order of their confidence, and what came about less what was expected
is added up. Where the classifier is calibrated, the sum wanders like a Brownian
motion; where it is not, it runs away over some range of confidence.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["CalibrationTest", "kuiper_test", "range_exceeds"]

Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_TERMS = 60


@dataclass(frozen=True, slots=True)
class CalibrationTest:
    """Kuiper's test of "calibrated".

    Attributes
    ----------
    distance : float
        The most by which the share that came about differs from what was expected
        over any range of confidence, as a share of all rows; in [0, 1].
    statistic : float
        The same in standard deviations of the whole sum.
    p_value : float
        Probability of such a statistic where the classifier is calibrated.
    n : int
        Rows.
    """

    distance: float
    statistic: float
    p_value: float
    n: int


def kuiper_test(confidence: Matrix, right: Flags) -> CalibrationTest:
    """Kuiper's test that events came about as often as was said.

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Probability that was given to the event; rows of one confidence are added
        at once.
    right : ndarray of bool, shape (n_rows,)
        Whether it came about.

    References
    ----------
    Arrieta-Ibarra, Gujral, Tannen, Tygert & Xu 2022, "Metrics of calibration for
    probabilistic predictions", 3 (ECCE-R). Feller 1951, "The asymptotic
    distribution of the range of sums of independent random variables".

    Examples
    --------
    >>> sure = np.full(1_000, 0.5)
    >>> kuiper_test(sure, np.arange(1_000) % 2 == 0).p_value
    1.0
    >>> kuiper_test(sure, np.arange(1_000) % 5 < 3).p_value < 1e-6
    True
    """
    n = len(confidence)
    if not n:
        return CalibrationTest(0.0, 0.0, 1.0, 0)
    values, place = np.unique(confidence, return_inverse=True)
    steps = np.bincount(place, right - confidence, minlength=len(values))
    walk = np.concatenate([[0.0], np.cumsum(steps)])
    width = float(walk.max() - walk.min())
    spread = float(np.sqrt((confidence * (1 - confidence)).sum()))
    # Where all was certain, one miss refutes it.
    certain = 0.0 if width == 0.0 else np.inf
    statistic = width / spread if spread else certain
    return CalibrationTest(width / n, statistic, range_exceeds(statistic), n)


def range_exceeds(width: float) -> float:
    """Probability that a Brownian motion over unit time has a larger range.

    Feller's density ``8 sum (-1)^(k-1) k^2 phi(k r)`` integrated from `width` on.

    Parameters
    ----------
    width : float
        Highest less lowest value.

    Examples
    --------
    >>> round(range_exceeds(2.2414), 3), range_exceeds(0.1)
    (0.1, 1.0)
    """
    from scipy.stats import norm

    if width < 0.3:  # less than 1e-12 of the motions stay within it
        return 1.0
    k = np.arange(1, _TERMS)
    terms = k * norm.sf(k * width) * np.where(k % 2, 1.0, -1.0)
    return float(np.clip(8 * terms.sum(), 0.0, 1.0))
