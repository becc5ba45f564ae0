"""About how many more reviewed predictions of a class would prove a threshold for it."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.confidence_profile import ConfidenceProfile
from sdml.ml.threshold_tests import critical_counts, estimated_risk

__all__ = ["examples_needed"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

POWER = 0.8
_SIZES: Ints = np.unique(np.geomspace(10, 20_000, 160).astype(np.int64))


def examples_needed(
    known: ConfidenceProfile,
    number: int,
    reviewed: int,
    tolerated: float,
    level: float,
) -> int | None:
    """How many more it takes for a chance of 80 %, if the known error rate is true.

    Parameters
    ----------
    known : ConfidenceProfile
        Of all rows there are, to estimate the class's error rate from each
        threshold on and the share of its predictions that reach it.
    number : int
        Which class.
    reviewed : int
        Predictions of the class that are reviewed already.
    tolerated : float
        Share of wrong predictions that is tolerated.
    level : float
        Of the class's test.

    Returns
    -------
    int or None
        At least 1; None where the class errs too much at every threshold, or it
        would take over 20,000.

    Examples
    --------
    >>> from sdml.ml.confidence_profile import profile_of
    >>> sure = np.tile([0.98, 0.02], (30, 1))
    >>> known = profile_of(sure, np.zeros(30, np.int64))
    >>> examples_needed(known, 0, 30, 0.05, 0.1)
    16
    """
    from scipy.stats import binom

    risk = estimated_risk(known)[number]
    predicted = int(known.predicted[number])
    share = known.n[number] / predicted if predicted else np.ones(len(risk))
    usable = np.flatnonzero((risk < tolerated) & (share > 0))
    critical = critical_counts(_SIZES, tolerated, level)
    chances = binom.cdf(critical, _SIZES, risk[usable, None])
    enough = (chances >= POWER) & (critical >= 0)
    totals = [
        _SIZES[row.argmax()] / share[place]
        for row, place in zip(enough, usable, strict=True)
        if row.any()
    ]
    if not totals or min(totals) > _SIZES[-1]:
        return None
    return max(math.ceil(min(totals)) - reviewed, 1)
