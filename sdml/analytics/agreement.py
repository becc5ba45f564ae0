"""How well several reviewers agree, beyond chance, when some answers are missing.

Percent agreement, Fleiss' kappa, Krippendorff's alpha and Gwet's AC1 and AC2, with the
standard errors and intervals of Gwet's linearisation, as the package irrCAC computes
them. One departure: where the data show no spread at all, the linearised interval has
no width; Wilson's interval of the percent agreement then takes its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.agreement_intervals import (
    ONE_EXAMPLE,
    bootstrap_quantiles,
    chance_corrected,
    student_interval,
    without_spread,
)
from sdml.analytics.agreement_ratings import checked_ratings
from sdml.errors import ParameterError
from sdml.records.agreement import Coefficient

__all__ = [
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "label_weights",
    "measure_agreement",
    "percent_agreement",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]
ChanceVector: TypeAlias = Callable[[Matrix, Matrix], Matrix]
WeightScheme: TypeAlias = Literal["identity", "linear", "quadratic", "ordinal"]

_NO_PAIR = "no example has two answers"
_ONE_CLASS = "every answer names the same class: chance would agree as well"


@dataclass(frozen=True, slots=True)
class _Sample:
    """What the coefficients need of each example with an answer.

    ``answers`` (n,) counts; ``profile`` (n, q) shares of the answers by class;
    ``agreed`` (n,) the weighted share of its answer pairs that agree, 0 where
    there is no pair; ``weights`` (q, q).
    """

    answers: Matrix
    profile: Matrix
    agreed: Matrix
    weights: Matrix

    @property
    def paired(self) -> Matrix:
        return (self.answers >= 2).astype(float)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A coefficient: its name, its idea of chance, and what counts once.

    Chance agreement is ``pi @ chance(pi)``. `by_answers`: every answer counts
    once (Krippendorff), not every example.
    """

    name: str
    chance: ChanceVector
    by_answers: bool = False


def measure_agreement(
    ratings: Ints,
    n_classes: int,
    *,
    weighting: WeightScheme = "identity",
    seed: int | None = None,
) -> tuple[Coefficient, ...]:
    """Percent agreement, Fleiss' kappa, Krippendorff's alpha, Gwet's AC1 and AC2.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from.
    weighting : {"identity", "linear", "quadratic", "ordinal"}
        Of AC2, for ordered classes; AC2 is left out for ``identity``, where it
        is AC1.
    seed : int or None
        None: linearised intervals. A seed: bootstrap over examples.

    Examples
    --------
    >>> two = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    >>> [(one.name, round(one.value, 3)) for one in measure_agreement(two, 2)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('percent_agreement', 0.75), ('fleiss_kappa', 0.467),
     ('krippendorff_alpha', 0.533), ('gwet_ac1', 0.529)]
    """
    found = (
        percent_agreement(ratings, n_classes, seed),
        fleiss_kappa(ratings, n_classes, seed),
        krippendorff_alpha(ratings, n_classes, seed),
        gwet_ac1(ratings, n_classes, seed),
    )
    if weighting == "identity":
        return found
    weights = label_weights(weighting, n_classes)
    return (*found, gwet_ac2(ratings, weights, seed))


def percent_agreement(
    ratings: Ints, n_classes: int, seed: int | None = None
) -> Coefficient:
    """The mean share of an example's answer pairs that agree.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from.
    seed : int or None
        None: linearised interval. A seed: bootstrap over examples.

    Examples
    --------
    >>> percent_agreement(np.array([[0, 0, 1], [1, 1, -1]]), 2).value
    0.6666666666666666
    """
    rule = _Rule("percent_agreement", _no_chance)
    return _measure(rule, ratings, np.eye(n_classes), seed)


def fleiss_kappa(ratings: Ints, n_classes: int, seed: int | None = None) -> Coefficient:
    """Fleiss' kappa; examples may have unequal numbers of answers.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer. Examples with one answer still count
        for how frequent a class is.
    n_classes : int
        Classes there were to choose from.
    seed : int or None
        None: linearised interval. A seed: bootstrap over examples.

    References
    ----------
    Fleiss 1971, "Measuring nominal scale agreement among many raters"; Gwet
    2014, "Handbook of inter-rater reliability", 4th ed., sections 2.6 and 5.3.

    Examples
    --------
    >>> fleiss_kappa(np.array([[0, 0], [1, 1]]), 2).value
    1.0
    """
    rule = _Rule("fleiss_kappa", _answer_chance)
    return _measure(rule, ratings, np.eye(n_classes), seed)


