"""The command `sdml demo`."""

import shutil
import sys
from pathlib import Path

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit
from sdml.records.demo import DemoResult
from sdml.settings import Settings

__all__ = ["demo"]


@click.command()
@click.option(
    "--tickets",
    type=click.IntRange(1, 1_000_000),
    default=3_000,
    show_default=True,
    help="How many tickets to generate.",
)
@click.option(
    "--real-data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run on the public data sets in this folder instead (read only).",
)
@click.option("--only", multiple=True, metavar="SLUG", help="Only this desk.")
@with_settings
def demo(
    settings: Settings,
    as_json: bool,
    tickets: int,
    real_data: Path | None,
    only: tuple[str, ...],
) -> None:
    """Make a sample desk and run the whole line on it."""
    from sdml.cli.progress import show_progress
    from sdml.steps.run_demo import run_demo

    result = run_demo(
        settings,
        tickets=tickets,
        real_data=real_data,
        only=only,
        progress=show_progress,
        report=lambda line: click.echo(line, err=True),
    )
    emit(result, as_json, _lines)


def _lines(done: DemoResult) -> str:
    seconds = sum(stage.seconds for stage in done.stages)
    command = "sdml" if shutil.which("sdml") else sys.argv[0]
    return "\n".join(
        (
            "",
            f"Done in {seconds:.0f} s, at most {done.peak_memory_mb:,} MB of memory.",
            f"Open {done.index}",
            "",
            "What to do next:",
            f"  {command} tenant list",
            f"  {command} search 'your words' --tenant SLUG",
            f"  {command} model list --tenant SLUG",
            "  make lab      # the same notebooks by hand, in JupyterLab",
        )
    )
