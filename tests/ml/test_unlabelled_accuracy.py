"""What is expected before labels come is what is found, within its interval."""

import numpy as np
import pytest

from sdml.ml.unlabelled_accuracy import CalibrationGap, calibration_gap, expect

EXACT = CalibrationGap(0.0, 0.0, 10_000)


def draw(random: np.random.Generator, n: int, bias: float = 0.0) -> tuple:
    said = random.beta(6, 1, n)
    return said, random.random(n) < np.clip(said + bias, 0, 1)


@pytest.mark.parametrize("bias", [0.0, -0.05], ids=["calibrated", "overconfident"])
def test_the_interval_holds_what_is_found_about_as_often_as_it_says(
    bias: float,
) -> None:
    random, held, runs = np.random.default_rng(5), 0, 400
    for _ in range(runs):
        gap = calibration_gap(*draw(random, 300, bias))
        said, right = draw(random, 200, bias)
        found = expect(said, gap, right.astype(float))
        assert found.low is not None
        assert found.high is not None
        assert found.found is not None
        held += found.low <= found.found <= found.high
    assert held / runs >= 0.925


def test_the_error_is_of_those_whose_truth_is_known() -> None:
    said = np.array([0.9, 0.9, 0.5, 0.5])
    right = np.array([1.0, 1.0, np.nan, np.nan])
    found = expect(said, EXACT, right)
    assert (found.value, found.known, found.found) == (pytest.approx(0.7), 2, 1.0)
    assert found.error == pytest.approx(0.1)


def test_without_labels_there_is_an_estimate_and_no_error() -> None:
    found = expect(np.full(50, 0.8), EXACT, np.full(50, np.nan))
    assert found.value == pytest.approx(0.8)
    assert (found.known, found.found, found.error) == (0, None, None)


def test_a_gap_moves_the_estimate_and_widens_the_interval() -> None:
    plain = expect(np.full(100, 0.9), EXACT)
    moved = expect(np.full(100, 0.9), CalibrationGap(-0.1, 0.001, 300))
    assert moved.value == pytest.approx(0.8)
    assert moved.high is not None
    assert moved.low is not None
    assert plain.high is not None
    assert plain.low is not None
    assert moved.high - moved.low > plain.high - plain.low


@pytest.mark.parametrize("n", [0, 29])
def test_too_few_unseen_tickets_give_no_estimate(n: int) -> None:
    gap = calibration_gap(np.full(n, 0.9), np.ones(n, bool))
    assert gap is None
    assert expect(np.full(50, 0.8), gap).value is None


def test_nothing_said_gives_no_estimate() -> None:
    assert expect(np.array([]), EXACT).value is None
