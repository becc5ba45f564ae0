"""How many predictions of a class reach each of fixed thresholds, and how many err."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "GRID",
    "PROFILE",
    "ConfidenceProfile",
    "profile_from_facts",
    "profile_of",
    "profile_to_facts",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FIRST, _STEP, _POINTS = 0.001, 1.2, 38

GRID: Matrix = np.append(
    np.round(1 - np.minimum(_FIRST * _STEP ** np.arange(_POINTS), 1.0), 6), 0.0
)
"""Thresholds from high to low: what lacks to 1 grows by a fifth each time; last is 0.

They are the same for every model, so nothing about them is learnt from the rows
they are tested on.
"""

PROFILE = "confidence_profile"
"""The name under which a model's manifest keeps the profile of its training."""


@dataclass(frozen=True, slots=True)
class ConfidenceProfile:
    """Counts of a model's predictions on rows it was not fitted on.

    Attributes
    ----------
    n : ndarray of int64, shape (n_classes, n_thresholds)
        Predictions of the class whose probability reaches the threshold of `GRID`.
    wrong : ndarray of int64, shape (n_classes, n_thresholds)
        How many of them the label contradicts.
    """

    n: Ints
    wrong: Ints

    @property
    def predicted(self) -> Ints:
        """All predictions of each class, shape (n_classes,)."""
        return self.n[:, -1]


def profile_of(probabilities: Matrix, labels: Ints) -> ConfidenceProfile:
    """Count predictions by class and threshold.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1; of rows that the model was not fitted on.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; -1 for a label that is no class of the model.

    Examples
    --------
    >>> sure = np.array([[0.97, 0.03], [0.6, 0.4]])
    >>> found = profile_of(sure, np.array([0, 1]))
    >>> found.n[0, [0, -1]].tolist(), found.wrong[0, [0, -1]].tolist()
    ([0, 2], [0, 1])
    """
    n_classes, points = probabilities.shape[1], len(GRID)
    if not len(labels):
        nothing = np.zeros((n_classes, points), np.int64)
        return ConfidenceProfile(nothing, nothing)
    predicted = probabilities.argmax(axis=1)
    # The first threshold, from above, that the confidence reaches.
    reached = np.searchsorted(-GRID, -probabilities.max(axis=1), side="left")
    cells = predicted * points + reached
    wrong = cells[predicted != labels]
    return ConfidenceProfile(
        *(
            np.bincount(chosen, minlength=n_classes * points)
            .reshape(n_classes, points)
            .cumsum(axis=1)
            .astype(np.int64)
            for chosen in (cells, wrong)
        )
    )


def profile_to_facts(profile: ConfidenceProfile) -> dict[str, list[list[int]]]:
    """The profile as a model's manifest keeps it."""
    return {"n": profile.n.tolist(), "wrong": profile.wrong.tolist()}


def profile_from_facts(facts: object, n_classes: int) -> ConfidenceProfile | None:
    """The profile that a manifest keeps; None where it keeps none of this shape.

    Parameters
    ----------
    facts : object
        What `profile_to_facts` gave, or anything else.
    n_classes : int
        Of the model.
    """
    if not isinstance(facts, Mapping) or not {"n", "wrong"} <= set(facts):
        return None
    held = cast("Mapping[str, Sequence[Sequence[int]]]", facts)
    n, wrong = np.array(held["n"], np.int64), np.array(held["wrong"], np.int64)
    if not n.shape == wrong.shape == (n_classes, len(GRID)):
        return None
    return ConfidenceProfile(n, wrong)
