"""Prediction sets hold the right label as often as they say, and are no larger."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import NotEnoughData
from sdml.ml.prediction_sets import fit_set_threshold, label_set


def drawn(random: np.random.Generator, n: int, classes: int = 5):
    answers = random.dirichlet(np.full(classes, 0.4), n)
    labels = np.array([random.choice(classes, p=row) for row in answers])
    return answers, labels


def test_coverage_on_new_rows_is_as_promised() -> None:
    random = np.random.default_rng(7)
    covered = []
    for _ in range(300):
        sets = fit_set_threshold(*drawn(random, 150), target=0.9)
        answers, labels = drawn(random, 150)
        shown = answers >= sets.threshold
        shown[np.arange(150), answers.argmax(axis=1)] = True
        covered.append(shown[np.arange(150), labels].mean())
    assert np.mean(covered) >= 0.9 - 3 * np.std(covered) / np.sqrt(300)
    assert np.mean(covered) <= 0.95


def test_too_few_rows_promise_nothing() -> None:
    answers, labels = drawn(np.random.default_rng(1), 15)
    with pytest.raises(NotEnoughData, match="at least 19"):
        fit_set_threshold(answers, labels, 0.95)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.5, 0.9))
def test_a_higher_target_shows_no_fewer_labels(seed: int, target: float) -> None:
    answers, labels = drawn(np.random.default_rng(seed), 60)
    less = fit_set_threshold(answers, labels, target)
    more = fit_set_threshold(answers, labels, min(target + 0.05, 0.95))
    assert more.threshold <= less.threshold
    assert more.mean_size >= less.mean_size
    assert more.coverage >= more.target - 1 / 60


def test_a_set_is_never_empty_and_comes_in_order() -> None:
    assert label_set([0.1, 0.2, 0.7], "abc", 0.9) == ("c",)
    assert label_set([0.1, 0.2, 0.7], "abc", 0.0) == ("c", "b", "a")
