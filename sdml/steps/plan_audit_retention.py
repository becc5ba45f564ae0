"""Say which rows of the audit are past the time they are kept; nothing is removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sdml.errors import ParameterError
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session

__all__ = ["DueRows", "RetentionPlan", "plan_audit_retention"]


@dataclass(frozen=True, slots=True)
class DueRows:
    """Rows of the audit about one kind of thing.

    Attributes
    ----------
    entity : str
        Such as ``ticket``.
    kept, due : int
        All of them, and those past their time.
    oldest : datetime
        Of the oldest row.
    """

    entity: str
    kept: int
    due: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What a run of the retention would remove.

    Attributes
    ----------
    days : int
        Rows are kept so long.
    before : datetime
        Rows from before then are due, unless a row says when itself.
    due : int
        Rows in all.
    by_entity : tuple of DueRows
        The most first.
    """

    days: int
    before: datetime
    due: int
    by_entity: tuple[DueRows, ...]


def plan_audit_retention(session: Session, *, days: int = 1_825) -> RetentionPlan:
    """A dry run of the audit's retention.

    Parameters
    ----------
    session : Session
        Whose audit.
    days : int
        How long rows are kept that do not say it themselves; five years.

    Raises
    ------
    ParameterError
        A number of days below 1.
    """
    if days < 1:
        raise ParameterError(f"kept for {days} days: expected 1 or more")
    now = session.now()
    before = now - timedelta(days)
    parameters = {
        "before": f"{before:%Y-%m-%d %H:%M:%S}",
        "now": f"{now:%Y-%m-%d %H:%M:%S}",
    }
    frame = run_named_query(session, "audit_retention", parameters)
    oldest = [moment.to_pydatetime() for moment in frame["oldest"]]
    rows = tuple(
        DueRows(str(entity), int(kept), int(due), first)
        for entity, kept, due, first in zip(
            frame["entity"], frame["kept"], frame["due"], oldest, strict=True
        )
    )
    return RetentionPlan(days, before, sum(row.due for row in rows), rows)
