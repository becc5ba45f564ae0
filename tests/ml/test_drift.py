"""Drift is found where there is some, and seldom where there is none."""

import numpy as np
import pytest
from scipy.stats import binomtest

from sdml.ml.drift import (
    adjust_p_values,
    compare_classes,
    compare_numbers,
    compare_texts,
    compare_vectors,
    population_stability,
)
from sdml.records.watch import DriftFigure

MIX = np.array([0.4, 0.3, 0.2, 0.1])
WORDS = np.array([f"w{chr(97 + k // 26)}{chr(97 + k % 26)}" for k in range(200)])
ZIPF = 1 / np.arange(1, 201)


def texts(random: np.random.Generator, n: int, shift: int = 0) -> list[str]:
    shares = np.roll(ZIPF, shift) / ZIPF.sum()
    return [" ".join(random.choice(WORDS, 12, p=shares)) for _ in range(n)]


def week(random: np.random.Generator) -> list[DriftFigure]:
    """What one week without drift looks like, with its figures adjusted."""
    seed = int(random.integers(1_000_000))
    classes = [random.choice(4, n, p=MIX) for n in (400, 120)]
    sure = [random.beta(8, 1, n) for n in (400, 120)]
    length = [random.lognormal(4, 1, n).round() for n in (400, 120)]
    vectors = [random.normal(size=(n, 16)).astype(np.float32) for n in (300, 100)]
    return adjust_p_values(
        [
            compare_classes("class_mix", *classes, 4, seed),
            compare_numbers("confidence", *sure, seed),
            compare_numbers("text_length", *length, seed),
            compare_vectors("vectors", *vectors, seed),
        ]
    )


def test_a_week_without_drift_is_flagged_with_chance_alpha_at_most() -> None:
    random, runs = np.random.default_rng(7), 200
    flagged = sum(
        any((one.p_adjusted or 1) <= 0.05 for one in week(random)) for _ in range(runs)
    )
    assert binomtest(flagged, runs, 0.05, alternative="greater").pvalue >= 0.01


def test_other_classes_other_lengths_and_less_confidence_are_found() -> None:
    random = np.random.default_rng(1)
    mix = compare_classes(
        "class_mix", random.choice(4, 500, p=MIX), random.choice(4, 200, p=MIX[::-1]), 4
    )
    assert mix.p_value == pytest.approx(0.0005)
    assert mix.effect is not None
    assert mix.effect > 0.25
    sure = compare_numbers("confidence", random.beta(8, 1, 500), random.beta(3, 1, 200))
    assert sure.p_value == pytest.approx(0.0005)
    assert sure.divergence is not None
    assert 0 < sure.divergence < 1


def test_other_words_are_told_apart_and_the_same_are_not() -> None:
    random = np.random.default_rng(2)
    old, same, new = texts(random, 300), texts(random, 150), texts(random, 150, 60)
    apart, alike = compare_texts("words", old, new), compare_texts("words", old, same)
    assert apart.effect is not None
    assert apart.effect > 0.9
    assert apart.p_value is not None
    assert apart.p_value < 1e-6
    assert alike.p_value is not None
    assert alike.p_value > 0.01


def test_vectors_that_moved_are_told_apart() -> None:
    random = np.random.default_rng(3)
    old = random.normal(size=(400, 32)).astype(np.float32)
    new = random.normal(0.4, 1, size=(200, 32)).astype(np.float32)
    found = compare_vectors("vectors", old, new)
    assert found.effect is not None
    assert found.effect > 0.8


@pytest.mark.parametrize(
    "figure",
    [
        compare_classes("class_mix", np.zeros(10, int), np.zeros(500, int), 1),
        compare_numbers("confidence", np.zeros(0), np.zeros(0)),
        compare_texts("words", ["a"] * 500, ["b"] * 10),
        compare_vectors("vectors", np.zeros((5, 3), "f4"), np.zeros((500, 3), "f4")),
    ],
    ids=lambda one: one.name,
)
def test_too_few_rows_are_not_compared(figure: DriftFigure) -> None:
    assert figure.p_value is None
    assert figure.effect is None
    assert "not enough data" in figure.reason


def test_a_constant_does_not_drift() -> None:
    same = compare_numbers("confidence", np.ones(100), np.ones(100))
    assert same.p_value == 1.0
    assert same.effect == 0.0


def test_figures_without_a_value_do_not_count_among_those_adjusted() -> None:
    known, unknown = DriftFigure("a", 1, 1, p_value=0.04), DriftFigure("b", 1, 1)
    assert adjust_p_values([known, unknown])[0].p_adjusted == pytest.approx(0.04)
    two = adjust_p_values([known, DriftFigure("c", 1, 1, p_value=0.9)])
    assert two[0].p_adjusted == pytest.approx(0.08)
    assert adjust_p_values([unknown]) == [unknown]


def test_stability_index_is_that_of_the_textbook() -> None:
    counts = np.array([10_000, 10_000]), np.array([8_000, 12_000])
    share = np.array([0.4, 0.6])
    expected = ((share - 0.5) * np.log(share / 0.5)).sum()
    assert population_stability(*counts) == pytest.approx(expected, abs=1e-4)
