"""Periods of a cadence: whole, in order, due at the tenant's hour."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.analytics.report_periods import (
    asked_period,
    due_periods,
    in_period,
    next_period,
    period_end,
    period_of,
    periods_between,
)
from sdml.records.report_run import ReportPeriod
from sdml.records.sla_words import Cadence

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 1))
CADENCES = st.sampled_from(list(Cadence))


@given(CADENCES, DAYS)
def test_periods_hold_their_day_and_follow_one_another(
    cadence: Cadence, day: date
) -> None:
    period = period_of(cadence, day)
    assert period.first <= day <= period.last
    assert next_period(cadence, period).first == period.last + timedelta(days=1)


@given(CADENCES, DAYS, st.integers(0, 400))
def test_a_range_is_filled_without_gap_or_overlap(
    cadence: Cadence, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    found = periods_between(cadence, first, last)
    for earlier, later in itertools.pairwise(found):
        assert later.first == earlier.last + timedelta(days=1)
    assert all(first <= one.first <= one.last <= last for one in found)


@given(st.integers(0, 23), DAYS.filter(lambda day: day.year < 2037))
def test_every_day_is_due_once_whatever_the_clock_does(hour: int, since: date) -> None:
    now = datetime(since.year, since.month, since.day, 12, tzinfo=UTC)
    found = due_periods(
        Cadence.DAILY, hour, since, now + timedelta(days=400), "America/New_York"
    )
    assert len({one.period.first for one in found}) == len(found)
    assert 398 <= len(found) <= 401
    gaps = {b.due_at - a.due_at for a, b in itertools.pairwise(found)}
    assert gaps <= {timedelta(hours=hours) for hours in (23, 24, 25)}


SKIPPED = {
    "midnight that is skipped": (0, datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
    "one o'clock on that day": (1, datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
}


@pytest.mark.parametrize(("hour", "at"), SKIPPED.values(), ids=SKIPPED)
def test_an_hour_that_the_clock_skips_is_due_when_it_has_jumped(
    hour: int, at: datetime
) -> None:
    # In São Paulo the clock went from 0:00 to 1:00 on 4 November 2018.
    due = due_periods(Cadence.DAILY, hour, date(2018, 11, 3), at, "America/Sao_Paulo")
    assert [one.period.first for one in due] == [date(2018, 11, 3)]
    assert due[0].due_at == at


TODAY = date(2026, 4, 9)
ASKED = {
    "neither": (("", ""), None),
    "both": (
        ("2026-03-01", "2026-03-31"),
        ReportPeriod(date(2026, 3, 1), date(2026, 3, 31)),
    ),
    "until-today": (("2026-03-01", ""), ReportPeriod(date(2026, 3, 1), TODAY)),
}


@pytest.mark.parametrize(("days", "period"), ASKED.values(), ids=ASKED)
def test_parameters_say_which_period_is_asked_for(
    days: tuple[str, str], period: ReportPeriod | None
) -> None:
    assert asked_period(*days, TODAY) == period


def test_a_period_ends_and_holds_by_the_wall_clock_of_the_tenant() -> None:
    march = ReportPeriod(date(2026, 3, 1), date(2026, 3, 31))
    zone = "America/Sao_Paulo"
    later = datetime(2026, 6, 1, tzinfo=UTC)
    end = period_end(march, zone, later)
    assert end == datetime(2026, 4, 1, 3, tzinfo=UTC)
    amid = datetime(2026, 3, 9, tzinfo=UTC)
    assert period_end(march, zone, amid) == amid
    edges = [datetime(2026, 3, 1, 3, tzinfo=UTC), end - timedelta(seconds=1)]
    outside = [edges[0] - timedelta(seconds=1), end]
    times = pd.Series([*edges, *outside], dtype="datetime64[ns, UTC]")
    assert in_period(times, march, zone).tolist() == [True, True, False, False]
    assert in_period(times, None, zone).all()
