"""Say which rows of the audit are past the time they are kept; nothing is removed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sdml.errors import ParameterError
from sdml.records.audit_removal import SHORTEST_DAYS, DueAudit
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.store.audit_removals import read_due_audit

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
    tenant : str
        Whose: the slug.
    days : int
        Rows are kept so long.
    before : datetime
        Rows from before that midnight (UTC) are due, unless a row says when itself.
    due : int
        Rows in all.
    by_entity : tuple of DueRows
        The most first.
    last_id : int
        The highest number among them.
    shortest_days : int
        The database removes nothing that was kept for less.
    token : str
        Stands for this plan: whoever removes the rows says which plan he saw.
    """

    tenant: str
    days: int
    before: datetime
    due: int
    by_entity: tuple[DueRows, ...]
    last_id: int
    shortest_days: int
    token: str


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
    # From midnight, so that a plan holds for a day.
    before = (now - timedelta(days)).replace(hour=0, minute=0, second=0, microsecond=0)
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
    with session.read() as connection:
        due_rows = read_due_audit(connection, session.tenant, before, now)
    return RetentionPlan(
        tenant=session.tenant.slug,
        days=days,
        before=before,
        due=due_rows.rows,
        by_entity=rows,
        last_id=due_rows.last_id,
        shortest_days=SHORTEST_DAYS,
        token=_token(session, before, due_rows),
    )


def _token(session: Session, before: datetime, due: DueAudit) -> str:
    said = f"{session.tenant.slug} {before:%Y-%m-%d} {due}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]
