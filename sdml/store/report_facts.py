"""The table ``report_run_facts``: who made a run, from what, and what it said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from sdml.records.report import Check, ParameterValue
from sdml.records.report_run import (
    PERIOD_PARAMETERS,
    ReportPeriod,
    RunArtefact,
    RunEnd,
    RunFacts,
    RunHolder,
    SaidSection,
)
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus
from sdml.store.tables.reporting import ReportRunFacts
from sdml.store.tables.workbench import ReportRun as ReportRunTable

__all__ = ["add_facts", "find_previous_facts", "finish_facts", "read_facts"]

_FACTS = ReportRunFacts.__table__
_RUNS = ReportRunTable.__table__
_SAID = (ReportStatus.DONE, ReportStatus.WARNED)


def add_facts(
    connection: Connection,
    tenant: Tenant,
    run_id: int,
    facts: RunFacts,
    lease_until: datetime,
) -> None:
    """Write what is known of a run as it begins.

    Parameters
    ----------
    connection : Connection
        A write transaction.
    tenant : Tenant
        Whose run.
    run_id : int
        Its number.
    facts : RunFacts
        Version, holder and period.
    lease_until : datetime
        Until when it counts as alive unless the lease is renewed.
    """
    starts, ends = _instants(facts.period, tenant)
    row = {
        "run_id": run_id,
        "organization_id": tenant.id,
        "version": facts.version,
        "actor": facts.holder.actor,
        "host": facts.holder.host,
        "process": facts.holder.process,
        "period_starts": starts,
        "period_ends": ends,
        "lease_until": lease_until,
        "figures": {"locale": facts.locale, "sections": []},
    }
    connection.execute(insert(_FACTS).values(row))


def finish_facts(
    connection: Connection, tenant: Tenant, run_id: int, end: RunEnd
) -> None:
    """Write what is known of a run as it ends; its lease ends with it."""
    owned = (_FACTS.c.organization_id == tenant.id, _FACTS.c.run_id == run_id)
    found = connection.execute(
        select(_FACTS.c.figures, _RUNS.c.started_at)
        .join(_RUNS, _RUNS.c.id == _FACTS.c.run_id)
        .where(*owned)
    ).one_or_none()
    if found is None:
        return  # a run from before revision 005
    said = [
        {"title": one.title, "finding": one.finding, "figures": dict(one.figures)}
        for one in end.sections
    ]
    checks = () if end.headline is None else end.headline.checks
    row = {
        "exit_code": end.exit_code,
        "attempts": end.attempts,
        "seconds": (end.finished_at - found.started_at).total_seconds(),
        "rows_read": end.rows_read,
        "lease_until": None,
        "artefacts": {
            one.kind: {
                "path": one.path.as_posix(),
                "sha256": one.sha256,
                "size": one.size,
            }
            for one in end.artefacts
        },
        "figures": {**cast("Mapping[str, object]", found.figures), "sections": said},
        "checks": [{"claim": one.claim, "outcome": one.outcome} for one in checks],
    }
    connection.execute(update(_FACTS).where(*owned).values(row))


def read_facts(
    connection: Connection, tenant: Tenant, numbers: Sequence[int]
) -> dict[int, RunFacts]:
    """What is known of some runs, by their number; of older ones nothing is.

    Parameters
    ----------
    connection : Connection
        A transaction.
    tenant : Tenant
        Whose runs.
    numbers : sequence of int
        Of the runs.
    """
    rows = connection.execute(
        select(_FACTS).where(
            _FACTS.c.organization_id == tenant.id, _FACTS.c.run_id.in_(numbers)
        )
    )
    return {row.run_id: _facts(row, tenant) for row in rows}


def find_previous_facts(
    connection: Connection,
    tenant: Tenant,
    name: str,
    parameters: Mapping[str, ParameterValue],
    period: ReportPeriod | None = None,
) -> tuple[datetime, RunFacts] | None:
    """When the report's page before this was made, and what it said; or nothing.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose report.
    name : str
        Which.
    parameters : mapping
        As they were given; the days of a period are not looked at.
    period : ReportPeriod, optional
        The page of a month is compared with the last one of days before it.
    """
    query = (
        select(_FACTS, _RUNS.c.started_at, _RUNS.c.parameters)
        .join(_RUNS, _RUNS.c.id == _FACTS.c.run_id)
        .where(
            _FACTS.c.organization_id == tenant.id,
            _RUNS.c.organization_id == tenant.id,
            _RUNS.c.name == name,
            _RUNS.c.status.in_(_SAID),
        )
        .order_by(_RUNS.c.id.desc())
        .limit(200)
    )
    if period is not None:
        starts, _ = _instants(period, tenant)
        query = query.where(_FACTS.c.period_ends <= starts).order_by(None)
        query = query.order_by(_FACTS.c.period_ends.desc(), _RUNS.c.id.desc())
    wanted = _without_period(parameters)
    for row in connection.execute(query):
        if _without_period(row.parameters) == wanted:
            return row.started_at, _facts(row, tenant)
    return None


def _without_period(parameters: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value for key, value in parameters.items() if key not in PERIOD_PARAMETERS
    }


def _instants(
    period: ReportPeriod | None, tenant: Tenant
) -> tuple[datetime | None, datetime | None]:
    if period is None:
        return None, None
    zone = ZoneInfo(tenant.timezone)
    starts = datetime.combine(period.first, time(), zone)
    return starts, datetime.combine(period.last + timedelta(days=1), time(), zone)


def _period(row: Row[tuple[object, ...]], tenant: Tenant) -> ReportPeriod | None:
    if row.period_starts is None or row.period_ends is None:
        return None
    zone = ZoneInfo(tenant.timezone)

    def day(instant: datetime) -> date:
        return instant.astimezone(zone).date()

    # A day may begin at one o'clock, where summer time begins at midnight.
    return ReportPeriod(
        day(row.period_starts), day(row.period_ends - timedelta(hours=12))
    )


def _facts(row: Row[tuple[object, ...]], tenant: Tenant) -> RunFacts:
    figures = cast("Mapping[str, object]", row.figures)
    sections = cast("list[dict[str, object]]", figures.get("sections", []))
    checks = cast("list[dict[str, str]]", row.checks)
    return RunFacts(
        version=row.version,
        holder=RunHolder(row.actor, row.host, row.process),
        period=_period(row, tenant),
        exit_code=row.exit_code,
        attempts=row.attempts,
        seconds=row.seconds,
        rows_read=row.rows_read,
        artefacts=_artefacts(row.artefacts),
        locale=str(figures.get("locale", "")),
        sections=tuple(SaidSection(**one) for one in sections),  # type: ignore[arg-type]  # JSON of finish_facts
        checks=tuple(
            Check(one["claim"], one["outcome"] == "pass", one["outcome"] != "warn")
            for one in checks
        ),
    )


def _artefacts(stored: object) -> tuple[RunArtefact, ...]:
    files = cast("Mapping[str, dict[str, object]]", stored)
    return tuple(
        RunArtefact(
            kind,
            Path(PurePosixPath(str(one["path"]))),
            str(one["sha256"]),
            int(str(one["size"])),
        )
        for kind, one in files.items()
    )
