"""Laws of the figures of confidence, and what is known of them by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.ml.calibration import softmax
from sdml.ml.calibration_error import (
    classwise_error,
    equal_mass_error,
    equal_width_error,
    maximum_error,
    smooth_error,
    top_label,
)
from sdml.ml.confidence_figures import (
    CONFIDENCE_NAMES,
    judge_confidence,
    risk_coverage_points,
)
from sdml.ml.cumulative_differences import kuiper_test
from sdml.ml.risk_coverage import (
    area_under_curve,
    coverage_at_risk,
    risk_coverage,
    threshold_at_risk,
)
from sdml.ml.score_split import split_brier, split_log_loss


def made(seed: int, n: int, n_classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated answers and their labels."""
    random = np.random.default_rng(seed)
    answers = softmax(random.normal(size=(n, n_classes)) * 2)
    labels = (answers.cumsum(axis=1) < random.random((n, 1))).sum(axis=1)
    return answers, labels.clip(0, n_classes - 1)


SEEDS, SIZES = st.integers(0, 10_000), st.integers(1, 300)


@given(SEEDS, SIZES)
def test_every_error_is_a_share_and_does_not_see_the_order(seed: int, n: int) -> None:
    answers, labels = made(seed, n)
    order = np.random.default_rng(seed).permutation(n)
    for error in (equal_width_error, equal_mass_error, maximum_error, smooth_error):
        found = error(*top_label(answers, labels))
        assert 0.0 <= found <= 1.0
        again = error(*top_label(answers[order], labels[order]))
        assert again == pytest.approx(found, abs=1e-9)
    assert 0.0 <= classwise_error(answers, labels) <= 1.0


@given(SEEDS, SIZES)
def test_the_parts_of_a_score_sum_to_it(seed: int, n: int) -> None:
    answers, labels = made(seed, n)
    rows = np.arange(n)
    said = answers[rows, labels]
    brier = ((answers**2).sum(axis=1) - 2 * said + 1).mean()
    loss = -np.log(np.maximum(said, 1e-12)).mean()
    for split, score in ((split_brier, brier), (split_log_loss, loss)):
        found = split(answers, labels)
        assert found.score == pytest.approx(score, abs=1e-12)
        whole = found.miscalibration - found.discrimination + found.uncertainty
        assert whole == pytest.approx(score, abs=1e-12)
        assert found.miscalibration >= -1e-12


@given(SEEDS, SIZES)
def test_the_curve_ends_at_all_rows_and_their_error(seed: int, n: int) -> None:
    confidence, right = top_label(*made(seed, n))
    curve = risk_coverage(confidence, right)
    assert curve.coverage[-1] == 1.0
    assert curve.risk[-1] == pytest.approx((~right).mean())
    assert 0.0 <= area_under_curve(curve) <= 1.0
    assert coverage_at_risk(curve, 0.05) <= coverage_at_risk(curve, 0.1)
    assert coverage_at_risk(curve, 1.0) == 1.0


def test_the_smooth_error_is_what_its_definition_gives() -> None:
    confidence, right = top_label(*made(3, 400))
    right = right & (np.arange(400) % 4 > 0)
    middles = (np.arange(1_024) + 0.5) / 1_024
    found = smooth_error(confidence, right)
    kernel = np.zeros((1_024, 400))
    for turn in range(-3, 4):
        for image in (2 * turn + confidence, 2 * turn - confidence):
            kernel += np.exp(-((middles[:, None] - image) ** 2) / (2 * found**2))
    kernel /= found * np.sqrt(2 * np.pi)
    smoothed = kernel @ (right - confidence) / 400
    assert np.abs(smoothed).mean() == pytest.approx(found, abs=2e-3)


def test_a_calibrated_classifier_is_refused_as_often_as_stated() -> None:
    p_values = [kuiper_test(*top_label(*made(s, 400))).p_value for s in range(400)]
    assert 0.02 <= np.mean(np.array(p_values) < 0.05) <= 0.08


def test_one_that_is_too_sure_is_refused() -> None:
    answers, labels = made(1, 2_000)
    sharper = answers**2 / (answers**2).sum(axis=1, keepdims=True)
    assert kuiper_test(*top_label(sharper, labels)).p_value < 1e-6


@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_every_figure_has_interval_and_n(seed: int) -> None:
    answers, labels = made(seed, 80)
    metrics = judge_confidence(answers, labels)
    assert tuple(metric.name for metric in metrics) == CONFIDENCE_NAMES
    for metric in metrics[:-1]:
        assert metric.n == 80
        assert metric.low <= metric.value <= metric.high
        is_share = not metric.name.startswith(("log_loss", "brier"))
        assert metric.high <= 1.0 or not is_share
    points = risk_coverage_points(answers, labels)
    assert len(points) <= 60
    assert points[-1]["coverage"] == 1.0


@given(SEEDS, SIZES)
def test_a_threshold_at_a_risk_answers_what_the_coverage_says(
    seed: int, n: int
) -> None:
    confidence, right = top_label(*made(seed, n))
    curve = risk_coverage(confidence, right)
    threshold = threshold_at_risk(curve, 0.1)
    if threshold is None:
        assert coverage_at_risk(curve, 0.1) == 0.0
        return
    routed = confidence >= threshold
    assert routed.mean() == pytest.approx(coverage_at_risk(curve, 0.1))
    assert (~right[routed]).mean() <= 0.1
