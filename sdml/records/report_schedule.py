"""Schedules of reports: what is due when, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sdml.records.report import ParameterValue
from sdml.records.report_run import ReportPeriod
from sdml.records.sla_words import Cadence

__all__ = ["DuePeriod", "DueReport", "DueReports", "ReportOutcome", "ScheduledReport"]


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period whose report may be made from an instant on.

    Attributes
    ----------
    period : ReportPeriod
        The days, on the tenant's calendar.
    due_at : datetime
        In UTC: the schedule's hour on the day after.
    """

    period: ReportPeriod
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ScheduledReport:
    """A report that is due by itself: one row of ``report_schedules``.

    Attributes
    ----------
    schedule_id : int
        Its number.
    name : str
        The report.
    parameters : mapping
        As they were asked for, without the days of the period.
    cadence : Cadence
        How often.
    hour : int
        Of the tenant's wall clock, from 0 to 23.
    since : date
        The first day whose period is wanted.
    next_at : datetime, optional
        When it will be due the next time, in UTC.
    waiting : int
        Periods that are due and not made.
    """

    schedule_id: int
    name: str
    parameters: Mapping[str, ParameterValue]
    cadence: Cadence
    hour: int
    since: date
    next_at: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class DueReport:
    """A run that is to be made now.

    Attributes
    ----------
    name : str
        The report.
    parameters : mapping
        With the days of the period, where the report has one.
    period : ReportPeriod or None
        The days that it is about; None where it shows the desk as it is now.
    """

    name: str
    parameters: Mapping[str, ParameterValue]
    period: ReportPeriod | None


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """What became of a run that was due.

    Attributes
    ----------
    name : str
        The report.
    period : ReportPeriod or None
        The days that it is about.
    status : str
        As of a run; also ``locked`` where another process was making it, and
        ``waits`` where the last try failed less than an hour ago.
    run_id : int, optional
        The run's number.
    html : Path, optional
        Its page.
    message : str
        The main finding, or what failed.
    """

    name: str
    period: ReportPeriod | None
    status: str
    run_id: int | None = None
    html: Path | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class DueReports:
    """What was due and what became of it, in the order it was begun."""

    runs: tuple[ReportOutcome, ...]
