"""Temperatures: found again, kept only where they help."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sdml.ml.calibration import fit_temperature, helpful_scaling, sharpen, softmax
from sdml.ml.evaluation import expected_calibration_error


@given(arrays(np.float64, (4, 3), elements=st.floats(-50, 50)), st.floats(0.1, 10))
def test_rows_sum_to_one_and_keep_their_order(
    scores: np.ndarray, temperature: float
) -> None:
    answers = sharpen(softmax(scores), temperature)
    assert np.allclose(answers.sum(axis=1), 1.0)
    best = softmax(scores).argmax(axis=1)
    assert np.allclose(answers[np.arange(4), best], answers.max(axis=1))


def overconfident(n: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    logits = random.normal(size=(n, 3)) * 2
    labels = np.array([random.choice(3, p=row) for row in softmax(logits)])
    return softmax(3.0 * logits), labels


def test_the_temperature_of_overconfident_answers_is_found_again() -> None:
    answers, labels = overconfident(4000)
    assert fit_temperature(np.log(answers), labels) == pytest.approx(3.0, rel=0.1)
    folds = np.arange(4000) % 5
    assert helpful_scaling(answers, labels, folds).temperature == pytest.approx(
        3.0, rel=0.1
    )


def test_honest_answers_keep_a_temperature_near_one() -> None:
    answers, labels = overconfident(4000)
    honest = sharpen(answers, 3.0)
    found = helpful_scaling(honest, labels, np.arange(4000) % 5)
    assert found.temperature == pytest.approx(1.0, abs=0.06)


def test_one_fold_proves_nothing() -> None:
    answers, labels = overconfident(50)
    assert helpful_scaling(answers, labels, np.zeros(50, int)).temperature == 1.0


def test_a_class_that_is_always_underrated_gets_a_bias() -> None:
    answers, labels = overconfident(4000)
    logs = np.log(answers) / 3.0 - np.array([0.0, 0.0, 1.0])
    found = helpful_scaling(softmax(logs), labels, np.arange(4000) % 5)
    assert found.biases[2] - found.biases[0] == pytest.approx(1.0, abs=0.15)


def test_a_published_network_s_temperature_is_found_to_the_digit(
    real_data: Path,
) -> None:
    stored = np.load(real_data / "calibration_records" / "lenet-5-cifar-10.npz")
    answers, labels = stored["predictions"], stored["ground_truth"].ravel()
    found = fit_temperature(np.log(np.maximum(answers[:5000], 1e-12)), labels[:5000])
    assert found == pytest.approx(1.374, abs=0.002)
    held, right = answers[5000:].astype(float), labels[5000:]

    def error(these: np.ndarray) -> float:
        hits = these.argmax(axis=1) == right
        return expected_calibration_error(these.max(axis=1), hits)

    assert error(held) == pytest.approx(0.1193, abs=2e-4)
    assert error(sharpen(held, found)) == pytest.approx(0.0224, abs=5e-4)
