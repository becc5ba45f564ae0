"""Find what was changed without a trace or by nobody, and what was lost."""

from sdml.analytics.report_periods import in_period
from sdml.records.audit_gaps import AuditGaps, GapKind
from sdml.records.report_run import ReportPeriod
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session

__all__ = ["find_audit_gaps"]

_SHOWN = 20


def find_audit_gaps(session: Session, period: ReportPeriod | None = None) -> AuditGaps:
    """Gaps of the audit, and numbers that imported events skip.

    Stages: rows of the audit against tickets and against each other -> numbers
    of imported events.

    Parameters
    ----------
    session : Session
        Whose audit.
    period : ReportPeriod, optional
        Only what happened on its days; numbers of events have none, and are all
        looked at.

    Returns
    -------
    AuditGaps
        With the first ids of each kind.
    """
    rows = run_named_query(session, "audit_gap_rows")
    rows = rows[in_period(rows["happened"], period, session.tenant.timezone)]
    lost = run_named_query(session, "lost_events")
    gaps = [
        GapKind(kind, len(part), tuple(int(n) for n in part["number"][:_SHOWN]))
        for kind in ("no_row", "no_actor", "out_of_order")
        for part in (rows[rows["gap"] == kind],)
    ]
    tickets = tuple(int(number) for number in lost["ticket"][:_SHOWN])
    gaps.append(GapKind("lost_events", int(lost["lost"].sum()), tickets))
    return AuditGaps(tuple(gaps), len(lost))
