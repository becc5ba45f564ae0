"""Topics that nothing was learnt from: recent texts alike, and far from the known."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.near_groups import follow_leaders
from sdml.records.similarity import Topic

__all__ = ["find_topics", "nearest_similarity", "usual_similarity"]

Floats: TypeAlias = NDArray[np.float32]

_TILE = 2_048
_SAMPLE = 4_096


def find_topics(
    known: Floats, recent: Floats, *, share: float = 0.05, fewest: int = 3
) -> list[Topic]:
    """Groups of recent rows that are near each other and far from all known rows.

    Far and near are what they are among the known rows themselves: all but the
    given share of these have another one as near as the threshold.

    Parameters
    ----------
    known, recent : ndarray of float32, shape (n, dimension)
        Of unit length.
    share : float
        Of the known rows, those that would count as far from the others.
    fewest : int
        Rows from which a group is a topic.

    Returns
    -------
    list of Topic
        The largest first; rows are numbers of recent rows.

    Examples
    --------
    >>> known = np.array([[1, 0], [1, 0]], np.float32)
    >>> recent = np.array([[0, 1], [1, 0], [0, 1], [0, 1]], np.float32)
    >>> [(one.rows, one.nearest_known) for one in find_topics(known, recent)]
    [((0, 2, 3), 0.0)]
    """
    threshold = usual_similarity(known, share)
    nearest = nearest_similarity(recent, known)
    far = np.flatnonzero(nearest < threshold)
    leaders = far[follow_leaders(recent[far], threshold)] if len(far) else far
    found = []
    for leader in np.unique(leaders):
        rows = far[leaders == leader]
        if len(rows) >= fewest:
            mean = float(nearest[rows].mean())
            found.append(Topic(int(leader), tuple(rows.tolist()), mean))
    return sorted(found, key=lambda one: (-len(one.rows), one.leader))


def usual_similarity(known: Floats, share: float) -> float:
    """The cosine that all but a share of rows reach with another of them.

    Parameters
    ----------
    known : ndarray of float32, shape (n, dimension)
        Of unit length, at least two; 4,096 of them, evenly spread, are asked.
    share : float
        In [0, 1).

    Examples
    --------
    >>> rows = np.array([[1, 0], [1, 0], [0.6, 0.8]], np.float32)
    >>> round(usual_similarity(rows, 0.0), 3)
    0.6
    """
    chosen = np.unique(np.linspace(0, len(known) - 1, _SAMPLE).astype(np.int64))
    best = nearest_similarity(known[chosen], known, chosen)
    return float(np.quantile(best, share, method="lower"))


def nearest_similarity(
    rows: Floats, known: Floats, itself: NDArray[np.int64] | None = None
) -> Floats:
    """Each row's cosine to the nearest known row.

    Parameters
    ----------
    rows, known : ndarray of float32, shape (n, dimension)
        Of unit length.
    itself : ndarray of int64, shape (n_rows,), optional
        The known row that each row is, and is not compared with.

    Returns
    -------
    ndarray of float32, shape (n_rows,)
        -1 where nothing is known.
    """
    best = np.full(len(rows), -1, np.float32)
    for at in range(0, len(rows), _TILE):
        part = slice(at, at + _TILE)
        for begin in range(0, len(known), _TILE):
            similar = rows[part] @ known[begin : begin + _TILE].T
            if itself is not None:
                inside = itself[part] - begin
                own = np.flatnonzero((inside >= 0) & (inside < similar.shape[1]))
                similar[own, inside[own]] = -1
            best[part] = np.maximum(best[part], similar.max(axis=1))
    return best
