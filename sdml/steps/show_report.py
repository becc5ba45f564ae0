"""Show one run of a tenant's reports."""

from dataclasses import replace

from sdml.records.report import ReportRun
from sdml.steps.session import Session
from sdml.store.report_runs import read_run

__all__ = ["show_report"]


def show_report(session: Session, run_id: int) -> ReportRun:
    """The run with the absolute paths of its notebook and page.

    Parameters
    ----------
    session : Session
        Whose run.
    run_id : int
        Its number.

    Raises
    ------
    MisuseError
        The tenant has no run of that number.
    """
    with session.read() as connection:
        run = read_run(connection, session.tenant, run_id)
    folder = session.folders.reports
    return replace(
        run,
        notebook=None if run.notebook is None else folder / run.notebook,
        html=None if run.html is None else folder / run.html,
    )
