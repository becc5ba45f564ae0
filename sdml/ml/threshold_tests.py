"""Tests of many thresholds of many classes that share one chance of error.

The hypothesis of a class and a threshold is that more than the tolerated share of
its predictions from that threshold on is wrong. Of rows drawn alike, given how
many reach the threshold, the wrong ones are binomial, so each test is exact.

Which classes are tested, and from which threshold downwards, is fixed before a
label of the tested rows is looked at: it follows from how many predictions each
class has, and from a profile of other rows. Given the number of predictions of
each class, a class's rows are still drawn alike; that is why they may be looked at.

All tests together err with a chance of at most delta, however they depend on one
another. Classes share delta evenly. Within a class the thresholds are tested from
the first one downwards, each at the whole level of the class, until one fails
(a fixed sequence). A class whose first test succeeded keeps a part of its share for
the next ones and leaves the rest to the classes that still wait; a class whose every
threshold succeeded leaves all of it. No level falls when more is rejected, and
the levels of what is not yet rejected never sum to more than delta: by the
principle of sequential rejection that bounds the familywise error.

References
----------
Angelopoulos, Bates, Candès, Jordan & Lei 2022, "Learn then Test", 2 and appendix
(fixed sequence, sequential graphical testing). Goeman & Solari 2010, "The sequential
rejection principle of familywise error control", theorem 1. Bretz, Maurer, Brannath
& Posch 2009, "A graphical approach to sequentially rejective multiple test
procedures". Dmitrienko, Tamhane & Wiens 2008 (truncated Holm).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.confidence_profile import GRID, ConfidenceProfile

__all__ = [
    "Plan",
    "Proof",
    "best_starts",
    "critical_counts",
    "estimated_risk",
    "plan_tests",
    "prove",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

KEPT = 0.5
"""Share of its level that a class keeps once its first threshold is proved."""

WORTH_TESTING = 0.3
"""Least chance of success, by the profile, at which a class takes part."""

_PRIOR_ROWS = 8.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Which classes are tested, and where each one's sequence begins.

    Attributes
    ----------
    classes : ndarray of int64, shape (n_tested,)
        Classes that take part; the others get no share of delta.
    starts : ndarray of int64, shape (n_classes,)
        Place in `GRID` of each class's first test.
    """

    classes: Ints
    starts: Ints


@dataclass(frozen=True, slots=True)
class Proof:
    """What the tests found.

    Attributes
    ----------
    lowest : ndarray of int64, shape (n_classes,)
        Place in `GRID` of each class's lowest proved threshold; -1 without one.
    levels : ndarray of float64, shape (n_classes,)
        Of the test that proved its threshold, or else of its first test; of a
        class that took no part, what it would get as one more class.
    p_values : ndarray of float64, shape (n_classes, n_thresholds)
        Of every class and threshold.
    """

    lowest: Ints
    levels: Matrix
    p_values: Matrix


def plan_tests(
    predicted: Ints, profile: ConfidenceProfile, tolerated: float, delta: float
) -> Plan:
    """Choose classes and first thresholds by their chance to succeed.

    The chance of a class and threshold is that of the exact test at the class's
    level, on as many rows as the profile expects there, if the profile's error rate
    is the true one. The most classes are taken of which each, at its best
    threshold, has a fair chance at an even share of delta.

    Parameters
    ----------
    predicted : ndarray of int64, shape (n_classes,)
        Predictions of each class among the rows to be tested.
    profile : ConfidenceProfile
        Of other rows.
    tolerated : float
        Share of wrong predictions that is tolerated.
    delta : float
        Shared by the classes.
    """
    # The more classes share delta, the less the chance of each.
    low, high = 0, len(predicted)
    while low < high:
        count = (low + high + 1) // 2
        chances, _ = best_starts(profile, predicted, tolerated, delta / count)
        fair = int((chances >= WORTH_TESTING).sum()) >= count
        low, high = (count, high) if fair else (low, count - 1)
    chances, starts = best_starts(profile, predicted, tolerated, delta / max(low, 1))
    classes = np.argsort(-chances, kind="stable")[:low]
    return Plan(np.sort(classes).astype(np.int64), starts)


