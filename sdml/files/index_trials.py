"""Kinds of vector index beside the exact answer: recall, time, size, crossover."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.similarity import IndexTrial

__all__ = ["INDEX_KINDS", "crossover_size", "recall_at", "try_indexes"]

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int64]

INDEX_KINDS = ("flat", "ivf", "hnsw", "codes")
"""Exact; inverted lists; a graph; 4-bit codes with exact re-ranking."""

_FEWEST = 256  # vectors below which codes cannot be trained


def try_indexes(
    vectors: Floats, queries: Floats, k: int, clock: Callable[[], float]
) -> list[IndexTrial]:
    """Each kind of index over the same vectors, asked one query after another.

    Parameters
    ----------
    vectors, queries : ndarray of float32, shape (n, dimension)
        Of unit length.
    k : int
        Nearest asked for.
    clock : callable
        Seconds, such as `time.perf_counter`.

    Returns
    -------
    list of IndexTrial
        In the order of `INDEX_KINDS`; ``flat`` alone below 256 vectors.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # what one query at a time is best asked with
    try:
        return _tried(vectors, queries, k, clock)
    finally:
        faiss.omp_set_num_threads(threads)


def recall_at(found: Ints, exact: Ints) -> float:
    """The share of the exact nearest that were found, whatever their order.

    Parameters
    ----------
    found, exact : ndarray of int64, shape (n_queries, k)
        Row numbers; -1 for nothing.

    Examples
    --------
    >>> recall_at(np.array([[1, 2], [3, 9]]), np.array([[2, 1], [3, 4]]))
    0.75
    """
    hits = [
        len(np.intersect1d(one[one >= 0], other[other >= 0]))
        for one, other in zip(found, exact, strict=True)
    ]
    return sum(hits) / int((exact >= 0).sum())


def crossover_size(
    trials: Sequence[IndexTrial], kind: str, least_recall: float = 0.95
) -> int | None:
    """The smallest size from which a kind beats the exact index, at enough recall.

    Parameters
    ----------
    trials : sequence of IndexTrial
        Of several sizes.
    kind : str
        Other than ``flat``.
    least_recall : float
        Below it a faster answer does not count.

    Returns
    -------
    int or None
        None where at the largest size it does not.
    """
    exact = {one.size: one.p50_ms for one in trials if one.kind == "flat"}
    found = None
    for one in sorted(trials, key=lambda one: -one.size):
        if one.kind != kind:
            continue
        if one.recall < least_recall or one.p50_ms >= exact[one.size]:
            break
        found = one.size
    return found


def _tried(
    vectors: Floats, queries: Floats, k: int, clock: Callable[[], float]
) -> list[IndexTrial]:
    import faiss

    trials = []
    exact: Ints = np.zeros((0, k), np.int64)
    kinds = INDEX_KINDS if len(vectors) >= _FEWEST else INDEX_KINDS[:1]
    for kind in kinds:
        started = clock()
        index = _made(kind, vectors)
        built = clock() - started
        answer, times = _asked(index, queries, k, clock)
        if kind == "flat":
            exact = answer
        p50, p95 = np.quantile(times, [0.5, 0.95])
        trials.append(
            IndexTrial(
                kind=kind,
                size=len(vectors),
                recall=recall_at(answer, exact),
                p50_ms=float(p50),
                p95_ms=float(p95),
                build_seconds=built,
                bytes=int(faiss.serialize_index(index).nbytes),
            )
        )
    return trials


def _asked(
    index: Any,  # faiss has no types
    queries: Floats,
    k: int,
    clock: Callable[[], float],
) -> tuple[Ints, list[float]]:
    """What an index finds, one query after another, and milliseconds of each."""
    found, times = [], []
    for query in queries:
        started = clock()
        _, ids = index.search(query[None], k)
        times.append(1000 * (clock() - started))
        found.append(ids[0])
    return np.array(found), times


def _made(kind: str, vectors: Floats) -> Any:  # faiss has no types
    import faiss

    index: Any
    dimension = vectors.shape[1]
    inner = faiss.METRIC_INNER_PRODUCT
    if kind == "hnsw":
        index = faiss.IndexHNSWFlat(dimension, 32, inner)
        index.hnsw.efSearch = 64
    elif kind == "ivf":
        lists = int(np.sqrt(len(vectors)))
        index = faiss.index_factory(dimension, f"IVF{lists},Flat", inner)
        index.nprobe = max(lists // 16, 8)
    elif kind == "codes":
        most = max(dimension // 4, 1)
        parts = next(count for count in range(most, 0, -1) if dimension % count == 0)
        index = faiss.index_factory(dimension, f"PQ{parts}x4fs,RFlat", inner)
        index.k_factor = 40
    else:
        index = faiss.IndexFlatIP(dimension)
    index.train(vectors)
    index.add(vectors)
    return index
