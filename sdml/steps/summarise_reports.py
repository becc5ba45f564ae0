"""Say how every report of a tenant stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sdml.analytics.report_periods import due_periods, page_day
from sdml.files.report_notebooks import find_notebooks, read_report_notebook
from sdml.records.report import ParameterValue, ReportRun
from sdml.records.report_run import PERIOD_PARAMETERS, ReportPeriod
from sdml.records.report_schedule import ScheduledReport
from sdml.records.report_state import ReportState
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.steps.find_due_reports import next_due
from sdml.store.engine import Database
from sdml.store.report_facts import read_facts
from sdml.store.report_runs import read_runs
from sdml.store.report_schedules import read_schedule_rows

__all__ = ["summarise_reports"]

_PAGES = (ReportStatus.DONE, ReportStatus.WARNED)
_MADE = (*_PAGES, ReportStatus.UNCHANGED)
_RECENT = 10


def summarise_reports(
    database: Database, tenant: Tenant, reports: Path, now: datetime
) -> tuple[ReportState, ...]:
    """One state a report and set of parameters, in reading order.

    Stages: read the newest runs -> keep the latest of each report -> add what is
    known of it and when it is due.

    Parameters
    ----------
    database : Database
        Where the runs are.
    tenant : Tenant
        Whose.
    reports : Path
        The folder of reports: a page that is not there is not linked.
    now : datetime
        Aware, in UTC.
    """
    with database.read_transaction() as connection:
        runs = read_runs(connection, tenant, limit=2_000)
        schedules = read_schedule_rows(connection, tenant)
        found: dict[str, list[ReportRun]] = {}
        for run in runs:  # the newest first
            found.setdefault(_key(run.name, run.parameters), []).append(run)
        for mine in found.values():  # a past period that was filled is not the latest
            mine.sort(key=partial(_place_in_time, tenant), reverse=True)
        shown = [_last_made(mine).run_id for mine in found.values()]
        facts = read_facts(connection, tenant, shown)
    states = []
    for mine in found.values():
        state = _state(mine, reports)
        wanted = [
            one
            for one in schedules
            if _key(one.name, one.parameters) == _key(state.name, state.parameters)
        ]
        state = replace(state, facts=facts.get(state.run.run_id))
        states.append(_with_schedule(state, wanted, mine, tenant, now))
    place = {name: number for number, name in enumerate(find_notebooks())}
    return tuple(
        sorted(
            states,
            key=lambda one: (place.get(one.name, len(place)), one.settings),
        )
    )


def _state(runs: list[ReportRun], reports: Path) -> ReportState:
    run = _last_made(runs)
    pages = (
        one
        for one in runs
        if one.status in _PAGES and one.html and (reports / one.html).is_file()
    )
    page = next(pages, None)
    return ReportState(
        name=run.name,
        parameters=_base(run.parameters),
        run=run,
        facts=None,
        page=None if page is None else page.html,
        page_run=None if page is None else page.run_id,
        checked_at=runs[0].finished_at or runs[0].started_at,
        recent=tuple(one.status for one in reversed(runs[:_RECENT])),
    )


def _last_made(runs: list[ReportRun]) -> ReportRun:
    made = (one for one in runs if one.status is not ReportStatus.UNCHANGED)
    return next(made, runs[0])


def _with_schedule(
    state: ReportState,
    wanted: list[ScheduledReport],
    runs: list[ReportRun],
    tenant: Tenant,
    now: datetime,
) -> ReportState:
    if not wanted:
        return state
    late = any(_is_late(one, runs, tenant, now) for one in wanted)
    coming = min(next_due(tenant, one, now) for one in wanted)
    return replace(state, next_at=coming, is_late=late)


def _is_late(
    wanted: ScheduledReport, runs: list[ReportRun], tenant: Tenant, now: datetime
) -> bool:
    place = (wanted.cadence, wanted.hour, wanted.since, now, tenant.timezone)
    due = due_periods(*place)[-1:]
    of_a_period = wanted.name in find_notebooks() and (
        read_report_notebook(wanted.name).is_periodic
    )
    return any(
        not any(
            run.status in _MADE
            and run.started_at >= one.due_at
            and (not of_a_period or _is_about(run, one.period))
            for run in runs
        )
        for one in due
    )


def _place_in_time(tenant: Tenant, run: ReportRun) -> tuple[str, int]:
    return page_day(run.parameters, run.started_at, tenant.timezone), run.run_id


def _is_about(run: ReportRun, period: ReportPeriod) -> bool:
    days = (period.first.isoformat(), period.last.isoformat())
    return tuple(run.parameters.get(key) for key in PERIOD_PARAMETERS) == days


def _key(name: str, parameters: Mapping[str, ParameterValue]) -> str:
    return f"{name} {sorted(_base(parameters).items())}"


def _base(parameters: Mapping[str, ParameterValue]) -> dict[str, ParameterValue]:
    return {
        key: value for key, value in parameters.items() if key not in PERIOD_PARAMETERS
    }
