"""Near-duplicates that contradict each other are found, whole and in little memory."""

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import ParameterError
from sdml.ml import contradictions
from sdml.ml.contradictions import (
    contradictions_in_groups,
    drop_near_duplicates,
    find_contradictions,
    near_threshold,
)
from sdml.ml.lsa import LsaEmbedder, fit_lsa


def unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def made_vectors(n: int, dimension: int = 16, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(n, dimension)))


def test_the_minority_label_of_a_template_stands_out() -> None:
    one = made_vectors(1, 8)
    vectors = np.concatenate([np.repeat(one, 5, axis=0), -one])
    found = find_contradictions(vectors, np.array([3, 3, 3, 1, 3, 1]), 0.9)
    assert found.group.tolist() == [0, 0, 0, 0, 0, -1]
    assert found.is_minority.tolist() == [False, False, False, True, False, False]
    assert set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == {
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 4),
    }


def test_in_a_tie_every_label_is_doubted() -> None:
    vectors = np.repeat(made_vectors(1, 8), 2, axis=0)
    assert find_contradictions(vectors, np.array([0, 1]), 0.9).is_minority.all()


def test_equal_labels_do_not_contradict() -> None:
    vectors = np.repeat(made_vectors(1, 8), 3, axis=0)
    found = find_contradictions(vectors, np.zeros(3, int), 0.9)
    assert len(found.first) == 0
    assert (found.group == -1).all()


def test_no_rows_are_no_contradictions() -> None:
    found = find_contradictions(np.zeros((0, 4), np.float32), np.zeros(0, int))
    assert len(found.first) == len(found.group) == 0


def test_as_many_labels_as_vectors_are_needed() -> None:
    with pytest.raises(ParameterError, match="2 labels for 3 vectors"):
        find_contradictions(made_vectors(3), np.zeros(2, int))


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 40), st.integers(0, 1_000), st.floats(0.3, 0.95))
def test_tiles_find_what_the_whole_matrix_shows(
    n: int, seed: int, threshold: float
) -> None:
    vectors, random = made_vectors(n, 3, seed), np.random.default_rng(seed)
    labels = random.integers(0, 3, n)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contradictions, "_TILE", 7)
        found = find_contradictions(vectors, labels, threshold)
    similar = vectors @ vectors.T
    similar[labels[:, None] == labels[None, :]] = -2
    near = similar.max(axis=1)
    apart = np.abs(near - threshold) > 1e-5  # rounding decides the rest
    assert ((found.group >= 0) == (near >= threshold))[apart].all()
    pairs = similar[found.first, found.second]
    assert found.similarity == pytest.approx(pairs, abs=1e-5)
    assert (labels[found.first] != labels[found.second]).all()
    assert (np.diff(found.similarity) <= 1e-6).all()


def test_groups_by_text_contradict_too() -> None:
    groups, labels = np.array([4, 4, 4, 2, 2, 7]), np.array([1, 1, 0, 2, 2, 0])
    found = contradictions_in_groups(groups, labels)
    assert found.group.tolist() == [0, 0, 0, -1, -1, -1]
    assert (found.first.tolist(), found.second.tolist()) == ([0], [2])
    assert np.flatnonzero(found.is_minority).tolist() == [2]
    none = contradictions_in_groups(np.zeros(0, int), np.zeros(0, int))
    assert len(none.first) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(0, 1_000))
def test_of_near_duplicates_the_first_stays(n: int, seed: int) -> None:
    vectors = made_vectors(n, 3, seed)
    order = np.random.default_rng(seed).permutation(n)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contradictions, "_TILE", 7)
        kept = drop_near_duplicates(vectors, order, 0.8)
    expected: list[int] = []
    for row in order:
        if all(vectors[row] @ vectors[other] < 0.8 for other in expected):
            expected.append(int(row))
    assert kept.tolist() == expected


def test_the_threshold_follows_the_embedder() -> None:
    apart = made_vectors(200, 64)
    together = unit(apart + 4 * made_vectors(1, 64, 9))
    assert near_threshold(apart) == pytest.approx(0.8, abs=0.01)
    assert near_threshold(together) > 0.97
    assert near_threshold(apart[:1]) == 0.8


def test_memory_does_not_grow_with_the_square_of_the_rows() -> None:
    vectors = made_vectors(12_000, 64)
    labels = np.arange(12_000) % 5
    tracemalloc.start()
    find_contradictions(vectors, labels, 0.99)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150e6  # the whole matrix alone would be 576 MB


def test_planted_contradictions_in_real_tickets_are_found(real_data: Path) -> None:
    path = real_data / "it_service_tickets" / "tickets_train_tune_calibration.parquet"
    tickets = pd.read_parquet(path).query("split == 'tune'").iloc[:2_500]
    texts = tickets["document"].tolist()
    names, labels = np.unique(tickets["topic_group"].to_numpy(str), return_inverse=True)
    random = np.random.default_rng(0)
    planted = random.choice(len(texts), len(texts) // 50, replace=False)
    copies = []
    for row in planted:
        words = texts[row].split()
        for _ in range(len(words) // 20 if len(words) > 5 else 0):
            words.pop(int(random.integers(len(words))))
        copies.append(" ".join(words))
    by = random.integers(1, len(names), len(planted))
    given_labels = np.concatenate([labels, (labels[planted] + by) % len(names)])
    embedder = LsaEmbedder(fit_lsa(texts, dimensions=128))
    vectors = embedder.encode(texts + copies, "passage")
    found = find_contradictions(vectors, given_labels)
    in_pair = (found.group[len(texts) :] >= 0) & (
        found.group[len(texts) :] == found.group[planted]
    )
    assert in_pair.mean() >= 0.95
