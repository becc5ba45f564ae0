"""How many labels to show a person, so that the right one is among them.

The sets are those of LAC: all labels whose probability reaches a cut-off. The cut-off
is chosen within a band of confidence, so the coverage holds where the model is
unsure too, which is where sets are shown. MAPIE gives such sets for an estimator
that predicts from features, and one cut-off for all rows; here the probabilities are
there already. To wrap it takes a stand-in estimator, its checks and a wrapper per
band, which is more than the quantile itself.

References
----------
Sadinle, Lei & Wasserman 2019, "Least Ambiguous Set-Valued Classifiers With Bounded
Error Levels" (LAC). Vovk 2012, "Conditional validity of inductive conformal predictors"
(bands).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Band", "fit_bands", "labels_to_show", "measure_sets", "offered_labels"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

COVERAGE = 0.9
EDGES = (0.0, 0.35, 0.5, 0.65, 0.8, 0.9)
_FEWEST = 50
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Band:
    """A band of confidence and its cut-off.

    Attributes
    ----------
    above : float
        It begins here; it ends where the next one begins.
    least : float
        Labels from this probability on are shown; the first one always is.
    n : int
        Rows it was chosen on.
    """

    above: float
    least: float
    n: int


def fit_bands(
    probabilities: Matrix, labels: Ints, coverage: float = COVERAGE
) -> tuple[Band, ...]:
    """Bands of at least 50 rows with their cut-offs, by rising confidence.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1; of rows the model has not seen.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; -1 for a label that is no class of the model.
    coverage : float
        Chance that the true label is shown, of a future row of the band.

    Returns
    -------
    tuple of Band
        The first begins at 0; none for fewer than 50 rows.
    """
    confidence = probabilities.max(axis=1, initial=0.0)
    edges = [edge for edge in EDGES if (confidence >= edge).sum() >= _FEWEST]
    bands: list[Band] = []
    high = np.inf
    for edge in reversed(edges):
        rows = np.flatnonzero((confidence >= edge) & (confidence < high))
        below = int((confidence < edge).sum())
        if len(rows) < _FEWEST or 0 < below < _FEWEST:
            continue
        bands.append(
            Band(edge, _cut_off(probabilities[rows], labels[rows], coverage), len(rows))
        )
        high = edge
    return tuple(reversed(bands))


def labels_to_show(probabilities: Sequence[float], bands: Sequence[Band]) -> list[int]:
    """Places of the labels to show, most probable first; without bands the first.

    Examples
    --------
    >>> labels_to_show([0.1, 0.5, 0.4], [Band(0.0, 0.3, 50)])
    [1, 2]
    """
    order = sorted(range(len(probabilities)), key=lambda at: -probabilities[at])
    first = probabilities[order[0]]
    mine = [band.least for band in bands if band.above <= first] or [np.inf]
    return order[:1] + [at for at in order[1:] if probabilities[at] >= mine[-1]]


def offered_labels(distribution: Mapping[str, float], facts: object) -> tuple[str, ...]:
    """The labels to show for an answer, by the bands that its promise records.

    Parameters
    ----------
    distribution : mapping of str to float
        The probability of each label.
    facts : object
        What a promise keeps under ``sets``: its ``bands``. Without them the most
        probable label alone is shown.

    Examples
    --------
    >>> facts = {"bands": [{"above": 0.0, "least": 0.3, "n": 50}]}
    >>> offered_labels({"a": 0.1, "b": 0.5, "c": 0.4}, facts)
    ('b', 'c')
    """
    if not distribution:
        return ()
    kept = facts.get("bands", ()) if isinstance(facts, Mapping) else ()
    bands = [Band(one["above"], one["least"], one["n"]) for one in kept]
    names = list(distribution)
    places = labels_to_show(list(distribution.values()), bands)
    return tuple(names[at] for at in places)


def measure_sets(
    probabilities: Matrix, labels: Ints, chosen: NDArray[np.bool_]
) -> dict[str, float | int] | None:
    """Coverage and mean size of the sets of some rows, cut-offs from other rows.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        As for `fit_bands`.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    chosen : ndarray of bool, shape (n_rows,)
        The rows to measure, such as those of the recommend lane.

    Returns
    -------
    dict or None
        ``coverage, size, n``; None where too few rows are there.
    """
    folds = np.arange(len(labels)) % _FOLDS
    covered: list[bool] = []
    sizes: list[int] = []
    for fold in range(_FOLDS):
        others = folds != fold
        bands = fit_bands(probabilities[others], labels[others])
        if not bands:
            return None
        for at in np.flatnonzero(~others & chosen).tolist():
            shown = labels_to_show(probabilities[at].tolist(), bands)
            covered.append(int(labels[at]) in shown)
            sizes.append(len(shown))
    if not sizes:
        return None
    return {
        "coverage": float(np.mean(covered)),
        "size": float(np.mean(sizes)),
        "n": len(sizes),
    }


def _cut_off(probabilities: Matrix, labels: Ints, coverage: float) -> float:
    """The probability that so many true labels reach, one row to come counted."""
    n = len(labels)
    true = np.where(labels >= 0, probabilities[np.arange(n), labels], -1.0)
    lost = int(np.floor((n + 1) * (1 - coverage)))
    return float(np.sort(true)[lost - 1]) if lost else -1.0
