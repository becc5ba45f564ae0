"""One number that makes a classifier's probabilities honest: the temperature.

References
----------
Guo, Pleiss, Sun & Weinberger 2017, "On Calibration of Modern Neural Networks", 4.2.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_temperature", "helpful_temperature", "sharpen", "softmax"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FLOOR = 1e-12
_RANGE = (-4.0, 4.0)  # of ln T


def softmax(scores: NDArray[np.floating]) -> Matrix:
    """Probabilities that grow with the scores; rows sum to 1.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    shifted = scores.astype(np.float64)
    shifted -= shifted.max(axis=1, keepdims=True)
    np.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=1, keepdims=True)
    return shifted


def sharpen(probabilities: Matrix, temperature: float) -> Matrix:
    """Probabilities at a temperature: below 1 sharper, above 1 flatter.

    Examples
    --------
    >>> sharpen(np.array([[0.2, 0.8]]), 0.5).round(3).tolist()
    [[0.059, 0.941]]
    """
    return softmax(np.log(np.maximum(probabilities, _FLOOR)) / temperature)


def fit_temperature(scores: NDArray[np.floating], labels: Ints) -> float:
    """Temperature T at which ``softmax(scores / T)`` has the least log loss.

    Parameters
    ----------
    scores : ndarray of shape (n_rows, n_classes)
        Margins or log-probabilities of rows the model was not fitted on.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    """
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))
    centred = scores.astype(np.float64)
    centred -= centred.max(axis=1, keepdims=True)
    right = centred[rows, labels]

    def loss(log_temperature: float) -> float:
        scale = np.exp(-log_temperature)
        normaliser = np.log(np.exp(centred * scale).sum(axis=1))
        return float(np.mean(normaliser - right * scale))

    found = minimize_scalar(loss, bounds=_RANGE, method="bounded")
    return float(np.exp(found.x))


def helpful_temperature(probabilities: Matrix, labels: Ints, folds: Ints) -> float:
    """Temperature for these probabilities, or 1.0 where none helps.

    It is fitted on all folds but one and judged on that one, in turn; only
    where the log loss falls over all folds is the temperature of all kept.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Out-of-fold probabilities.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    folds : ndarray of int64, shape (n_rows,)
        Fold numbers.
    """
    logs = np.log(np.maximum(probabilities, _FLOOR))
    rows = np.arange(len(labels))
    before = -logs[rows, labels].mean()
    after = 0.0
    for fold in np.unique(folds):
        held = folds == fold
        if held.all():
            return 1.0
        found = fit_temperature(logs[~held], labels[~held])
        tempered = softmax(logs[held] / found)[rows[: held.sum()], labels[held]]
        after -= float(np.log(np.maximum(tempered, _FLOOR)).sum())
    return fit_temperature(logs, labels) if after / len(labels) < before else 1.0
