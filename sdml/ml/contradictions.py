"""Texts that say nearly the same and bear different labels, found by their vectors.

Whole similarity matrices never stand in memory: rows are compared tile by tile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError

__all__ = [
    "Contradictions",
    "contradictions_in_groups",
    "drop_near_duplicates",
    "find_contradictions",
    "near_threshold",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float32]

_TILE = 2_048  # 2,048 x 2,048 similarities are 16 MB
_PAIRS = 20_000
# Near-duplicates are this much closer than two texts usually are.
_USUAL_DISTANCE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Pairs of near-duplicates with different labels, and what they connect.

    Attributes
    ----------
    first, second : ndarray of int64, shape (n_pairs,)
        Row numbers, ``first < second``; for each row that is contradicted the
        pair with its nearest contradicting row, the nearest pairs first.
    similarity : ndarray of float64, shape (n_pairs,)
        Cosine of each pair; 1 for pairs found by groups.
    group : ndarray of int64, shape (n_rows,)
        Rows connected by pairs share a number from 0; -1 where nothing
        contradicts.
    is_minority : ndarray of bool, shape (n_rows,)
        Whether a row's label is not the most frequent one of its group; in a tie
        all labels are.
    """

    first: Ints
    second: Ints
    similarity: NDArray[np.float64]
    group: Ints
    is_minority: Flags


def find_contradictions(
    vectors: Floats, labels: Ints, threshold: float | None = None
) -> Contradictions:
    """Near-duplicates by vector with different labels.

    Each row is compared with all others, and keeps the nearest one of another
    label: so a template mail sent a thousand times gives a thousand pairs at
    most, not half a million.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length, by one embedder.
    labels : ndarray of int64, shape (n_rows,)
        Class numbers; rows without a label do not belong here.
    threshold : float, optional
        Least cosine of a pair; where absent, `near_threshold` of these vectors.

    Raises
    ------
    ParameterError
        Another number of labels than of vectors.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    >>> found = find_contradictions(vectors, np.array([0, 1, 1]), 0.9)
    >>> found.group.tolist()
    [0, 0, -1]
    """
    n = len(vectors)
    if len(labels) != n:
        raise ParameterError(
            f"{len(labels)} labels for {n} vectors: expected one label a vector"
        )
    least = near_threshold(vectors) if threshold is None else threshold
    nearest = np.full(n, -1, np.int64)
    best = np.full(n, -np.inf, np.float32)
    for rows, columns, similar in _tiles(vectors):
        if similar.max() < least:
            continue
        similar[labels[rows, None] == labels[None, columns]] = -np.inf
        _keep_nearest(similar, columns, rows, best, nearest)
        if rows.start != columns.start:
            _keep_nearest(similar.T, rows, columns, best, nearest)
    found = np.flatnonzero((nearest >= 0) & (best >= least))
    low, high = np.minimum(found, nearest[found]), np.maximum(found, nearest[found])
    codes, at = np.unique(low * max(n, 1) + high, return_index=True)
    similarity = best[found][at].astype(np.float64)
    order = np.argsort(-similarity, kind="stable")
    first, second = codes[order] // max(n, 1), codes[order] % max(n, 1)
    group = _connect(n, first, second)
    return Contradictions(
        first, second, similarity[order], group, _minority(group, labels)
    )


