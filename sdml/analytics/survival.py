"""How long things take where some are still under way: Kaplan-Meier, quantiles."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from sdml.analytics.proportion_intervals import NORMAL_QUANTILE
from sdml.records.sla_figures import FEW, QuantileEstimate, SurvivalPoint

__all__ = ["estimate_quantile", "estimate_survival", "survival_quantile"]

Times: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


def estimate_survival(times: Times, ended: Flags) -> list[SurvivalPoint]:
    """The share still under way after each time at which something ended.

    What is still under way is not left out: it counts among those at risk for as
    long as it was watched.

    Parameters
    ----------
    times : ndarray of float64, shape (n,)
        Until the end, or until now.
    ended : ndarray of bool, shape (n,)
        False where it is still under way.

    Returns
    -------
    list of SurvivalPoint
        In order of time; intervals by Greenwood's variance of log(-log S).

    References
    ----------
    Kaplan & Meier 1958, JASA 53; Kalbfleisch & Prentice 2002, section 1.4.

    Examples
    --------
    >>> ended = np.array([True, False, True])
    >>> points = estimate_survival(np.array([1.0, 2.0, 3.0]), ended)
    >>> [(p.time, p.at_risk, round(p.share, 3)) for p in points]
    [(1.0, 3, 0.667), (3.0, 1, 0.0)]
    """
    order = np.argsort(times, kind="stable")
    times, ended = times[order], ended[order]
    at, first = np.unique(times, return_index=True)
    at_risk = len(times) - first
    ends = np.add.reduceat(ended.astype(np.int64), first) if len(at) else first
    points, share, variance = [], 1.0, 0.0
    for time, n, d in zip(at.tolist(), at_risk.tolist(), ends.tolist(), strict=True):
        if not d:
            continue
        share *= 1 - d / n
        variance += d / (n * (n - d)) if n > d else math.inf
        low, high = _interval(share, variance)
        points.append(SurvivalPoint(time, n, d, share, low, high))
    return points


def survival_quantile(points: list[SurvivalPoint], ended: float) -> float | None:
    """By when a share has ended; None where the curve does not fall so far.

    Parameters
    ----------
    points : list of SurvivalPoint
        From `estimate_survival`.
    ended : float
        The share, in (0, 1); .5 for the median.
    """
    reached = (point.time for point in points if point.share <= 1 - ended + 1e-12)
    return next(reached, None)


def estimate_quantile(values: Times, share: float) -> QuantileEstimate:
    """A quantile of values that are all known, with its 95 % interval.

    The interval runs between order statistics, so it assumes nothing about how
    the values are spread; below 30 of them there is no quantile.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        In any order.
    share : float
        Which quantile, in (0, 1).

    References
    ----------
    Conover 1999, Practical Nonparametric Statistics, section 3.2.

    Examples
    --------
    >>> found = estimate_quantile(np.arange(1.0, 101.0), 0.5)
    >>> found.value, found.low, found.high
    (50.5, 40.0, 61.0)
    """
    n = len(values)
    if n < FEW:
        return QuantileEstimate(share, n, None, None, None)
    ordered = np.sort(values)
    low = int(binom.ppf(0.025, n, share)) - 1
    high = int(binom.ppf(0.975, n, share))
    return QuantileEstimate(
        share=share,
        n=n,
        value=float(np.quantile(ordered, share)),
        low=float(ordered[low]) if low >= 0 else None,
        high=float(ordered[high]) if high < n else None,
    )


def _interval(share: float, variance: float) -> tuple[float, float]:
    """Two ends that stay inside [0, 1]."""
    if share in (0.0, 1.0) or math.isinf(variance):
        return 0.0, 1.0 if share else 0.0
    log = math.log(share)
    width = NORMAL_QUANTILE * math.sqrt(variance) / abs(log)
    return share ** math.exp(width), share ** math.exp(-width)
