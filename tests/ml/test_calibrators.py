"""Calibration is used where it helps on rows it was not fitted on, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from sdml.ml.calibration import Scaling, fit_temperature, sharpen, softmax
from sdml.ml.calibration_error import equal_width_error, top_label
from sdml.ml.calibrators import (
    FEWEST_OF_A_CLASS,
    choose_calibrator,
    fit_isotonic,
    fit_sigmoid,
    with_top_curve,
)


def made(
    n: int, sharpness: float, n_classes: int = 4
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers, labels that the answers at sharpness 1 tell truly, and folds."""
    random = np.random.default_rng(7)
    logits = random.normal(size=(n, n_classes)) * 2
    drawn = random.random((n, 1))
    labels = (softmax(logits).cumsum(axis=1) < drawn).sum(axis=1)
    return softmax(sharpness * logits), labels.clip(0, n_classes - 1), np.arange(n) % 5


@pytest.mark.parametrize("fit", [fit_sigmoid, fit_isotonic])
def test_curves_mend_what_is_too_sure_and_rows_sum_to_one(fit) -> None:
    answers, labels, _ = made(6_000, 2.5)
    curves = fit(answers[:4_000], labels[:4_000])
    after = curves.apply(answers[4_000:])
    assert np.allclose(after.sum(axis=1), 1.0)
    assert (after > 0).all()
    before = equal_width_error(*top_label(answers[4_000:], labels[4_000:]))
    assert equal_width_error(*top_label(after, labels[4_000:])) < before / 3


@pytest.mark.parametrize("fit", [fit_sigmoid, fit_isotonic])
def test_a_curve_of_the_most_probable_class_tells_how_often_it_is_right(fit) -> None:
    answers, labels, _ = made(12_000, 1.0)
    # A third of the labels is drawn anew: even sure answers are often wrong.
    random = np.random.default_rng(8)
    anew = random.random(12_000) < 1 / 3
    labels = np.where(anew, random.integers(0, 4, 12_000), labels)
    curves = fit(answers[:8_000], labels[:8_000])
    topped = with_top_curve(curves, answers[:8_000], labels[:8_000])
    before, after = (one.apply(answers[8_000:]) for one in (curves, topped))
    assert np.allclose(after.sum(axis=1), 1.0)
    assert (after.argmax(axis=1) == before.argmax(axis=1)).all(), "answers stay"
    assert equal_width_error(*top_label(after, labels[8_000:])) < 0.02


@pytest.mark.parametrize("fit", [fit_sigmoid, fit_isotonic])
def test_a_curve_never_falls(fit) -> None:
    answers, labels, _ = made(1_000, 1.0)
    curves = fit(answers, labels)
    for begin, end in zip(curves.ends[:-1], curves.ends[1:], strict=True):
        assert (np.diff(curves.y[begin:end]) >= 0).all()


def test_what_is_calibrated_is_left_as_it_is_or_bettered() -> None:
    answers, labels, folds = made(4_000, 1.0)
    chosen = choose_calibrator(answers, labels, folds)
    none = next(one for one in chosen.contest if one.way == "none")
    won = next(one for one in chosen.contest if one.way == chosen.way)
    assert won.log_loss <= none.log_loss
    assert won.ece <= none.ece + chance(answers, labels)


def chance(answers: np.ndarray, labels: np.ndarray) -> float:
    """Standard error of the accuracy."""
    return float((answers.argmax(axis=1) == labels).std() / np.sqrt(len(labels)))


def test_what_hurts_either_figure_beyond_chance_is_not_used() -> None:
    for n in (60, 300, 2_000):
        for sharpness in (0.5, 1.0, 2.0):
            answers, labels, folds = made(n, sharpness)
            chosen = choose_calibrator(answers, labels, folds)
            by_way = {one.way: one for one in chosen.contest}
            won, none = by_way[chosen.way], by_way["none"]
            assert won.log_loss <= none.log_loss
            assert won.ece <= none.ece + chance(answers, labels)


def test_few_rows_of_a_class_try_few_parameters() -> None:
    answers, labels, folds = made(2_000, 2.0, n_classes=3)
    for rows in (4, 6, 30, 400):
        rare = np.flatnonzero(labels == 2)[rows:]
        kept = np.setdiff1d(np.arange(2_000), rare)
        chosen = choose_calibrator(answers[kept], labels[kept], folds[kept])
        tried = {one.way for one in chosen.contest}
        assert tried == {way for way, few in FEWEST_OF_A_CLASS.items() if rows >= few}


def test_one_fold_proves_nothing() -> None:
    answers, labels, _ = made(500, 3.0)
    chosen = choose_calibrator(answers, labels, np.zeros(500, np.int64))
    assert chosen.way == "none"
    assert isinstance(chosen.calibrator, Scaling)
    assert np.allclose(chosen.calibrator.apply(answers), answers)


def test_the_digits_of_a_published_network(real_data: Path) -> None:
    stored = np.load(real_data / "calibration_records" / "lenet-5-cifar-10.npz")
    answers = stored["predictions"].astype(np.float64)
    labels = stored["ground_truth"].ravel().astype(np.int64)
    held, right = answers[5_000:], labels[5_000:]
    learnt = np.log(np.maximum(answers[:5_000], 1e-12))
    temperature = fit_temperature(learnt, labels[:5_000])
    assert temperature == pytest.approx(1.374, abs=2e-3)
    chosen = sharpen(held, temperature)
    rows = np.arange(5_000)

    def figures(these: np.ndarray) -> tuple[float, float, float]:
        said = these[rows, right]
        brier = (these**2).sum(axis=1) - 2 * said + 1
        error = equal_width_error(*top_label(these, right))
        return error, float(-np.log(said).mean()), float(brier.mean())

    assert figures(held) == pytest.approx((0.1193, 1.3905, 0.6263), abs=1e-4)
    error, *scores = figures(chosen)
    assert scores == pytest.approx([1.3260, 0.6068], abs=1e-4)
    assert error == pytest.approx(0.0224, abs=5e-4)  # a row that changes its bin
    ours = choose_calibrator(answers[:5_000], labels[:5_000], rows % 5)
    error, loss, brier = figures(ours.calibrator.apply(held))
    assert error <= 0.1193 / 3
    assert loss <= 1.3265
    assert brier <= 0.6075
