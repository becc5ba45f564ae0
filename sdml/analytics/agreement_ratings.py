"""The ratings matrix that every agreement figure reads, checked once."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError

__all__ = ["checked_ratings"]

Ints: TypeAlias = NDArray[np.int64]


def checked_ratings(ratings: Ints, n_classes: int) -> Ints:
    """The ratings as int64, once their shape and range are right.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from.

    Raises
    ------
    ParameterError
        On another shape, fractions, a number outside -1 .. n_classes - 1, no class.

    Examples
    --------
    >>> checked_ratings(np.array([[0, -1]]), 2).tolist()
    [[0, -1]]
    """
    found = np.asarray(ratings)
    if n_classes < 1:
        raise ParameterError(f"{n_classes} classes to choose from: there must be one")
    if found.ndim != 2 or not np.issubdtype(found.dtype, np.integer):
        raise ParameterError(
            f"ratings are {found.ndim}-dimensional of {found.dtype}: give whole "
            "numbers, one row an example and one column a reviewer"
        )
    if found.size and (found.min() < -1 or found.max() >= n_classes):
        raise ParameterError(
            f"ratings go from {found.min()} to {found.max()}: with {n_classes} classes "
            f"they must lie between -1 (no answer) and {n_classes - 1}"
        )
    return found.astype(np.int64)
