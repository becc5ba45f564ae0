"""From which similarity on two texts count as duplicates, judged by known pairs."""

from collections.abc import Collection
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.similarity import ThresholdPoint

__all__ = ["best_threshold", "nearest_pairs", "rate_thresholds"]

Floats: TypeAlias = NDArray[np.float32]
Pair: TypeAlias = tuple[int, int]

_TILE = 1_024


def rate_thresholds(
    scores: dict[Pair, float], linked: Collection[Pair]
) -> list[ThresholdPoint]:
    """Precision and recall at each score that a known pair has, falling.

    Parameters
    ----------
    scores : dict of (int, int) to float
        Pairs proposed with their similarity, the smaller number first.
    linked : collection of (int, int)
        Pairs that are duplicates; those not proposed count as missed.

    Returns
    -------
    list of ThresholdPoint
        Empty where no linked pair was proposed.

    Examples
    --------
    >>> scores = {(1, 2): 0.9, (1, 3): 0.8, (2, 3): 0.7}
    >>> [(p.threshold, p.precision, p.recall) for p in rate_thresholds(
    ...     scores, {(1, 2), (2, 3), (4, 5), (4, 6)})]
    [(0.9, 1.0, 0.25), (0.7, 0.6666666666666666, 0.5)]
    """
    wanted = set(linked)
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    points: list[ThresholdPoint] = []
    right = 0
    for place, (pair, score) in enumerate(ordered, 1):
        right += pair in wanted
        is_last = place == len(ordered) or ordered[place][1] < score
        if not is_last or right == (points[-1].right if points else 0):
            continue
        precision, recall = right / place, right / len(wanted)
        f1 = 2 * precision * recall / (precision + recall)
        points.append(ThresholdPoint(score, place, right, precision, recall, f1))
    return points


def best_threshold(points: list[ThresholdPoint]) -> ThresholdPoint | None:
    """The point of the highest F1, the stricter one of equals; None without points.

    Parameters
    ----------
    points : list of ThresholdPoint
        From `rate_thresholds`.
    """
    return max(points, key=lambda one: (one.f1, one.threshold), default=None)


def nearest_pairs(ids: NDArray[np.int64], vectors: Floats, k: int) -> dict[Pair, float]:
    """Every row with its k nearest others, as pairs with their cosine.

    It is given to six decimals, so that equal vectors are at exactly 1.

    Parameters
    ----------
    ids : ndarray of int64, shape (n_rows,)
        Names of the rows.
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length.
    k : int
        At least 1.
    """
    found: dict[Pair, float] = {}
    k = min(k, len(ids) - 1)
    if k < 1:
        return found
    for at in range(0, len(ids), _TILE):
        similar = vectors[at : at + _TILE] @ vectors.T
        rows = np.arange(len(similar))
        similar[rows, at + rows] = -np.inf
        near = np.argpartition(-similar, k - 1, axis=1)[:, :k]
        for row in rows.tolist():
            for place in near[row].tolist():
                one, other = sorted((int(ids[at + row]), int(ids[place])))
                found[one, other] = round(float(similar[row, place]), 6)
    return found
