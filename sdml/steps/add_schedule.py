"""Let a report be due by itself."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sdml.errors import ParameterError
from sdml.files.report_notebooks import check_parameters, read_report_notebook
from sdml.records.report import ParameterValue
from sdml.records.report_run import PERIOD_PARAMETERS
from sdml.records.report_schedule import ScheduledReport
from sdml.records.sla_words import Cadence
from sdml.steps.session import Session
from sdml.store.report_schedules import add_schedule_row

__all__ = ["add_schedule"]


def add_schedule(
    session: Session,
    name: str,
    cadence: Cadence,
    parameters: Mapping[str, ParameterValue] | None = None,
    *,
    hour: int = 6,
    since: date | None = None,
) -> int:
    """Number of the schedule; the same one again stays as it is.

    Stages: check the report and its parameters -> write the row.

    Parameters
    ----------
    session : Session
        Whose report.
    name : str
        The report.
    cadence : Cadence
        How often.
    parameters : mapping, optional
        What its notebook declares, but for the days of a period.
    hour : int
        Of the tenant's wall clock on the day after each period.
    since : date, optional
        A day of the first period that is wanted; default today.

    Raises
    ------
    ParameterError
        An unknown report or parameter, or a value of another type.
    """
    given = parameters or {}
    notebook = read_report_notebook(name)
    checked = check_parameters(notebook, given)
    fixed = sorted(set(given) & set(PERIOD_PARAMETERS)) if notebook.is_periodic else []
    if fixed:
        raise ParameterError(
            f"a schedule sets {' and '.join(fixed)} itself, period by period"
        )
    today = session.now().astimezone(ZoneInfo(session.tenant.timezone)).date()
    schedule = ScheduledReport(
        0, name, {key: checked[key] for key in given}, cadence, hour, since or today
    )
    with session.write("schedule_report") as connection:
        return add_schedule_row(connection, session.tenant, schedule, session.actor)
