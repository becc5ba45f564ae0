"""Remove the rows of the audit that are past the time they are kept."""

from dataclasses import dataclass
from datetime import datetime

from sdml.errors import ParameterError, StalePlan
from sdml.records.audit_removal import SHORTEST_DAYS
from sdml.steps.plan_audit_retention import RetentionPlan, plan_audit_retention
from sdml.steps.session import Session
from sdml.steps.verify_audit import verify_audit
from sdml.store.audit_removals import remove_due_rows

__all__ = ["RemovedAudit", "remove_due_audit"]

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class RemovedAudit:
    """What retention removed.

    Attributes
    ----------
    days : int
        Rows are kept so long.
    before : datetime
        Rows from before then went, unless a row said when itself.
    removed : int
        Rows that are gone.
    records : int
        Rows that say so: one a batch, sealed with it, and never removed.
    head : str or None
        The MAC of the last seal now; None where nothing is sealed.
    """

    days: int
    before: datetime
    removed: int
    records: int
    head: str | None


def remove_due_audit(
    session: Session, token: str, *, days: int = 1_825, at_once: int = _AT_ONCE
) -> RemovedAudit:
    """Remove what a dry run showed, so that the audit can still be checked.

    Stages: the plan is the one that was shown -> the audit is whole -> a batch a
    transaction: rows out, and one row in that names their seals, sealed with it
    -> check again. The seals stay: they hold no personal data. Killed on the way,
    the batches that were done are on record and the rest is still due.

    Parameters
    ----------
    session : Session
        Whose audit.
    token : str
        Of the plan that `plan_audit_retention` gave.
    days : int
        As the plan was asked for.
    at_once : int
        Rows a transaction.

    Raises
    ------
    ParameterError
        Fewer days than the database keeps every row.
    StalePlan
        What is due now is not what the plan said.
    CheckFailed
        The audit is not what was sealed: to remove rows would hide where.
    SealKeyMissing
        There are seals, and no key to check them with.
    """
    if days < SHORTEST_DAYS:
        raise ParameterError(
            f"kept for {days} days: the database keeps every row for "
            f"{SHORTEST_DAYS} days, so ask for as many or more"
        )
    plan = plan_audit_retention(session, days=days)
    if plan.token != token:
        raise StalePlan(
            f"{token!r} is not the plan of today, by which {plan.due:,} rows are due: "
            "see 'sdml audit retention' without --apply, and take its token"
        )
    verify_audit(session)
    removed, records = _remove(session, plan, at_once)
    head = verify_audit(session).head
    return RemovedAudit(days, plan.before, removed, records, head)


def _remove(session: Session, plan: RetentionPlan, at_once: int) -> tuple[int, int]:
    removed = records = 0
    span = (plan.before, session.now(), plan.last_id)
    with session.progress(plan.due, "row", "retention of the audit") as bar:
        while True:
            with session.write("retention") as connection:
                gone = remove_due_rows(
                    connection,
                    session.tenant,
                    span,
                    (session.actor, session.request_id),
                    at_once,
                )
            if not gone:
                return removed, records
            removed += gone
            records += 1
            bar.advance(gone)
