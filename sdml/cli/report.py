"""The command `sdml report`: run, list, show, describe and prune reports."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.cli.report_options import PAIRS, parse_pairs, with_limits
from sdml.cli.report_timetable import backfill, due, schedule
from sdml.errors import CheckFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sdml.records.report import ReportResult, ReportRun, ReportRuns
    from sdml.steps.describe_reports import DescribedReport
    from sdml.steps.prune_reports import PrunedReports
    from sdml.steps.session import Session

__all__ = ["report"]


@click.group()
def report() -> None:
    """Run report notebooks, now or when they are due, and list their runs."""


report.add_command(due)
report.add_command(backfill)
report.add_command(schedule)


@report.command("run")
@click.argument("name")
@PAIRS
@click.option("--force", is_flag=True, help="Run even where no data has changed.")
@with_limits
@with_session
def run_report(
    session: "Session",
    as_json: bool,
    name: str,
    pairs: tuple[str, ...],
    force: bool,
    limits: "Mapping[str, int]",
) -> None:
    """Run the report NAME, such as import_quality, and write its page.

    A second run over unchanged data answers 'unchanged' at once. Ends with 3
    where a check of the report does not hold, with 4 after its time limit and
    with 5 where the same report is being made already.
    """
    from sdml.steps.build_report import build_report, read_limits

    result = build_report(
        *(session, name, parse_pairs(pairs)),
        force=force,
        limits=replace(read_limits(session), **limits),
    )
    if result.status == "warned":
        claim = next(one.claim for one in result.checks if one.outcome == "fail")
        raise CheckFailed(
            f"report {name}: a check of its data does not hold ({claim}); "
            f"the page is {result.html}",
            result,
        )
    emit(result, as_json, _made)


@report.command("list")
@with_session
def list_runs(session: "Session", as_json: bool) -> None:
    """List the tenant's newest report runs."""
    from sdml.steps.list_reports import list_reports

    emit(list_reports(session), as_json, _listed)


@report.command("show")
@click.argument("run", type=int)
@with_session
def show_run(session: "Session", as_json: bool, run: int) -> None:
    """Show the report run of number RUN: state, times, files, checks."""
    from sdml.steps.show_report import show_report

    emit(show_report(session, run), as_json, _shown)


@report.command("index")
@with_session
def index(session: "Session", as_json: bool) -> None:
    """Write the page that shows at a glance how every report stands."""
    from sdml.steps.refresh_report_index import refresh_report_index

    path = refresh_report_index(session.database, session.folders, session.now())
    emit({"index": path}, as_json, lambda found: str(found["index"]))


@report.command("describe")
@click.argument("name", required=False)
@with_session
def describe(session: "Session", as_json: bool, name: str | None) -> None:
    """Show the parameters of the report NAME, or of every report."""
    from sdml.steps.describe_reports import describe_reports

    emit({"reports": describe_reports(name)}, as_json, _described)


@report.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@with_session
def prune(session: "Session", as_json: bool, dry_run: bool) -> None:
    """Remove old runs and their files.

    A run stays while it is among the newest (tenant config reports.keep_runs)
    or young (reports.keep_days); each report's last page stays always.
    """
    from sdml.steps.prune_reports import prune_reports

    emit(prune_reports(session, dry_run=dry_run), as_json, _pruned)


def _made(result: "ReportResult") -> str:
    return f"{result.name} {result.status}: {result.headline}\n{result.html}"


def _listed(found: "ReportRuns") -> str:
    return "\n".join(_line(run) for run in found.runs) or "no report has been run yet"


def _line(run: "ReportRun") -> str:
    said = run.headline or run.error or ""
    began = f"{run.started_at:%Y-%m-%d %H:%M}"
    return f"{run.run_id}  {began}  {run.status}  {run.name}  {said}"


def _shown(run: "ReportRun") -> str:
    facts = run.facts
    lines = [_line(run)]
    lines += [f"  {key} = {value}" for key, value in run.parameters.items()]
    if facts is not None:
        if facts.period is not None:
            lines.append(f"  period {facts.period.first} to {facts.period.last}")
        lines += [f"  {one.outcome}: {one.claim}" for one in facts.checks]
        seconds = "?" if facts.seconds is None else f"{facts.seconds:.1f}"
        lines.append(
            f"  exit {facts.exit_code}, {seconds} s, {facts.attempts} tries, "
            f"{facts.rows_read} rows, by {facts.holder.actor} on {facts.holder.host}"
        )
        lines += [
            f"  {one.path} ({one.size} bytes, sha256 {one.sha256[:12]})"
            for one in facts.artefacts
        ]
    return "\n".join(lines)


def _described(found: "dict[str, Mapping[str, DescribedReport]]") -> str:
    lines = []
    for one in found["reports"].values():
        lines.append(one.name + (", of a period" if one.is_periodic else ""))
        lines += [
            f"  -p {each.name}={each.default}  {each.expected}: {each.help}"
            for each in one.parameters
        ]
    return "\n".join(lines)


def _pruned(found: "PrunedReports") -> str:
    return f"{found.runs} runs and {found.files} files; {found.kept} runs stay"
