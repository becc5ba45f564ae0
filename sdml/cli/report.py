"""The command `sdml report`: run, list and show reports."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.errors import CheckFailed

if TYPE_CHECKING:
    from sdml.records.report import ReportResult, ReportRun, ReportRuns
    from sdml.steps.session import Session

__all__ = ["report"]


@click.group()
def report() -> None:
    """Run report notebooks and list their runs."""


@report.command("run")
@click.argument("name")
@click.option(
    "-p",
    "--parameter",
    "pairs",
    metavar="KEY=VALUE",
    multiple=True,
    help="Set a parameter that the notebook declares; may be given again.",
)
@click.option("--force", is_flag=True, help="Run even where no data has changed.")
@with_session
def run_report(
    session: "Session", as_json: bool, name: str, pairs: tuple[str, ...], force: bool
) -> None:
    """Run the report NAME, such as import_quality, and write its page.

    A second run over unchanged data answers 'unchanged' at once. Ends with 3
    where a check of the report does not hold.
    """
    from sdml.steps.build_report import build_report

    result = build_report(session, name, _parameters(pairs), force=force)
    if result.status == "warned":
        raise CheckFailed(
            f"{_made(result)}: a check of the report does not hold", result
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
    """Show the report run of number RUN."""
    from sdml.steps.show_report import show_report

    emit(show_report(session, run), as_json, _shown)


def _parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    parameters = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r}: expected KEY=VALUE", param_hint="-p")
        parameters[key] = value
    return parameters


def _made(result: "ReportResult") -> str:
    return f"{result.name} {result.status}: {result.headline}\n{result.html}"


def _listed(found: "ReportRuns") -> str:
    return "\n".join(_line(run) for run in found.runs) or "no report has been run yet"


def _line(run: "ReportRun") -> str:
    said = run.headline or run.error or ""
    began = f"{run.started_at:%Y-%m-%d %H:%M}"
    return f"{run.run_id}  {began}  {run.status}  {run.name}  {said}"


def _shown(run: "ReportRun") -> str:
    lines = [
        _line(run),
        *(f"  {key} = {value}" for key, value in run.parameters.items()),
    ]
    return "\n".join(
        [*lines, *(str(path) for path in (run.html, run.notebook) if path)]
    )
