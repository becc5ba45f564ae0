"""Make the reports that are due: what a scheduler calls every few minutes."""

from sdml.errors import CheckFailed, ReportFailed
from sdml.records.report_schedule import DueReports, ReportOutcome
from sdml.steps.find_due_reports import find_due_reports
from sdml.steps.hold_report import close_dead_runs
from sdml.steps.run_report_batch import run_report_batch
from sdml.steps.session import Session
from sdml.store.report_schedules import read_schedule_rows

__all__ = ["judge_runs", "run_due_reports"]


def run_due_reports(
    session: Session, *, jobs: int | None = None, most: int = 100, dry_run: bool = False
) -> DueReports:
    """What was due, missed periods first, and what became of it.

    Stages: end the runs whose process is gone -> find what is due of every
    schedule -> make it, several at once.

    Parameters
    ----------
    session : Session
        Whose schedules.
    jobs : int, optional
        As of `run_report_batch`.
    most : int
        No more runs than this; the rest stays due.
    dry_run : bool
        Only say what is due.
    """
    if not dry_run:
        close_dead_runs(session)
    with session.read() as connection:
        schedules = read_schedule_rows(connection, session.tenant)
    now = session.now()
    found = [find_due_reports(session, schedule, now) for schedule in schedules]
    ready = [one for due, _ in found for one in due][:most]
    waits = [
        ReportOutcome(
            one.name, one.period, "waits", message="its last try failed within the hour"
        )
        for _, paused in found
        for one in paused
    ]
    if dry_run:
        due = (ReportOutcome(one.name, one.period, "due") for one in ready)
        return DueReports((*due, *waits))
    return DueReports((*run_report_batch(session, ready, jobs), *waits))


def judge_runs(done: DueReports) -> None:
    """Raise where a run failed, or one of its checks did not hold.

    Raises
    ------
    ReportFailed
        Naming the first.
    CheckFailed
        None failed, but a check did; its ``result`` is what was done.
    """
    failed = [one for one in done.runs if one.status in ("failed", "timed_out")]
    warned = [one for one in done.runs if one.status == "warned"]
    if failed:
        raise ReportFailed(
            f"{len(failed)} of {len(done.runs)} reports failed, the first: "
            f"{failed[0].message}"
        )
    if warned:
        raise CheckFailed(
            f"a check of {len(warned)} of {len(done.runs)} reports does not hold, "
            f"the first of {warned[0].name}",
            done,
        )