def krippendorff_alpha(
    ratings: Ints, n_classes: int, seed: int | None = None
) -> Coefficient:
    """Krippendorff's alpha for nominal classes.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer. Examples with one answer do not count.
    n_classes : int
        Classes there were to choose from.
    seed : int or None
        None: linearised interval. A seed: bootstrap over examples.

    References
    ----------
    Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; Gwet 2014,
    "On Krippendorff's alpha coefficient", for the standard error.

    Examples
    --------
    >>> round(krippendorff_alpha(np.array([[0, 0], [1, 1], [1, 0]]), 2).value, 3)
    0.444
    """
    rule = _Rule("krippendorff_alpha", _answer_chance, by_answers=True)
    return _measure(rule, ratings, np.eye(n_classes), seed)


def gwet_ac1(ratings: Ints, n_classes: int, seed: int | None = None) -> Coefficient:
    """Gwet's AC1, which holds its value where one class is very frequent.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from, used or not: it is part of the formula.
    seed : int or None
        None: linearised interval. A seed: bootstrap over examples.

    References
    ----------
    Gwet 2008, "Computing inter-rater reliability and its variance in the
    presence of high agreement".

    Examples
    --------
    >>> gwet_ac1(np.array([[0, 0], [0, 0]]), 2).value
    1.0
    """
    return _measure(_Rule("gwet_ac1", _hard_chance), ratings, np.eye(n_classes), seed)


def gwet_ac2(ratings: Ints, weights: Matrix, seed: int | None = None) -> Coefficient:
    """Gwet's AC2: AC1 where a near miss counts as part of an agreement.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    weights : ndarray of shape (n_classes, n_classes)
        How much each pair of answers agrees, in [0, 1], 1 on the diagonal;
        `label_weights` makes the usual ones.
    seed : int or None
        None: linearised interval. A seed: bootstrap over examples.

    References
    ----------
    Gwet 2014, "Handbook of inter-rater reliability", 4th ed., sections 3.5, 5.3.

    Examples
    --------
    >>> near = np.array([[0, 0], [1, 2], [2, 2]])
    >>> round(gwet_ac2(near, label_weights("quadratic", 3)).value, 3)
    0.786
    """
    return _measure(_Rule("gwet_ac2", _hard_chance), ratings, weights, seed)


def label_weights(scheme: WeightScheme, n_classes: int) -> Matrix:
    """How much two answers agree, by how far apart their classes stand.

    Parameters
    ----------
    scheme : {"identity", "linear", "quadratic", "ordinal"}
        With d classes between them and q classes: 1 only for d = 0;
        1 - d/(q-1); the square of that fraction; 1 - d(d+1)/(q(q-1)).
    n_classes : int
        At least 2, in their order.

    Returns
    -------
    ndarray of shape (n_classes, n_classes)
        In [0, 1], symmetric.

    Raises
    ------
    ParameterError
        On an unknown scheme.

    Examples
    --------
    >>> label_weights("linear", 3)[0].tolist()
    [1.0, 0.5, 0.0]
    """
    place = np.arange(n_classes)
    apart: Matrix = np.abs(place[:, None] - place[None, :]).astype(np.float64)
    widest = max(n_classes - 1, 1)
    weights: dict[WeightScheme, Matrix] = {
        "identity": np.eye(n_classes),
        "linear": 1 - apart / widest,
        "quadratic": 1 - (apart / widest) ** 2,
        "ordinal": 1 - apart * (apart + 1) / (widest * (widest + 1)),
    }
    if scheme not in weights:
        raise ParameterError(f"weighting {scheme!r} is unknown: use {list(weights)}")
    return weights[scheme]


