"""Reviewers ranked by their answers to gold examples, few answers counting little."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.proportion_intervals import Count, share_with_interval
from sdml.errors import ParameterError
from sdml.records.agreement import Coefficient, ReviewerAccuracy

__all__ = ["rank_reviewers"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

_STRENGTHS = np.geomspace(2.0, 200.0, 13)
_MEANS = (np.arange(100) + 0.5) / 100
_SKILLS = (np.arange(1000) + 0.5) / 1000


def rank_reviewers(reviewers: Ints, is_right: Bools) -> tuple[ReviewerAccuracy, ...]:
    """Reviewers by their accuracy on gold examples, shrunk towards the pool.

    Of reviewer i, x_i of n_i gold answers are right. His skill has the prior
    Beta(mM, (1-m)M), of which the pool tells the mean m and the strength M (in
    gold answers): over a grid of m in (0, 1) and of M from 2 to 200 (even in
    log M) each prior is weighed by its beta-binomial likelihood of all x_i. The
    posterior is the so weighed mixture of Beta(mM + x_i, (1-m)M + n_i - x_i): its
    mean ranks, its 2.5 % and 97.5 % quantiles are the interval.

    Parameters
    ----------
    reviewers : ndarray of int, shape (n_answers,)
        Who answered a gold example.
    is_right : ndarray of bool, shape (n_answers,)
        The answer is the known class.

    Returns
    -------
    tuple of ReviewerAccuracy
        The best first; equals by number. `accuracy` has Wilson's interval.

    Raises
    ------
    ParameterError
        Where the two columns differ in length.

    References
    ----------
    Gelman et al. 2013, "Bayesian data analysis", 3rd ed., section 5.3.

    Examples
    --------
    >>> many, few = [1] * 100, [2] * 2
    >>> right = np.array([True] * 95 + [False] * 5 + [True] * 2)
    >>> [one.accuracy.value for one in rank_reviewers(many + few, right)]
    [0.95, 1.0]
    """
    who, correct = np.asarray(reviewers), np.asarray(is_right, bool)
    if len(who) != len(correct):
        raise ParameterError(
            f"{len(who)} reviewers for {len(correct)} gold answers: give one an answer"
        )
    numbers, place = np.unique(who, return_inverse=True)
    if not len(numbers):
        return ()
    given = np.bincount(place).astype(np.float64)
    right = np.bincount(place[correct], minlength=len(given)).astype(np.float64)
    shrunk = _shrink(right, given)
    order = sorted(
        range(len(given)), key=lambda i: (-(shrunk[i].value or 0.0), numbers[i])
    )
    values = [one.value or 0.0 for one in shrunk]
    return tuple(
        ReviewerAccuracy(
            int(numbers[i]),
            1 + sum(value > values[i] + 1e-12 for value in values),
            share_with_interval("gold_accuracy", Count(int(right[i]), int(given[i]))),
            shrunk[i],
        )
        for i in order
    )


def _shrink(right: Matrix, given: Matrix) -> list[Coefficient]:
    """Each reviewer's posterior mean and credible interval."""
    alphas, betas, weights = _weighed_priors(right, given)
    return [
        _posterior(alphas + x, betas + n - x, weights, int(n))
        for x, n in zip(right, given, strict=True)
    ]


def _weighed_priors(right: Matrix, given: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The parameters of the likely priors, and their weights, which sum to 1."""
    from scipy.special import betaln

    strengths, means = (part.ravel() for part in np.meshgrid(_STRENGTHS, _MEANS))
    alphas, betas = means * strengths, (1 - means) * strengths
    likelihood = np.zeros(len(alphas))
    for x, n in zip(right, given, strict=True):
        likelihood += betaln(alphas + x, betas + n - x) - betaln(alphas, betas)
    weights = np.exp(likelihood - likelihood.max())
    likely = weights > 1e-4
    weights = weights[likely] / weights[likely].sum()
    return alphas[likely], betas[likely], weights


def _posterior(alphas: Matrix, betas: Matrix, weights: Matrix, n: int) -> Coefficient:
    from scipy.special import betaln

    skill = _SKILLS[:, None]
    log_density = (alphas - 1) * np.log(skill) + (betas - 1) * np.log1p(-skill)
    density = np.exp(log_density - betaln(alphas, betas)) @ weights
    below = np.cumsum(density) / density.sum()
    low, high = np.interp([0.025, 0.975], below, _SKILLS + _SKILLS[0])
    mean = float(weights @ (alphas / (alphas + betas)))
    # A very skewed posterior may have its mean beyond a quantile.
    return Coefficient(
        "shrunk_accuracy", mean, min(float(low), mean), max(float(high), mean), n
    )