def best_starts(
    profile: ConfidenceProfile, predicted: Ints, tolerated: float, level: float
) -> tuple[Matrix, Ints]:
    """Chance of the most promising test of each class, and its place in `GRID`.

    Parameters
    ----------
    profile : ConfidenceProfile
        Of the classes; or of one class, for several numbers of predictions.
    predicted : ndarray of int64, shape (n_classes,)
        Predictions of each.
    tolerated : float
        Share of wrong predictions that is tolerated.
    level : float
        Of the test.
    """
    from scipy.stats import binom

    share = profile.n / np.maximum(profile.predicted, 1)[:, None]
    rows = np.round(share * predicted[:, None]).astype(np.int64)
    distinct, place = np.unique(rows, return_inverse=True)
    critical = critical_counts(distinct, tolerated, level)[place].reshape(rows.shape)
    cdf = binom.cdf(critical, rows, estimated_risk(profile))
    chances: Matrix = np.where(critical >= 0, cdf, 0.0)
    # Of equal chances the lowest threshold: it covers most.
    starts = len(GRID) - 1 - chances[:, ::-1].argmax(axis=1)
    return chances.max(axis=1), starts.astype(np.int64)


def prove(
    profile: ConfidenceProfile, plan: Plan, tolerated: float, delta: float
) -> Proof:
    """Test the planned classes from their first thresholds downwards.

    Parameters
    ----------
    profile : ConfidenceProfile
        Of the tested rows, which the plan knows nothing of but the number of
        predictions of each class.
    plan : Plan
        From `plan_tests`.
    tolerated : float
        Share of wrong predictions that is tolerated.
    delta : float
        Chance that any class's proof is wrong.
    """
    p_values = _p_values(profile, tolerated)
    n_classes, points = p_values.shape
    tested = plan.classes
    lowest = np.full(n_classes, -1, np.int64)
    levels = np.full(n_classes, delta / (len(tested) + 1))
    changed = bool(len(tested))
    while changed:
        opening, keeping = _levels(lowest[tested], points, delta)
        before = lowest.copy()
        for number in tested.tolist():
            at = lowest[number]
            if at < 0:
                levels[number] = opening
                start = plan.starts[number]
                at = start if p_values[number, start] <= opening else -1
            while 0 <= at < points - 1 and p_values[number, at + 1] <= keeping:
                at, levels[number] = at + 1, keeping
            lowest[number] = at
        changed = bool((before != lowest).any())
    return Proof(lowest, levels, p_values)


def critical_counts(rows: Ints, tolerated: float, level: float) -> Ints:
    """Most wrong ones among so many rows with which the test succeeds; -1: none.

    Examples
    --------
    >>> critical_counts(np.array([58, 59, 93]), 0.05, 0.05).tolist()
    [-1, 0, 1]
    """
    from scipy.stats import binom

    found = binom.ppf(level, rows, tolerated)
    too_many = binom.cdf(found, rows, tolerated) > level
    return np.where(rows > 0, found - too_many, -1).astype(np.int64)


def estimated_risk(profile: ConfidenceProfile) -> Matrix:
    """Error rate from each threshold on, drawn to what the probabilities claim.

    Shape (n_classes, n_thresholds). Eight rows are added to each count, wrong as
    often as half of what lacks to 1 at the threshold.
    """
    claimed = (1 - GRID) / 2
    return np.asarray(
        (profile.wrong + _PRIOR_ROWS * claimed) / (profile.n + _PRIOR_ROWS)
    )


def _levels(lowest: Ints, points: int, delta: float) -> tuple[float, float]:
    """Level of a first test, and of the tests after it.

    Parameters
    ----------
    lowest : ndarray of int64, shape (n_tested,)
        The lowest proved place of each tested class; -1 without one.
    points : int
        Number of thresholds.
    delta : float
        Of all classes together.
    """
    count = len(lowest)
    opened, done = int((lowest >= 0).sum()), int((lowest == points - 1).sum())
    if opened == count:
        alone = delta / max(count - done, 1)
        return alone, alone
    kept = KEPT * delta / count
    return (delta - (opened - done) * kept) / (count - opened), kept


def _p_values(profile: ConfidenceProfile, tolerated: float) -> Matrix:
    """Chance of no more errors if exactly the tolerated share were wrong."""
    from scipy.stats import binom

    n = profile.n
    values = binom.cdf(profile.wrong, np.maximum(n, 1), tolerated)
    return np.where(n > 0, values, 1.0)
