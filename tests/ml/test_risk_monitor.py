"""A promise is rarely found broken that is not, and soon found broken that is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from sdml.ml.risk_monitor import (
    log_wealth,
    tickets_to_detect,
    time_uniform_interval,
    watch_risk,
)

TOLERATED = 0.05
RUNS = 2_000


def draw(seed: int, n: int, share: float, runs: int = RUNS) -> np.ndarray:
    """Streams of cases as columns, that share of them wrong."""
    return np.random.default_rng(seed).random((n, runs)) < share


def is_not_above(events: int, runs: int, rate: float) -> bool:
    """Whether a one-sided binomial test at 1 % lets the rate stand."""
    return bool(binomtest(events, runs, rate, alternative="greater").pvalue >= 0.01)


@pytest.mark.parametrize("alpha", [0.1, 0.05, 0.005])
@pytest.mark.parametrize("share", [0.02, 0.05])
def test_a_kept_promise_is_ever_found_broken_with_chance_alpha_at_most(
    share: float, alpha: float
) -> None:
    wealth = log_wealth(draw(1, 600, share), TOLERATED)
    false = int((wealth.max(axis=0) >= np.log(1 / alpha)).sum())
    assert is_not_above(false, RUNS, alpha)


def test_the_test_of_that_rate_would_find_a_monitor_that_looks_too_often() -> None:
    wrong = draw(1, 600, TOLERATED)
    n = np.arange(1, 601)[:, None]
    share = np.cumsum(wrong, axis=0) / n
    # A one-sided test at 5 %, as if each look were the only one.
    limit = TOLERATED + 1.645 * np.sqrt(TOLERATED * (1 - TOLERATED) / n)
    false = int((share > limit)[50:].any(axis=0).sum())
    assert not is_not_above(false, RUNS, 0.05)


@pytest.mark.parametrize("seen", [0, 200, 500])
@pytest.mark.parametrize("share", [0.2, 0.3, 0.5])
def test_a_shift_is_found_within_the_tickets_that_are_stated(
    share: float, seen: int
) -> None:
    alpha, runs = 0.0025, 400
    stated = tickets_to_detect(TOLERATED, share, alpha, seen=seen, chance=0.95)
    assert stated is not None
    before, after = draw(2, seen, 0.03, runs), draw(3, stated, share, runs)
    wealth = log_wealth(np.concatenate([before, after]), TOLERATED)
    found = (wealth >= np.log(1 / alpha)).any(axis=0)
    assert found.mean() >= 0.95


def test_good_months_before_a_shift_cost_a_few_tickets_only() -> None:
    stated = [tickets_to_detect(0.05, 0.3, 0.005, seen=n) for n in (0, 500, 5_000)]
    assert stated == [59, 100, 112]


def test_no_shift_for_the_worse_is_never_to_be_found() -> None:
    assert tickets_to_detect(0.05, 0.05, 0.005) is None
    assert tickets_to_detect(0.05, 0.01, 0.005) is None


def test_bets_gain_nothing_on_average_while_the_promise_is_just_kept() -> None:
    n = 9
    every = np.array(np.meshgrid(*[[False, True]] * n)).reshape(n, -1)
    chance = np.where(every, TOLERATED, 1 - TOLERATED).prod(axis=0)
    mean = (np.exp(log_wealth(every, TOLERATED)) * chance).sum(axis=1)
    assert mean == pytest.approx(np.ones(n))


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_a_stream_gives_the_same_alone_and_beside_others(wrong: list[bool]) -> None:
    stream = np.array(wrong)
    beside = np.stack([stream, ~stream], axis=1)
    assert log_wealth(beside, 0.1)[:, 0] == pytest.approx(log_wealth(stream, 0.1))


def test_evidence_stays_when_better_cases_follow() -> None:
    bad = np.array([True] * 10)
    later = np.concatenate([bad, np.zeros(2_000, bool)])
    first, last = (watch_risk(one, TOLERATED, 0.01) for one in (bad, later))
    assert first.crossed_after == last.crossed_after == 3
    assert (last.n, last.wrong) == (2_010, 10)
    assert last.log10_wealth >= first.log10_wealth


def test_nothing_decided_says_nothing() -> None:
    found = watch_risk(np.array([], bool), TOLERATED, 0.01)
    assert (found.n, found.is_against, found.low, found.high) == (0, False, 0.0, 1.0)


def test_the_interval_is_hardly_ever_off_at_any_look() -> None:
    runs, share = 300, 0.05
    wrong = np.cumsum(draw(4, 400, share, runs), axis=0)
    off = 0
    for column in range(runs):
        ends = (
            time_uniform_interval(int(wrong[n - 1, column]), n, 0.05)
            for n in range(10, 401, 30)
        )
        off += any(not low <= share <= high for low, high in ends)
    assert is_not_above(off, runs, 0.05)
