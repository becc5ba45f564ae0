"""Say where the database stands on the way to this version's schema."""

from sdml.errors import CheckFailed, SchemaDrift
from sdml.records.migration import MigrationStatus
from sdml.settings import Settings
from sdml.store.engine import open_database
from sdml.store.migrate import migration_status

__all__ = ["read_migration_status"]


def read_migration_status(settings: Settings) -> MigrationStatus:
    """The database's revision; nothing is pending and nothing was changed.

    Stages: open the database -> read its revision and checksums -> judge.

    Parameters
    ----------
    settings : Settings
        Which database.

    Raises
    ------
    CheckFailed
        Migrations are pending; its ``result`` is the status.
    SchemaDrift
        An applied revision was edited, or the database's is unknown.
    DatabaseUnavailable
        There is no such database.
    """
    database = open_database(settings.database)
    try:
        status = migration_status(database)
    finally:
        database.close()
    if status.changed:
        raise SchemaDrift(
            f"changed after it was applied: {', '.join(status.changed)}; restore its"
            " files and write a new revision for the change"
        )
    if status.pending:
        raise CheckFailed(
            f"{len(status.pending)} migrations are pending, the first is"
            f" {status.pending[0]}: run 'sdml migrate run'",
            status,
        )
    return status
