"""Where a classifier is wrong, and whether its confidence is its accuracy."""

import numpy as np
from numpy.typing import NDArray

from sdml.ml.evaluation import clopper_pearson

__all__ = ["confusion_matrix", "reliability_bins"]

Ints = NDArray[np.int64]


def confusion_matrix(labels: Ints, predicted: Ints, n_classes: int) -> list[list[int]]:
    """Counts of shape (n_classes, n_classes): the truth in rows, answers in columns.

    Examples
    --------
    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2)
    [[1, 1], [0, 1]]
    """
    cells = np.bincount(labels * n_classes + predicted, minlength=n_classes**2)
    table: list[list[int]] = cells.reshape(n_classes, n_classes).tolist()
    return table


def reliability_bins(
    probabilities: NDArray[np.floating], labels: Ints, bins: int = 10
) -> list[dict[str, float | int]]:
    """Mean confidence, accuracy and rows of each bin of confidence that has any.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    bins : int
        Of equal width over [0, 1]; each is open below and closed above.

    Returns
    -------
    list of dict
        ``confidence, accuracy, low, high, n`` by rising confidence; the accuracy
        with its exact 95 % interval.

    References
    ----------
    Guo et al. 2017, section 2: the reliability diagram. Clopper & Pearson 1934.

    Examples
    --------
    >>> sure = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> [bin["n"] for bin in reliability_bins(sure, np.array([0, 1]), bins=5)]
    [1, 1]
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    place = np.searchsorted(edges, confidence, side="left")
    found: list[dict[str, float | int]] = []
    for number in np.unique(place):
        mine = place == number
        n, hits = int(mine.sum()), int(right[mine].sum())
        bar = clopper_pearson(hits, n)
        found.append(
            {
                "confidence": float(confidence[mine].mean()),
                "accuracy": hits / n,
                "low": bar.low,
                "high": bar.high,
                "n": n,
            }
        )
    return found
