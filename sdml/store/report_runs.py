"""The table ``report_runs``: what was made, from what, and how it ended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from sdml.errors import LockedByAnother, NotFound
from sdml.records.report import Headline, ParameterValue, ReportRun
from sdml.records.report_run import RunEnd, RunFacts
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.store.report_facts import add_facts, finish_facts
from sdml.store.tables.workbench import ReportRun as ReportRunTable

__all__ = [
    "delete_runs",
    "find_equal_run",
    "finish_run",
    "read_run",
    "read_runs",
    "start_run",
]

_RUNS = ReportRunTable.__table__


def find_equal_run(
    connection: Connection, tenant: Tenant, run_key: str, fingerprint: str
) -> ReportRun | None:
    """The newest run that made this report from this data and found nothing wrong."""
    query = (
        select(_RUNS)
        .where(
            _RUNS.c.organization_id == tenant.id,
            _RUNS.c.run_key == run_key,
            _RUNS.c.fingerprint == fingerprint,
            _RUNS.c.status == ReportStatus.DONE,
        )
        .order_by(_RUNS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _run(row)


def start_run(
    connection: Connection,
    tenant: Tenant,
    run: ReportRun,
    facts: RunFacts,
    lease_until: datetime,
) -> int:
    """Number of the new rows; the run's own `run_id` is not looked at.

    Parameters
    ----------
    connection : Connection
        A write transaction.
    tenant : Tenant
        Whose run.
    run : ReportRun
        What is to be made.
    facts : RunFacts
        Who makes it, of which version, about which days.
    lease_until : datetime
        Until when it counts as alive unless the lease is renewed.
    """
    row = {
        "organization_id": tenant.id,
        "name": run.name,
        "parameters": dict(run.parameters),
        "run_key": run.run_key,
        "fingerprint": run.fingerprint,
        "status": ReportStatus.RUNNING,
        "started_at": run.started_at,
    }
    made = connection.execute(insert(_RUNS).values(row).returning(_RUNS.c.id))
    run_id = int(made.scalar_one())
    add_facts(connection, tenant, run_id, facts, lease_until)
    return run_id


def finish_run(
    connection: Connection, tenant: Tenant, run_id: int, end: RunEnd
) -> ReportRun:
    """The run after its end was written.

    Parameters
    ----------
    connection : Connection
        A write transaction.
    tenant : Tenant
        Whose run.
    run_id : int
        Its number.
    end : RunEnd
        How it ended.

    Raises
    ------
    LockedByAnother
        It had been ended already: another process took it for dead.
    """
    notebook, html = end.path_of("notebook"), end.path_of("html")
    row = {
        "status": end.status,
        "finished_at": end.finished_at,
        "notebook": None if notebook is None else notebook.as_posix(),
        "html": None if html is None else html.as_posix(),
        "headline": None if end.headline is None else _headline(end.headline),
        "error": end.error,
    }
    changed = connection.execute(
        update(_RUNS)
        .where(
            _RUNS.c.organization_id == tenant.id,
            _RUNS.c.id == run_id,
            _RUNS.c.status == ReportStatus.RUNNING,
        )
        .values(row)
    )
    if not changed.rowcount:
        raise LockedByAnother(
            f"report run {run_id} had been given up: another process took it for "
            "dead; nothing of it was published"
        )
    finish_facts(connection, tenant, run_id, end)
    return read_run(connection, tenant, run_id)


def delete_runs(connection: Connection, tenant: Tenant, numbers: list[int]) -> int:
    """Number of runs that are gone, each with its facts."""
    if not numbers:
        return 0
    gone = connection.execute(
        delete(_RUNS).where(
            _RUNS.c.organization_id == tenant.id, _RUNS.c.id.in_(numbers)
        )
    )
    return gone.rowcount


def read_runs(
    connection: Connection, tenant: Tenant, *, limit: int = 100
) -> tuple[ReportRun, ...]:
    """A tenant's newest runs, the last started first."""
    query = (
        select(_RUNS)
        .where(_RUNS.c.organization_id == tenant.id)
        .order_by(_RUNS.c.id.desc())
        .limit(limit)
    )
    return tuple(_run(row) for row in connection.execute(query))


def read_run(connection: Connection, tenant: Tenant, run_id: int) -> ReportRun:
    """One run of the tenant.

    Parameters
    ----------
    connection : Connection
        A transaction.
    tenant : Tenant
        Whose run.
    run_id : int
        Its number.

    Raises
    ------
    NotFound
        The tenant has no run of that number.
    """
    row = connection.execute(
        select(_RUNS).where(_RUNS.c.organization_id == tenant.id, _RUNS.c.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotFound(
            f"tenant {tenant.slug} has no report run {run_id}: "
            f"'sdml report list --tenant {tenant.slug}' shows its runs"
        )
    return _run(row)


def _headline(headline: Headline) -> dict[str, object]:
    return {
        "title": headline.title,
        "finding": headline.finding,
        "figures": dict(headline.figures),
        "failed_checks": [one.claim for one in headline.checks if not one.holds],
    }


def _run(row: Row[tuple[object, ...]]) -> ReportRun:
    said = cast("Mapping[str, str]", row.headline or {})
    return ReportRun(
        run_id=row.id,
        name=row.name,
        parameters=cast("Mapping[str, ParameterValue]", row.parameters),
        run_key=row.run_key,
        fingerprint=row.fingerprint,
        status=row.status,
        started_at=row.started_at,
        finished_at=row.finished_at,
        notebook=_path(row.notebook),
        html=_path(row.html),
        title=said.get("title"),
        headline=said.get("finding"),
        error=row.error,
    )


def _path(path: str | None) -> Path | None:
    return None if path is None else Path(PurePosixPath(path))
