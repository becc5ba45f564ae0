"""The labels worth showing for a text: as many as hold the right one often enough.

MAPIE's split conformal classifiers give the same sets, and want a scikit-learn
classifier wrapped around the stored probabilities; the rule itself is one quantile.

References
----------
Sadinle, Lei & Wasserman 2019, "Least Ambiguous Set-Valued Classifiers With Bounded
Error Levels", JASA 114 (LAC); Angelopoulos & Bates 2021, "A Gentle Introduction to
Conformal Prediction", 1.1, for the rank of the quantile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData

__all__ = ["PredictionSets", "fit_set_threshold", "label_set"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PredictionSets:
    """How prediction sets are made, and how they did.

    Attributes
    ----------
    threshold : float
        Labels at least so probable are shown; the most probable one always is.
    target : float
        Share of texts whose set is to hold the right label.
    coverage : float
        Share where it did, on the rows it was fitted on.
    mean_size : float
        Labels shown on average there.
    n : int
        Rows.
    """

    threshold: float
    target: float
    coverage: float
    mean_size: float
    n: int


def fit_set_threshold(
    probabilities: Matrix, labels: Ints, target: float = 0.95
) -> PredictionSets:
    """Threshold from which sets hold the right label in a share ``target`` of texts.

    For a new text from where these rows come from the chance is at least
    ``target``, whatever the model (marginal coverage).

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n_rows, n_classes)
        Of rows the model has not learnt from.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    target : float
        In (0, 1).

    Raises
    ------
    NotEnoughData
        So few rows can promise no set but that of all labels.

    Examples
    --------
    >>> answers = np.array([[0.9, 0.1], [0.6, 0.4], [0.3, 0.7], [0.45, 0.55]])
    >>> fit_set_threshold(answers, np.array([0, 0, 1, 0]), 0.75).threshold
    0.45
    """
    n = len(labels)
    rank = int(np.floor((1.0 - target) * (n + 1)))
    if rank < 1:
        raise NotEnoughData(
            f"{n} rows are too few for sets that hold the right label in "
            f"{target:.0%}: expected at least {int(np.ceil(target / (1 - target)))}"
        )
    right = probabilities[np.arange(n), labels]
    threshold = float(np.sort(right)[rank - 1])
    shown = probabilities >= threshold
    shown[np.arange(n), probabilities.argmax(axis=1)] = True
    covered = shown[np.arange(n), labels]
    size = float(shown.sum(axis=1).mean())
    return PredictionSets(threshold, target, float(covered.mean()), size, n)


def label_set(
    probabilities: Sequence[float], names: Sequence[str], threshold: float
) -> tuple[str, ...]:
    """The labels to show for one text, the most probable first.

    Examples
    --------
    >>> label_set([0.2, 0.5, 0.3], ["a", "b", "c"], 0.25)
    ('b', 'c')
    """
    order = sorted(range(len(names)), key=lambda place: -probabilities[place])
    shown = [place for place in order if probabilities[place] >= threshold]
    return tuple(names[place] for place in shown or order[:1])
