"""Show one run of a tenant's reports."""

from dataclasses import replace

from sdml.records.report import ReportRun
from sdml.steps.session import Session
from sdml.store.report_facts import read_facts
from sdml.store.report_runs import read_run

__all__ = ["show_report"]


def show_report(session: Session, run_id: int) -> ReportRun:
    """The run with all that is known of it; the paths of its files are absolute.

    Parameters
    ----------
    session : Session
        Whose run.
    run_id : int
        Its number.

    Raises
    ------
    NotFound
        The tenant has no run of that number.
    """
    with session.read() as connection:
        run = read_run(connection, session.tenant, run_id)
        facts = read_facts(connection, session.tenant, [run_id]).get(run_id)
    folder = session.folders.reports
    if facts is not None:
        files = (replace(one, path=folder / one.path) for one in facts.artefacts)
        facts = replace(facts, artefacts=tuple(files))
    return replace(
        run,
        facts=facts,
        notebook=None if run.notebook is None else folder / run.notebook,
        html=None if run.html is None else folder / run.html,
    )
