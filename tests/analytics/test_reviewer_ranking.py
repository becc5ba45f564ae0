"""Gold accuracy: few answers are drawn to the pool, and intervals hold the skill."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.analytics.reviewer_ranking import rank_reviewers
from sdml.errors import ParameterError

counts = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).map(lambda right: (right, n))
)


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ParameterError, match="2 reviewers for 1 gold answers"):
        rank_reviewers(np.array([1, 2]), np.array([True]))


def gold(*rights_of_n: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    who = np.repeat(np.arange(len(rights_of_n)), [n for _, n in rights_of_n])
    right = np.concatenate([np.arange(n) < x for x, n in rights_of_n])
    return who, right


def test_few_gold_answers_are_drawn_to_what_is_usual() -> None:
    ranked = rank_reviewers(*gold((90, 100), (2, 2), (60, 100), (85, 100)))
    order = {one.reviewer: one for one in ranked}
    assert [one.rank for one in ranked] == [1, 2, 3, 4]
    assert ranked[0].reviewer == 0, "two right answers do not beat 90 of 100"
    assert order[1].accuracy.value == 1.0
    assert order[1].shrunk.value < 0.9
    assert order[0].shrunk.value == pytest.approx(0.9, abs=0.02)
    assert order[1].shrunk.high - order[1].shrunk.low > 0.2


def test_equal_reviewers_share_a_rank() -> None:
    ranked = rank_reviewers(*gold((8, 10), (8, 10), (9, 10)))
    assert [(one.reviewer, one.rank) for one in ranked] == [(2, 1), (0, 2), (1, 2)]


def test_no_gold_answers_rank_nobody() -> None:
    assert rank_reviewers(np.empty(0, np.int64), np.empty(0, bool)) == ()


@settings(deadline=None)
@given(st.lists(counts, min_size=1, max_size=6))
def test_the_shrunk_accuracy_lies_in_its_interval(pool: list[tuple[int, int]]) -> None:
    for one in rank_reviewers(*gold(*pool)):
        assert 0 <= one.shrunk.low <= one.shrunk.value <= one.shrunk.high <= 1
        assert one.accuracy.n == one.shrunk.n


def test_credible_intervals_cover_reviewers_drawn_from_one_pool() -> None:
    random = np.random.default_rng(4)
    hits = total = 0
    for _ in range(150):
        skill = random.beta(16, 4, 8)
        given_answers = random.integers(5, 60, 8)
        right = random.binomial(given_answers, skill)
        for one in rank_reviewers(*gold(*zip(right, given_answers, strict=True))):
            hits += one.shrunk.low <= skill[one.reviewer] <= one.shrunk.high
            total += 1
    assert 0.92 <= hits / total <= 0.98


def test_shrinking_is_nearer_to_the_true_skill_than_counting() -> None:
    random = np.random.default_rng(5)
    counted, shrunk = [], []
    for _ in range(100):
        skill = random.beta(16, 4, 8)
        right = random.binomial(12, skill)
        for one in rank_reviewers(*gold(*((int(x), 12) for x in right))):
            counted.append((one.accuracy.value - skill[one.reviewer]) ** 2)
            shrunk.append((one.shrunk.value - skill[one.reviewer]) ** 2)
    assert np.mean(shrunk) < 0.8 * np.mean(counted)
