"""Fill the years of a calendar with the holidays of the country and its state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sdml.analytics.public_holidays import bridge_days, public_holidays
from sdml.errors import ParameterError
from sdml.records.calendar_sheet import CalendarEntry, CalendarSheet, DaysFilled
from sdml.records.sla_words import DayKind, DaySource
from sdml.steps.session import Session
from sdml.store.desk_calendars import find_calendar, remove_days, write_days

__all__ = ["fill_calendar"]

_YEARS = range(1937, 2101)
_MOST_YEARS = 50


def fill_calendar(
    session: Session, name: str, years: Sequence[int], *, close_bridges: bool = False
) -> DaysFilled:
    """Put the holidays of some years into a calendar; own days stay.

    Stages: read the calendar -> list holidays -> write what differs. Optional
    days are written too, and count where the calendar keeps them. Again: the
    same days, nothing is written.

    Parameters
    ----------
    session : Session
        Whose calendar.
    name : str
        Which calendar.
    years : sequence of int
        Which years.
    close_bridges : bool
        Whether single working days between a holiday and a weekend are closed.

    Raises
    ------
    ParameterError
        No such calendar, or no such year.
    """
    wanted = sorted(set(years))
    if not wanted or wanted[0] not in _YEARS or wanted[-1] not in _YEARS:
        raise ParameterError(
            f"years {wanted or 'none'}: expected years between {_YEARS[0]} and "
            f"{_YEARS[-1]}"
        )
    if len(wanted) > _MOST_YEARS:
        raise ParameterError(f"{len(wanted)} years at once: at most {_MOST_YEARS}")
    with session.write("fill_calendar") as connection:
        sheet = find_calendar(connection, session.tenant, name)
        new = public_holidays(wanted, sheet.state)
        held = {(e.day, e.source): e for e in sheet.days if _is_filled(e, wanted)}
        added = [e for e in new if held.get((e.day, e.source)) != e]
        kept = {(e.day, e.source) for e in new}
        gone = [entry for key, entry in held.items() if key not in kept]
        remove_days(connection, session.tenant, sheet.calendar_id, gone)
        write_days(connection, session.tenant, sheet.calendar_id, added)
        bridges = _bridges(sheet, new, wanted)
        if close_bridges:
            write_days(connection, session.tenant, sheet.calendar_id, bridges)
    counts = Counter(entry.source.value for entry in new)
    return DaysFilled(
        calendar=name,
        years=tuple(wanted),
        added=len(added),
        unchanged=len(new) - len(added),
        removed=len(gone),
        by_source=dict(sorted(counts.items())),
        bridges=tuple(entry.day for entry in bridges),
        bridges_closed=close_bridges,
    )


def _is_filled(entry: CalendarEntry, years: Sequence[int]) -> bool:
    return entry.source is not DaySource.OWN and entry.day.year in years


def _bridges(
    sheet: CalendarSheet, new: Sequence[CalendarEntry], years: Sequence[int]
) -> list[CalendarEntry]:
    """Days that would bridge, beside the days that stand after the filling."""
    rest = [entry for entry in sheet.days if not _is_filled(entry, years)]
    days = replace(sheet, days=(*rest, *new)).calendar()
    return [
        CalendarEntry(day, DayKind.BRIDGE, DaySource.OWN, "Ponte")
        for day in bridge_days(days, years)
    ]
