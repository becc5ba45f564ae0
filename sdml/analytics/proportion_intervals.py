"""Shares and differences of shares with 95 % intervals that stay inside their range."""

import math
from typing import NamedTuple

from sdml.records.agreement import Coefficient

__all__ = [
    "NORMAL_QUANTILE",
    "Count",
    "Interval",
    "share_with_interval",
    "subtract_shares",
    "wilson_interval",
]

NORMAL_QUANTILE = 1.959963984540054


class Interval(NamedTuple):
    """Two ends of a 95 % interval.

    Attributes
    ----------
    low, high : float
        The ends.
    """

    low: float
    high: float


class Count(NamedTuple):
    """How often something happened in how many trials.

    Attributes
    ----------
    successes : float
        At most `n`; may be a fraction, as a mean of shares times n.
    n : int
        Trials.
    """

    successes: float
    n: int


def wilson_interval(count: Count) -> Interval:
    """Wilson's score interval of a share; of no trials it is all of [0, 1].

    References
    ----------
    Wilson 1927, "Probable inference, the law of succession, and statistical
    inference", JASA 22.

    Examples
    --------
    >>> low, high = wilson_interval(Count(9, 10))
    >>> round(low, 4), round(high, 4)
    (0.5958, 0.9821)
    """
    if count.n == 0:
        return Interval(0.0, 1.0)
    n, z = count.n, NORMAL_QUANTILE
    p = count.successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if count.successes == 0 else max(0.0, middle - half)
    high = 1.0 if count.successes == n else min(1.0, middle + half)
    return Interval(min(low, p), max(high, p))


def share_with_interval(name: str, count: Count) -> Coefficient:
    """The share of successes with Wilson's interval.

    Examples
    --------
    >>> share_with_interval("accuracy", Count(0, 0)).reason
    'no trials'
    """
    if count.n == 0:
        return Coefficient(name, None, None, None, 0, "no trials")
    low, high = wilson_interval(count)
    return Coefficient(name, count.successes / count.n, low, high, count.n)


def subtract_shares(name: str, first: Count, second: Count) -> Coefficient:
    """``first - second`` of two independent shares with Newcombe's interval.

    Parameters
    ----------
    name : str
        Of the difference.
    first, second : Count
        The two shares; the result's n is the sum of theirs.

    References
    ----------
    Newcombe 1998, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17, method 10.

    Examples
    --------
    >>> found = subtract_shares("difference", Count(56, 70), Count(48, 80))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    n = first.n + second.n
    if first.n == 0 or second.n == 0:
        return Coefficient(name, None, None, None, n, "one of the two has no trials")
    p, q = first.successes / first.n, second.successes / second.n
    p_low, p_high = wilson_interval(first)
    q_low, q_high = wilson_interval(second)
    return Coefficient(
        name,
        p - q,
        p - q - math.hypot(p - p_low, q_high - q),
        p - q + math.hypot(p_high - p, q - q_low),
        n,
    )
