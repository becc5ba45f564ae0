"""What makes a classifier's probabilities honest: a temperature, and class biases.

References
----------
Guo, Pleiss, Sun & Weinberger 2017, "On Calibration of Modern Neural Networks", 4.2
(temperature). Alexandari, Kundaje & Shrikumar 2020, "Maximum Likelihood with
Bias-Corrected Calibration is Hard-To-Beat at Label Shift Adaptation", 2.2 (biases).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Scaling",
    "fit_scaling",
    "fit_temperature",
    "helpful_scaling",
    "sharpen",
    "softmax",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FLOOR = 1e-12
_RANGE = (-4.0, 4.0)  # of ln T
_PENALTY = 1e-3  # holds the biases of rare classes near 0


@dataclass(frozen=True, slots=True)
class Scaling:
    """A temperature, and a number added to each class's log-probability.

    Attributes
    ----------
    temperature : float
        Divides the log-probabilities.
    biases : ndarray of float64, shape (n_classes,)
        Added to them after that.
    """

    temperature: float
    biases: Matrix

    def apply(self, probabilities: Matrix) -> Matrix:
        """Scaled probabilities, shape (n_rows, n_classes); rows sum to 1."""
        logs = np.log(np.maximum(probabilities, _FLOOR))
        return softmax(logs / self.temperature + self.biases)


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


def fit_scaling(logs: Matrix, labels: Ints) -> Scaling:
    """Scaling at which the scaled log-probabilities have the least log loss.

    Parameters
    ----------
    logs : ndarray of shape (n_rows, n_classes)
        Log-probabilities of rows the model was not fitted on.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    """
    from scipy.optimize import minimize

    rows = np.arange(len(labels))

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        answers = softmax(logs * weights[0] + weights[1:])
        value = -np.log(np.maximum(answers[rows, labels], _FLOOR)).mean()
        answers[rows, labels] -= 1.0
        slope = (answers * logs).sum() / len(labels)
        slopes = answers.mean(axis=0) + _PENALTY * weights[1:]
        penalty = _PENALTY / 2 * float((weights[1:] ** 2).sum())
        return float(value) + penalty, np.concatenate([[slope], slopes])

    start = np.concatenate([[1.0], np.zeros(logs.shape[1])])
    limits = [(np.exp(-_RANGE[1]), np.exp(_RANGE[1])), *[(None, None)] * logs.shape[1]]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits)
    return Scaling(float(1.0 / found.x[0]), found.x[1:])


def helpful_scaling(probabilities: Matrix, labels: Ints, folds: Ints) -> Scaling:
    """Scaling for these probabilities: none, a temperature, or biases as well.

    Each is fitted on all folds but one and judged on that one, in turn; only
    what lowers the log loss over all folds is kept, fitted on all rows.

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
    n_classes = logs.shape[1]

    def by_temperature(some: Matrix, right: Ints) -> Scaling:
        return Scaling(fit_temperature(some, right), np.zeros(n_classes))

    none = Scaling(1.0, np.zeros(n_classes))
    if len(np.unique(folds)) < 2:
        return none
    ways = {"none": lambda *_: none, "temperature": by_temperature, "bias": fit_scaling}
    losses = {
        name: _judged_on_other_folds(logs, labels, folds, fit)
        for name, fit in ways.items()
    }
    return ways[min(losses, key=losses.__getitem__)](logs, labels)


def _judged_on_other_folds(
    logs: Matrix, labels: Ints, folds: Ints, fit: Callable[[Matrix, Ints], Scaling]
) -> float:
    """Sum of the log loss of each fold under what was fitted on the others."""
    loss = 0.0
    for fold in np.unique(folds):
        held = folds == fold
        scaling = fit(logs[~held], labels[~held])
        answers = scaling.apply(np.exp(logs[held]))
        right = answers[np.arange(int(held.sum())), labels[held]]
        loss -= float(np.log(np.maximum(right, _FLOOR)).sum())
    return loss
