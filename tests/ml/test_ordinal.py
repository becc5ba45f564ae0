"""Ordered classes: costs, decisions and figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from sdml.ml.ordinal import (
    cost_matrix,
    decide_least_cost,
    judge_levels,
    quadratic_kappa,
)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(1, 5, 60)
    said = np.clip(truth + random.integers(-2, 3, 60), 1, 4)
    expected = cohen_kappa_score(truth, said, weights="quadratic", labels=[1, 2, 3, 4])
    assert quadratic_kappa(truth, said) == pytest.approx(expected, abs=1e-12)


def test_kappa_of_one_level_alone_is_not_defined() -> None:
    assert quadratic_kappa(np.full(4, 2), np.full(4, 2)) is None


def test_too_low_costs_twice_too_high() -> None:
    costs = cost_matrix([3, 1, 2])  # classes are by name, not by level
    assert costs.tolist() == [[0, 2, 1], [4, 0, 2], [2, 1, 0]]


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=6),
    st.floats(1.0, 10.0),
    st.integers(0, 2**32 - 1),
)
def test_no_decision_costs_less_in_expectation(
    levels: list[int], undercall: float, seed: int
) -> None:
    costs = cost_matrix(levels, undercall)
    rows = np.random.default_rng(seed).dirichlet(np.ones(len(levels)), 20)
    expected = rows @ costs.T
    said = decide_least_cost(rows, costs)
    assert (expected[np.arange(20), said] <= expected.min(axis=1) + 1e-9).all()


def test_figures_are_those_counted_by_hand() -> None:
    truth, said = np.array([0, 1, 2, 2]), np.array([0, 2, 2, 0])
    found = {one.name: one for one in judge_levels(truth, said, [1, 2, 3], 2.0)}
    assert found["mean_cost"].value == pytest.approx((0 + 1 + 0 + 4) / 4)
    assert found["ordinal_mae"].value == pytest.approx((0 + 1 + 0 + 2) / 4)
    assert found["accuracy"].value == 0.5
    for one in found.values():
        assert one.low is not None
        assert one.high is not None
        assert one.value is not None
        assert one.low <= one.value <= one.high
        assert one.n == 4
    assert all(one.value is None for one in judge_levels(truth[:0], said[:0], [1], 2.0))


def test_the_interval_of_the_mean_cost_holds_the_truth_as_often_as_it_says() -> None:
    costs = cost_matrix([1, 2, 3])
    random = np.random.default_rng(0)
    table = np.array([[0.2, 0.05, 0.02], [0.1, 0.25, 0.08], [0.02, 0.08, 0.2]])
    true_cost = float((table * costs).sum())
    inside = 0
    for seed in range(200):
        cells = random.choice(9, 300, p=table.ravel())
        found = judge_levels(cells % 3, cells // 3, [1, 2, 3], 2.0, seed)[0]
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= true_cost <= found.high
    assert 180 <= inside <= 199
