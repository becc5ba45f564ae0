import functools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.analytics.working_hours import (
    WorkingTime,
    business_due,
    business_elapsed,
    working_time,
)
from sdml.errors import ParameterError
from sdml.records.calendar import (
    BusinessCalendar,
    Slot,
    around_the_clock,
    office_week,
)

SAO_PAULO = "America/Sao_Paulo"
# The federal holidays of 2026 that the vectors need.
HOLIDAYS = {
    date(2026, month, day): ()
    for month, day in ((4, 3), (4, 21), (11, 2), (11, 20), (12, 25))
}
OFFICE = BusinessCalendar(SAO_PAULO, office_week(8, 18), HOLIDAYS)
# Zones whose clocks were changed in these days, at midnight or in the night.
CHANGES = (
    (SAO_PAULO, date(2018, 11, 3)),
    (SAO_PAULO, date(2019, 2, 16)),
    ("Europe/Lisbon", date(2024, 3, 30)),
    ("Europe/Lisbon", date(2024, 10, 26)),
    ("Australia/Lord_Howe", date(2024, 4, 6)),
    ("America/Manaus", date(2026, 11, 18)),
)


@functools.cache
def office(zone: str = SAO_PAULO) -> WorkingTime:
    calendar = BusinessCalendar(zone, OFFICE.week, HOLIDAYS)
    return working_time(calendar, date(2026, 1, 1), date(2027, 1, 31))


def at(text: str, zone: str = SAO_PAULO, fold: int = 0) -> np.ndarray:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return np.array([int(wall.timestamp())])


def local(instants: np.ndarray, zone: str = SAO_PAULO) -> str:
    return f"{datetime.fromtimestamp(int(instants[0]), ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def due(table: WorkingTime, start: np.ndarray, hours: float) -> np.ndarray:
    passed = business_elapsed(table, start) + round(hours * 3600)
    return business_due(table, passed, start)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-13 17:30", 4, "2026-11-16 11:30"),
        ("2026-11-19 16:00", 8, "2026-11-23 14:00"),
        ("2026-11-20 10:00", 1, "2026-11-23 09:00"),
        ("2026-02-13 17:00", 2, "2026-02-16 09:00"),
        ("2026-12-24 17:00", 2, "2026-12-28 09:00"),
        ("2026-04-02 17:59", 0.5, "2026-04-06 08:29"),
    ],
)
def test_due_times_of_a_brazilian_office(
    start: str, hours: float, expected: str
) -> None:
    assert local(due(office(), at(start), hours)) == expected


def test_another_time_zone_has_its_own_hours() -> None:
    found = due(office("America/Manaus"), at("2026-11-18 17:30"), 1)
    assert local(found, "America/Manaus") == "2026-11-18 17:30"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (4, "2026-03-10 11:00"),
        (2, "2026-03-09 18:00"),
        (24, "2026-03-12 13:00"),
    ],
)
def test_the_time_of_day_does_not_roll_over(hours: float, expected: str) -> None:
    calendar = BusinessCalendar(SAO_PAULO, office_week(9, 18))
    table = working_time(calendar, date(2026, 3, 1), date(2026, 3, 31))
    assert local(due(table, at("2026-03-09 16:00"), hours)) == expected


def test_a_skipped_hour_is_no_time_and_a_repeated_one_is_counted_twice() -> None:
    calendar = BusinessCalendar(SAO_PAULO, around_the_clock())
    table = working_time(calendar, date(2018, 11, 1), date(2019, 3, 1))
    day = due(table, at("2018-11-03 12:00"), 24)
    assert local(day) == "2018-11-04 13:00"
    first, second = at("2019-02-16 23:30"), at("2019-02-16 23:30", fold=1)
    passed = business_elapsed(table, second) - business_elapsed(table, first)
    assert passed.tolist() == [3600]


def test_no_time_at_all_is_due_at_once_even_outside_the_hours() -> None:
    saturday = at("2026-11-14 10:00")
    assert due(office(), saturday, 0).tolist() == saturday.tolist()


def test_instants_outside_the_period_are_refused() -> None:
    with pytest.raises(ParameterError, match="outside the calendar's period"):
        business_elapsed(office(), at("2030-01-01 10:00"))
    with pytest.raises(ParameterError, match="build it for more days"):
        due(office(), at("2027-01-29 10:00"), 1_000)


@pytest.mark.parametrize(("opens", "closes"), [(9, 9), (18, 9), (-1, 5), (8, 25)])
def test_a_slot_that_closes_before_it_opens_is_refused(opens: int, closes: int) -> None:
    with pytest.raises(ParameterError, match="expected it to open before it closes"):
        Slot.of_hours(opens, closes)


def test_slots_that_overlap_are_refused() -> None:
    both = (Slot.of_hours(8, 12), Slot.of_hours(11, 18))
    with pytest.raises(ParameterError, match="slots overlap"):
        BusinessCalendar(SAO_PAULO, (both,) * 7)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[BusinessCalendar, date]:
    zone, day = draw(st.sampled_from(CHANGES))
    grid = draw(st.sampled_from((1, 60, 900, 3600)))
    edge = st.integers(0, 86_400 // grid).map(lambda number: number * grid)

    def slots() -> tuple[Slot, ...]:
        edges = sorted(draw(st.lists(edge, max_size=4, unique=True)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        return tuple(Slot(*pair) for pair in pairs)

    week = tuple(slots() for _ in range(7))
    special = {day + timedelta(days=draw(st.integers(-1, 2))): slots()}
    return BusinessCalendar(zone, week, special), day


def oracle(calendar: BusinessCalendar, first: int, last: int) -> np.ndarray:
    """Whether each second of a stretch is a working second, by the wall clock."""
    zone = ZoneInfo(calendar.timezone)
    working = np.zeros(last - first, np.bool_)
    for minute in range(first, last, 60):
        wall = datetime.fromtimestamp(minute, UTC).astimezone(zone)
        second = wall.hour * 3600 + wall.minute * 60 + wall.second
        # Offsets of these zones change on whole minutes.
        for slot in calendar.slots_on(wall.date()):
            low, high = max(slot.opens - second, 0), min(slot.closes - second, 60)
            working[minute - first + low : minute - first + max(high, low)] = True
    return working


@settings(max_examples=60, deadline=None)
@given(calendars(), st.data())
def test_the_table_counts_what_a_second_by_second_clock_counts(
    made: tuple[BusinessCalendar, date], data: st.DataObject
) -> None:
    calendar, day = made
    table = working_time(calendar, day - timedelta(days=1), day + timedelta(days=2))
    working = oracle(calendar, table.first, table.last)
    instants = np.arange(table.first, table.last + 1)
    counted = np.concatenate([[0], np.cumsum(working)])
    assert np.array_equal(business_elapsed(table, instants), counted)
    start = data.draw(st.integers(0, len(working)))
    left = int(counted[-1] - counted[start])
    owed = data.draw(st.integers(0, left)) if left else 0
    found = (
        business_due(table, counted[[start]] + owed, instants[[start]])
        if left or owed
        else instants[[start]]
    )
    expected = start + int(np.searchsorted(counted[start:], counted[start] + owed))
    assert int(found[0]) == table.first + expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 365 * 86_400), min_size=3, max_size=3))
def test_business_time_adds_up(offsets: list[int]) -> None:
    table = office()
    a, b, c = business_elapsed(table, table.first + np.sort(offsets))
    assert a <= b <= c
    assert (c - b) + (b - a) == c - a
