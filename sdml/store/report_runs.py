"""The table ``report_runs``, and the fingerprint of the data that reports read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import cast

from sqlalchemy import Connection, Row, func, insert, select, update

from sdml.errors import MisuseError
from sdml.records.report import Headline, ParameterValue, ReportRun
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.store.tables.core import Category, Ticket
from sdml.store.tables.registry import TaxonomyChange
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.workbench import (
    ImportBatch,
    ImportReject,
    ModelMetric,
    ModelVersion,
)
from sdml.store.tables.workbench import ReportRun as ReportRunTable

__all__ = [
    "RunEnd",
    "close_interrupted_runs",
    "find_equal_run",
    "finish_run",
    "read_data_fingerprint",
    "read_run",
    "read_runs",
    "start_run",
]

_RUNS = ReportRunTable.__table__


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: what `finish_run` writes into its row.

    Attributes
    ----------
    status : ReportStatus
        Anything but ``running``.
    finished_at : datetime
        In UTC.
    notebook, html : Path, optional
        Relative to the folder of reports.
    headline : Headline, optional
        What the notebook said of itself.
    error : str, optional
        One line.
    """

    status: ReportStatus
    finished_at: datetime
    notebook: Path | None = None
    html: Path | None = None
    headline: Headline | None = None
    error: str | None = None


def read_data_fingerprint(connection: Connection, tenant: Tenant) -> str:
    """A hash that changes when data that the reports show has changed.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose data.

    Returns
    -------
    str
        64 hexadecimal digits. It stands for counts, sums and latest changes,
        not for the bytes of every row.
    """
    questions = (
        (Ticket, func.count(), func.max(Ticket.id), func.max(Ticket.updated_at)),
        (Ticket, func.count(Ticket.category_id), func.sum(Ticket.category_id)),
        (
            ImportBatch,
            func.count(),
            func.max(ImportBatch.id),
            func.max(ImportBatch.finished_at),
            func.sum(ImportBatch.rows_done),
        ),
        (ImportReject, func.count(), func.sum(ImportReject.rows)),
        (ModelMetric, func.count(), func.max(ModelMetric.id)),
        (ReviewItem, func.count(), func.sum(ReviewItem.version)),
        (ReviewItem, func.count(ReviewItem.gold_label), func.sum(ReviewItem.answers)),
        (ReviewDecision, func.count(), func.max(ReviewDecision.id)),
        (
            TaxonomyChange,
            func.max(TaxonomyChange.id),
            func.count(TaxonomyChange.undone_at),
        ),
    )
    digest = hashlib.sha256()
    for table, *figures in questions:
        owned = table.organization_id == tenant.id
        row = connection.execute(select(*figures).where(owned)).one()
        digest.update(repr(tuple(map(str, row))).encode())
    for listed, *columns in (
        (Category, Category.id, Category.name),
        (ModelVersion, ModelVersion.id, ModelVersion.status),
    ):
        owned = listed.organization_id == tenant.id
        rows = connection.execute(select(*columns).where(owned).order_by(columns[0]))
        digest.update(repr([tuple(map(str, row)) for row in rows]).encode())
    return digest.hexdigest()


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


def start_run(connection: Connection, tenant: Tenant, run: ReportRun) -> int:
    """Number of the new row; the run's own `run_id` is not looked at."""
    row = {
        "organization_id": tenant.id,
        "name": run.name,
        "parameters": dict(run.parameters),
        "run_key": run.run_key,
        "fingerprint": run.fingerprint,
        "status": ReportStatus.RUNNING,
        "started_at": run.started_at,
    }
    result = connection.execute(insert(_RUNS).values(row).returning(_RUNS.c.id))
    return int(result.scalar_one())


def finish_run(
    connection: Connection, tenant: Tenant, run_id: int, end: RunEnd
) -> ReportRun:
    """The run after its end was written."""
    row = {
        "status": end.status,
        "finished_at": end.finished_at,
        "notebook": None if end.notebook is None else end.notebook.as_posix(),
        "html": None if end.html is None else end.html.as_posix(),
        "headline": None if end.headline is None else _headline(end.headline),
        "error": end.error,
    }
    connection.execute(
        update(_RUNS)
        .where(_RUNS.c.organization_id == tenant.id, _RUNS.c.id == run_id)
        .values(row)
    )
    return read_run(connection, tenant, run_id)


def close_interrupted_runs(
    connection: Connection, tenant: Tenant, before: datetime, now: datetime
) -> int:
    """Number of runs that began before `before`, never ended, and are now failed."""
    result = connection.execute(
        update(_RUNS)
        .where(
            _RUNS.c.organization_id == tenant.id,
            _RUNS.c.status == ReportStatus.RUNNING,
            _RUNS.c.started_at < before,
        )
        .values(
            status=ReportStatus.FAILED,
            finished_at=now,
            error="the run was interrupted",
        )
    )
    return result.rowcount


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
    MisuseError
        The tenant has no run of that number.
    """
    row = connection.execute(
        select(_RUNS).where(_RUNS.c.organization_id == tenant.id, _RUNS.c.id == run_id)
    ).one_or_none()
    if row is None:
        raise MisuseError(
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
