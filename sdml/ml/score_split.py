"""Log loss and Brier score split in what calibration costs and what separation gains.

The split is CORP's: the best monotone recalibration of the same answers, found by
isotonic regression, tells how much of the score calibration could save
(miscalibration) and how much better than the class frequencies alone it then is
(discrimination). What is left, the score of the frequencies, is the task's own
uncertainty: ``score = miscalibration - discrimination + uncertainty``.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["ScoreSplit", "split_brier", "split_log_loss"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class ScoreSplit:
    """A score and its three parts.

    Attributes
    ----------
    score : float
        Mean over rows; ``miscalibration - discrimination + uncertainty``.
    miscalibration : float
        What recalibration would save; 0 or more.
    discrimination : float
        How much better than the class frequencies the recalibrated answers are.
    uncertainty : float
        The score of the class frequencies.
    """

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float


def split_brier(probabilities: Matrix, labels: Ints) -> ScoreSplit:
    """Split of the Brier score, the sum over classes in [0, 2].

    The score of several classes is the sum of their own scores, so its parts are
    the sums of their own parts.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.

    References
    ----------
    Dimitriadis, Gneiting & Jordan 2021, "Stable reliability diagrams for
    probabilistic classifiers" (CORP; MCB, DSC, UNC).

    Examples
    --------
    >>> half = np.full((4, 2), 0.5)
    >>> split_brier(half, np.array([0, 0, 1, 1]))
    ScoreSplit(score=0.5, miscalibration=0.0, discrimination=0.0, uncertainty=0.5)
    """
    truth = _one_hot(probabilities, labels)
    better = _recalibrated(probabilities, truth)
    frequencies = truth.mean(axis=0)
    return _split(
        *(
            float(((answers - truth) ** 2).sum(axis=1).mean())
            for answers in (probabilities, better, frequencies)
        )
    )


def split_log_loss(probabilities: Matrix, labels: Ints) -> ScoreSplit:
    """Split of the log loss, in nats.

    Each class is recalibrated by itself and the rows are brought to sum to 1
    again; of two classes that changes nothing. Where it makes the loss worse, the
    answers as they are count as the best recalibration.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1; 0 counts as 1e-12.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.

    References
    ----------
    Dimitriadis, Gneiting & Jordan 2021 (CORP), applied class by class.

    Examples
    --------
    >>> sure = np.array([[0.9, 0.1], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]])
    >>> found = split_log_loss(sure, np.array([0, 1, 1, 0]))
    >>> round(found.miscalibration, 3), round(found.uncertainty, 3)
    (0.177, 0.693)
    """
    truth = _one_hot(probabilities, labels)
    better = _recalibrated(probabilities, truth)
    better /= better.sum(axis=1, keepdims=True)
    frequencies = np.broadcast_to(truth.mean(axis=0), truth.shape)
    score, best, uncertainty = (
        float(-np.log(np.maximum(answers[truth > 0], _FLOOR)).mean())
        for answers in (probabilities, better, frequencies)
    )
    return _split(score, min(best, score), uncertainty)


def _split(score: float, best: float, uncertainty: float) -> ScoreSplit:
    return ScoreSplit(score, score - best, uncertainty - best, uncertainty)


def _one_hot(probabilities: Matrix, labels: Ints) -> Matrix:
    truth = np.zeros(probabilities.shape)
    truth[np.arange(len(labels)), labels] = 1.0
    return truth


def _recalibrated(probabilities: Matrix, truth: Matrix) -> Matrix:
    """Isotonic regression of each class's truth on its probability."""
    from sklearn.isotonic import IsotonicRegression

    columns = [
        IsotonicRegression(out_of_bounds="clip").fit_transform(said, came)
        for said, came in zip(probabilities.T, truth.T, strict=True)
    ]
    return np.stack(columns, axis=1).astype(np.float64)
