"""Intervals from what past forecasts missed by, and how often they would have held.

References
----------
Vovk, Gammerman & Shafer (2005), "Algorithmic learning in a random world": an interval
between outer order statistics of past misses holds one more, where they are alike.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["held_without_itself", "outer_ends"]


def outer_ends(misses: NDArray[np.float64], wanted: float) -> tuple[float, float]:
    """The outer order statistics that hold the wanted share of one more miss.

    Parameters
    ----------
    misses : ndarray of float64, shape (n_past,)
        At least one.
    wanted : float
        In (0, 1).

    Examples
    --------
    >>> outer_ends(np.arange(1.0, 20.0), 0.8)
    (2.0, 18.0)
    """
    ordered = np.sort(misses)
    n = len(ordered)
    # Rounded: (1 - 0.8) / 2 * 20 is a hair below 2.
    before = round((n + 1) * (1 - wanted) / 2, 9)
    low = max(int(np.floor(before)) - 1, 0)
    high = min(int(np.ceil(n + 1 - before)) - 1, n - 1)
    return float(ordered[low]), float(ordered[high])


def held_without_itself(misses: NDArray[np.float64], wanted: float) -> list[bool]:
    """Whether each miss lies inside what the others give.

    Parameters
    ----------
    misses : ndarray of float64, shape (n_past,)
        Of past forecasts.
    wanted : float
        In (0, 1).
    """
    if len(misses) < 2:
        return []
    found = []
    for place in range(len(misses)):
        low, high = outer_ends(np.delete(misses, place), wanted)
        found.append(bool(low <= misses[place] <= high))
    return found
