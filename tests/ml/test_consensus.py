"""Consensus of reviewers: better than a vote, honest where little is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import ParameterError
from sdml.ml.consensus import find_consensus, majority_vote

SKILLS = (0.95, 0.9, 0.8, 0.7, 0.55)
CLASSES = 5


def simulate(
    seed: int, n: int = 600, answers_each: int = 3
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True classes, answers of reviewers of known skill, and a model right 3 in 4."""
    random = np.random.default_rng(seed)

    def spoil(truth: np.ndarray, skill: float) -> np.ndarray:
        other = (truth + random.integers(1, CLASSES, n)) % CLASSES
        return np.where(random.random(n) < skill, truth, other)

    truth = random.integers(0, CLASSES, n)
    answers = np.stack([spoil(truth, skill) for skill in SKILLS], axis=1).astype(float)
    absent = random.random(answers.shape).argsort(axis=1) >= answers_each
    answers[absent] = np.nan
    probabilities = np.full((n, CLASSES), 0.1)
    probabilities[np.arange(n), spoil(truth, 0.75)] = 0.6
    return truth, answers, probabilities


@pytest.mark.parametrize("answers_each", [2, 3])
@pytest.mark.parametrize("with_model", [True, False], ids=["crowdlab", "dawid_skene"])
def test_consensus_beats_the_vote_and_ranks_the_reviewers(
    with_model: bool, answers_each: int
) -> None:
    gains, orders = [], []
    for seed in range(3):
        truth, answers, probabilities = simulate(seed, answers_each=answers_each)
        found = find_consensus(answers, CLASSES, probabilities if with_model else None)
        assert found.method == ("crowdlab" if with_model else "dawid_skene")
        vote = majority_vote(answers, CLASSES)
        gains.append((found.labels == truth).mean() - (vote == truth).mean())
        quality = [reviewer.quality or 0.0 for reviewer in found.reviewers]
        orders.append(np.corrcoef(quality, SKILLS)[0, 1])
        assert int(np.argmin(quality)) == 4
        assert int(np.argmax(quality)) in (0, 1)  # .95 and .9 are close
        sure = found.quality >= np.median(found.quality)
        right = found.labels == truth
        assert right[sure].mean() > right[~sure].mean()
    assert min(gains) > 0
    assert min(orders) > 0.85


def test_dawid_skene_knows_how_good_the_reviewers_are() -> None:
    _, answers, _ = simulate(1, n=1_500)
    found = find_consensus(answers, CLASSES)
    quality = [reviewer.quality for reviewer in found.reviewers]
    assert quality == pytest.approx(SKILLS, abs=0.06)


def test_a_wrong_answer_has_less_quality_than_a_right_one() -> None:
    truth, answers, probabilities = simulate(0)
    found = find_consensus(answers, CLASSES, probabilities)
    right, given_ = answers == truth[:, None], ~np.isnan(answers)
    quality = found.answer_quality
    assert quality[right].mean() > quality[given_ & ~right].mean() + 0.2
    assert np.array_equal(np.isnan(quality), ~given_)


def test_a_reviewer_who_met_nobody_is_judged_by_the_model_alone() -> None:
    truth, answers, probabilities = simulate(0)
    lonely = np.full((len(truth), 1), np.nan)
    answers[:40] = np.nan
    lonely[:40, 0] = truth[:40]
    answers = np.hstack([answers, np.full_like(lonely, np.nan), lonely])
    found = find_consensus(answers, CLASSES, probabilities)
    last = found.reviewers[-1]
    assert (last.reviewer, last.answers, last.shared) == (6, 40, 0)
    assert last.quality is not None
    assert last.agreement is None
    assert [one.reviewer for one in found.reviewers] == [0, 1, 2, 3, 4, 6]
    without_model = find_consensus(answers, CLASSES).reviewers[-1]
    assert without_model.quality is None


def test_single_answers_stand_and_only_a_model_doubts_them() -> None:
    answers = np.array([[0, np.nan], [np.nan, 1], [np.nan, np.nan]])
    alone = find_consensus(answers, 2)
    assert alone.method == "single"
    assert alone.labels.tolist() == [0, 1, -1]
    assert np.isnan(alone.quality).all()
    assert [one.quality for one in alone.reviewers] == [None, None]
    model = np.array([[0.9, 0.1], [0.9, 0.1], [0.5, 0.5]])
    doubted = find_consensus(answers, 2, model)
    assert doubted.labels.tolist() == [0, 1, -1]
    assert doubted.quality[0] > doubted.quality[1]
    assert np.isnan(doubted.quality[2])


def test_two_who_never_agree_get_an_answer_all_the_same() -> None:
    answers = np.array([[0, 1], [1, 0]], float)
    found = find_consensus(answers, 2, np.array([[0.8, 0.2], [0.3, 0.7]]))
    assert found.method == "dawid_skene"
    assert found.labels.tolist() == [0, 1]


def test_the_class_most_often_missed_is_named() -> None:
    answers = np.array([[0, 0, 0], [1, 1, 1], [2, 2, 0], [2, 2, 0], [1, 1, 1]], float)
    last = find_consensus(answers, 3).reviewers[2]
    assert last.worst_class == 2


def test_the_model_never_outvotes_with_a_class_nobody_named() -> None:
    """A few hard examples, on which reviewers differ, do not settle the easy ones."""
    truth, answers, probabilities = simulate(0)
    answers[30:, 1:] = np.nan  # only thirty were answered twice and more
    answers[30:, 0] = truth[30:]
    answers[:30] = np.arange(CLASSES)  # and there nobody agreed
    answers[0, 1] = 0
    found = find_consensus(answers, CLASSES, probabilities)
    assert found.method == "crowdlab"
    assert np.array_equal(found.labels[30:], truth[30:])
    assert (answers == found.labels[:, None]).any(axis=1).all()


CASES = {
    "a class too many": (np.array([[2.0, 0.0]]), 2, None, "0 to 1"),
    "negative": (np.array([[-1.0, 0.0]]), 2, None, "0 to 1"),
    "half a class": (np.array([[0.5, 0.0]]), 2, None, "whole numbers"),
    "one class": (np.array([[0.0, 0.0]]), 1, None, "2 classes or more"),
    "flat": (np.zeros(3), 2, None, "a column a reviewer"),
    "other shape": (np.zeros((2, 2)), 2, np.full((2, 3), 1 / 3), r"expected \(2, 2\)"),
}


@pytest.mark.parametrize(
    ("answers", "n_classes", "model", "said"), CASES.values(), ids=CASES.keys()
)
def test_what_does_not_fit_is_refused(
    answers: np.ndarray, n_classes: int, model: np.ndarray | None, said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        find_consensus(answers, n_classes, model)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 12), st.integers(1, 5), st.integers(2, 4), st.integers(0, 10_000))
def test_any_answers_get_a_consensus(n: int, m: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    answers = random.integers(0, k, (n, m)).astype(float)
    answers[random.random((n, m)) < random.random()] = np.nan
    is_given = ~np.isnan(answers)
    for model in (None, random.dirichlet(np.ones(k), n)):
        found = find_consensus(answers, k, model)
        assert np.array_equal(found.labels >= 0, is_given.any(axis=1))
        assert len(found.reviewers) == is_given.any(axis=0).sum()
        known = found.quality[~np.isnan(found.quality)]
        assert np.all((known >= 0) & (known <= 1))
        for reviewer in found.reviewers:
            assert reviewer.quality is None or 0 <= reviewer.quality <= 1
            assert model is None or reviewer.quality is not None
