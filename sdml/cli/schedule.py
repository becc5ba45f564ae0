"""The command `sdml schedule print`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sdml.settings import Settings

__all__ = ["schedule"]


@click.group()
def schedule() -> None:
    """Write the files by which cron or systemd makes the reports that are due."""


@schedule.command("print")
@click.argument("kind", type=click.Choice(["cron", "systemd"]))
@click.option("--tenant", metavar="SLUG", help="Whose reports.")
@click.option("--all-tenants", is_flag=True, help="Those of every tenant.")
@click.option(
    "--minutes",
    type=click.IntRange(1, 30),
    default=10,
    show_default=True,
    help="How often it looks for what is due.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files into this folder instead of printing them.",
)
@with_settings
def print_files(
    settings: "Settings",
    as_json: bool,
    /,
    kind: str,
    tenant: str | None,
    **options: object,
) -> None:
    """Print the files that let cron or systemd call 'sdml report due'."""
    from sdml.steps.print_schedule import print_schedule

    if (tenant is None) is not bool(options["all_tenants"]):
        raise click.UsageError("say either --tenant SLUG or --all-tenants")
    files = print_schedule(
        settings,
        kind,  # type: ignore[arg-type]  # one of the two, by click
        tenant,
        minutes=options["minutes"],  # type: ignore[arg-type]  # by click
        out=options["out"],  # type: ignore[arg-type]  # by click
    )
    emit({"files": files}, as_json, lambda _: _text(files))


def _text(files: "Mapping[str, str]") -> str:
    return "\n".join(f"# {name}\n{text}" for name, text in files.items())
