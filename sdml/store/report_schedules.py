"""The table ``report_schedules``, and which periods its reports have been made of."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from sdml.errors import NotFound
from sdml.records.report import ParameterValue
from sdml.records.report_schedule import ScheduledReport
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.store.tables.reporting import ReportSchedule
from sdml.store.tables.workbench import ReportRun

__all__ = [
    "add_schedule_row",
    "delete_schedule_row",
    "read_past_runs",
    "read_schedule_rows",
]

_SCHEDULES = ReportSchedule.__table__
_RUNS = ReportRun.__table__


def add_schedule_row(
    connection: Connection, tenant: Tenant, schedule: ScheduledReport, actor: str
) -> int:
    """Number of the schedule; one that is there already stays as it is.

    Parameters
    ----------
    connection : Connection
        A write transaction.
    tenant : Tenant
        Whose.
    schedule : ScheduledReport
        Its own number is not looked at.
    actor : str
        Who wants it.
    """
    for one in read_schedule_rows(connection, tenant):
        if (one.name, one.cadence, dict(one.parameters)) == (
            schedule.name,
            schedule.cadence,
            dict(schedule.parameters),
        ):
            return one.schedule_id
    zone = ZoneInfo(tenant.timezone)
    row = {
        "organization_id": tenant.id,
        "name": schedule.name,
        "parameters": dict(schedule.parameters),
        "cadence": schedule.cadence,
        "hour": schedule.hour,
        "since": datetime.combine(schedule.since, time(12), zone),
        "created_by": actor,
    }
    made = connection.execute(insert(_SCHEDULES).values(row).returning(_SCHEDULES.c.id))
    return int(made.scalar_one())


def read_schedule_rows(
    connection: Connection, tenant: Tenant
) -> tuple[ScheduledReport, ...]:
    """The tenant's schedules in the order they were made."""
    zone = ZoneInfo(tenant.timezone)
    rows = connection.execute(
        select(_SCHEDULES)
        .where(
            _SCHEDULES.c.organization_id == tenant.id, _SCHEDULES.c.is_active.is_(True)
        )
        .order_by(_SCHEDULES.c.id)
    )
    return tuple(
        ScheduledReport(
            schedule_id=row.id,
            name=row.name,
            parameters=cast("Mapping[str, ParameterValue]", row.parameters),
            cadence=row.cadence,
            hour=row.hour,
            since=_day(row.since, zone),
        )
        for row in rows
    )


def delete_schedule_row(connection: Connection, tenant: Tenant, number: int) -> None:
    """Forget a schedule; its runs stay.

    Raises
    ------
    NotFound
        The tenant has none of that number.
    """
    gone = connection.execute(
        delete(_SCHEDULES).where(
            _SCHEDULES.c.organization_id == tenant.id, _SCHEDULES.c.id == number
        )
    )
    if not gone.rowcount:
        raise NotFound(
            f"tenant {tenant.slug} has no report schedule {number}: "
            f"'sdml report schedule list --tenant {tenant.slug}' shows them"
        )


def read_past_runs(
    connection: Connection, tenant: Tenant, name: str
) -> list[tuple[dict[str, object], ReportStatus, datetime]]:
    """Parameters, status and start of every run of a report, the newest first.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose.
    name : str
        The report.
    """
    rows = connection.execute(
        select(_RUNS.c.parameters, _RUNS.c.status, _RUNS.c.started_at)
        .where(_RUNS.c.organization_id == tenant.id, _RUNS.c.name == name)
        .order_by(_RUNS.c.id.desc())
    )
    return [(dict(row.parameters), row.status, row.started_at) for row in rows]


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
