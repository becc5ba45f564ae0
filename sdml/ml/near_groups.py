"""Which proposed texts repeat known ones, and which belong together for bulk review."""

from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.text import words

__all__ = [
    "follow_leaders",
    "leaders_by_text",
    "near_label_counts",
    "repeats_of_known",
    "same_words",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float32]

_TILE = 2_048


def same_words(texts: Sequence[str]) -> list[Hashable]:
    """A key of each text, equal where two texts have the same words in order.

    Letter case, accents, punctuation and masked values do not count; a text
    without a word is equal to itself alone.

    Examples
    --------
    >>> one, other = same_words(["VPN caiu!", "vpn caiu"])
    >>> one == other
    True
    """
    return [tuple(words(text)) or (text,) for text in texts]


def repeats_of_known(
    vectors: Floats, kinds: Sequence[Hashable], known: int, threshold: float
) -> Flags:
    """Whether each row nearly repeats a known row, or an earlier one that does not.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length; the known rows first, then the most wanted.
    kinds : sequence of hashable
        Only rows of one kind can repeat each other.
    known : int
        How many rows are known; they never count as repeated.
    threshold : float
        Cosine from which a row repeats another.

    Returns
    -------
    ndarray of bool, shape (n_rows,)

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    >>> repeats_of_known(vectors, ["a", "a", "a"], 1, 0.99).tolist()
    [False, True, False]
    """
    repeated = np.zeros(len(vectors), np.bool_)
    members: dict[Hashable, list[int]] = {}
    for row, kind in enumerate(kinds):
        members.setdefault(kind, []).append(row)
    for rows in members.values():
        kept = [row for row in rows if row < known]
        fresh = rows[len(kept) :]
        for at in range(0, len(fresh), _TILE):
            part = np.array(fresh[at : at + _TILE])
            near = _nearest(vectors, part, kept) >= threshold
            among = vectors[part] @ vectors[part].T >= threshold
            for place in np.flatnonzero(~near):
                if not near[place]:
                    near[place + 1 :] |= among[place, place + 1 :]
            repeated[part] = near
            kept += part[~near].tolist()
    return repeated


def follow_leaders(vectors: Floats, threshold: float) -> Ints:
    """Row number of each row's leader: itself, or the nearest earlier leader.

    Every member of a group is near its leader; chains of neighbours, whose ends
    have little in common, do not form.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length, those that may lead first.
    threshold : float
        Cosine from which a row follows a leader.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    >>> follow_leaders(vectors, 0.9).tolist()
    [0, 1, 0]
    """
    leader = np.arange(len(vectors))
    leaders: list[int] = []
    for at in range(0, len(vectors), _TILE):
        part = np.arange(at, min(at + _TILE, len(vectors)))
        best = np.full(len(part), -np.inf, np.float32)
        for begin in range(0, len(leaders), _TILE):
            block = np.array(leaders[begin : begin + _TILE])
            similar = vectors[part] @ vectors[block].T
            found = similar.argmax(axis=1)
            value = similar[np.arange(len(part)), found]
            leader[part] = np.where(value > best, block[found], leader[part])
            best = np.maximum(best, value)
        leader[part[best < threshold]] = part[best < threshold]
        among = vectors[part] @ vectors[part].T
        for place in np.flatnonzero(best < threshold):
            if leader[part[place]] != part[place]:
                continue
            leaders.append(int(part[place]))
            near = among[place] > np.maximum(best, threshold - 1e-6)
            near[: place + 1] = False
            leader[part[near]] = part[place]
            best[near] = among[place][near]
    return leader


def near_label_counts(
    vectors: Floats, weights: Floats, rows: Ints, threshold: float
) -> Floats:
    """What the near-duplicates of some rows are labelled, themselves included.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Of unit length.
    weights : ndarray of float32, shape (n_rows, n_classes)
        What each row counts for its class; 0 for the others.
    rows : ndarray of int64, shape (n_asked,)
        Whose near-duplicates.
    threshold : float
        Cosine from which two are near-duplicates.

    Returns
    -------
    ndarray of float32, shape (n_asked, n_classes)

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    >>> weights = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    >>> near_label_counts(vectors, weights, np.array([0]), 0.9).tolist()
    [[1.0, 1.0]]
    """
    found = np.zeros((len(rows), weights.shape[1]), np.float32)
    for at in range(0, len(rows), _TILE):
        part = vectors[rows[at : at + _TILE]]
        for begin in range(0, len(vectors), _TILE):
            block = slice(begin, begin + _TILE)
            near = (part @ vectors[block].T >= threshold).astype(np.float32)
            found[at : at + _TILE] += near @ weights[block]
    return found


def leaders_by_text(texts: Sequence[str]) -> Ints:
    """Row number of the first text of each row's group of near-duplicates.

    Examples
    --------
    >>> leaders_by_text(["VPN caiu!", "outra coisa", "vpn caiu"]).tolist()
    [0, 1, 0]
    """
    groups = group_near_duplicates(texts)
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    leaders: Ints = first[inverse].astype(np.int64)
    return leaders


def _nearest(vectors: Floats, rows: Ints, kept: Sequence[int]) -> Floats:
    best = np.full(len(rows), -np.inf, np.float32)
    for at in range(0, len(kept), _TILE):
        block = vectors[np.array(kept[at : at + _TILE])]
        best = np.maximum(best, (vectors[rows] @ block.T).max(axis=1))
    return best
