"""Stored calendars: weeks, holidays, half days, bridges, who outweighs whom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sdml.analytics.working_hours import business_due, business_elapsed, working_time
from sdml.errors import ParameterError
from sdml.records.calendar import BusinessCalendar
from sdml.records.sla_words import DayKind
from sdml.records.week_words import parse_slots, parse_week, shown_slots
from sdml.steps.fill_calendar import fill_calendar
from sdml.steps.session import Session
from sdml.steps.set_calendar import CalendarOrder, set_calendar
from sdml.steps.set_calendar_day import DayOrder, set_calendar_day
from sdml.steps.show_calendar import show_calendar

HOURS = ("mon-fri 08:00-18:00",)


@pytest.fixture
def filled(session: Session) -> Session:
    set_calendar(session, CalendarOrder("br", HOURS, state="SP"))
    fill_calendar(session, "br", range(2023, 2028))
    return session


def calendar(session: Session, name: str = "br") -> BusinessCalendar:
    (sheet,) = show_calendar(session, name).calendars
    return sheet.calendar()


def due(
    hours: BusinessCalendar, start: str, minutes: int, zone: str | None = None
) -> str:
    began = datetime.fromisoformat(start).replace(
        tzinfo=ZoneInfo(zone or hours.timezone)
    )
    table = working_time(
        hours, began.date() - timedelta(days=2), began.date() + timedelta(days=40)
    )
    instant = np.array([int(began.timestamp())])
    found = business_due(
        table, business_elapsed(table, instant) + minutes * 60, instant
    )
    at = datetime.fromtimestamp(int(found[0]), ZoneInfo(hours.timezone))
    return f"{at:%d/%m %H:%M}"


# start, minutes -> due, Monday to Friday 8 to 18 with the national holidays
VECTORS = {
    "over-a-weekend": ("2026-11-13 17:30", 240, "16/11 11:30"),
    "over-20-november": ("2026-11-19 16:00", 480, "23/11 14:00"),
    "opened-on-a-holiday": ("2026-11-20 10:00", 60, "23/11 09:00"),
    "carnival-is-worked": ("2026-02-13 17:00", 120, "16/02 09:00"),
    "over-christmas": ("2026-12-24 17:00", 120, "28/12 09:00"),
    "a-minute-before-easter": ("2026-04-02 17:59", 30, "06/04 08:29"),
}


@pytest.mark.parametrize(
    ("start", "minutes", "expected"), VECTORS.values(), ids=VECTORS
)
def test_due_times_of_a_brazilian_calendar(
    filled: Session, start: str, minutes: int, expected: str
) -> None:
    assert due(calendar(filled), start, minutes) == expected


def test_a_calendar_of_another_zone_counts_by_its_own_wall_clock(
    filled: Session,
) -> None:
    set_calendar(filled, CalendarOrder("am", HOURS, timezone="America/Manaus"))
    found = due(calendar(filled, "am"), "2026-11-18 17:30", 60, "America/Sao_Paulo")
    assert found == "18/11 17:30"


def test_filling_again_changes_nothing_and_own_days_stay(filled: Session) -> None:
    set_calendar_day(
        filled, DayOrder("br", date(2026, 12, 25), DayKind.HOLIDAY, "Nosso")
    )
    again = fill_calendar(filled, "br", range(2023, 2028))
    assert (again.added, again.removed) == (0, 0)
    assert calendar(filled).names[date(2026, 12, 25)] == "Nosso"


def test_another_state_takes_the_former_ones_days_away(filled: Session) -> None:
    assert date(2026, 7, 9) in calendar(filled).special
    set_calendar(filled, CalendarOrder("br", state="BA"))
    assert fill_calendar(filled, "br", range(2023, 2028)).removed == 5
    assert date(2026, 7, 9) not in calendar(filled).special
    assert calendar(filled).special[date(2026, 7, 2)] == ()


def test_names_are_portuguese_on_every_machine(filled: Session) -> None:
    assert calendar(filled).names[date(2026, 4, 21)] == "Tiradentes"
    assert "Consciência Negra" in calendar(filled).names[date(2026, 11, 20)]
    assert date(2023, 11, 20) not in calendar(filled).special  # national from 2024 on


def test_optional_days_count_once_the_calendar_keeps_them(filled: Session) -> None:
    assert date(2026, 2, 17) not in calendar(filled).special
    set_calendar(filled, CalendarOrder("br", keeps_optional=True))
    kept = calendar(filled)
    assert kept.special[date(2026, 2, 17)] == ()
    # Ash Wednesday is optional until 14:00, Christmas Eve from 13:00 on.
    assert shown_slots(kept.slots_on(date(2026, 2, 18))) == "14:00-18:00"
    assert shown_slots(kept.slots_on(date(2026, 12, 24))) == "08:00-13:00"


def test_bridge_days_are_named_and_closed_on_request(filled: Session) -> None:
    set_calendar(filled, CalendarOrder("br", keeps_optional=True))
    named = fill_calendar(filled, "br", [2026])
    assert {date(2026, 4, 20), date(2026, 6, 5)} <= set(named.bridges)
    assert calendar(filled).slots_on(date(2026, 4, 20))
    closed = fill_calendar(filled, "br", [2026], close_bridges=True)
    assert closed.bridges_closed
    assert calendar(filled).slots_on(date(2026, 4, 20)) == ()
    assert fill_calendar(filled, "br", [2026]).bridges == ()


def test_the_tenants_own_word_on_a_day_outweighs_the_holidays(filled: Session) -> None:
    day = date(2026, 9, 7)
    order = DayOrder("br", day, DayKind.WORKING, "Plantão", "09:00-12:00")
    set_calendar_day(filled, order)
    assert shown_slots(calendar(filled).slots_on(day)) == "09:00-12:00"
    set_calendar_day(filled, DayOrder("br", day, None))
    assert calendar(filled).slots_on(day) == ()
    with pytest.raises(ParameterError, match="no day of its own"):
        set_calendar_day(filled, DayOrder("br", day, None))


def test_a_half_day_follows_the_week_when_its_hours_change(filled: Session) -> None:
    day = date(2026, 11, 18)
    set_calendar_day(
        filled, DayOrder("br", day, DayKind.HALF_DAY, "Meia", "00:00-13:00")
    )
    assert shown_slots(calendar(filled).slots_on(day)) == "08:00-13:00"
    set_calendar(filled, CalendarOrder("br", ("mon-fri 10:00-12:00,13:00-19:00",)))
    assert shown_slots(calendar(filled).slots_on(day)) == "10:00-12:00"


def test_one_calendar_is_the_default_and_the_first_is_it(session: Session) -> None:
    set_calendar(session, CalendarOrder("a"))
    set_calendar(session, CalendarOrder("b", is_default=True))
    found = show_calendar(session).calendars
    assert [(one.name, one.is_default) for one in found] == [("a", False), ("b", True)]


WRONG = {
    "zone": (CalendarOrder("x", timezone="Mars/Base"), "no time zone"),
    "state": (CalendarOrder("x", state="XX"), "no UF"),
    "hours": (CalendarOrder("x", ("mon-fri",)), "no days with hours"),
    "day": (CalendarOrder("x", ("mor 08:00-12:00",)), "no weekday"),
    "time": (CalendarOrder("x", ("mon 08:00-25:00",)), "no time of day"),
    "backwards": (CalendarOrder("x", ("mon 18:00-09:00",)), "before it closes"),
    "overlap": (CalendarOrder("x", ("mon 08:00-12:00,11:00-13:00",)), "overlap"),
}


@pytest.mark.parametrize(("order", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_refused(
    session: Session, order: CalendarOrder, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        set_calendar(session, order)


def test_a_week_is_read_in_both_languages() -> None:
    assert parse_week(["seg-sex 09:00-18:00"]) == parse_week(["mon-fri 09:00-18:00"])
    assert parse_week(["sat-sun 10:00-12:00"])[5:] == (parse_slots("10:00-12:00"),) * 2
    assert [bool(day) for day in parse_week(["fri-mon 10:00-12:00"])] == [
        *(True, False, False, False, True, True, True)
    ]
