"""What the next reviews buy: recovered curves, honest intervals, three decisions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.analytics.learning_curve import draw_curves, fit_curve
from sdml.analytics.review_economics import (
    backtest_gain,
    forecast_gain,
    gain_per_hour,
    rank_classes,
)
from sdml.errors import NotEnoughData, ParameterError
from sdml.records.agreement import CurvePoint

SIZES = (50, 100, 200, 400, 800, 1600)


def curve_points(
    a: float,
    b: float,
    c: float,
    *,
    sizes: tuple[int, ...] = SIZES,
    error: float = 0.005,
    seed: int | None = None,
) -> list[CurvePoint]:
    random = np.random.default_rng(seed)
    noise = random.normal(0, error, len(sizes)) if seed is not None else [0.0] * 99
    return [
        CurvePoint(n, float(a - b * n**-c + off), error)
        for n, off in zip(sizes, noise, strict=False)
    ]


@pytest.mark.parametrize(
    ("a", "b", "c"), [(0.9, 2.0, 0.5), (0.95, 0.8, 0.3), (0.8, 6.0, 0.9)]
)
def test_a_curve_without_noise_is_found_again(a: float, b: float, c: float) -> None:
    fit = fit_curve(curve_points(a, b, c))
    assert float(fit.a[0]) == pytest.approx(a, abs=2e-3)
    assert float(fit.c[0]) == pytest.approx(c, rel=1e-2)
    assert float(fit.at(3200)[0]) == pytest.approx(a - b * 3200**-c, abs=1e-4)


def test_one_wild_point_does_not_bend_the_curve() -> None:
    sizes = tuple(range(100, 1300, 100))
    points = curve_points(0.9, 2.0, 0.5, sizes=sizes, seed=3)
    wild = [*points]
    wild[5] = CurvePoint(600, points[5].value - 0.1, 0.005)
    plain, bent = forecast_gain(points, 0.01), forecast_gain(wild, 0.01)
    assert bent.reaches == pytest.approx(plain.reaches, abs=0.005)
    assert bent.gain.high - bent.gain.low > plain.gain.high - plain.gain.low


@pytest.mark.parametrize(
    ("points", "worth", "decision", "words"),
    [
        (curve_points(0.9, 2.0, 0.5, sizes=SIZES[:4]), 0.005, "go_on", "at least"),
        (curve_points(0.9, 2.0, 0.5), 0.01, "stop", "less than the 0.0100 asked"),
        (curve_points(0.9, 2.0, 0.5)[:3], 0.01, "not_enough_data", "at least 4"),
        ([], 0.01, "not_enough_data", "0 different numbers"),
        (
            curve_points(0.9, 2.0, 0.5, sizes=SIZES[:4], error=0.04),
            0.0125,
            "not_enough_data",
            "cannot be ruled out",
        ),
    ],
    ids=["steep", "flat", "three points", "no points", "noisy"],
)
def test_the_decision_follows_the_interval(
    points: list[CurvePoint], worth: float, decision: str, words: str
) -> None:
    found = forecast_gain(points, worth)
    assert found.decision == decision
    assert words in found.reason


def test_the_same_size_measured_often_is_still_one_size() -> None:
    same = [CurvePoint(100, 0.5 + 0.01 * i, 0.01) for i in range(6)]
    with pytest.raises(NotEnoughData, match="1 different"):
        fit_curve(same)


@pytest.mark.parametrize(
    ("points", "worth", "reviews"),
    [
        ([CurvePoint(0, 0.5, 0.1)] * 4, 0.01, 100),
        ([CurvePoint(10, 0.5, 0.0)] * 4, 0.01, 100),
        ([], 0.0, 100),
        ([], 0.01, 0),
    ],
    ids=["no labels", "no error", "no worth", "no reviews"],
)
def test_impossible_orders_are_refused(
    points: list[CurvePoint], worth: float, reviews: int
) -> None:
    with pytest.raises(ParameterError):
        forecast_gain(points, worth, reviews=reviews)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=9), st.integers(1, 1000))
def test_any_curve_gives_a_gain_inside_its_interval(
    values: list[float], reviews: int
) -> None:
    points = [CurvePoint(20 * (i + 1), v, 0.02) for i, v in enumerate(values)]
    found = forecast_gain(points, 0.01, reviews=reviews)
    assert 0 <= found.gain.low <= found.gain.value <= found.gain.high
    assert found.reaches <= found.ceiling <= 1.0


def test_a_seed_gives_the_same_curves_twice() -> None:
    fit = fit_curve(curve_points(0.9, 2.0, 0.5, seed=1))
    first, second = draw_curves(fit, 50, seed=9), draw_curves(fit, 50, seed=9)
    assert (first.a == second.a).all()


def test_the_gains_interval_covers_the_true_gain() -> None:
    hits, runs = 0, 200
    true = 2 * (1600**-0.5 - 1700**-0.5)
    for seed in range(runs):
        points = curve_points(0.9, 2.0, 0.5, error=0.01, seed=seed)
        found = forecast_gain(points, 0.01, seed=seed).gain
        hits += found.low <= true <= found.high
    assert 0.92 <= hits / runs <= 0.98


def test_backtests_find_what_was_measured_later() -> None:
    inside, errors = [], []
    for seed in range(40):
        points = curve_points(0.9, 2.0, 0.5, error=0.01, seed=100 + seed)
        found = backtest_gain(points, seed=seed)
        assert [(one.from_labels, one.to_labels) for one in found.trials] == [
            (400, 800),
            (400, 1600),
            (800, 1600),
        ]
        inside.append(found.inside.value)
        errors.append(found.mean_error)
    assert 0.92 <= np.mean(inside) <= 0.99
    assert abs(np.mean(errors)) < 0.01


def test_a_backtest_of_four_points_has_nothing_to_compare() -> None:
    found = backtest_gain(curve_points(0.9, 2.0, 0.5, sizes=SIZES[:4]))
    assert found.trials == ()
    assert (found.inside.value, found.mean_error) == (None, None)


def test_a_curve_that_breaks_is_outside_its_forecast() -> None:
    points = curve_points(0.9, 2.0, 0.5, error=0.002)
    broken = [*points[:-1], CurvePoint(1600, 0.6, 0.002)]
    last = backtest_gain(broken).trials[-1]
    assert not last.is_inside
    assert last.predicted.value > last.realised


def test_the_class_that_buys_most_is_reviewed_next() -> None:
    curves = {
        "done": curve_points(0.95, 0.3, 0.5),
        "steep": curve_points(0.9, 3.0, 0.4),
        "new": [CurvePoint(3, 0.2, 0.1)],
    }
    ranked = rank_classes(curves, 0.001)
    assert [one.label for one in ranked] == ["steep", "done", "new"]
    assert ranked[0].worth == pytest.approx(ranked[0].forecast.gain.value / 3)
    assert ranked[2].worth is None
    assert ranked[2].forecast.decision == "not_enough_data"


def test_a_frequent_class_counts_more() -> None:
    curves = {
        "rare": curve_points(0.9, 3.0, 0.4),
        "frequent": curve_points(0.9, 2.0, 0.4),
    }
    weights = {"rare": 0.02, "frequent": 0.98}
    ranked = rank_classes(curves, 0.001, class_weights=weights)
    assert [one.label for one in ranked] == ["frequent", "rare"]
    with pytest.raises(ParameterError, match="'rare' has weight"):
        rank_classes(curves, 0.001, class_weights={"frequent": 1.0})


def test_the_gain_of_an_hour_is_in_proportion() -> None:
    forecast = forecast_gain(curve_points(0.9, 2.0, 0.5), 0.01, reviews=100)
    found = gain_per_hour(forecast, reviews_per_hour=50)
    assert found.value == pytest.approx(forecast.gain.value / 2)
    assert gain_per_hour(forecast_gain([], 0.01), 50).value is None
