"""Figures of a classifier, against values worked out elsewhere."""

import math

import numpy as np
import pytest
from sklearn.metrics import f1_score, log_loss

from sdml.ml.evaluation import (
    clopper_pearson,
    expected_calibration_error,
    judge,
    macro_f1,
    per_class_figures,
    wilson,
)
from sdml.records.model_card import METRIC_NAMES

RANDOM = np.random.default_rng(7)
LABELS = RANDOM.integers(0, 4, 600)
SCORES = RANDOM.normal(size=(600, 4)) + 2.0 * np.eye(4)[LABELS]
ANSWERS = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
CONFIDENT = ANSWERS.max(axis=1) >= 0.8


def test_the_figures_have_their_names_and_order() -> None:
    assert tuple(m.name for m in judge(ANSWERS, LABELS, CONFIDENT)) == METRIC_NAMES


def test_figures_equal_scikit_learn_s() -> None:
    found = {m.name: m for m in judge(ANSWERS, LABELS, CONFIDENT)}
    predicted = ANSWERS.argmax(axis=1)
    assert found["accuracy"].value == pytest.approx((predicted == LABELS).mean())
    assert found["macro_f1"].value == pytest.approx(
        f1_score(LABELS, predicted, average="macro")
    )
    assert found["log_loss"].value == pytest.approx(log_loss(LABELS, ANSWERS))
    brier = ((ANSWERS - np.eye(4)[LABELS]) ** 2).sum(axis=1).mean()
    assert found["brier"].value == pytest.approx(brier)
    confident = CONFIDENT
    assert found["coverage"].value == pytest.approx(confident.mean())
    assert found["selective_accuracy"].n == confident.sum()
    assert found["selective_accuracy"].value == pytest.approx(
        (predicted == LABELS)[confident].mean()
    )


def test_every_figure_lies_in_its_interval() -> None:
    for metric in judge(ANSWERS, LABELS, CONFIDENT):
        assert metric.low is not None
        assert metric.high is not None
        assert metric.low <= (metric.value or 0.0) <= metric.high
        assert metric.n > 0


def test_nothing_routed_gives_no_selective_accuracy() -> None:
    found = {m.name: m for m in judge(ANSWERS, LABELS, np.zeros(600, bool))}
    assert found["coverage"].value == 0.0
    assert found["selective_accuracy"].value is None
    assert found["selective_accuracy"].n == 0


def test_nothing_promised_gives_neither_figure() -> None:
    found = {m.name: m for m in judge(ANSWERS, LABELS)}
    for name in ("coverage", "selective_accuracy"):
        assert (found[name].value, found[name].n) == (None, 0)


def test_no_rows_give_no_figures() -> None:
    assert all(m.value is None and m.n == 0 for m in judge(ANSWERS[:0], LABELS[:0]))


# Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20.
WILSON = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
}
EXACT = {
    (81, 263): (0.2527, 0.3676),
    (15, 148): (0.0578, 0.1617),
    (0, 20): (0.0, 0.1684),
}


@pytest.mark.parametrize(("counts", "ends"), WILSON.items())
def test_wilson_intervals_are_newcombe_s(counts: tuple[int, int], ends: object) -> None:
    found = wilson(*counts)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-4)


@pytest.mark.parametrize(("counts", "ends"), EXACT.items())
def test_exact_intervals_are_newcombe_s(counts: tuple[int, int], ends: object) -> None:
    found = clopper_pearson(*counts)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-4)


def test_a_class_nobody_has_or_predicts_does_not_count() -> None:
    assert macro_f1(np.array([0, 0]), np.array([0, 0]), 3) == 1.0


def test_a_sure_and_right_model_is_calibrated() -> None:
    assert expected_calibration_error(np.ones(5), np.ones(5, bool)) == 0.0


def test_per_class_figures_are_in_label_order() -> None:
    found = per_class_figures(np.array([0, 0, 1]), np.array([0, 1, 1]), ("a", "b", "c"))
    assert [row["label"] for row in found] == ["a", "b", "c"]
    assert found[0]["precision"] == 1.0
    assert found[0]["recall"] == 0.5
    assert found[2]["precision"] is None
    assert math.isclose(float(found[1]["f1"] or 0), 2 / 3)
