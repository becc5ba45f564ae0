"""Say of one day of a calendar that it is not like its weekday, or take that back."""

from dataclasses import dataclass
from datetime import date

from sdml.errors import ParameterError
from sdml.records.calendar import Slot
from sdml.records.calendar_sheet import CalendarEntry, CalendarList
from sdml.records.sla_words import DayKind, DaySource
from sdml.records.week_words import parse_slots
from sdml.steps.session import Session
from sdml.store.desk_calendars import find_calendar, remove_days, write_days

__all__ = ["DayOrder", "set_calendar_day"]


@dataclass(frozen=True, slots=True)
class DayOrder:
    """What a day is.

    Attributes
    ----------
    calendar : str
        Whose day.
    day : date
        Which.
    kind : DayKind or None
        None takes back what the tenant said of the day.
    name : str
        As people call it.
    hours : str
        Its hours, such as ``08:00-12:00``: on a half day what of the week's
        hours is kept.
    """

    calendar: str
    day: date
    kind: DayKind | None
    name: str = ""
    hours: str = ""


def set_calendar_day(session: Session, order: DayOrder) -> CalendarList:
    """Give the calendar after the change; the tenant's own word outweighs others.

    Stages: check -> write -> read.

    Parameters
    ----------
    session : Session
        Whose calendar.
    order : DayOrder
        Which day, and what it is.

    Raises
    ------
    ParameterError
        No such calendar, hours that do not fit the kind, or nothing to take back.
    """
    slots = parse_slots(order.hours)
    _check(order, slots)
    with session.write("set_calendar_day") as connection:
        sheet = find_calendar(connection, session.tenant, order.calendar)
        entry = CalendarEntry(
            order.day,
            order.kind or DayKind.HOLIDAY,
            DaySource.OWN,
            order.name or order.day.isoformat(),
            slots,
        )
        if order.kind is not None:
            write_days(connection, session.tenant, sheet.calendar_id, [entry])
        elif not remove_days(connection, session.tenant, sheet.calendar_id, [entry]):
            raise ParameterError(
                f"calendar {order.calendar!r} has no day of its own on {order.day}"
            )
        return CalendarList(
            (find_calendar(connection, session.tenant, order.calendar),)
        )


def _check(order: DayOrder, slots: tuple[Slot, ...]) -> None:
    needs = order.kind in (DayKind.HALF_DAY, DayKind.WORKING)
    if needs and not slots:
        raise ParameterError(
            f"a {order.kind} day needs its hours, such as --hours 08:00-12:00"
        )
    if slots and not needs:
        raise ParameterError(
            "hours are of a half day or a working day: give --kind half_day or working"
        )
