"""Run a report's notebook and publish its page."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sdml
from sdml.errors import ReportFailed, SdmlError, TimeLimitReached
from sdml.files.artefacts import write_artefact
from sdml.files.catalogues import read_language
from sdml.files.notebooks import (
    KernelAccess,
    execute_notebook,
    notebook_headline,
    save_notebook,
)
from sdml.files.report_html import PageFrame, render_page
from sdml.files.report_notebooks import (
    INJECTED,
    ReportNotebook,
    check_parameters,
    read_report_notebook,
)
from sdml.records.language import Language
from sdml.records.report import Headline, ParameterValue, ReportResult, ReportRun
from sdml.records.workbench_words import ReportStatus
from sdml.steps.refresh_report_index import refresh_report_index
from sdml.steps.session import Session
from sdml.store.kernel_location import kernel_location
from sdml.store.report_runs import (
    RunEnd,
    close_interrupted_runs,
    find_equal_run,
    finish_run,
    read_data_fingerprint,
    start_run,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["build_report"]

LONGEST_RUN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be made: a notebook, its parameters, and the run's row."""

    notebook: ReportNotebook
    parameters: Mapping[str, ParameterValue]
    run: ReportRun
    language: Language


def build_report(
    session: Session,
    name: str,
    parameters: Mapping[str, ParameterValue] | None = None,
    *,
    force: bool = False,
    cell_limit_seconds: int = 600,
) -> ReportResult:
    """The page of a report, made now or found as it was made from the same data.

    Stages: check the parameters -> fingerprint the data -> take an equal run,
    or execute the notebook -> render the page -> write both -> record the run
    -> write the index.

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
    cell_limit_seconds : int
        A cell that takes longer stops the run.

    Returns
    -------
    ReportResult
        Its status is ``warned`` where a check of the report does not hold.

    Raises
    ------
    ParameterError
        An unknown report or parameter, or a value of another type; nothing
        was done.
    ReportFailed
        A cell failed; the message names it, and the notebook is kept.
    TimeLimitReached
        A cell took too long.
    """
    started = session.now()
    order = _take_order(session, name, parameters or {}, started)
    with session.read() as connection:
        fingerprint = read_data_fingerprint(connection, session.tenant)
        equal = find_equal_run(
            connection, session.tenant, order.run.run_key, fingerprint
        )
    run = replace(order.run, fingerprint=fingerprint)
    with session.write("build_report") as connection:
        before = started - LONGEST_RUN
        close_interrupted_runs(connection, session.tenant, before, started)
        run = replace(run, run_id=start_run(connection, session.tenant, run))
    order = replace(order, run=run)
    if equal is not None and not force and _stands(session, equal):
        end = _unchanged(session, equal)
    else:
        end = _make(session, order, cell_limit_seconds)
    with session.write("build_report") as connection:
        run = finish_run(connection, session.tenant, run.run_id, end)
    index = refresh_report_index(session.database, session.folders)
    return _result(session, run, index)


def _take_order(
    session: Session,
    name: str,
    given: Mapping[str, ParameterValue],
    started: datetime,
) -> _Order:
    notebook = read_report_notebook(name)
    parameters = check_parameters(notebook, given)
    tenant = session.tenant
    makers = [
        *(notebook.sha256, parameters, sdml.__version__),
        *(tenant.name, tenant.locale, tenant.timezone),
    ]
    run_key = hashlib.sha256(json.dumps(makers, sort_keys=True).encode()).hexdigest()
    run = ReportRun(
        run_id=0,
        name=name,
        parameters={key: parameters[key] for key in given},
        run_key=run_key,
        fingerprint="",
        status=ReportStatus.RUNNING,
        started_at=started,
    )
    language = read_language(tenant.locale, tenant.timezone)
    return _Order(notebook, parameters, run, language)


def _stands(session: Session, run: ReportRun) -> bool:
    folder = session.folders.reports
    return all(
        path is not None and (folder / path).is_file()
        for path in (run.notebook, run.html)
    )


