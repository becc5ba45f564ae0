"""Make several report runs, as many at once as there are processors."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from sdml.errors import LockedByAnother, SdmlError, TimeLimitReached
from sdml.records.report import ReportResult
from sdml.records.report_schedule import DueReport, ReportOutcome
from sdml.settings import Folders, Settings
from sdml.steps.build_report import build_report
from sdml.steps.open_session import open_session
from sdml.steps.session import Session

__all__ = ["run_report_batch"]


def run_report_batch(
    session: Session, due: Sequence[DueReport], jobs: int | None = None
) -> tuple[ReportOutcome, ...]:
    """What became of each run, in the order given; one that fails stops no other.

    Parameters
    ----------
    session : Session
        Whose reports.
    due : sequence of DueReport
        The runs to make.
    jobs : int, optional
        So many at once, each in a process of its own; 1 makes them here one
        after the other. Default the processors of this machine, at most 4.
    """
    most = min(jobs or min(os.cpu_count() or 1, 4), max(len(due), 1))
    if most == 1:
        return tuple(_run(session, one) for one in due)
    return tuple(_run_apart(session, due, most))


def _run_apart(
    session: Session, due: Sequence[DueReport], most: int
) -> Iterator[ReportOutcome]:
    # A location may hold a password: it goes through a pipe, not a command line.
    order = (session.database.location, session.folders, session.tenant.slug)
    spawned = get_context("spawn")  # a fork would share the open database
    with ProcessPoolExecutor(most, mp_context=spawned) as pool:
        waiting = [pool.submit(_run_there, *order, session.actor, one) for one in due]
        for one, future in zip(due, waiting, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:
                said = "the process that made it ended, or the one beside it"
                yield ReportOutcome(one.name, one.period, "failed", message=said)


def _run_there(
    location: str, folders: Folders, slug: str, actor: str, due: DueReport
) -> ReportOutcome:
    session = open_session(Settings(location, folders), slug, actor)
    try:
        return _run(session, due)
    finally:
        session.database.close()


def _run(session: Session, due: DueReport) -> ReportOutcome:
    try:
        made = build_report(session, due.name, due.parameters)
    except SdmlError as error:
        return ReportOutcome(
            due.name, due.period, _failed_status(error), message=str(error)
        )
    return _outcome(due, made)


def _failed_status(error: SdmlError) -> str:
    if isinstance(error, LockedByAnother):
        return "locked"
    return "timed_out" if isinstance(error, TimeLimitReached) else "failed"


def _outcome(due: DueReport, made: ReportResult) -> ReportOutcome:
    return ReportOutcome(
        due.name, due.period, made.status.value, made.run_id, made.html, made.headline
    )
