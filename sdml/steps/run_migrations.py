"""Bring the database's schema to this version, or to a revision on the way."""

from sdml.records.migration import AppliedMigrations
from sdml.settings import Settings
from sdml.store import migrate
from sdml.store.engine import open_database

__all__ = ["run_migrations"]


def run_migrations(
    settings: Settings, to: str | None = None, dry_run: bool = False
) -> AppliedMigrations:
    """The revisions applied; each in a transaction of its own, whole or not at all.

    Stages: open or create the database -> apply what is pending, one by one.

    Parameters
    ----------
    settings : Settings
        Which database; its role owns what is made.
    to : str, optional
        The last revision to apply; the newest, if not given.
    dry_run : bool
        Only say what would be applied.

    Raises
    ------
    MisuseError
        There is no such revision.
    SchemaDrift
        The database is at an unknown revision, or an applied one was edited.
    StoreError
        A revision failed and left no trace; those before it stay.
    """
    database = open_database(settings.database, create=not dry_run)
    try:
        return AppliedMigrations(migrate.run_migrations(database, to, dry_run))
    finally:
        database.close()
