"""Show a tenant's calendars."""

from sdml.records.calendar_sheet import CalendarList
from sdml.steps.session import Session
from sdml.store.desk_calendars import find_calendar, read_calendars

__all__ = ["show_calendar"]


def show_calendar(session: Session, name: str | None = None) -> CalendarList:
    """Give one calendar with its days, or all of them.

    Stages: read.

    Parameters
    ----------
    session : Session
        Whose calendars.
    name : str, optional
        Only this one.

    Raises
    ------
    ParameterError
        There is no calendar of that name.
    """
    with session.read() as connection:
        if name is not None:
            return CalendarList((find_calendar(connection, session.tenant, name),))
        return CalendarList(tuple(read_calendars(connection, session.tenant)))
