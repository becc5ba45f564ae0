"""Why an SLA clock shows what it shows: each stretch of a case, counted or not."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sdml.analytics.working_hours import WorkingTime
from sdml.records.calendar import BusinessCalendar
from sdml.records.sla_case import TimeSpan

__all__ = ["explain_case"]


def explain_case(
    table: WorkingTime,
    calendar: BusinessCalendar,
    case: tuple[int, int],
    pauses: Sequence[tuple[int, int, str]],
) -> list[TimeSpan]:
    """Every stretch of a case, in order, without a gap.

    The counted ones sum to the clock's ``elapsed`` to the second.

    Parameters
    ----------
    table : WorkingTime
        Of the calendar, for a period that holds the case.
    calendar : BusinessCalendar
        Names the special days.
    case : tuple of int
        When it is opened and when it ends, or now: seconds since 1970-01-01 UTC.
    pauses : sequence of tuple
        Start, end and the status that paused; none overlapping.
    """
    opened, until = case
    edges = {opened, until}
    edges |= {edge for start, end, _ in pauses for edge in (start, end)}
    edges |= {int(edge) for edge in table.starts} | {int(edge) for edge in table.ends}
    edges |= set(_midnights(calendar, opened, until))
    inside = sorted(edge for edge in edges if opened <= edge <= until)
    spans: list[TimeSpan] = []
    for start, end in itertools.pairwise(inside):
        _join(spans, _span(table, calendar, (start, end), pauses))
    return spans


def _span(
    table: WorkingTime,
    calendar: BusinessCalendar,
    bounds: tuple[int, int],
    pauses: Sequence[tuple[int, int, str]],
) -> TimeSpan:
    start, end = bounds
    place = int(table.starts.searchsorted(start, side="right")) - 1
    is_working = place >= 0 and start < table.ends[place]
    for pause_start, pause_end, status in pauses:
        if pause_start <= start < pause_end and is_working:
            return TimeSpan(start, end, False, "paused", status)
    if is_working:
        return TimeSpan(start, end, True, "working")
    day = datetime.fromtimestamp(start, ZoneInfo(calendar.timezone)).date()
    if day in calendar.special:
        return TimeSpan(start, end, False, "special", calendar.names.get(day, ""))
    return TimeSpan(start, end, False, "closed")


def _join(spans: list[TimeSpan], new: TimeSpan) -> None:
    last = spans[-1] if spans else None
    if last is not None and (last.is_counted, last.reason, last.detail) == (
        new.is_counted,
        new.reason,
        new.detail,
    ):
        spans[-1] = TimeSpan(
            last.starts, new.ends, new.is_counted, new.reason, new.detail
        )
    else:
        spans.append(new)


def _midnights(calendar: BusinessCalendar, opened: int, until: int) -> Iterator[int]:
    """Instants at which a local day begins."""
    zone = ZoneInfo(calendar.timezone)
    day: date = datetime.fromtimestamp(opened, zone).date()
    last: date = datetime.fromtimestamp(until, zone).date()
    while day <= last:
        day += timedelta(days=1)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        yield int(midnight.astimezone(UTC).timestamp())