def contradictions_in_groups(groups: Ints, labels: Ints) -> Contradictions:
    """Groups of near-duplicates, such as those found by text, of several labels.

    Parameters
    ----------
    groups : ndarray of int64, shape (n_rows,)
        From `group_near_duplicates`.
    labels : ndarray of int64, shape (n_rows,)
        Class numbers.

    Returns
    -------
    Contradictions
        The pairs link the first row of each label in a group to the group's first.

    Examples
    --------
    >>> found = contradictions_in_groups(np.array([0, 0, 1]), np.array([0, 1, 1]))
    >>> found.first.tolist(), found.second.tolist()
    ([0], [1])
    """
    width = int(labels.max()) + 1 if len(labels) else 1
    codes, at = np.unique(groups * width + labels, return_index=True)
    several, counts = np.unique(codes // width, return_counts=True)
    several = several[counts > 1]
    is_in = np.isin(groups, several)
    group = np.full(len(groups), -1, np.int64)
    group[is_in] = np.searchsorted(several, groups[is_in])
    shown = np.sort(at[np.isin(codes // width, several)])
    heads = np.full(len(several), -1, np.int64)
    heads[group[shown[::-1]]] = shown[::-1]
    first = heads[group[shown]]
    apart = first != shown
    return Contradictions(
        first[apart],
        shown[apart],
        np.ones(int(apart.sum())),
        group,
        _minority(group, labels),
    )


def drop_near_duplicates(
    vectors: Floats, order: Ints, threshold: float | None = None
) -> Ints:
    """The rows that stay where every near-duplicate of a kept one is dropped.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length.
    order : ndarray of int64, shape (n_candidates,)
        Row numbers, the most wanted first: of two near-duplicates it stays.
    threshold : float, optional
        Cosine from which two are near-duplicates; where absent, `near_threshold`.

    Returns
    -------
    ndarray of int64
        Some of ``order``, in that order.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    >>> drop_near_duplicates(vectors, np.array([2, 1, 0]), 0.9).tolist()
    [2, 1]
    """
    least = near_threshold(vectors) if threshold is None else threshold
    kept = np.empty((0, vectors.shape[1]), np.float32)
    stay: list[int] = []
    for at in range(0, len(order), _TILE):
        rows = order[at : at + _TILE]
        part = vectors[rows]
        is_open = np.ones(len(rows), np.bool_)
        for begin in range(0, len(kept), _TILE):
            tile = part @ kept[begin : begin + _TILE].T
            is_open &= tile.max(axis=1) < least
        among = part @ part.T >= least
        for place in range(len(rows)):
            if is_open[place]:
                is_open[place + 1 :] &= ~among[place, place + 1 :]
        stay.extend(rows[is_open].tolist())
        kept = np.concatenate([kept, part[is_open]])
    return np.array(stay, np.int64)


def near_threshold(vectors: Floats, seed: int = 0) -> float:
    """Cosine from which two vectors are near-duplicates, for these vectors.

    Embedders differ: two unrelated texts have a cosine of .1 by one and .8 by
    another. A near-duplicate is at a fifth of the mean distance of random pairs.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length.
    seed : int
        Of the random pairs.

    Examples
    --------
    >>> near_threshold(np.eye(4, dtype=np.float32))
    0.8
    """
    if len(vectors) < 2:
        return 1.0 - _USUAL_DISTANCE_SHARE
    random = np.random.default_rng(seed)
    first = random.integers(0, len(vectors), _PAIRS)
    second = (first + random.integers(1, len(vectors), _PAIRS)) % len(vectors)
    usual = float(np.einsum("ij,ij->i", vectors[first], vectors[second]).mean())
    return 1.0 - _USUAL_DISTANCE_SHARE * (1.0 - min(max(usual, 0.0), 1.0))


def _tiles(vectors: Floats) -> Iterator[tuple[slice, slice, Floats]]:
    """Similarities of each two tiles of rows, the upper half with the diagonal."""
    n = len(vectors)
    for low in range(0, n, _TILE):
        rows = slice(low, min(low + _TILE, n))
        for high in range(low, n, _TILE):
            columns = slice(high, min(high + _TILE, n))
            yield rows, columns, vectors[rows] @ vectors[columns].T


def _keep_nearest(
    similar: Floats, others: slice, rows: slice, best: Floats, nearest: Ints
) -> None:
    """Write into ``best`` and ``nearest`` of ``rows`` what is nearer among others."""
    at = similar.argmax(axis=1)
    found = similar[np.arange(len(at)), at]
    nearer = found > best[rows]
    best[rows][nearer] = found[nearer]
    nearest[rows][nearer] = at[nearer] + others.start


def _connect(n: int, first: Ints, second: Ints) -> Ints:
    """Group number of each row that stands in a pair, -1 of the others."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(n, n))
    _, component = connected_components(links, directed=False)
    group = np.full(n, -1, np.int64)
    paired = np.unique(np.concatenate([first, second]))
    _, number = np.unique(component[paired], return_inverse=True)
    group[paired] = number
    return group


def _minority(group: Ints, labels: Ints) -> Flags:
    minority = np.zeros(len(group), np.bool_)
    rows = np.flatnonzero(group >= 0)
    if not len(rows):
        return minority
    counts = np.zeros((int(group.max()) + 1, int(labels.max()) + 1), np.int64)
    np.add.at(counts, (group[rows], labels[rows]), 1)
    most = counts.max(axis=1)
    tied = (counts == most[:, None]).sum(axis=1) > 1
    own = counts[group[rows], labels[rows]]
    minority[rows] = (own < most[group[rows]]) | tied[group[rows]]
    return minority
