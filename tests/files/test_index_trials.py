"""Kinds of index are judged by the exact answer and by a clock that is given."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from sdml.files.index_trials import INDEX_KINDS, crossover_size, recall_at, try_indexes
from sdml.records.similarity import IndexTrial


def unit(n: int, dimension: int = 16) -> np.ndarray:
    made = np.random.default_rng(1).standard_normal((n, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_recall_counts_what_is_found_whatever_the_order() -> None:
    exact = np.array([[1, 2, 3], [4, 5, -1]])
    assert recall_at(np.array([[3, 1, 9], [5, 4, 7]]), exact) == 4 / 5
    assert recall_at(exact, exact) == 1


def test_the_exact_index_finds_all_and_each_tick_of_the_clock_is_told() -> None:
    ticks = count()
    vectors = unit(2_000)
    found = try_indexes(vectors, vectors[:20], 10, lambda: float(next(ticks)))
    assert [one.kind for one in found] == list(INDEX_KINDS)
    assert found[0].recall == 1
    assert all(one.recall > 0.5 for one in found)
    assert {(one.p50_ms, one.build_seconds) for one in found} == {(1000.0, 1.0)}
    assert found[0].bytes == pytest.approx(2_000 * 16 * 4, rel=0.01)
    assert found[1].bytes > found[0].bytes


def test_few_vectors_are_asked_exactly_alone() -> None:
    vectors = unit(50)
    (only,) = try_indexes(vectors, vectors[:5], 10, iter(range(999)).__next__)
    assert only.kind == "flat"


def test_the_crossover_is_the_smallest_size_from_which_a_kind_stays_faster() -> None:
    def trial(kind: str, size: int, ms: float, recall: float = 1.0) -> IndexTrial:
        return IndexTrial(kind, size, recall, ms, ms, 0.0, 0)

    exact = [trial("flat", 1_000, 0.1), trial("flat", 10_000, 1.0)]
    exact.append(trial("flat", 100_000, 9.0))
    graph = [trial("hnsw", 1_000, 0.2), trial("hnsw", 10_000, 0.3)]
    graph.append(trial("hnsw", 100_000, 0.4))
    assert crossover_size([*exact, *graph], "hnsw") == 10_000
    dull = [replace(one, recall=0.9) for one in graph]
    assert crossover_size([*exact, *dull], "hnsw") is None
    half = [graph[0], replace(graph[1], recall=0.9), graph[2]]
    assert crossover_size([*exact, *half], "hnsw") == 100_000
