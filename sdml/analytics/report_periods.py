"""Periods of a cadence on a tenant's calendar, and when each is due."""

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sdml.records.report_run import PERIOD_PARAMETERS, ReportPeriod
from sdml.records.report_schedule import DuePeriod
from sdml.records.sla_words import Cadence

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "asked_period",
    "due_periods",
    "in_period",
    "next_period",
    "page_day",
    "period_end",
    "period_of",
    "periods_between",
]


def period_of(cadence: Cadence, day: date) -> ReportPeriod:
    """The day, the week from Monday, or the month that holds the day.

    Examples
    --------
    >>> period_of(Cadence.MONTHLY, date(2028, 2, 10)).last
    datetime.date(2028, 2, 29)
    """
    if cadence is Cadence.DAILY:
        return ReportPeriod(day, day)
    if cadence is Cadence.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return ReportPeriod(monday, monday + timedelta(days=6))
    last = calendar.monthrange(day.year, day.month)[1]
    return ReportPeriod(day.replace(day=1), day.replace(day=last))


def next_period(cadence: Cadence, period: ReportPeriod) -> ReportPeriod:
    """The one that begins on the day after."""
    return period_of(cadence, period.last + timedelta(days=1))


def asked_period(first_day: str, last_day: str, today: date) -> ReportPeriod | None:
    """The period of a report's parameters; None where it is about all there is.

    Parameters
    ----------
    first_day, last_day : str
        As the parameters have them; empty: from the beginning, until today.
    today : date
        On the tenant's calendar.

    Examples
    --------
    >>> asked_period("2026-03-01", "", date(2026, 3, 9)).last
    datetime.date(2026, 3, 9)
    """
    if not first_day and not last_day:
        return None
    first = date.fromisoformat(first_day) if first_day else date(1970, 1, 1)
    return ReportPeriod(first, date.fromisoformat(last_day) if last_day else today)


def page_day(parameters: Mapping[str, object], started: datetime, timezone: str) -> str:
    """The last day that a run's page is about: its period's, or that of the run.

    Parameters
    ----------
    parameters : mapping
        Those that the run was asked for with.
    started : datetime
        When it began.
    timezone : str
        An IANA name.

    Examples
    --------
    >>> page_day({}, datetime(2026, 3, 1, 2, tzinfo=UTC), "America/Sao_Paulo")
    '2026-02-28'
    """
    asked = str(parameters.get(PERIOD_PARAMETERS[1], ""))
    return asked or started.astimezone(ZoneInfo(timezone)).date().isoformat()


def period_end(period: ReportPeriod, timezone: str, now: datetime) -> datetime:
    """The instant at which a period is over; now, where it is not over yet."""
    after = datetime.combine(period.last + timedelta(days=1), time())
    return min(now, after.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC))


def in_period(
    times: "pd.Series", period: ReportPeriod | None, timezone: str
) -> "pd.Series":
    """Which instants lie on the days of a period; all of them, where there is none.

    Parameters
    ----------
    times : Series of datetime64[ns, UTC]
        Instants.
    period : ReportPeriod or None
        On the calendar of ``timezone``.
    timezone : str
        An IANA name.
    """
    if period is None:
        everywhere: pd.Series = times.notna()
        return everywhere
    days = times.dt.tz_convert(timezone).dt.date
    inside: pd.Series = (days >= period.first) & (days <= period.last)
    return inside


def periods_between(
    cadence: Cadence, first: date, last: date
) -> tuple[ReportPeriod, ...]:
    """The periods that lie wholly between two days, both included, oldest first.

    Parameters
    ----------
    cadence : Cadence
        How long each is.
    first, last : date
        A period that begins before, or ends after, is left out.

    Examples
    --------
    >>> len(periods_between(Cadence.MONTHLY, date(2026, 1, 2), date(2026, 4, 30)))
    3
    """
    period = period_of(cadence, first)
    if period.first < first:
        period = next_period(cadence, period)
    found = []
    while period.last <= last:
        found.append(period)
        period = next_period(cadence, period)
    return tuple(found)


def due_periods(
    cadence: Cadence, hour: int, since: date, now: datetime, timezone: str
) -> tuple[DuePeriod, ...]:
    """The periods that are due by now, oldest first.

    Parameters
    ----------
    cadence : Cadence
        How long each is.
    hour : int
        Of the tenant's wall clock, on the day after the period's last.
    since : date
        The period that holds it is the first.
    now : datetime
        Aware.
    timezone : str
        An IANA name. Where the clock skips the hour, it is due when the clock
        has jumped; where the hour comes twice, at the first.

    Examples
    --------
    >>> morning = datetime(2026, 3, 3, 9, 1, tzinfo=UTC)  # 6:01 in São Paulo
    >>> due = due_periods(
    ...     Cadence.DAILY, 6, date(2026, 3, 1), morning, "America/Sao_Paulo"
    ... )
    >>> [one.period.last.day for one in due]
    [1, 2]
    """
    zone = ZoneInfo(timezone)
    period, found = period_of(cadence, since), list[DuePeriod]()
    while True:
        at = datetime.combine(period.last + timedelta(days=1), time(hour), zone)
        due_at = at.astimezone(UTC)
        if due_at > now:
            return tuple(found)
        found.append(DuePeriod(period, due_at))
        period = next_period(cadence, period)
