"""A curve of the largest probability never falls and changes no answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.ml.calibration import softmax
from sdml.ml.top_curve import fit_top_curve, lift_top

KNOTS = np.linspace(-25.0, 25.0, 401)


@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(1, 60))
def test_no_answer_changes_and_rows_sum_to_one(
    seed: int, n_classes: int, n: int
) -> None:
    random = np.random.default_rng(seed)
    answers = softmax(random.normal(size=(n, n_classes)) * random.uniform(0, 8))
    found = lift_top(answers, random.random(n))
    rows, best = np.arange(n), answers.argmax(axis=1)
    assert np.allclose(found.sum(axis=1), 1.0)
    assert (found >= 0).all()
    assert (found[rows, best] >= found.max(axis=1) - 1e-12).all()


@given(st.integers(0, 10_000), st.integers(2, 300))
def test_the_curve_is_a_chance_that_never_falls(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    confidence = random.uniform(0.2, 1.0, n)
    right = random.random(n) < random.random() * confidence
    curve = fit_top_curve(confidence, right, KNOTS)
    assert (np.diff(curve) >= -1e-12).all()
    assert (curve >= 0).all()
    assert (curve <= 1).all()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nothing_can_be_learnt_it_says_what_it_was_told(share: float) -> None:
    confidence = np.linspace(0.3, 0.99, 50)
    curve = fit_top_curve(confidence, np.full(50, bool(share)), KNOTS)
    assert curve == pytest.approx(1 / (1 + np.exp(-KNOTS)))


def test_it_finds_the_chance_behind_the_confidence() -> None:
    random = np.random.default_rng(3)
    confidence = random.uniform(0.3, 1.0, 40_000)
    truth = 0.1 + 0.85 * confidence  # too low below, too high above
    curve = fit_top_curve(confidence, random.random(40_000) < truth, KNOTS)
    at = np.array([0.35, 0.5, 0.7, 0.9])
    found = np.interp(np.log(at / (1 - at)), KNOTS, curve)
    assert found == pytest.approx(0.1 + 0.85 * at, abs=0.02)
