"""Find the report runs that are due and not made."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sdml.analytics.report_periods import due_periods
from sdml.files.report_notebooks import check_parameters, read_report_notebook
from sdml.records.report import ParameterValue
from sdml.records.report_run import PERIOD_PARAMETERS, ReportPeriod
from sdml.records.report_schedule import DueReport, ScheduledReport
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.steps.session import Session
from sdml.store.report_schedules import read_past_runs

__all__ = ["find_due_reports", "next_due", "with_period"]

_MADE = (ReportStatus.DONE, ReportStatus.WARNED, ReportStatus.UNCHANGED)
PAUSE = timedelta(hours=1)


def find_due_reports(
    session: Session, schedule: ScheduledReport, now: datetime
) -> tuple[list[DueReport], list[DueReport]]:
    """The runs to make now, oldest period first, and those that wait.

    Stages: lay out the periods due by now -> leave out those that were made ->
    let those wait whose last try failed less than an hour ago.

    Parameters
    ----------
    session : Session
        Whose schedule.
    schedule : ScheduledReport
        Of a report that has a period each missed one is due; of one that shows
        the desk as it is now only the latest, since the others can be had no more.
    now : datetime
        Aware, in UTC.
    """
    notebook = read_report_notebook(schedule.name)
    due = due_periods(
        *(schedule.cadence, schedule.hour, schedule.since, now),
        session.tenant.timezone,
    )
    with session.read() as connection:
        past = read_past_runs(connection, session.tenant, schedule.name)
    base = {
        key: check_parameters(notebook, schedule.parameters)[key]
        for key in schedule.parameters
    }
    ready: list[DueReport] = []
    waits: list[DueReport] = []
    for one in due if notebook.is_periodic else due[-1:]:
        period = one.period if notebook.is_periodic else None
        given = with_period(base, period)
        mine = [(status, at) for parameters, status, at in past if parameters == given]
        if any(status in _MADE and at >= one.due_at for status, at in mine):
            continue
        is_paused = any(
            status not in _MADE and at > now - PAUSE for status, at in mine[:1]
        )
        (waits if is_paused else ready).append(DueReport(schedule.name, given, period))
    return ready, waits


def next_due(tenant: Tenant, schedule: ScheduledReport, now: datetime) -> datetime:
    """When the schedule's next period will be due, in UTC."""
    place = (schedule.hour, schedule.since)
    due = due_periods(schedule.cadence, *place, now, tenant.timezone)
    later = now + timedelta(days=63)  # two months hold a whole one
    coming = due_periods(schedule.cadence, *place, later, tenant.timezone)
    return coming[len(due)].due_at


def with_period(
    parameters: Mapping[str, ParameterValue], period: ReportPeriod | None
) -> dict[str, ParameterValue]:
    """The parameters with the days of the period, if there is one."""
    if period is None:
        return dict(parameters)
    days = (period.first.isoformat(), period.last.isoformat())
    return {**parameters, **dict(zip(PERIOD_PARAMETERS, days, strict=True))}
