"""Compliance, backlog, survival, time shares and forecasts, on known cases."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from sdml.analytics.share_forecast import forecast_shares, weekly_shares
from sdml.analytics.share_forecast_report import show_share_forecast
from sdml.analytics.sla_compliance import (
    age_backlog,
    compare_groups,
    month_of,
    total_compliance,
)
from sdml.analytics.survival import (
    estimate_quantile,
    estimate_survival,
    survival_quantile,
)
from sdml.analytics.time_shares import count_returns, time_by_value
from sdml.analytics.volume_forecast import forecast_weeks
from sdml.analytics.volume_report import show_forecast
from sdml.records.language import Language
from sdml.records.sla_history import ValueRows

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def cycles(states: list[str | None], **columns: list) -> pd.DataFrame:
    opened = [NOW - timedelta(days=place) for place in range(len(states))]
    return pd.DataFrame(
        {
            "resolution": pd.array(states, dtype="string"),
            "opened_at": pd.to_datetime(opened, utc=True),
            "ended_at": pd.Series([pd.NaT] * len(states), dtype="datetime64[ns, UTC]"),
            **columns,
        }
    )


def test_open_cycles_stand_apart_and_cancelled_ones_count_for_nothing() -> None:
    found = total_compliance(cycles(["met", "met", "late", "open", "at_risk", None]))
    assert (found.met, found.late, found.open, found.at_risk) == (2, 1, 2, 1)
    assert found.share == pytest.approx(2 / 3)
    assert found.is_rough


def test_nothing_decided_has_no_share() -> None:
    found = total_compliance(cycles(["open"]))
    assert (found.share, found.low, found.high) == (None, 0.0, 1.0)


def test_groups_come_largest_first_and_a_missing_one_is_named_none() -> None:
    frame = cycles(
        ["met", "late", "met"], team=pd.array(["A", pd.NA, "A"], dtype="string")
    )
    found = compare_groups(frame, "team")
    assert [(one.label, one.decided) for one in found] == [("A", 2), (None, 1)]


def test_a_month_is_the_desks_own() -> None:
    times = pd.Series(pd.to_datetime(["2026-04-01T01:00Z"]))
    assert month_of(times, "America/Sao_Paulo").tolist() == ["2026-03"]


def test_the_backlog_is_aged_in_whole_days() -> None:
    found = age_backlog(cycles(["open", "late", "open", "late", "met"]), NOW)
    assert [(one.days_from, one.open, one.late) for one in found[:3]] == [
        (0, 1, 0),
        (1, 2, 1),
        (3, 2, 1),
    ]
    assert sum(one.open for one in found) == 5


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40
    ).filter(lambda cases: any(ended for _, ended in cases))
)
def test_survival_is_that_of_statsmodels(cases: list[tuple[int, bool]]) -> None:
    times = np.array([float(time) for time, _ in cases])
    ended = np.array([end for _, end in cases])
    reference = SurvfuncRight(times, ended.astype(int))
    found = estimate_survival(times, ended)
    assert [point.time for point in found] == reference.surv_times.tolist()
    np.testing.assert_allclose(
        [p.share for p in found], reference.surv_prob, atol=1e-12
    )
    assert [point.at_risk for point in found] == reference.n_risk.tolist()
    assert all(0 <= p.low <= p.share <= p.high <= 1 for p in found)


def test_what_is_still_under_way_is_not_left_out_of_a_median() -> None:
    times = np.array([1.0, 2.0, 3.0, 10.0, 10.0, 10.0])
    ended = np.array([True, True, True, False, False, False])
    assert survival_quantile(estimate_survival(times, ended), 0.5) == 3.0
    assert survival_quantile(estimate_survival(times, ended), 0.9) is None


def test_an_interval_of_a_quantile_holds_it_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        found = estimate_quantile(rng.exponential(size=80), 0.9)
        assert found.low is not None
        inside += found.low <= -np.log(0.1) <= (found.high or np.inf)
    assert inside / 400 > 0.92


def test_few_rows_have_no_quantile() -> None:
    assert estimate_quantile(np.arange(29.0), 0.5).value is None


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=6),
        min_size=1,
        max_size=8,
    )
)
def test_time_by_state_sums_to_the_elapsed_time_exactly(
    moves: list[list[tuple[int, int]]],
) -> None:
    ticket, at, value = [], [], []
    for number, steps in enumerate(moves):
        for when, what in [(0, 9), *sorted(steps)]:
            ticket.append(number)
            at.append(when)
            value.append(what)
    until = np.arange(len(moves)) * 7 + 20
    rows = ValueRows(np.array(ticket), np.array(at), np.array(value))
    assert sum(time_by_value(rows, until).values()) == until.sum()


def test_ping_pong_is_counted_and_a_ticket_without_team_does_not_move() -> None:
    rows = ValueRows(
        np.array([0, 0, 0, 0, 1, 1]),
        np.arange(6),
        np.array([1, 2, 1, 2, -1, 3]),
    )
    moves, returns = count_returns(rows, 2)
    assert moves.tolist() == [3, 0]
    assert returns.tolist() == [2, 0]


def test_forecast_intervals_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    held = []
    for _ in range(60):
        weeks = rng.poisson(200, 45).astype(float)
        found = forecast_weeks(weeks[:-1], ahead=1)
        assert found is not None
        held.append(found.points[0].low <= weeks[-1] <= found.points[0].high)
    assert 0.7 < np.mean(held) < 0.95


def test_intervals_of_a_share_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(120):
        decided = rng.poisson(60, 45) * rng.integers(1, 4, 45)
        met = rng.binomial(decided, 0.88)
        found = forecast_shares(met[:-1], decided[:-1], ahead=1)
        assert found is not None
        came = met[-1] / decided[-1]
        held.append(found.points[0].low <= came <= found.points[0].high)
    assert 0.7 < np.mean(held) < 0.92


def test_a_share_forecast_is_that_of_four_weeks_and_stays_a_share() -> None:
    decided = np.full(20, 10)
    met = np.array([10, 0] * 8 + [10, 9, 10, 9])
    found = forecast_shares(met, decided)
    assert found is not None
    assert found.points[0].expected == 38 / 40
    assert all(0 <= one.low <= one.high <= 1 for one in found.points)
    assert found.tested == 16 + 15 + 14 + 13
    assert found.naive_error is not None
    assert found.error is not None
    assert found.error < found.naive_error


def test_a_week_without_a_case_is_no_week() -> None:
    decided = np.array([5, 0] * 15)
    assert forecast_shares(np.minimum(decided, 4), decided) is None
    decided = np.array([5, 0] * 16)
    found = forecast_shares(np.minimum(decided, 4), decided)
    assert found is not None
    assert (found.weeks, found.decided) == (16, 80)
    quiet = np.r_[decided, 0, 0, 0]
    assert forecast_shares(np.minimum(quiet, 4), quiet) is None


def due(weeks: int) -> pd.DataFrame:
    """Two cases due each day: one in time, one late from Thursday on."""
    days = pd.date_range(end=NOW + timedelta(days=9), periods=7 * weeks, freq="D")
    times = pd.DatetimeIndex(np.repeat(days, 2)).astype("datetime64[ns, UTC]")
    is_second = np.tile([False, True], len(days))
    is_late = is_second & (times.day_of_week >= 3)
    states = np.where(times > NOW, "open", np.where(is_late, "late", "met"))
    return pd.DataFrame(
        {
            "resolution_due_at": times,
            "resolution": pd.array(states.astype(object), dtype="string"),
        }
    )


def test_a_case_is_of_the_week_in_which_it_is_due() -> None:
    found = weekly_shares(due(6), "resolution", NOW, "UTC")
    assert found.index[-1] == pd.Timestamp("2026-03-23")
    assert set(found["decided"]) == {14}
    assert set(found["met"]) == {10}


def test_the_page_says_which_share_is_to_be_expected() -> None:
    say = Language("en", "UTC")
    short = show_share_forecast(due(12), "resolution", NOW, "UTC", say)
    assert "Fewer than sixteen" in short.finding
    found = show_share_forecast(due(30), "resolution", NOW, "UTC", say)
    assert "Next week 71.4% to 71.4% are to be expected in time" in found.finding
    assert found.chart is not None
    assert set(found.chart.values) == {10 / 14}


def test_a_forecast_needs_sixteen_weeks() -> None:
    assert forecast_weeks(np.ones(15)) is None


def test_weeks_are_whole_and_the_desks_own() -> None:
    days = pd.date_range("2026-01-05T12:00Z", NOW, freq="D")
    frame = pd.DataFrame({"cycle": 1, "opened_at": days.astype("datetime64[ns, UTC]")})
    found = show_forecast(frame, NOW, "UTC", Language("en", "UTC"))
    assert "Fewer than sixteen" in found.finding
    longer = pd.date_range("2025-06-02T12:00Z", NOW, freq="D")
    frame = pd.DataFrame(
        {"cycle": 1, "opened_at": longer.astype("datetime64[ns, UTC]")}
    )
    found = show_forecast(frame, NOW, "UTC", Language("en", "UTC"))
    assert found.chart is not None
    assert set(found.chart.values) == {7.0}
    assert "Next week 7 to 7 new tickets" in found.finding
