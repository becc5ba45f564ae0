"""Repeats of what is known are found, whatever the tiles; groups have a leader."""

import numpy as np
import pytest

from sdml.ml import near_groups
from sdml.ml.near_groups import (
    follow_leaders,
    leaders_by_text,
    near_label_counts,
    repeats_of_known,
    same_words,
)


@pytest.fixture(params=[3, 2_048], ids=["many tiles", "one tile"])
def tile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_groups, "_TILE", request.param)


def clusters(count: int, copies: int, spread: float = 0.01) -> np.ndarray:
    random = np.random.default_rng(7)
    centres = np.repeat(random.normal(size=(count, 24)), copies, axis=0)
    vectors = centres + random.normal(size=centres.shape) * spread
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.usefixtures("tile")
def test_only_the_first_of_each_cluster_is_no_repeat() -> None:
    vectors = clusters(5, 4)
    flags = repeats_of_known(vectors, ["a"] * 20, 0, 0.9)
    assert np.flatnonzero(~flags).tolist() == [0, 4, 8, 12, 16]
    assert not repeats_of_known(vectors, ["a"] * 20, 20, 0.9).any()


@pytest.mark.usefixtures("tile")
def test_a_repeat_has_the_same_question() -> None:
    vectors = clusters(2, 4)
    kinds = ["a", "b", "a", "b"] * 2
    flags = repeats_of_known(vectors, kinds, 1, 0.9)
    assert flags.tolist() == [False, False, True, True] * 2


@pytest.mark.usefixtures("tile")
def test_what_was_kept_blocks_the_same_rows_once_it_is_known() -> None:
    vectors = clusters(30, 5, 0.12)
    first = repeats_of_known(vectors, ["a"] * 150, 0, 0.9)
    kept, rest = np.flatnonzero(~first), np.flatnonzero(first)
    again = repeats_of_known(
        vectors[np.concatenate([kept, rest])], ["a"] * 150, len(kept), 0.9
    )
    assert again[len(kept) :].all()


@pytest.mark.usefixtures("tile")
def test_every_row_is_near_its_leader_and_leaders_lead_themselves() -> None:
    vectors = clusters(20, 6, 0.12)
    leaders = follow_leaders(vectors, 0.9)
    assert (leaders[leaders] == leaders).all()
    assert (leaders <= np.arange(120)).all()
    near = np.einsum("ij,ij->i", vectors, vectors[leaders])
    assert (near >= 0.9 - 1e-5).all()
    heads = vectors[np.unique(leaders)]
    among = heads @ heads.T - np.eye(len(heads), dtype=np.float32) * 2
    assert (among < 0.9 + 1e-5).all()


@pytest.mark.usefixtures("tile")
def test_label_counts_are_those_of_all_near_rows() -> None:
    vectors = clusters(4, 5)
    weights = np.eye(2, dtype=np.float32)[[0, 0, 0, 1, 1] * 4]
    counts = near_label_counts(vectors, weights, np.arange(20), 0.9)
    assert (counts == [3, 2]).all()


def test_texts_of_the_same_words_are_equal_and_empty_ones_are_not() -> None:
    keys = same_words(["VPN caiu!", "vpn  caiu", "caiu vpn", "?", "!"])
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] != keys[4]


def test_the_first_text_leads_its_group() -> None:
    assert leaders_by_text(["b c d", "x y z", "b c d!", "x y z"]).tolist() == [
        0,
        1,
        0,
        1,
    ]
