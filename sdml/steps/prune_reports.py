"""Remove old runs of reports, with their files."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sdml.files.report_outputs import remove_outputs
from sdml.records.report import ReportRun
from sdml.records.tenant_settings import setting_of
from sdml.records.workbench_words import ReportStatus
from sdml.steps.hold_report import close_dead_runs
from sdml.steps.refresh_report_index import refresh_report_index
from sdml.steps.session import Session
from sdml.store.report_facts import read_facts
from sdml.store.report_runs import delete_runs, read_runs
from sdml.store.tenants import read_setting

__all__ = ["PrunedReports", "prune_reports"]

_MOST_RUNS = 1_000_000
_PAGES = (ReportStatus.DONE, ReportStatus.WARNED)


@dataclass(frozen=True, slots=True)
class PrunedReports:
    """What went, or would go.

    Attributes
    ----------
    runs : int
        Runs of the tenant.
    files : int
        Their files.
    kept : int
        Runs that stay.
    """

    runs: int
    files: int
    kept: int


def prune_reports(session: Session, *, dry_run: bool = False) -> PrunedReports:
    """What was removed: runs that are neither young nor among the newest.

    Stages: end the runs whose process is gone -> choose -> delete the rows ->
    delete their files -> write the index.

    Parameters
    ----------
    session : Session
        Whose runs. One stays while it is among the ``reports.keep_runs`` newest
        of its report and parameters, or younger than ``reports.keep_days``;
        the last one with a page stays always.
    dry_run : bool
        Only say what would go.
    """
    if not dry_run:
        close_dead_runs(session)
    with session.read() as connection:
        runs = read_runs(connection, session.tenant, limit=_MOST_RUNS)
        keys = ("reports.keep_runs", "reports.keep_days")
        most, days = (
            int(read_setting(connection, session.tenant, setting_of(key)) or 0)
            for key in keys
        )
        before = session.now() - timedelta(days=days)
        old = _choose_old(runs, most, before)
        facts = read_facts(connection, session.tenant, [run.run_id for run in runs])
    gone = {run.run_id for run in old}
    files: dict[bool, set[Path]] = {True: set(), False: set()}
    for run in runs:
        named = [run.notebook, run.html]
        if run.run_id in facts:
            named += [one.path for one in facts[run.run_id].artefacts]
        files[run.run_id in gone].update(path for path in named if path is not None)
    orphans = files[True] - files[False]
    if not dry_run:
        with session.write("prune_reports") as connection:
            delete_runs(connection, session.tenant, sorted(gone))
        remove_outputs(session.folders.reports, orphans)
        refresh_report_index(session.database, session.folders)
    return PrunedReports(len(gone), len(orphans), len(runs) - len(gone))


def _choose_old(
    runs: tuple[ReportRun, ...], most: int, before: datetime
) -> list[ReportRun]:
    old: list[ReportRun] = []
    counts: dict[str, int] = {}
    with_page: set[str] = set()
    for run in runs:  # the newest first
        key = f"{run.name} {sorted(run.parameters.items())}"
        counts[key] = counts.get(key, 0) + 1
        is_last_page = run.status in _PAGES and key not in with_page
        if run.status in _PAGES:
            with_page.add(key)
        is_young = counts[key] <= most or run.started_at >= before
        if not (is_young or is_last_page or run.status is ReportStatus.RUNNING):
            old.append(run)
    return old
