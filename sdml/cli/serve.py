"""The command `sdml serve`."""

import os

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit
from sdml.settings import Settings

__all__ = ["serve"]

MOST_WORKERS = 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 takes a free one.",
)
@click.option(
    "--root-path",
    metavar="PREFIX",
    default="",
    help="Prefix of every address, where a proxy serves it under a path.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: min(MOST_WORKERS, os.cpu_count() or 1),
    show_default=f"one a processor, at most {MOST_WORKERS}",
    help="Processes that answer.",
)
@with_settings
def serve(
    settings: Settings,
    as_json: bool,
    host: str,
    port: int,
    root_path: str,
    workers: int,
) -> None:
    """Serve the reviewers' pages to browsers."""
    try:
        from sdml.web.server import Place, run_server
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed: pip install 'sdml[web]'"
        raise click.ClickException(message) from error
    place = Place(host, port, root_path)
    run_server(
        settings,
        place,
        workers,
        lambda url: emit({"url": url}, as_json, lambda _: f"sdml serves {url}"),
    )
