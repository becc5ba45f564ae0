"""Leases of report runs: who makes one now, and until when he counts as alive."""

from datetime import datetime

from sqlalchemy import Connection, select, text, update

from sdml.records.report_run import RunHolder, RunningRun
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.store.tables.reporting import ReportRunFacts
from sdml.store.tables.workbench import ReportRun as ReportRunTable

__all__ = ["lock_reports", "read_running", "renew_lease"]

_FACTS = ReportRunFacts.__table__
_RUNS = ReportRunTable.__table__


def lock_reports(connection: Connection, tenant: Tenant) -> None:
    """Let those who are about to start a run queue until the transaction ends.

    SQLite's writing transactions queue by themselves.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('reports', :tenant))"),
            {"tenant": tenant.id},
        )


def read_running(connection: Connection, tenant: Tenant) -> list[RunningRun]:
    """The tenant's runs that have not ended, alive or not, oldest first."""
    rows = connection.execute(
        select(
            *(_RUNS.c.id, _RUNS.c.name, _RUNS.c.run_key, _RUNS.c.started_at),
            *(_FACTS.c.actor, _FACTS.c.host, _FACTS.c.process, _FACTS.c.lease_until),
        )
        .outerjoin(_FACTS, _FACTS.c.run_id == _RUNS.c.id)
        .where(
            _RUNS.c.organization_id == tenant.id,
            _RUNS.c.status == ReportStatus.RUNNING,
        )
        .order_by(_RUNS.c.id)
    )
    return [
        RunningRun(
            run_id=row.id,
            name=row.name,
            run_key=row.run_key,
            started_at=row.started_at,
            holder=None
            if row.host is None
            else RunHolder(row.actor, row.host, row.process),
            lease_until=row.lease_until,
        )
        for row in rows
    ]


def renew_lease(
    connection: Connection, tenant: Tenant, run_id: int, until: datetime
) -> bool:
    """Whether the run was still held, and now is until then.

    Parameters
    ----------
    connection : Connection
        A write transaction.
    tenant : Tenant
        Whose run.
    run_id : int
        Its number.
    until : datetime
        The lease's new end.
    """
    changed = connection.execute(
        update(_FACTS)
        .where(
            _FACTS.c.organization_id == tenant.id,
            _FACTS.c.run_id == run_id,
            _FACTS.c.lease_until.is_not(None),
        )
        .values(lease_until=until)
    )
    return changed.rowcount > 0
