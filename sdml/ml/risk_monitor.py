"""Whether a stream of decided cases still keeps a promise, looked at after every case.

The hypothesis is that no more than the tolerated share is wrong. Each case is a bet
against it that gains nothing on average while it holds, so that whoever watches may
look as often as he likes: the wealth ever reaches ``1 / alpha`` with probability
``alpha`` at most (Ville). Bets begin anew at every case, with ever less of the wealth,
so that good months before a shift do not hide it. The wealth may be read at any time,
but of one stream at a time: two streams that show the same case one after the other
are watched at half the alpha each.

MAPIE 1.6's `RiskMonitoring` asks the same of a mean by an empirical Bernstein bound
without restarts; at the same alpha it takes four to five times as many cases (87
against 17 where 5 % wrong are tolerated and 30 % are; 168 against 31 after 500 good
ones), so it is not used.

References
----------
Waudby-Smith & Ramdas 2024, "Estimating means of bounded random variables by betting",
JRSS B 86, sections 4 and B.8 (mixtures of bets). Shin, Ramdas & Rinaldo 2024,
"E-detectors: a nonparametric framework for sequential change detection", NEJSDS 2
(restarts). Robbins 1970, "Statistical methods related to the law of the iterated
logarithm", section 4 (the interval).
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.watch import RiskEvidence

__all__ = ["log_wealth", "tickets_to_detect", "time_uniform_interval", "watch_risk"]

Bools: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

# The bets: what is wrong has these times the tolerated odds.
_ODDS = np.array([1.6, 2.5, 4.0, 7.0, 12.0, 20.0])
_INTERVAL_ALPHA = 0.05


def log_wealth(is_wrong: Bools, tolerated: float) -> Matrix:
    """Natural logarithm of the wealth after each case.

    Parameters
    ----------
    is_wrong : ndarray of bool, shape (n_cases,) or (n_cases, n_streams)
        In the order in which the truth became known, which must not depend on
        what it is.
    tolerated : float
        The share that may be wrong, in (0, 1).

    Returns
    -------
    ndarray of float64, of the same shape
        Before the first case the wealth is 1.

    Examples
    --------
    >>> log_wealth(np.array([True, True, True]), 0.05).round(1).tolist()
    [0.9, 2.7, 4.7]
    """
    wrong = np.asarray(is_wrong, np.bool_)
    n = len(wrong)
    if not n:
        return np.zeros(wrong.shape)
    case = np.arange(1, n + 1).reshape(-1, *[1] * (wrong.ndim - 1))
    left = 1.0 / np.log2(case + 2)  # not yet at stake after this case
    stake = np.log(1.0 / np.log2(case + 1) - left)
    bets = [
        _with_restarts(np.where(wrong, gain, loss), stake)
        for gain, loss in zip(*_bets(tolerated), strict=True)
    ]
    mixed: Matrix = np.logaddexp.reduce(bets, axis=0) - math.log(len(bets))
    return np.logaddexp(mixed, np.log(left))


def watch_risk(is_wrong: Bools, tolerated: float, alpha: float) -> RiskEvidence:
    """Evidence of one stream that more than the tolerated share is wrong.

    Parameters
    ----------
    is_wrong : ndarray of bool, shape (n_cases,)
        In the order in which the truth became known.
    tolerated : float
        The share that may be wrong, in (0, 1).
    alpha : float
        Chance of ever rejecting where no more than that is wrong.

    Examples
    --------
    >>> found = watch_risk(np.array([True] * 12), tolerated=0.05, alpha=0.01)
    >>> found.is_against, found.crossed_after
    (True, 3)
    """
    logs = log_wealth(is_wrong, tolerated)
    limit = math.log(1.0 / alpha)
    crossed = np.flatnonzero(logs >= limit)
    n, wrong = len(logs), int(np.count_nonzero(is_wrong))
    low, high = time_uniform_interval(wrong, n, _INTERVAL_ALPHA)
    return RiskEvidence(
        n=n,
        wrong=wrong,
        log10_wealth=round(max(0.0, float(logs.max(initial=0.0))) / math.log(10), 4),
        log10_limit=round(limit / math.log(10), 4),
        crossed_after=int(crossed[0]) + 1 if len(crossed) else None,
        low=low,
        high=high,
    )


def time_uniform_interval(wrong: int, n: int, alpha: float) -> tuple[float, float]:
    """Interval of a share that holds at all times at once, however often one looks.

    Parameters
    ----------
    wrong, n : int
        How many of how many.
    alpha : float
        Chance that it is ever off.

    Examples
    --------
    >>> [round(end, 3) for end in time_uniform_interval(5, 100, 0.05)]
    [0.007, 0.16]
    """
    from scipy.optimize import brentq
    from scipy.special import betaln, xlog1py, xlogy

    if not n:
        return 0.0, 1.0
    right, share = n - wrong, wrong / n
    most = betaln(wrong + 1, right + 1) - math.log(1.0 / alpha)

    def excess(p: float) -> float:
        return float(most - xlogy(wrong, p) - xlog1py(right, -p))

    low = 0.0 if excess(0.0) <= 0 else float(brentq(excess, 0.0, share))
    high = 1.0 if excess(1.0) <= 0 else float(brentq(excess, share, 1.0))
    return low, high


def tickets_to_detect(
    tolerated: float,
    wrong_share: float,
    alpha: float,
    *,
    seen: int = 0,
    chance: float = 0.95,
) -> int | None:
    """So many decided cases after a shift, at most, until it is found.

    It counts the bets that begin at the shift alone, and takes the sum of their
    logarithms as normal; what began just before or after it comes on top.

    Parameters
    ----------
    tolerated : float
        The share that may be wrong.
    wrong_share : float
        The share that is wrong since the shift.
    alpha : float
        Of the stream.
    seen : int
        Cases before the shift.
    chance : float
        With which it is found in time.

    Returns
    -------
    int or None
        None where that is no shift for the worse, or less than the bets are made
        for.

    Examples
    --------
    >>> [tickets_to_detect(0.05, 0.3, 0.005, seen=n) for n in (0, 500)]
    [59, 100]
    """
    from scipy.stats import norm

    q, z = wrong_share, float(norm.ppf(chance))
    stake = 1.0 / math.log2(seen + 2) - 1.0 / math.log2(seen + 3)
    need = math.log(len(_ODDS) / (alpha * stake))
    found = []
    for gain, loss in zip(*_bets(tolerated), strict=True):
        mean = q * gain + (1 - q) * loss
        spread = math.sqrt(q * (1 - q)) * (gain - loss)
        if mean > 0:
            root = z * spread + math.sqrt((z * spread) ** 2 + 4 * mean * need)
            found.append((root / (2 * mean)) ** 2)
    return math.ceil(min(found)) if found else None


def _bets(tolerated: float) -> tuple[Matrix, Matrix]:
    """Logarithms of what a wrong case multiplies each bet by, and a right one."""
    odds = _ODDS * tolerated / (1.0 - tolerated)
    share = odds / (1.0 + odds)
    return np.log(share / tolerated), np.log((1.0 - share) / (1.0 - tolerated))


def _with_restarts(steps: Matrix, stake: Matrix) -> Matrix:
    """Logarithm of one bet's worth, a stake added before each case."""
    after = np.cumsum(steps, axis=0)
    before = after - steps
    placed: Matrix = np.logaddexp.accumulate(stake - before, axis=0)
    return placed + after
