"""The command `sdml init`."""

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit
from sdml.settings import Settings

__all__ = ["init"]


@click.command()
@with_settings
def init(settings: Settings, as_json: bool) -> None:
    """Create the database, or bring it to this version."""
    from sdml.steps.initialise_database import initialise_database

    result = initialise_database(settings)
    emit(result, as_json, lambda done: f"{done.database} is at {done.revision}")
