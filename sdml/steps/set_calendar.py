"""Make a tenant's calendar, or change what is named of it."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sdml.analytics.public_holidays import STATES
from sdml.errors import ParameterError
from sdml.records.calendar import Slot
from sdml.records.calendar_sheet import CalendarList, CalendarSheet
from sdml.records.week_words import parse_week
from sdml.steps.session import Session
from sdml.store.desk_calendars import read_calendars, write_calendar

__all__ = ["CalendarOrder", "set_calendar"]

_OFFICE = ("mon-fri 09:00-18:00",)


@dataclass(frozen=True, slots=True)
class CalendarOrder:
    """What of a calendar is set; None leaves it as it is.

    Attributes
    ----------
    name : str
        Which calendar; one that is not there is made.
    hours : tuple of str, optional
        The whole week, such as ``mon-fri 09:00-18:00``.
    timezone : str, optional
        An IANA name.
    state : str, optional
        A UF, or an empty text for none.
    keeps_optional : bool, optional
        Whether optional holidays are kept.
    is_default : bool, optional
        Whether policies without a calendar of their own go by it; the first
        calendar of a tenant is.
    """

    name: str
    hours: tuple[str, ...] | None = None
    timezone: str | None = None
    state: str | None = None
    keeps_optional: bool | None = None
    is_default: bool | None = None


def set_calendar(session: Session, order: CalendarOrder) -> CalendarList:
    """Give the calendar as it stands after the change.

    Stages: check the words -> write -> read. A new one works Monday to Friday
    from 09:00 to 18:00 in the tenant's time zone unless told otherwise.

    Parameters
    ----------
    session : Session
        Whose calendar.
    order : CalendarOrder
        What to set.

    Raises
    ------
    ParameterError
        Hours, a time zone or a state that cannot be read.
    """
    if not order.name.strip():
        raise ParameterError("a calendar needs a name")
    if order.timezone is not None:
        _check_zone(order.timezone)
    if order.state and order.state.upper() not in STATES:
        raise ParameterError(
            f"{order.state!r} is no UF: expected one of {', '.join(STATES)}"
        )
    week = None if order.hours is None else parse_week(order.hours)
    with session.write("set_calendar") as connection:
        known = {s.name: s for s in read_calendars(connection, session.tenant)}
        sheet = known.get(order.name) or CalendarSheet(
            order.name,
            session.tenant.timezone,
            parse_week(_OFFICE),
            is_default=not known,
        )
        write_calendar(connection, session.tenant, _changed(sheet, order, week))
        after = read_calendars(connection, session.tenant)
    return CalendarList(tuple(s for s in after if s.name == order.name))


def _changed(
    sheet: CalendarSheet,
    order: CalendarOrder,
    week: tuple[tuple[Slot, ...], ...] | None,
) -> CalendarSheet:
    return replace(
        sheet,
        week=sheet.week if week is None else week,
        timezone=order.timezone or sheet.timezone,
        state=sheet.state if order.state is None else order.state.upper() or None,
        keeps_optional=(
            sheet.keeps_optional
            if order.keeps_optional is None
            else order.keeps_optional
        ),
        is_default=(sheet.is_default if order.is_default is None else order.is_default),
    )


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"{name!r} is no time zone: expected such as America/Sao_Paulo"
        ) from error
