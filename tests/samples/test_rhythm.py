"""Holidays, business hours and arrivals of the sample."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.samples.rhythm import WorkingClock, arrivals, national_holidays

GOOD_FRIDAYS = {2024: (3, 29), 2025: (4, 18), 2026: (4, 3), 2027: (3, 26)}
CLOSED = frozenset({date(2026, 11, 20)})
CLOCK = WorkingClock(date(2026, 11, 1), date(2026, 12, 31), "America/Sao_Paulo", CLOSED)


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}:00-03:00").timestamp())


@pytest.mark.parametrize(("year", "day"), GOOD_FRIDAYS.items())
def test_good_friday_moves_with_easter(year: int, day: tuple[int, int]) -> None:
    days = {holiday.day for holiday in national_holidays(year, "pt_BR")}
    assert date(year, *day) in days
    assert date(year, 11, 20) in days
    assert len(days) == 10


def test_20_november_is_a_holiday_from_2024_on() -> None:
    assert date(2023, 11, 20) not in {h.day for h in national_holidays(2023, "en")}


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        ("2026-11-16T09:00", 1, "2026-11-16T10:00"),
        ("2026-11-16T17:30", 1, "2026-11-17T09:30"),
        ("2026-11-16T07:00", 2, "2026-11-16T11:00"),
        ("2026-11-19T16:00", 8, "2026-11-23T15:00"),
        ("2026-11-20T10:00", 1, "2026-11-23T10:00"),
        ("2026-11-21T12:00", 0.5, "2026-11-23T09:30"),
    ],
)
def test_business_time_skips_nights_weekends_and_holidays(
    begins: str, hours: float, ends: str
) -> None:
    assert CLOCK.after(_moment(begins), hours * 3600) == _moment(ends)


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_business_time_adds_up(first: int, second: int) -> None:
    start = _moment("2026-11-03T08:00")
    once = CLOCK.after(start, first + second)
    twice = CLOCK.after(CLOCK.after(start, first), second)
    assert once == twice


@given(st.integers(0, 500), st.integers(0, 2**32))
def test_every_arrival_is_given_once(count: int, seed: int) -> None:
    import random

    days = list(
        arrivals(
            count,
            date(2026, 11, 1),
            date(2026, 11, 30),
            CLOSED,
            random.Random(seed).random,
        )
    )
    assert sum(len(seconds) for _, seconds in days) == count
    assert all(0 <= s < 86_400 for _, seconds in days for s in seconds)
    assert all(seconds == sorted(seconds) for _, seconds in days)


def test_what_never_ends_ends_after_the_last_day() -> None:
    never = CLOCK.after(_moment("2026-12-30T09:00"), 1e9)
    assert datetime.fromtimestamp(never, UTC).date() > date(2026, 12, 31)
