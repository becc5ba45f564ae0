"""Agreement by pair, by class and with oneself: equal to references, honest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa

from sdml.analytics.agreement_pairs import (
    agreement_by_class,
    agreement_by_pair,
    agreement_with_oneself,
    cohen_kappa,
    specific_agreement,
)

N_CLASSES = 4
TOLERANCE = 1e-9

pairs_of_answers = arrays(
    np.int64,
    st.tuples(st.integers(0, 12), st.just(2)),
    elements=st.integers(-1, N_CLASSES - 1),
)


def draw_pair(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    truth = random.integers(0, N_CLASSES, (40 + 3 * seed, 1))
    noise = random.integers(0, N_CLASSES, (len(truth), 2))
    answers = np.where(random.random(noise.shape) < 0.3 + 0.03 * seed, truth, noise)
    return np.where(random.random(answers.shape) < 0.1, -1, answers)


@pytest.mark.parametrize("seed", range(20))
def test_cohen_kappa_and_its_error_equal_statsmodels(seed: int) -> None:
    pair = draw_pair(seed)
    both = pair[(pair >= 0).all(axis=1)]
    table = np.zeros((N_CLASSES, N_CLASSES))
    np.add.at(table, (both[:, 0], both[:, 1]), 1)
    expected = cohens_kappa(table)
    found = cohen_kappa(pair, N_CLASSES)
    assert found.n == len(both)
    for ours, theirs in (
        (found.value, expected.kappa),
        (found.standard_error, np.sqrt(expected.var_kappa)),
        (found.low, expected.kappa_low),
        (found.high, expected.kappa_upp),
    ):
        assert ours == pytest.approx(theirs, rel=0, abs=TOLERANCE)


def test_cohens_published_table_comes_out() -> None:
    """The shares of Fleiss, Cohen & Everitt 1969, table 1: kappa .429."""
    table = [[53, 5, 2], [11, 14, 5], [1, 6, 3]]
    pair = [[i, j] for i in range(3) for j in range(3) for _ in range(table[i][j])]
    found = cohen_kappa(np.array(pair), 3)
    assert found.n == 100
    assert found.value == pytest.approx(0.4286, abs=5e-5)


@settings(deadline=None)
@given(pairs_of_answers, st.sampled_from([None, 3]))
def test_cohens_interval_holds_the_value(pair: np.ndarray, seed: int | None) -> None:
    found = cohen_kappa(pair, N_CLASSES, seed)
    if found.low is None or found.high is None:
        assert found.reason
    else:
        assert -1 <= found.low <= found.value <= found.high <= 1


@settings(deadline=None)
@given(pairs_of_answers, st.permutations(range(N_CLASSES)))
def test_kappa_is_the_same_for_renamed_classes_and_swapped_reviewers(
    pair: np.ndarray, names: list[int]
) -> None:
    found = cohen_kappa(pair, N_CLASSES).value
    renamed = np.append(np.array(names), -1)[pair][:, ::-1]
    expected = cohen_kappa(renamed, N_CLASSES).value
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pair", "value", "words"),
    [
        ([[0, -1], [-1, 1]], None, "no example has both answers"),
        ([[2, 2], [2, 2]], None, "same class"),
        ([[0, 1], [-1, 1]], 0.0, "only one example"),
        ([[0, 0], [1, 1]], 1.0, "agree alike"),
    ],
    ids=["nothing shared", "one class", "one example", "nothing differs"],
)
def test_a_pair_that_says_little_says_so(
    pair: list[list[int]], value: float | None, words: str
) -> None:
    found = cohen_kappa(np.array(pair), N_CLASSES)
    assert found.value == value
    assert words in found.reason


def test_every_two_reviewers_are_compared_on_what_they_share() -> None:
    ratings = np.array([[0, 0, -1], [1, 0, -1], [1, 1, -1], [-1, 0, 0]])
    found = agreement_by_pair(ratings, 2)
    assert [(one.first, one.second) for one in found] == [(0, 1), (0, 2), (1, 2)]
    assert [one.percent.n for one in found] == [3, 0, 1]
    assert found[0].percent.value == pytest.approx(2 / 3)
    assert found[1].percent.value is None
    assert found[1].kappa.reason == "no example has both answers"


def test_specific_agreement_of_two_is_the_dice_share() -> None:
    """For two reviewers it is 2a / (2a + b + c), as F1 is."""
    found = specific_agreement(np.array([[1, 1]] * 7 + [[1, 0]] * 2 + [[0, 1]] * 3))
    assert found.value == pytest.approx(14 / 19)
    assert found.low is not None
    assert found.low < 14 / 19 < found.high


def test_a_class_is_judged_against_all_the_others() -> None:
    ratings = np.array([[0, 0, 0], [1, 2, 1], [2, 1, 2], [0, 0, -1], [1, 1, 2]])
    found = agreement_by_class(ratings, ("vpn", "mail", "printer", "unused"))
    assert [one.label for one in found] == ["vpn", "mail", "printer", "unused"]
    assert found[0].kappa.value == pytest.approx(1.0)
    assert found[1].alpha.value < 0.5
    assert found[3].specific.value is None
    assert found[3].specific.reason == "no answer names the class"


def test_repeats_are_counted_for_each_reviewer_and_together() -> None:
    reviewers = np.array([5, 5, 5, 2, 2])
    answers = np.array([[0, 0], [1, 1], [1, 0], [3, 3], [2, 2]])
    everyone, two, five = agreement_with_oneself(reviewers, answers, N_CLASSES)
    assert (everyone.reviewer, two.reviewer, five.reviewer) == (None, 2, 5)
    assert (everyone.percent.value, everyone.percent.n) == (0.8, 5)
    assert (two.kappa.value, two.kappa.n) == (1.0, 2)
    assert (five.percent.n, five.kappa.value) == (3, pytest.approx(0.4))


def test_no_repeats_at_all_is_not_an_error() -> None:
    (everyone,) = agreement_with_oneself(
        np.empty(0, np.int64), np.empty((0, 2), np.int64), 2
    )
    assert everyone.percent.value is None