def _unchanged(session: Session, equal: ReportRun) -> RunEnd:
    return RunEnd(
        ReportStatus.UNCHANGED,
        session.now(),
        equal.notebook,
        equal.html,
        Headline(equal.title or "", equal.headline or "", {}, (), ()),
    )


def _make(session: Session, order: _Order, cell_limit_seconds: int) -> RunEnd:
    stem = f"{order.run.run_id:05d}_{order.run.name}"
    folder = session.folders.reports_of(session.tenant.slug)
    try:
        notebook = _execute(
            session, order, cell_limit_seconds, folder / f"{stem}.failed.ipynb"
        )
        headline = notebook_headline(notebook)
        return _publish(session, order, notebook, headline, folder / stem)
    except TimeLimitReached as error:
        _record_failure(session, order, ReportStatus.TIMED_OUT, error)
        raise
    except SdmlError as error:
        _record_failure(session, order, ReportStatus.FAILED, error)
        raise
    except BaseException:  # the row must not stay at 'running'; the bug goes on
        stopped = ReportFailed(f"report {order.run.name} was interrupted")
        _record_failure(session, order, ReportStatus.FAILED, stopped)
        raise


def _execute(
    session: Session, order: _Order, cell_limit_seconds: int, failed: Path
) -> "NotebookNode":
    place = kernel_location(session.database)
    access = KernelAccess(
        place.address, place.password, session.folders.data, session.folders.reports
    )
    return execute_notebook(
        order.notebook.path,
        {**order.parameters, INJECTED: session.tenant.slug},
        access,
        cell_limit_seconds=cell_limit_seconds,
        failed=failed,
    )


def _publish(
    session: Session,
    order: _Order,
    notebook: "NotebookNode",
    headline: Headline,
    stem: Path,
) -> RunEnd:
    frame = PageFrame(
        session.tenant.name,
        order.language,
        headline,
        (*headline.facts, *_about(order)),
        _making(order, session.now()),
    )
    html = render_page(notebook, frame)
    page, copy = stem.with_suffix(".html"), stem.with_suffix(".ipynb")
    save_notebook(notebook, copy)

    def write(new: Path) -> None:
        new.write_text(html, encoding="utf-8")

    write_artefact(page, write)
    holds = all(check.holds for check in headline.checks)
    return RunEnd(
        ReportStatus.DONE if holds else ReportStatus.WARNED,
        session.now(),
        copy.relative_to(session.folders.reports),
        page.relative_to(session.folders.reports),
        headline,
    )


def _about(order: _Order) -> tuple[tuple[str, str], ...]:
    say, run = order.language, order.run
    data = f"{say.time(run.started_at)} · {run.fingerprint[:12]}"
    return (
        (say.gettext("Data as of"), data),
        (say.gettext("Run"), say.gettext("no. {number}", number=str(run.run_id))),
    )


def _making(order: _Order, made_at: datetime) -> tuple[tuple[str, str], ...]:
    say, notebook = order.language, order.notebook
    settings = ", ".join(f"{key} = {value}" for key, value in order.parameters.items())
    source = f"{notebook.path.name} · {notebook.sha256[:12]} · sdml {sdml.__version__}"
    return (
        (say.gettext("Made on"), say.time(made_at)),
        (say.gettext("Settings"), settings),
        (say.gettext("Notebook"), source),
    )


def _record_failure(
    session: Session, order: _Order, status: ReportStatus, error: SdmlError
) -> None:
    end = RunEnd(status, session.now(), error=str(error))
    with session.write("build_report") as connection:
        finish_run(connection, session.tenant, order.run.run_id, end)
    refresh_report_index(session.database, session.folders)


def _result(session: Session, run: ReportRun, index: Path) -> ReportResult:
    folder = session.folders.reports
    ended = run.finished_at or run.started_at
    return ReportResult(
        run_id=run.run_id,
        name=run.name,
        status=run.status,
        notebook=folder / (run.notebook or ""),
        html=folder / (run.html or ""),
        index=index,
        headline=run.headline or "",
        seconds=(ended - run.started_at).total_seconds(),
    )
