"""Create the database, or bring an existing one to this version."""

from dataclasses import dataclass

from sdml.settings import Settings
from sdml.store.engine import open_database
from sdml.store.migrate import migration_status, run_migrations

__all__ = ["InitialisedDatabase", "initialise_database"]


@dataclass(frozen=True, slots=True)
class InitialisedDatabase:
    """Where the database is and which revision it has.

    Attributes
    ----------
    database : str
        An absolute path, or a URL without its password.
    revision : str
        The newest migration that was applied.
    """

    database: str
    revision: str


def initialise_database(settings: Settings) -> InitialisedDatabase:
    """Make the database and the folders if they are missing; again: the same answer.

    Stages: make the folders -> open or create the file -> run what is pending.

    Parameters
    ----------
    settings : Settings
        Which database and which folders.

    Raises
    ------
    DatabaseUnavailable
        The file or the server cannot be used.
    SchemaDrift
        The database is newer than this version of sdml.
    """
    for folder in (settings.folders.data, settings.folders.reports):
        folder.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database, create=True)
    try:
        run_migrations(database)
        revision = migration_status(database).current
    finally:
        database.close()
    return InitialisedDatabase(database.address, revision or "")
