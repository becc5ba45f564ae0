"""About how many more reviewed predictions would prove a threshold for a class."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.confidence_profile import ConfidenceProfile
from sdml.ml.threshold_tests import best_starts, critical_counts, estimated_risk

__all__ = ["examples_needed"]

Ints: TypeAlias = NDArray[np.int64]

POWER = 0.8
_MORE: Ints = np.unique(np.geomspace(1, 20_000, 100).astype(np.int64))


def examples_needed(
    tested: ConfidenceProfile,
    profile: ConfidenceProfile,
    number: int,
    tolerated: float,
    level: float,
) -> int | None:
    """How many more it takes for a chance of 80 %, if the known error rate is true.

    The rows that were tested are tested again together with the new ones, from the
    first threshold that is best for so many.

    Parameters
    ----------
    tested : ConfidenceProfile
        Of the rows that were tested.
    profile : ConfidenceProfile
        Of the other rows, by which the first threshold is chosen. The error rate
        from each threshold on is estimated from both.
    number : int
        Which class.
    tolerated : float
        Share of wrong predictions that is tolerated.
    level : float
        Of the class's test.

    Returns
    -------
    int or None
        At least 1; None where the class errs too much, or it would take over
        20,000.

    Examples
    --------
    >>> from sdml.ml.confidence_profile import profile_of
    >>> sure = np.tile([0.98, 0.02], (30, 1))
    >>> found = profile_of(sure, np.zeros(30, np.int64))
    >>> examples_needed(found, found, 0, 0.05, 0.1)
    16
    """
    from scipy.stats import binom

    n, wrong = (of[number] for of in (tested.n, tested.wrong))
    mine = ConfidenceProfile(profile.n[[number]], profile.wrong[[number]])
    if not mine.predicted[0]:
        # Nothing is known of where its predictions lie: as if all were sure.
        mine = ConfidenceProfile(np.ones_like(mine.n), np.zeros_like(mine.wrong))
    known = ConfidenceProfile(mine.n + n, mine.wrong + wrong)
    share = known.n[0] / known.predicted[0]
    totals = n[-1] + _MORE
    _, starts = best_starts(mine, totals, tolerated, level)
    more = np.round(_MORE * share[starts]).astype(np.int64)
    critical = critical_counts(n[starts] + more, tolerated, level)
    spare = critical - wrong[starts]
    chances = binom.cdf(spare, more, estimated_risk(known)[0, starts])
    enough = np.flatnonzero((chances >= POWER) & (spare >= 0))
    return int(_MORE[enough[0]]) if len(enough) else None
