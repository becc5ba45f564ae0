"""A learning curve from what fits of growing size got right on the same tickets."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError
from sdml.records.agreement import CurvePoint

__all__ = ["class_curves", "curve_points"]

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

FEWEST_JUDGED = 10


def curve_points(sizes: Sequence[float], is_right: Bools) -> tuple[CurvePoint, ...]:
    """Accuracy by number of labels, each with the error that moves the curve's shape.

    All points are judged on the same tickets, so that an easy or a hard choice of
    them lifts or lowers the whole curve and no gain. A point's standard error
    is what remains: from how many tickets two points differ in (McNemar), halved
    between them, and from the spread between seeds.

    Parameters
    ----------
    sizes : sequence of float
        Labels learnt from; sizes that round to one number are taken once.
    is_right : ndarray of bool, shape (n_sizes, n_seeds, n_judged)
        Whether the answer to each ticket was right.

    Raises
    ------
    ParameterError
        The shape does not fit the sizes.

    References
    ----------
    McNemar 1947, "Note on the sampling error of the difference between correlated
    proportions or percentages", Psychometrika 12.

    Examples
    --------
    >>> right = np.array([[[1, 0, 0, 0]], [[1, 1, 1, 0]]], bool)
    >>> [point.value for point in curve_points((10, 20), right)]
    [0.25, 0.75]
    """
    if is_right.ndim != 3 or len(is_right) != len(sizes):
        raise ParameterError(
            f"answers of shape {is_right.shape} for {len(sizes)} sizes: expected "
            "(n_sizes, n_seeds, n_judged)"
        )
    n_judged = is_right.shape[2]
    if n_judged == 0:
        return ()
    share = is_right.mean(axis=1)
    spread = _seed_variance(is_right)
    found = []
    for place, size in enumerate(sizes):
        others = [other for other in range(len(sizes)) if other != place]
        apart = [_difference_variance(share[place], share[other]) for other in others]
        # Half of the difference is this point's; as if one ticket more differed.
        variance = (np.mean(apart) if apart else 0.25) / (2 * n_judged) + spread[place]
        found.append(
            CurvePoint(
                max(round(size), 1), float(share[place].mean()), float(variance**0.5)
            )
        )
    return tuple({point.n_labels: point for point in found}.values())


def class_curves(
    names: Sequence[str], truth: Ints, learnt: Matrix, is_right: Bools
) -> Mapping[str, tuple[CurvePoint, ...]]:
    """Each class's own curve: its recall by how many of its labels were learnt.

    Parameters
    ----------
    names : sequence of str
        The classes.
    truth : ndarray of int64, shape (n_judged,)
        The class of each ticket judged.
    learnt : ndarray of float64, shape (n_sizes, n_classes)
        Labels of each class that were learnt.
    is_right : ndarray of bool, shape (n_sizes, n_seeds, n_judged)
        Whether the answer to each ticket was right.

    Returns
    -------
    mapping of str to tuple of CurvePoint
        Empty where fewer than 10 tickets of the class are judged.
    """
    found = {}
    for number, name in enumerate(names):
        mine = truth == number
        points: tuple[CurvePoint, ...] = ()
        if mine.sum() >= FEWEST_JUDGED:
            points = curve_points(learnt[:, number].tolist(), is_right[:, :, mine])
        found[name] = points
    return found


def _difference_variance(first: Matrix, second: Matrix) -> float:
    apart = first - second
    n = len(apart)
    return float(((apart**2).sum() + 1) / (n + 1) - apart.mean() ** 2)


def _seed_variance(is_right: Bools) -> Matrix:
    """Of the mean over seeds, shape (n_sizes,)."""
    by_seed = is_right.mean(axis=2)
    n_seeds = by_seed.shape[1]
    if n_seeds < 2:
        return np.zeros(len(by_seed))
    return np.asarray(by_seed.var(axis=1, ddof=1) / n_seeds, np.float64)
