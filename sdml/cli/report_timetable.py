"""The commands `sdml report due`, `sdml report backfill` and `sdml report schedule`."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session, with_sessions
from sdml.cli.output import emit
from sdml.cli.report_options import PAIRS, parse_pairs

if TYPE_CHECKING:
    from sdml.records.report_schedule import (
        DueReports,
        ReportOutcome,
        ScheduledReport,
    )
    from sdml.steps.session import Session

__all__ = ["backfill", "due", "schedule"]

_CADENCES = click.Choice(["daily", "weekly", "monthly"])
_DAY = click.DateTime(["%Y-%m-%d"])
_JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Runs made at once.  [default: the processors, at most 4]",
)


@click.command("due")
@_JOBS
@click.option(
    "--most",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="Make at most so many now; the rest stays due.",
)
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
@with_sessions
def due(
    sessions: "Iterator[Session]",
    as_json: bool,
    jobs: int | None,
    most: int,
    dry_run: bool,
) -> None:
    """Make every scheduled report that is due, missed periods first.

    To be called every few minutes by cron, systemd or Kubernetes. Ends with 1
    where a report failed and with 3 where a check of one does not hold.
    """
    from sdml.records.report_schedule import DueReports
    from sdml.steps.run_due_reports import judge_runs, run_due_reports

    runs: list[ReportOutcome] = []
    for session in sessions:
        made = run_due_reports(session, jobs=jobs, most=most, dry_run=dry_run)
        runs += made.runs
    judge_runs(DueReports(tuple(runs)))
    emit(DueReports(tuple(runs)), as_json, _due_lines)


@click.command("backfill")
@click.argument("name")
@click.option("--from", "first", type=_DAY, required=True, help="First day.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, included.")
@click.option(
    "--cadence",
    type=_CADENCES,
    default="monthly",
    show_default=True,
    help="How long each period is.",
)
@PAIRS
@_JOBS
@with_session
def backfill(
    session: "Session",
    as_json: bool,
    /,
    name: str,
    first: datetime,
    last: datetime,
    **options: object,
) -> None:
    """Make the report NAME for each past period that has no page yet."""
    from sdml.records.sla_words import Cadence
    from sdml.steps.backfill_report import backfill_report
    from sdml.steps.run_due_reports import judge_runs

    done = backfill_report(
        *(session, name, (first.date(), last.date())),
        Cadence(str(options["cadence"])),
        parse_pairs(options["pairs"]),  # type: ignore[arg-type]  # of PAIRS
        jobs=options["jobs"],  # type: ignore[arg-type]  # of _JOBS
    )
    judge_runs(done)
    emit(done, as_json, _due_lines)


@click.group("schedule")
def schedule() -> None:
    """Say which reports are due by themselves."""


@schedule.command("add")
@click.argument("name")
@click.option("--cadence", type=_CADENCES, required=True, help="How often.")
@click.option(
    "--hour",
    type=click.IntRange(0, 23),
    default=6,
    show_default=True,
    help="Of the tenant's wall clock, on the day after the period.",
)
@click.option("--since", type=_DAY, help="A day of the first period.  [default: today]")
@PAIRS
@with_session
def add(
    session: "Session",
    as_json: bool,
    name: str,
    cadence: str,
    hour: int,
    since: datetime | None,
    pairs: tuple[str, ...],
) -> None:
    """Let the report NAME be due each day, week or month."""
    from sdml.records.sla_words import Cadence
    from sdml.steps.add_schedule import add_schedule

    number = add_schedule(
        *(session, name, Cadence(cadence), parse_pairs(pairs)),
        hour=hour,
        since=None if since is None else since.date(),
    )
    emit({"schedule_id": number}, as_json, lambda _: f"schedule {number}")


@schedule.command("list")
@with_session
def list_all(session: "Session", as_json: bool) -> None:
    """List the schedules, what waits, and when each is due again."""
    from sdml.steps.list_schedules import list_schedules

    emit({"schedules": list_schedules(session)}, as_json, _schedule_lines)


@schedule.command("remove")
@click.argument("number", type=int)
@with_session
def remove(session: "Session", as_json: bool, number: int) -> None:
    """Forget the schedule NUMBER; its runs stay."""
    from sdml.steps.remove_schedule import remove_schedule

    remove_schedule(session, number)
    emit({"schedule_id": number}, as_json, lambda _: f"schedule {number} is gone")


def _due_lines(done: "DueReports") -> str:
    return "\n".join(map(_due_line, done.runs)) or "nothing is due"


def _due_line(one: "ReportOutcome") -> str:
    days = "" if one.period is None else f" {one.period.first} to {one.period.last}"
    return f"{one.status}  {one.name}{days}  {one.message}".rstrip()


def _schedule_lines(found: "dict[str, tuple[ScheduledReport, ...]]") -> str:
    lines = [
        f"{one.schedule_id}  {one.name}  {one.cadence} at {one.hour}:00"
        + "".join(f"  {key}={value}" for key, value in one.parameters.items())
        + f"  since {one.since}, {one.waiting} due, "
        + f"next {one.next_at:%Y-%m-%d %H:%M} UTC"
        for one in found["schedules"]
    ]
    return "\n".join(lines) or "no report is scheduled"
