"""What leaves a tenant, what comes in, and how a fit starts from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.ml.pooled_weights import (
    PooledWeights,
    SharedWeights,
    fit_towards,
    label_key,
    pool_weights,
    share_from_arrays,
    share_to_arrays,
    share_weights,
)


def share(names: str, seed: int = 0, rows: int = 100) -> SharedWeights:
    random, count = np.random.default_rng(seed), len(names)
    return share_weights(
        random.normal(size=(4, count)).astype(np.float32),
        random.normal(size=count).astype(np.float32),
        np.repeat(np.arange(count), rows),
        names,
    )


def test_a_class_of_few_rows_does_not_leave() -> None:
    labels = np.repeat([0, 1, 2], [49, 50, 250])
    weights = np.ones((4, 3), np.float32)
    found = share_weights(weights, np.zeros(3, np.float32), labels, "abc")
    assert found.keys == (label_key("b"), label_key("c"))
    assert found.bands.tolist() == [0, 2]


@given(st.integers(50, 10_000))
def test_how_many_rows_there_are_is_told_in_bands(rows: int) -> None:
    labels = np.repeat([0, 1], [rows, 50])
    weights = np.ones((1, 2), np.float32)
    found = share_weights(weights, np.zeros(2, np.float32), labels, "ab")
    band = int(found.bands[0])
    assert 50 * 2**band <= rows < 100 * 2**band


def test_no_name_leaves() -> None:
    arrays = share_to_arrays(share(("Folha de pagamento", "RH")), "e5 1")  # type: ignore[arg-type]
    assert "Folha" not in str({name: array.tolist() for name, array in arrays.items()})


def test_what_one_tenant_alone_lends_is_not_taken() -> None:
    assert pool_weights([share("ab")], "ab") is None
    assert pool_weights([share("ab"), share("ac", 1)], "abc") is None  # a alone
    found = pool_weights([share("ab"), share("abc", 1)], "abc")
    assert found is not None
    assert found.is_lent.tolist() == [True, True, False]


def test_the_pool_is_no_lenders_own() -> None:
    shares = [share("ab"), share("ab", 1)]
    found = pool_weights(shares, "ab")
    assert found is not None
    for one in shares:
        assert not np.isclose(found.weights, one.weights).any()


def test_another_space_lends_nothing() -> None:
    arrays = share_to_arrays(share("ab"), "e5 1")
    assert share_from_arrays(arrays, "e5 2") is None
    assert share_from_arrays({}, "e5 1") is None
    found = share_from_arrays(arrays, "e5 1")
    assert found is not None
    assert found.keys == share("ab").keys


@pytest.fixture(scope="module")
def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    weights = random.normal(size=(60, 3)).astype(np.float32)
    vectors = random.normal(size=(1_060, 60)).astype(np.float32)
    scores = vectors @ weights + random.gumbel(size=(1_060, 3)) * 2
    return weights, vectors, scores.argmax(axis=1)


def right(world, pooled: PooledWeights) -> float:  # type: ignore[no-untyped-def]
    _, vectors, labels = world
    weights, biases = fit_towards(vectors[:60], labels[:60], pooled)
    said = (vectors[60:] @ weights + biases).argmax(axis=1)
    return float((said == labels[60:]).mean())


def test_good_weights_help_and_bad_ones_lose_to_own_rows(world) -> None:  # type: ignore[no-untyped-def]
    truth = world[0]
    lent, nobody = np.ones(3, np.bool_), np.zeros(3, np.float32)
    noise = np.random.default_rng(9).normal(size=truth.shape).astype(np.float32)
    alone = right(world, PooledWeights(0 * truth, nobody, np.array([1, 1, 0]) > 0))
    good = right(world, PooledWeights(truth, nobody, lent))
    bad = right(world, PooledWeights(noise, nobody, lent))
    assert good > alone + 0.1
    assert bad < alone  # so the contest out of fold leaves them out
