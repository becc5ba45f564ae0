"""Run a report's notebook and publish its page."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sdml.analytics.report_periods import page_day
from sdml.errors import ReportFailed, SdmlError, TimeLimitReached
from sdml.files.notebook_texts import rewrite_texts
from sdml.files.notebooks import notebook_bytes
from sdml.files.report_outputs import latest_page, point_to_latest, write_output
from sdml.records.report import Headline, ParameterValue, ReportResult, ReportRun
from sdml.records.report_run import (
    PERIOD_PARAMETERS,
    ReportPeriod,
    RunArtefact,
    RunEnd,
    RunFacts,
    RunLimits,
)
from sdml.records.tenant_settings import setting_of
from sdml.records.workbench_words import ReportStatus
from sdml.steps.execute_report import execute_report
from sdml.steps.hold_report import hold_report, plan_facts, workplace
from sdml.steps.plan_report import ReportPlan, plan_report
from sdml.steps.publish_report import publish_report, report_place
from sdml.steps.redact_report import redact_report
from sdml.steps.refresh_report_index import refresh_report_index
from sdml.steps.session import Session
from sdml.store.data_fingerprint import read_data_fingerprint
from sdml.store.report_facts import read_facts
from sdml.store.report_runs import find_equal_run, finish_run, start_run
from sdml.store.report_schedules import read_past_runs
from sdml.store.tenants import read_setting

__all__ = ["build_report", "read_limits"]


def build_report(
    session: Session,
    name: str,
    parameters: Mapping[str, ParameterValue] | None = None,
    *,
    force: bool = False,
    limits: RunLimits | None = None,
    period: ReportPeriod | None = None,
) -> ReportResult:
    """The page of a report, made now or found as it was made from the same data.

    Stages: check the parameters -> fingerprint the data -> take an equal run,
    or hold the run, execute the notebook, take out what may not be shown,
    publish -> record the run -> point to its page -> write the index.

    Parameters
    ----------
    session : Session
        Whose data.
    name : str
        A notebook's name without number: ``import_quality``.
    parameters : mapping of str to value, optional
        Only names that the notebook declares.
    force : bool
        Execute even where nothing has changed.
    limits : RunLimits, optional
        How long it may take, and how often it is tried; default the tenant's.
    period : ReportPeriod, optional
        The days that it is about, of a report that has a period.

    Returns
    -------
    ReportResult
        Its status is ``warned`` where a grave check of the report does not hold.

    Raises
    ------
    ParameterError
        An unknown report or parameter, or a value of another type; nothing
        was done.
    LockedByAnother
        The same report with the same parameters is being made.
    ReportFailed
        A cell failed, or its kernel died; the message names the cell, and the
        notebook is kept.
    TimeLimitReached
        A cell, or all together, took too long.
    """
    started = session.now()
    plan = _without_leaks(session, plan_report(session, name, parameters or {}, period))
    with session.read() as connection:
        fingerprint = read_data_fingerprint(connection, session.tenant)
        fingerprint = _of_the_day(session, plan, fingerprint, started)
        equal = find_equal_run(connection, session.tenant, plan.run_key, fingerprint)
    if equal is not None and not force and _stands(session, equal):
        run = _record_unchanged(session, plan, equal, started)
    else:
        with hold_report(session, plan, fingerprint, started) as run:
            run = _make(session, plan, run, limits or read_limits(session))
    if run.html is not None and not _is_past(session, run):
        folder = session.folders.reports
        point_to_latest(folder / run.html, folder / _latest(session, run))
    index = refresh_report_index(session.database, session.folders)
    with session.read() as connection:
        facts = read_facts(connection, session.tenant, [run.run_id])[run.run_id]
    return _result(session, run, facts, index)


def read_limits(session: Session) -> RunLimits:
    """How long a report of the tenant may take, as ``tenant config`` has it."""
    keys = ("reports.cell_seconds", "reports.total_seconds", "reports.retries")
    with session.read() as connection:
        return RunLimits(
            *(
                int(read_setting(connection, session.tenant, setting_of(key)) or 0)
                for key in keys
            )
        )


def _without_leaks(session: Session, plan: ReportPlan) -> ReportPlan:
    if not any(isinstance(value, str) for value in plan.given.values()):
        return plan
    redact = redact_report(session)
    given = {
        key: redact(value) if isinstance(value, str) else value
        for key, value in plan.given.items()
    }
    return replace(plan, given=given)


def _of_the_day(
    session: Session, plan: ReportPlan, fingerprint: str, started: datetime
) -> str:
    if not plan.notebook.is_of_the_day:
        return fingerprint
    today = started.astimezone(ZoneInfo(session.tenant.timezone)).date()
    return hashlib.sha256(f"{fingerprint} {today}".encode()).hexdigest()


def _stands(session: Session, run: ReportRun) -> bool:
    folder = session.folders.reports
    return all(
        path is not None and (folder / path).is_file()
        for path in (run.notebook, run.html)
    )


def _record_unchanged(
    session: Session, plan: ReportPlan, equal: ReportRun, started: datetime
) -> ReportRun:
    run = plan.run(equal.fingerprint, started)
    with session.write("build_report") as connection:
        tenant = session.tenant
        known = read_facts(connection, tenant, [equal.run_id]).get(equal.run_id)
        facts = plan_facts(session, plan)
        run_id = start_run(connection, tenant, run, facts, started)
        end = RunEnd(
            ReportStatus.UNCHANGED,
            session.now(),
            artefacts=() if known is None else known.artefacts,
            headline=Headline(
                equal.title or "",
                equal.headline or "",
                {},
                () if known is None else known.checks,
                (),
            ),
            rows_read=0,
        )
        return finish_run(connection, tenant, run_id, end)


def _make(
    session: Session, plan: ReportPlan, run: ReportRun, limits: RunLimits
) -> ReportRun:
    try:
        end, error = _execute(session, plan, run, limits)
    except BaseException as stopped:  # the row must not stay at 'running'
        said = stopped if isinstance(stopped, SdmlError) else _interrupted(run)
        _record(session, run, _failed_end(session, said))
        raise
    made = _record(session, run, end)
    if error is not None:
        raise error
    return made


def _execute(
    session: Session, plan: ReportPlan, run: ReportRun, limits: RunLimits
) -> tuple[RunEnd, SdmlError | None]:
    redact = redact_report(session)
    place = workplace(session, run.run_id)
    done = execute_report(session, plan, place, limits)
    if done.notebook is not None:
        rewrite_texts(done.notebook, redact)
    if done.stop is None and done.notebook is not None:
        end = publish_report(session, plan, run, done.notebook, redact)
        return replace(end, attempts=done.attempts), None
    failure = _interrupted(run) if done.stop is None else done.stop.failure
    said = redact(str(failure))
    kept: tuple[RunArtefact, ...] = ()
    if done.notebook is not None:
        content, suffix = notebook_bytes(done.notebook), ".failed.ipynb"
        file = write_output(report_place(session, run), "notebook", suffix, content)
        said, kept = f"{said}; kept as {session.folders.reports / file.path}", (file,)
    error = type(failure)(said)
    end = _failed_end(session, error)
    return replace(end, artefacts=kept, attempts=done.attempts), error


def _interrupted(run: ReportRun) -> ReportFailed:
    return ReportFailed(f"report {run.name} was interrupted")


def _failed_end(session: Session, error: SdmlError) -> RunEnd:
    timed_out = isinstance(error, TimeLimitReached)
    status = ReportStatus.TIMED_OUT if timed_out else ReportStatus.FAILED
    return RunEnd(status, session.now(), error.exit_code, error=str(error))


def _record(session: Session, run: ReportRun, end: RunEnd) -> ReportRun:
    with session.write("build_report") as connection:
        made = finish_run(connection, session.tenant, run.run_id, end)
    if end.error is not None:
        refresh_report_index(session.database, session.folders)
    return made


def _result(
    session: Session, run: ReportRun, facts: RunFacts, index: Path
) -> ReportResult:
    folders = session.folders
    mail = next((one.path for one in facts.artefacts if one.kind == "mail"), None)
    ended = run.finished_at or run.started_at
    return ReportResult(
        run_id=run.run_id,
        name=run.name,
        status=run.status,
        notebook=folders.reports / (run.notebook or ""),
        html=folders.reports / (run.html or ""),
        index=index,
        latest=folders.reports / _latest(session, run),
        headline=run.headline or "",
        seconds=(ended - run.started_at).total_seconds(),
        mail=None if mail is None else folders.reports / mail,
        attempts=facts.attempts,
        rows_read=facts.rows_read,
        checks=facts.checks,
    )


def _is_past(session: Session, run: ReportRun) -> bool:
    """Whether the same report has a page that is about later days."""
    if PERIOD_PARAMETERS[1] not in run.parameters:
        return False
    with session.read() as connection:
        past = read_past_runs(connection, session.tenant, run.name)
    pages = (ReportStatus.DONE, ReportStatus.WARNED)
    zone = session.tenant.timezone
    mine = page_day(run.parameters, run.started_at, zone)
    others = _without_period(run.parameters)
    return any(
        status in pages
        and page_day(given, started, zone) > mine
        and others == _without_period(given)
        for given, status, started in past
    )


def _without_period(parameters: Mapping[str, object]) -> dict[str, object]:
    return {k: v for k, v in parameters.items() if k not in PERIOD_PARAMETERS}


def _latest(session: Session, run: ReportRun) -> Path:
    return latest_page(session.tenant, run.name, run.parameters)
