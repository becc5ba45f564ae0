"""Classes in an order, such as priorities: what a wrong one costs, and how far off.

A decision costs the distance between its level and the true one; calling a case too
low costs more than calling it too high by a factor. The class of least expected cost
is the answer (Elkan 2001); how good answers are is said by their mean cost, by Cohen's
kappa with quadratic weights, and by the mean absolute error in levels.

References
----------
Elkan 2001, "The foundations of cost-sensitive learning", IJCAI. Cohen 1968, "Weighted
kappa", Psychological Bulletin 70. Efron & Tibshirani 1993, chapter 13.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.model_card import Metric

__all__ = [
    "cost_matrix",
    "decide_least_cost",
    "judge_levels",
    "quadratic_kappa",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

RESAMPLES = 1_000
_TIE = 1e-12


def cost_matrix(levels: Sequence[int], undercall: float = 2.0) -> Matrix:
    """Cost of each decision (row) for each truth (column), in levels.

    Parameters
    ----------
    levels : sequence of int
        Of each class; the higher the graver. Two classes may share one.
    undercall : float
        What a level too low costs, where a level too high costs 1.

    Examples
    --------
    >>> cost_matrix([1, 2, 3]).tolist()
    [[0.0, 2.0, 4.0], [1.0, 0.0, 2.0], [2.0, 1.0, 0.0]]
    """
    places = np.asarray(levels, np.float64)
    too_low = places[None, :] - places[:, None]
    return np.where(too_low > 0, undercall * too_low, np.abs(too_low))


def decide_least_cost(probabilities: Matrix, costs: Matrix) -> Ints:
    """The class of least expected cost of each row; of equal ones the likeliest.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Calibrated; rows sum to 1.
    costs : ndarray of shape (n_classes, n_classes)
        From `cost_matrix`.

    Examples
    --------
    >>> rows = np.array([[0.6, 0.4], [0.7, 0.3]])
    >>> decide_least_cost(rows, cost_matrix([1, 2])).tolist()
    [1, 0]
    """
    expected = probabilities @ costs.T - _TIE * probabilities
    found: Ints = expected.argmin(axis=1).astype(np.int64)
    return found


def quadratic_kappa(truth: Ints, said: Ints) -> float | None:
    """Cohen's kappa of two lists of levels, weighted by the squared distance.

    None where both lists hold one and the same level alone.

    Examples
    --------
    >>> quadratic_kappa(np.array([1, 2, 3, 3]), np.array([1, 2, 3, 2]))
    0.8
    """
    value = _kappas(truth[None, :].astype(float), said[None, :].astype(float))[0]
    return None if np.isnan(value) else float(value)


def judge_levels(
    truth: Ints, said: Ints, levels: Sequence[int], undercall: float, seed: int = 0
) -> tuple[Metric, ...]:
    """``mean_cost, quadratic_kappa, ordinal_mae, accuracy`` of decisions.

    Intervals are those of a percentile bootstrap over rows, two-sided at 95 %; two
    lists of decisions on the same rows with the same seed are resampled alike.

    Parameters
    ----------
    truth, said : ndarray of int64, shape (n_rows,)
        Classes.
    levels : sequence of int
        Of each class.
    undercall : float
        As in `cost_matrix`.
    seed : int
        Of the bootstrap.
    """
    names = ("mean_cost", "quadratic_kappa", "ordinal_mae", "accuracy")
    n = len(truth)
    if not n:
        return tuple(Metric(name, None, None, None, 0) for name in names)
    places = np.asarray(levels, np.float64)
    costs = cost_matrix(levels, undercall)[said, truth]
    right, wanted = places[truth], places[said]
    parts = (costs, np.abs(right - wanted), (truth == said).astype(np.float64))
    rows = np.random.default_rng(seed).integers(0, n, (RESAMPLES, n))
    cost, error, accuracy = (
        (float(part.mean()), part[rows].mean(axis=1)) for part in parts
    )
    kappa = float(_kappas(right[None, :], wanted[None, :])[0])
    drawn = _kappas(right[rows], wanted[rows])
    return tuple(
        _metric(name, value, sample, n)
        for name, (value, sample) in zip(
            names, (cost, (kappa, drawn), error, accuracy), strict=True
        )
    )


def _kappas(truth: Matrix, said: Matrix) -> Matrix:
    """Quadratic weighted kappa of each row; nan where it is not defined."""
    found = ((truth - said) ** 2).mean(axis=1)
    apart = truth.mean(axis=1) - said.mean(axis=1)
    by_chance = truth.var(axis=1) + said.var(axis=1) + apart**2
    with np.errstate(invalid="ignore", divide="ignore"):
        kappas: Matrix = 1.0 - found / by_chance
    return np.where(by_chance > 0, kappas, np.nan)


def _metric(name: str, value: float, drawn: Matrix, n: int) -> Metric:
    if np.isnan(value):
        return Metric(name, None, None, None, n)
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Metric(name, value, min(float(low), value), max(float(high), value), n)
