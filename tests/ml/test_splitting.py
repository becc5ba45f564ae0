"""Parts that share no group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.errors import NotEnoughData
from sdml.ml.splitting import assign_folds, split_test_part

ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 30)), min_size=1, max_size=80
)


def material(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows = [*rows, *((label, 40 + 2 * label + n) for label in range(3) for n in (0, 1))]
    labels, groups = np.array(rows, np.int64).T
    _, groups = np.unique(groups, return_inverse=True)
    return labels, groups, [f"key {number}" for number in range(len(rows))]


@given(ROWS)
def test_no_group_crosses_the_split(rows: list[tuple[int, int]]) -> None:
    labels, groups, keys = material(rows)
    test = split_test_part(labels, groups, keys, 0.2)
    assert not set(groups[test]) & set(groups[~test])
    assert 0 < test.sum() < len(test)


@given(ROWS)
def test_no_group_crosses_folds(rows: list[tuple[int, int]]) -> None:
    labels, groups, keys = material(rows)
    folds = assign_folds(labels, groups, 3, keys)
    for group in np.unique(groups):
        assert len(set(folds[groups == group])) == 1


@given(ROWS, st.randoms())
def test_the_split_is_of_the_rows_not_of_their_order(
    rows: list[tuple[int, int]], random: object
) -> None:
    labels, groups, keys = material(rows)
    order = list(range(len(labels)))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = split_test_part(labels, groups, keys, 0.25)
    _, renamed = np.unique(groups[order], return_inverse=True)
    again = split_test_part(labels[order], renamed, [keys[at] for at in order], 0.25)
    assert np.array_equal(first[order], again)


def test_each_class_gives_its_share() -> None:
    labels = np.repeat([0, 1], [900, 100])
    keys = [str(number) for number in range(1000)]
    test = split_test_part(labels, np.arange(1000), keys, 0.2)
    assert [int(test[labels == label].sum()) for label in (0, 1)] == [180, 20]


def test_folds_are_even_in_every_class() -> None:
    labels = np.repeat([0, 1], [50, 15])
    folds = assign_folds(labels, np.arange(65), 5, [str(n) for n in range(65)])
    assert np.bincount(folds).tolist() == [13] * 5
    assert np.bincount(folds[labels == 1]).tolist() == [3] * 5


def test_a_class_in_one_group_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="near-duplicates"):
        split_test_part(np.array([0, 0, 0]), np.zeros(3, int), ["a", "b", "c"], 0.2)


def test_another_seed_is_another_split() -> None:
    labels, keys = np.zeros(100, int), [str(number) for number in range(100)]
    one, two = (split_test_part(labels, np.arange(100), keys, 0.2, s) for s in (0, 1))
    assert not np.array_equal(one, two)
