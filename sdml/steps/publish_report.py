"""Write what a report run gives people: the page, the mail, the executed notebook."""

from typing import TYPE_CHECKING

import sdml
from sdml.analytics.report_changes import compare_findings
from sdml.files.notebooks import (
    notebook_bytes,
    notebook_headline,
    notebook_rows,
    notebook_sections,
)
from sdml.files.report_html import PageFrame, render_page
from sdml.files.report_mail import MailFrame, make_mail
from sdml.files.report_outputs import ReportPlace, write_output
from sdml.records.report import Headline, ReportRun
from sdml.records.report_run import ReportChanges, RunEnd, SaidSection
from sdml.records.workbench_words import ReportStatus
from sdml.steps.plan_report import ReportPlan
from sdml.steps.session import Session
from sdml.store.report_facts import find_previous_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

__all__ = ["publish_report", "report_place"]


def publish_report(
    session: Session,
    plan: ReportPlan,
    run: ReportRun,
    notebook: "NotebookNode",
    redact: "Callable[[str], str]",
) -> RunEnd:
    """How the run ended, after its files were written, each whole or not at all.

    Stages: read what the page before said -> render -> write page, mail and
    notebook.

    Parameters
    ----------
    session : Session
        Whose report.
    plan : ReportPlan
        What was made.
    run : ReportRun
        Its row, still running.
    notebook : NotebookNode
        Executed, its texts as they may be shown.
    redact : callable
        For the parameters, which stand at the page's foot.
    """
    headline, sections = notebook_headline(notebook), notebook_sections(notebook)
    frame = PageFrame(
        session.tenant.name,
        plan.language,
        headline,
        (*headline.facts, *_about(plan, run)),
        _making(session, plan, redact),
        _changes(session, plan, sections),
    )
    page = render_page(notebook, frame)
    mail = make_mail(notebook, page, _mail_frame(session, run, frame, sections))
    place = report_place(session, run)
    artefacts = (
        write_output(place, "notebook", ".ipynb", notebook_bytes(notebook)),
        write_output(place, "mail", ".eml", mail),
        write_output(place, "html", ".html", page.encode()),
    )
    status, exit_code = _outcome(headline)
    return RunEnd(
        status,
        session.now(),
        exit_code,
        artefacts=artefacts,
        headline=headline,
        sections=sections,
        rows_read=notebook_rows(notebook),
    )


def _mail_frame(
    session: Session,
    run: ReportRun,
    frame: PageFrame,
    sections: tuple[SaidSection, ...],
) -> MailFrame:
    return MailFrame(
        tenant=session.tenant.name,
        slug=session.tenant.slug,
        name=run.name,
        run_id=run.run_id,
        made_at=session.now(),
        language=frame.language,
        headline=frame.headline,
        sections=sections,
    )


def report_place(session: Session, run: ReportRun) -> ReportPlace:
    """Where the run's files go."""
    folders = session.folders
    return ReportPlace(
        folders.reports, folders.reports_of(session.tenant.slug), run.run_id, run.name
    )


def _outcome(headline: Headline) -> tuple[ReportStatus, int]:
    failed = any(check.outcome == "fail" for check in headline.checks)
    return (ReportStatus.WARNED, 3) if failed else (ReportStatus.DONE, 0)


def _changes(
    session: Session, plan: ReportPlan, sections: tuple[SaidSection, ...]
) -> ReportChanges | None:
    with session.read() as connection:
        found = find_previous_facts(
            connection, session.tenant, plan.notebook.name, plan.given, plan.period
        )
    if found is None:
        return None
    since, before = found
    if before.locale != plan.language.locale:
        return None
    return ReportChanges(since, compare_findings(before.sections, sections))


def _about(plan: ReportPlan, run: ReportRun) -> tuple[tuple[str, str], ...]:
    say = plan.language
    data = f"{say.time(run.started_at)} · {run.fingerprint[:12]}"
    number = say.gettext("no. {number}", number=str(run.run_id))
    facts = ((say.gettext("Data as of"), data), (say.gettext("Run"), number))
    if plan.period is None:
        return facts
    days = f"{say.day(plan.period.first)} – {say.day(plan.period.last)}"
    return ((say.gettext("Period"), days), *facts)


def _making(
    session: Session, plan: ReportPlan, redact: "Callable[[str], str]"
) -> tuple[tuple[str, str], ...]:
    say, notebook = plan.language, plan.notebook
    given = {key: value for key, value in plan.parameters.items() if value != ""}
    settings = ", ".join(f"{key} = {value}" for key, value in given.items())
    source = f"{notebook.path.name} · {plan.version[:12]} · sdml {sdml.__version__}"
    return (
        (say.gettext("Made on"), say.time(session.now())),
        (say.gettext("Settings"), redact(settings)),
        (say.gettext("Notebook"), source),
    )
