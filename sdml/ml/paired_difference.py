"""Two models on the same rows: how much better one is, and whether that is chance.

References
----------
McNemar 1947, "Note on the sampling error of the difference between correlated
proportions"; the interval is Newcombe's method 10 (1998, "Improved confidence
intervals for the difference between binomial proportions based on paired data").
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.model_move import PairedDifference

__all__ = ["paired_difference"]

Flags: TypeAlias = NDArray[np.bool_]

_Z = 1.959963984540054


def paired_difference(first: Flags, second: Flags) -> PairedDifference:
    """Accuracy of the first model less that of the second.

    Parameters
    ----------
    first, second : ndarray of bool, shape (n_rows,)
        Whether each was right on each row.

    Examples
    --------
    >>> first, second = np.array([1, 1, 1, 0], bool), np.array([1, 0, 0, 0], bool)
    >>> found = paired_difference(first, second)
    >>> found.value, found.won, found.lost
    (0.5, 2, 0)
    """
    n = len(first)
    won, lost = int((first & ~second).sum()), int((~first & second).sum())
    if not n:
        return PairedDifference(None, None, None, None, 0, 0, 0)
    value = (won - lost) / n
    low, high = _newcombe(first, second)
    return PairedDifference(
        value, min(low, value), max(high, value), _p_worse(won, lost), won, lost, n
    )


def _p_worse(won: int, lost: int) -> float:
    """Chance of so many losses among the decided rows, were none the better."""
    from scipy.stats import binom

    return float(binom.sf(lost - 1, won + lost, 0.5)) if won + lost else 1.0


def _newcombe(first: Flags, second: Flags) -> tuple[float, float]:
    n = len(first)
    both = int((first & second).sum())
    neither = int((~first & ~second).sum())
    won, lost = int((first & ~second).sum()), int((~first & second).sum())
    p, q = (both + won) / n, (both + lost) / n
    low_p, high_p = _wilson(both + won, n)
    low_q, high_q = _wilson(both + lost, n)
    spread = (both + won) * (lost + neither) * (both + lost) * (won + neither)
    phi = 0.0
    if spread:
        product: float = both * neither - won * lost
        # Newcombe's correction for continuity of a positive association.
        product = max(product - n / 2, 0) if product > 0 else product
        phi = product / float(np.sqrt(spread))
    below = (p - low_p) ** 2 - 2 * phi * (p - low_p) * (high_q - q) + (high_q - q) ** 2
    above = (high_p - p) ** 2 - 2 * phi * (high_p - p) * (q - low_q) + (q - low_q) ** 2
    value = p - q
    return value - float(np.sqrt(below)), value + float(np.sqrt(above))


def _wilson(successes: int, n: int) -> tuple[float, float]:
    share = successes / n
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return float(centre - half), float(centre + half)
