"""Automation bias and acceptance bias: shares, differences, audits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.analytics.proportion_intervals import (
    Count,
    share_with_interval,
    subtract_shares,
    wilson_interval,
)
from sdml.analytics.reviewer_trust import (
    acceptance_bias,
    automation_bias,
)
from sdml.errors import ParameterError

counts = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).map(lambda successes: Count(successes, n))
)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        (Count(56, 70), Count(48, 80), 0.0524, 0.3339),
        (Count(9, 10), Count(3, 10), 0.1705, 0.8090),
        (Count(10, 10), Count(0, 20), 0.6791, 1.0),
        (Count(5, 56), Count(0, 29), -0.0381, 0.1926),
    ],
    ids=["a", "b", "g", "d"],
)
def test_newcombes_published_intervals_come_out(
    first: Count, second: Count, low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    found = subtract_shares("difference", first, second)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@settings(deadline=None)
@given(counts, counts)
def test_differences_hold_their_value_and_turn_with_their_order(
    first: Count, second: Count
) -> None:
    found = subtract_shares("d", first, second)
    turned = subtract_shares("d", second, first)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert turned.low == pytest.approx(-found.high)


@settings(deadline=None)
@given(counts)
def test_wilsons_interval_holds_the_share(count: Count) -> None:
    low, high = wilson_interval(count)
    assert 0 <= low <= count.successes / count.n <= high <= 1
    assert low < high


def test_a_share_of_nothing_has_no_value() -> None:
    assert share_with_interval("x", Count(0, 0)).value is None
    assert subtract_shares("x", Count(0, 0), Count(1, 2)).reason


def seeded_trials(
    reviewer: int, accepted: list[int], blind_right: list[int]
) -> tuple[np.ndarray, ...]:
    """Shown wrong suggestions, oldest first, then blind answers."""
    shown = np.array([True] * len(accepted) + [False] * len(blind_right))
    took = np.array([*accepted, *[0] * len(blind_right)], bool)
    right = np.array([*[not one for one in accepted], *blind_right], bool)
    return np.full(len(shown), reviewer), shown, took, right


def test_automation_bias_compares_shown_with_blind_for_each_reviewer() -> None:
    careful = seeded_trials(1, [0] * 19 + [1], [1] * 19 + [0])
    follower = seeded_trials(2, [0] * 10 + [1] * 10, [1] * 18 + [0] * 2)
    both = [np.concatenate(parts) for parts in zip(careful, follower, strict=True)]
    everyone, one, two = automation_bias(*both)
    assert (everyone.reviewer, one.reviewer, two.reviewer) == (None, 1, 2)
    assert (one.accepted.value, one.accepted.n) == (0.05, 20)
    assert one.difference.low < 0 < one.difference.high, "no bias is shown"
    assert (two.accepted.value, two.error_blind.value) == (0.5, 0.1)
    assert two.difference.value == pytest.approx(0.4)
    assert two.difference.low > 0, "the bias is shown"
    assert (two.first_half.value, two.second_half.value) == (0.0, 1.0)
    assert two.trend.low > 0, "and it grows"
    assert everyone.accepted.value == pytest.approx(11 / 40)


def test_without_blind_answers_there_is_no_difference() -> None:
    _, one = automation_bias(*seeded_trials(3, [1, 0, 0], []))
    assert one.accepted.value == pytest.approx(1 / 3)
    assert one.difference.value is None
    assert one.difference.reason == "one of the two has no trials"


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ParameterError, match=r"\[2, 1\] rows"):
        acceptance_bias(np.array([True, False]), np.array([1]))


def audits(right: int, wrong: int, unseen: int) -> list[int]:
    return [1] * right + [0] * wrong + [-1] * unseen


def test_acceptance_is_corrected_by_audits_of_both_kinds() -> None:
    accepted = np.array([True] * 800 + [False] * 200)
    audit = np.array(audits(90, 10, 700) + audits(12, 28, 160))
    found = acceptance_bias(accepted, audit)
    assert found.raw.value == 0.8
    assert found.audited.value == pytest.approx(0.8 * 0.9 + 0.2 * 0.3)
    assert found.audited.n == 140
    assert found.bias.value == pytest.approx(0.02)
    assert found.bias.low < 0.02 < found.bias.high
    assert found.audited.reason == ""


def test_unaudited_overrides_count_as_wrong_and_it_says_so() -> None:
    found = acceptance_bias(
        np.array([True] * 90 + [False] * 10), np.array(audits(27, 3, 70))
    )
    assert found.bias.value == pytest.approx(0.09)
    assert found.bias.low > 0
    assert "taken as wrong" in found.bias.reason


def test_without_audits_there_is_no_bias_figure() -> None:
    found = acceptance_bias(np.array([True, False]), np.array([-1, -1]))
    assert found.raw.value == 0.5
    assert found.bias.value is None
    assert found.bias.reason == "no accepted prediction was audited"


def test_the_bias_interval_covers_the_true_bias() -> None:
    random = np.random.default_rng(6)
    hits, runs = 0, 1500
    for _ in range(runs):
        accepted = random.random(400) < 0.85
        right = random.random(400) < np.where(accepted, 0.92, 0.25)
        audit = np.where(random.random(400) < 0.2, right, -1)
        true = accepted.mean() * 0.08 - (1 - accepted.mean()) * 0.25
        found = acceptance_bias(accepted, audit).bias
        hits += found.low <= true <= found.high
    assert 0.92 <= hits / runs <= 0.98
