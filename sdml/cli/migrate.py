"""The commands `sdml migrate status`, `run` and `rollback`."""

from pathlib import Path

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit
from sdml.settings import Settings

__all__ = ["migrate"]


@click.group()
def migrate() -> None:
    """Show, run and roll back schema migrations."""


@migrate.command()
@with_settings
def status(settings: Settings, as_json: bool) -> None:
    """Show the database's revision; exit 3 if any is pending, 6 if any changed."""
    from sdml.steps.read_migration_status import read_migration_status

    found = read_migration_status(settings)
    emit(found, as_json, lambda seen: f"at {seen.current}, nothing pending")


@migrate.command()
@click.option("--to", metavar="REV", help="The last revision to apply.")
@click.option("--dry-run", is_flag=True, help="Only say what would be applied.")
@with_settings
def run(settings: Settings, as_json: bool, to: str | None, dry_run: bool) -> None:
    """Apply the pending migrations, each whole or not at all."""
    from sdml.steps.run_migrations import run_migrations

    done = run_migrations(settings, to, dry_run)
    emit(done, as_json, lambda made: "\n".join(made.applied) or "nothing pending")


@migrate.command()
@click.argument("revision", metavar="REV")
@click.option(
    "--export",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the rows that go to files in this folder.",
)
@click.option("--force", is_flag=True, help="Lose the rows of the dropped tables.")
@with_settings
def rollback(
    settings: Settings, as_json: bool, revision: str, export: Path | None, force: bool
) -> None:
    """Undo a migration and all after it."""
    from sdml.steps.rollback_migrations import rollback_migrations

    done = rollback_migrations(settings, revision, export, force)
    emit(done, as_json, lambda undone: "\n".join(undone.rolled_back) or "not applied")
