"""Make a report for past periods that have none."""

from collections.abc import Mapping
from datetime import date

from sdml.analytics.report_periods import periods_between
from sdml.errors import ParameterError
from sdml.files.report_notebooks import check_parameters, read_report_notebook
from sdml.records.report import ParameterValue
from sdml.records.report_schedule import DueReport, DueReports
from sdml.records.sla_words import Cadence
from sdml.records.workbench_words import ReportStatus
from sdml.steps.find_due_reports import with_period
from sdml.steps.run_report_batch import run_report_batch
from sdml.steps.session import Session
from sdml.store.report_schedules import read_past_runs

__all__ = ["backfill_report"]

_MADE = (ReportStatus.DONE, ReportStatus.WARNED, ReportStatus.UNCHANGED)


def backfill_report(
    session: Session,
    name: str,
    days: tuple[date, date],
    cadence: Cadence,
    parameters: Mapping[str, ParameterValue] | None = None,
    *,
    jobs: int | None = None,
) -> DueReports:
    """What became of each period between two days that had no page yet.

    Stages: lay out the periods -> leave out those that were made -> make the
    others, several at once.

    Parameters
    ----------
    session : Session
        Whose report.
    name : str
        A report with the parameters ``first_day`` and ``last_day``.
    days : tuple of date
        The first and the last, both included; only whole periods are made.
    cadence : Cadence
        How long each period is.
    parameters : mapping, optional
        The report's others.
    jobs : int, optional
        As of `run_report_batch`.

    Raises
    ------
    ParameterError
        The report is about no period, the days are the wrong way round, or
        there is no whole period between them; nothing was done.
    """
    notebook = read_report_notebook(name)
    if not notebook.is_periodic:
        raise ParameterError(
            f"report {name} shows the desk as it is now: it has no past to be made"
        )
    given = parameters or {}
    checked = check_parameters(notebook, given)
    base = {key: checked[key] for key in given}
    periods = periods_between(cadence, *days)
    if not periods:
        raise ParameterError(
            f"there is no whole {cadence} period from {days[0]} to {days[1]}"
        )
    with session.read() as connection:
        past = read_past_runs(connection, session.tenant, name)
    made = [parameters for parameters, status, _ in past if status in _MADE]
    due = [
        DueReport(name, with_period(base, period), period)
        for period in periods
        if with_period(base, period) not in made
    ]
    return DueReports(run_report_batch(session, due, jobs))
