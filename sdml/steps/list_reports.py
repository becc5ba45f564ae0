"""List the runs of a tenant's reports."""

from sdml.records.report import ReportRuns
from sdml.steps.session import Session
from sdml.store.report_runs import read_runs

__all__ = ["list_reports"]


def list_reports(session: Session, *, limit: int = 50) -> ReportRuns:
    """The newest runs of the tenant's reports, the last started first.

    Parameters
    ----------
    session : Session
        Whose runs.
    limit : int
        At most so many.
    """
    with session.read() as connection:
        return ReportRuns(read_runs(connection, session.tenant, limit=limit))
