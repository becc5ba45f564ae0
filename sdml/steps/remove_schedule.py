"""Let a report be due no more."""

from sdml.steps.session import Session
from sdml.store.report_schedules import delete_schedule_row

__all__ = ["remove_schedule"]


def remove_schedule(session: Session, number: int) -> None:
    """Forget the schedule; its runs stay.

    Parameters
    ----------
    session : Session
        Whose schedule.
    number : int
        As `list_schedules` has it.

    Raises
    ------
    NotFound
        The tenant has none of that number.
    """
    with session.write("schedule_report") as connection:
        delete_schedule_row(connection, session.tenant, number)
