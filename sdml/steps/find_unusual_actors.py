"""Find the days on which people acted unlike themselves."""

from dataclasses import replace

from sdml.analytics.unusual_actors import find_unusual_days, person_days
from sdml.errors import ParameterError
from sdml.records.report_run import ReportPeriod
from sdml.records.unusual import UnusualDays
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session

__all__ = ["find_unusual_actors"]


def find_unusual_actors(
    session: Session,
    *,
    days: int = 14,
    alarm_rate: float = 0.001,
    period: ReportPeriod | None = None,
) -> UnusualDays:
    """Days of the last weeks that people's own habits do not explain.

    Stages: what each person did by hour -> by local day -> against his own days
    before, at the rate of false alarms asked for.

    Parameters
    ----------
    session : Session
        Whose people.
    days : int
        Judged: the last so many days.
    alarm_rate : float
        The share of usual days that may be named, in (0, 1).
    period : ReportPeriod, optional
        Judged instead: its days, as if nothing had come after.

    Raises
    ------
    ParameterError
        A number of days below 1, or a rate outside its range.
    """
    if days < 1 or not 0 < alarm_rate < 1:
        raise ParameterError(
            f"{days} days at a rate of {alarm_rate:g}: expected at least one day and a "
            "rate between 0 and 1, such as 0.001"
        )
    hours = run_named_query(session, "actor_hours")
    known = person_days(hours, session.tenant.timezone)
    if period is None:
        return find_unusual_days(known, days, alarm_rate)
    until = known[known["day"] <= period.last].reset_index(drop=True)
    found = find_unusual_days(until, days, alarm_rate, since=period.first)
    return replace(found, first=period.first, last=period.last)