def _measure(
    rule: _Rule, ratings: Ints, weights: Matrix, seed: int | None
) -> Coefficient:
    sample = _sample_of(checked_ratings(ratings, len(weights)), weights)
    if rule.by_answers:
        sample = _only_paired(sample)
    n = int(sample.paired.sum())
    if n == 0:
        return Coefficient(rule.name, None, None, None, 0, _NO_PAIR)
    if len(weights) < 2 and rule.chance is not _no_chance:
        return Coefficient(rule.name, None, None, None, n, _ONE_CLASS)
    observed, chance = (
        float(part[0])
        for part in _estimate(rule, sample, np.ones((1, len(sample.answers))))
    )
    value = chance_corrected(observed, chance)
    if value is None:
        return Coefficient(rule.name, None, None, None, n, _ONE_CLASS)
    if n == 1:
        return Coefficient(rule.name, value, None, None, n, ONE_EXAMPLE)
    error = _linearised_error(rule, sample, observed, chance)
    if error < 1e-12:
        return without_spread(rule.name, observed, chance, n)
    if seed is None:
        low, high = student_interval(value, error, len(sample.answers) - 1)
    else:
        low, high = bootstrap_quantiles(
            lambda cases: _corrected_all(*_estimate(rule, sample, cases)),
            len(sample.answers),
            value,
            seed,
        )
    floor = 0.0 if rule.chance is _no_chance else -1.0
    low = min(value, max(floor, low))
    return Coefficient(rule.name, value, low, max(value, min(1.0, high)), n, "", error)


def _sample_of(ratings: Ints, weights: Matrix) -> _Sample:
    classes = range(len(weights))
    counts = np.stack([(ratings == k).sum(axis=1) for k in classes], axis=1)
    counts = counts[counts.sum(axis=1) > 0].astype(float)
    answers = counts.sum(axis=1)
    pairs = np.maximum(answers * (answers - 1), 1)
    agreed = (counts * (counts @ weights.T - 1)).sum(axis=1) / pairs
    agreed = np.where(answers >= 2, agreed, 0.0)
    return _Sample(answers, counts / answers[:, None], agreed, weights)


def _only_paired(sample: _Sample) -> _Sample:
    kept = sample.answers >= 2
    return _Sample(
        sample.answers[kept], sample.profile[kept], sample.agreed[kept], sample.weights
    )


def _estimate(rule: _Rule, sample: _Sample, cases: Matrix) -> tuple[Matrix, Matrix]:
    """Observed and chance agreement for case weights of shape (n_draws, n)."""
    counted = cases * sample.answers if rule.by_answers else cases
    total = counted.sum(axis=1)
    pairs = counted @ sample.paired
    observed = counted @ sample.agreed / np.where(pairs > 0, pairs, np.nan)
    if rule.by_answers:
        observed += (1 - observed) / total
    pi = counted @ sample.profile / total[:, None]
    return observed, (pi * rule.chance(pi, sample.weights)).sum(axis=1)


def _linearised_error(
    rule: _Rule, sample: _Sample, observed: float, chance: float
) -> float:
    """Gwet's standard error: the spread of each example's linearised part."""
    n = len(sample.answers)
    size = sample.answers / sample.answers.mean() if rule.by_answers else np.ones(n)
    pi = size @ sample.profile / n
    by_chance = sample.profile @ rule.chance(pi[None, :], sample.weights)[0]
    if rule.by_answers:
        # Krippendorff's small-sample term is no part of the spread's centre.
        agreed = size * sample.agreed - observed * (size - 1) - chance
        plain = float(size @ sample.agreed) / n
        centre = (plain - chance) / (1 - chance)
        by_chance = size * by_chance - chance * (size - 1)
    else:
        agreed = (sample.agreed - chance * sample.paired) * n / sample.paired.sum()
        centre = (observed - chance) / (1 - chance)
    part = agreed / (1 - chance)
    part = part - 2 * (1 - centre) * (by_chance - chance) / (1 - chance)
    return float(np.sqrt(((part - centre) ** 2).sum() / (n * (n - 1))))


def _corrected_all(observed: Matrix, chance: Matrix) -> Matrix:
    beyond = np.where(chance < 1 - 1e-12, 1 - chance, np.nan)
    found: Matrix = (observed - chance) / beyond
    return found


def _no_chance(pi: Matrix, weights: Matrix) -> Matrix:
    del weights
    return np.zeros_like(pi)


def _answer_chance(pi: Matrix, weights: Matrix) -> Matrix:
    return pi @ ((weights + weights.T) / 2)


def _hard_chance(pi: Matrix, weights: Matrix) -> Matrix:
    q = len(weights)
    return float(weights.sum()) / (q * (q - 1)) * (1 - pi)
