"""List a tenant's report schedules."""

from dataclasses import replace

from sdml.records.report_schedule import ScheduledReport
from sdml.steps.find_due_reports import find_due_reports, next_due
from sdml.steps.session import Session
from sdml.store.report_schedules import read_schedule_rows

__all__ = ["list_schedules"]


def list_schedules(session: Session) -> tuple[ScheduledReport, ...]:
    """Each schedule with what is due and when it will be due again.

    Parameters
    ----------
    session : Session
        Whose schedules.
    """
    with session.read() as connection:
        found = read_schedule_rows(connection, session.tenant)
    now = session.now()
    return tuple(
        replace(
            one,
            next_at=next_due(session.tenant, one, now),
            waiting=sum(map(len, find_due_reports(session, one, now))),
        )
        for one in found
    )
