"""A requester's tickets stay in one part where that leaves enough to judge on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.errors import NotEnoughData
from sdml.ml.requester_groups import count_split_requesters, split_by_requester
from sdml.ml.splitting import split_test_part


def keys(n: int) -> list[str]:
    return [f"k{number:05}" for number in range(n)]


def some_desk(
    seed: int, n: int = 2_000, people: int = 150
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.choice(6, n, p=[0.4, 0.25, 0.15, 0.1, 0.07, 0.03])
    requesters = random.zipf(1.6, n) % people
    groups = np.where(random.random(n) < 0.1, random.integers(0, 40, n), np.arange(n))
    _, groups = np.unique(groups, return_inverse=True)
    return labels, groups, requesters


def test_nobody_s_tickets_are_split_as_before() -> None:
    labels, groups, _ = some_desk(1)
    nobody = np.full(len(labels), -1)
    found = split_by_requester(labels, groups, nobody, keys(len(labels)), 0.2)
    assert (found == split_test_part(labels, groups, keys(len(labels)), 0.2)).all()


@pytest.mark.parametrize("seed", range(5))
def test_fewer_requesters_stand_in_both_parts(seed: int) -> None:
    labels, groups, requesters = some_desk(seed)
    names = keys(len(labels))
    before = split_test_part(labels, groups, names, 0.2)
    after = split_by_requester(labels, groups, requesters, names, 0.2)
    people, split = count_split_requesters(requesters, after)
    assert people == len(set(requesters.tolist()))
    assert split < 0.5 * count_split_requesters(requesters, before)[1]


def test_no_requester_is_split_where_texts_are_all_different() -> None:
    random = np.random.default_rng(3)
    labels, requesters = random.integers(0, 3, 900), random.integers(0, 90, 900)
    test = split_by_requester(labels, np.arange(900), requesters, keys(900), 0.2)
    assert count_split_requesters(requesters, test) == (90, 0)
    assert 0.16 <= test.mean() <= 0.25
    for label in range(3):
        assert 0.14 <= test[labels == label].mean() <= 0.27


def test_one_who_asks_everything_is_split() -> None:
    labels = np.arange(300) % 3
    one = np.zeros(300, np.int64)
    test = split_by_requester(labels, np.arange(300), one, keys(300), 0.2)
    assert (test == split_test_part(labels, np.arange(300), keys(300), 0.2)).all()
    assert count_split_requesters(one, test) == (1, 1)


def test_a_template_that_everyone_sends_does_not_empty_the_test_part() -> None:
    random = np.random.default_rng(4)
    labels, requesters = random.integers(0, 4, 1_000), np.arange(1_000) % 50
    groups = np.where(np.arange(1_000) < 100, 0, np.arange(1_000) - 99)
    test = split_by_requester(labels, groups, requesters, keys(1_000), 0.2)
    assert test.sum() >= 0.8 * 200
    assert len({bool(flag) for flag in test[groups == 0]}) == 1


@given(st.integers(0, 10_000), st.sampled_from([60, 300, 900]), st.integers(2, 80))
def test_the_laws_of_a_split(seed: int, n: int, people: int) -> None:
    labels, groups, requesters = some_desk(seed, n, people)
    shared = np.bincount(groups)[groups] > 1
    labels = np.where(shared, 0, labels)  # near-duplicates of one class
    names = keys(n)
    try:
        plain = split_test_part(labels, groups, names, 0.2)
    except NotEnoughData:
        with pytest.raises(NotEnoughData, match="near-duplicates"):
            split_by_requester(labels, groups, requesters, names, 0.2)
        return
    test = split_by_requester(labels, groups, requesters, names, 0.2)
    order = np.random.default_rng(seed).permutation(n)
    again = split_by_requester(
        labels[order], groups[order], requesters[order], [names[k] for k in order], 0.2
    )
    assert (again == test[order]).all(), "the order of rows does not count"
    for group in set(groups.tolist()):
        assert len(set(test[groups == group].tolist())) == 1
    assert set(labels[~test].tolist()) == set(labels.tolist())
    assert set(labels[plain].tolist()) <= set(labels[test].tolist())
