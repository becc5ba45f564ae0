"""Three parts that share no group, and no requester where enough is left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.ml.dataset_parts import deal_parts, share_to_calibrate
from sdml.ml.requester_groups import count_split_requesters
from sdml.records.machine_learning import SplitPart

PARTS = tuple(SplitPart)


def keys(n: int) -> list[str]:
    return [f"k{number:05}" for number in range(n)]


def some_desk(
    seed: int, n: int, people: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.choice(5, n, p=[0.6, 0.2, 0.1, 0.06, 0.04])
    groups = np.where(random.random(n) < 0.1, random.integers(0, 40, n), np.arange(n))
    _, groups = np.unique(groups, return_inverse=True)
    labels = np.where(np.bincount(groups)[groups] > 1, 0, labels)
    labels[-30:], groups[-30:] = np.arange(30) % 5, n + np.arange(30)
    _, groups = np.unique(groups, return_inverse=True)
    return labels, groups, random.integers(-1, people, n)


def numbers(parts: list[SplitPart]) -> np.ndarray:
    return np.array([PARTS.index(part) for part in parts])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([120, 600]), st.integers(1, 100))
def test_the_laws_of_three_parts(seed: int, n: int, people: int) -> None:
    labels, groups, requesters = some_desk(seed, n, people)
    parts = numbers(deal_parts(labels, groups, requesters, keys(n)))
    order = np.random.default_rng(seed).permutation(n)
    again = deal_parts(
        labels[order], groups[order], requesters[order], [keys(n)[k] for k in order]
    )
    assert (numbers(again) == parts[order]).all(), "the order of rows does not count"
    pairs = np.unique(np.stack([groups, parts]), axis=1)
    assert len(pairs[0]) == groups.max() + 1, "a group stands in one part"
    for label in range(5):
        mine = labels == label
        there = {PARTS[number] for number in set(parts[mine].tolist())}
        assert {SplitPart.TRAIN, SplitPart.TEST} <= there
        left = np.unique(groups[mine & (parts == PARTS.index(SplitPart.TRAIN))])
        assert len(left) >= 2, "a class needs two texts to be learnt from"


def test_no_requester_stands_in_two_parts_where_texts_are_all_different() -> None:
    random = np.random.default_rng(3)
    labels, requesters = random.integers(0, 3, 3_000), random.integers(0, 300, 3_000)
    parts = numbers(deal_parts(labels, np.arange(3_000), requesters, keys(3_000)))
    assert count_split_requesters(requesters, parts) == (300, 0)
    held = parts == PARTS.index(SplitPart.CALIBRATION)
    assert 0.12 <= held.mean() <= 0.19


SIZES = {
    "nothing could be proved": ([299, 299], 0.0),
    "one class can be": ([300, 20], 0.15),
    "at most 6,000 rows": ([60_000, 40_000], 0.06),
    "many small classes": ([50] * 100, 0.0),
}


@pytest.mark.parametrize(("classes", "share"), SIZES.values(), ids=SIZES)
def test_the_calibration_part_is_as_large_as_it_is_worth(
    classes: list[int], share: float
) -> None:
    labels = np.repeat(np.arange(len(classes)), classes)
    assert share_to_calibrate(labels) == share


def test_a_data_set_too_small_to_promise_on_keeps_all_to_learn_from() -> None:
    labels = np.arange(300) % 3
    parts = deal_parts(labels, np.arange(300), np.full(300, -1), keys(300))
    assert SplitPart.CALIBRATION not in parts
    assert parts.count(SplitPart.TEST) == 60


def test_a_class_of_four_texts_is_learnt_promised_on_and_judged() -> None:
    labels = np.r_[np.zeros(1_000, np.int64), np.ones(13, np.int64)]
    groups = np.r_[np.arange(1_000), [1_000, 1_001, 1_002], np.full(10, 1_003)]
    parts = deal_parts(labels, groups, np.full(1_013, -1), keys(1_013))
    found = {PARTS[number] for number in set(numbers(parts)[labels == 1].tolist())}
    assert found == {SplitPart.TRAIN, SplitPart.CALIBRATION, SplitPart.TEST}
