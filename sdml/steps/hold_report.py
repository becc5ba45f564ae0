"""Hold a report run: one at a time of the same kind, renewed while it is made."""

import hashlib
import logging
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sdml.errors import LockedByAnother, StoreError
from sdml.files.notebooks import sweep_workplaces
from sdml.files.processes import is_running
from sdml.files.report_outputs import ReportPlace, sweep_halves, sweep_outputs
from sdml.records.report import ReportRun
from sdml.records.report_run import RunEnd, RunFacts, RunHolder, RunningRun
from sdml.records.workbench_words import ReportStatus
from sdml.steps.plan_report import ReportPlan
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.report_leases import lock_reports, read_running, renew_lease
from sdml.store.report_runs import finish_run, start_run

__all__ = ["close_dead_runs", "hold_report", "plan_facts", "workplace"]

LEASE = timedelta(seconds=60)
RENEWED_EVERY = 15.0
LONGEST_OLD_RUN = timedelta(hours=6)  # of runs before there were leases
_OLD_HALF = timedelta(minutes=10)

_log = logging.getLogger(__name__)


@contextmanager
def hold_report(
    session: Session, plan: ReportPlan, fingerprint: str, started: datetime
) -> Iterator[ReportRun]:
    """The run's row, held for this process until the block ends.

    Stages: end the runs whose process is gone -> refuse where an equal one is
    being made -> write the row -> renew its lease every 15 seconds.

    Parameters
    ----------
    session : Session
        Whose report.
    plan : ReportPlan
        What is to be made.
    fingerprint : str
        Of the data that it is made from.
    started : datetime
        In UTC.

    Raises
    ------
    LockedByAnother
        The same report with the same parameters is being made.
    """
    run = plan.run(fingerprint, started)
    with session.write("build_report") as connection:
        lock_reports(connection, session.tenant)
        dead = _close_dead(session, connection)
        _refuse_second(session, connection, plan)
        until = read_clock(connection) + LEASE
        facts = plan_facts(session, plan)
        run_id = start_run(connection, session.tenant, run, facts, until)
    _sweep(session, dead)
    with _renewed(session, run_id):
        yield replace(run, run_id=run_id)


def close_dead_runs(session: Session) -> int:
    """Number of runs whose process is gone and that are now recorded as failed.

    Stages: find them -> end their rows -> remove what they left half done.

    Parameters
    ----------
    session : Session
        Whose runs.
    """
    with session.write("build_report") as connection:
        lock_reports(connection, session.tenant)
        dead = _close_dead(session, connection)
    _sweep(session, dead)
    return len(dead)


def plan_facts(session: Session, plan: ReportPlan) -> RunFacts:
    """What is known of a run as it begins."""
    holder = RunHolder(session.actor, platform.node(), os.getpid())
    locale = plan.language.locale
    return RunFacts(plan.version, holder, period=plan.period, locale=locale)


def workplace(session: Session, run_id: int) -> str:
    """Prefix of the temporary folder of a run of this database."""
    place = f"{session.database.address}\0{session.tenant.id}".encode()
    return f"sdml-report-{hashlib.sha256(place).hexdigest()[:12]}-{run_id}-"


def _refuse_second(session: Session, connection: Connection, plan: ReportPlan) -> None:
    for one in read_running(connection, session.tenant):
        if one.run_key == plan.run_key:
            who = (
                ""
                if one.holder is None
                else (f" by process {one.holder.process} on {one.holder.host}")
            )
            raise LockedByAnother(
                f"report {one.name} is being made{who} (run {one.run_id}, since "
                f"{one.started_at:%H:%M:%S} UTC): wait for it"
            )


def _close_dead(session: Session, connection: Connection) -> list[RunningRun]:
    now = read_clock(connection)
    dead = [
        one for one in read_running(connection, session.tenant) if _is_dead(one, now)
    ]
    for one in dead:
        end = RunEnd(
            ReportStatus.FAILED,
            now,
            exit_code=1,
            error=f"report {one.name}: its run was killed before it could end",
        )
        finish_run(connection, session.tenant, one.run_id, end)
    return dead


def _is_dead(one: RunningRun, now: datetime) -> bool:
    if one.holder is None:
        return one.started_at < now - LONGEST_OLD_RUN
    if one.lease_until is None or one.lease_until < now:
        return True
    return one.holder.host == platform.node() and not is_running(one.holder.process)


def _sweep(session: Session, dead: list[RunningRun]) -> None:
    folders, slug = session.folders, session.tenant.slug
    for one in dead:
        sweep_workplaces(workplace(session, one.run_id))
        sweep_outputs(
            ReportPlace(folders.reports, folders.reports_of(slug), one.run_id, one.name)
        )
    if dead:
        before = session.now() - _OLD_HALF
        sweep_halves(folders.reports, before)
        sweep_halves(folders.reports_of(slug), before)


@contextmanager
def _renewed(session: Session, run_id: int) -> Iterator[None]:
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEWED_EVERY):
            try:
                with session.write("build_report") as connection:
                    until = read_clock(connection) + LEASE
                    if not renew_lease(connection, session.tenant, run_id, until):
                        return
            except StoreError as error:  # the next time may go well
                _log.warning("run %d: its lease was not renewed: %s", run_id, error)

    thread = threading.Thread(target=renew, name="sdml-report-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
