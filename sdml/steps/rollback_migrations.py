"""Take the database's schema back, and keep the rows that would be lost."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sdml.errors import MisuseError
from sdml.files.artefacts import write_manifest
from sdml.files.table_rows import write_table_rows
from sdml.records.migration import RolledBackMigrations
from sdml.settings import Settings
from sdml.store import migrate
from sdml.store.engine import open_database

__all__ = ["rollback_migrations"]


def rollback_migrations(
    settings: Settings,
    revision: str,
    export: Path | None = None,
    force: bool = False,
) -> RolledBackMigrations:
    """The revisions undone, newest first: ``revision`` and all after it.

    Stages: refuse if rows would be lost -> for each revision, in one
    transaction, export its tables and undo it -> write the manifest.

    Parameters
    ----------
    settings : Settings
        Which database; its role owns the tables.
    revision : str
        The oldest revision to undo.
    export : Path, optional
        A new folder for the rows: a JSON Lines file a table, and
        ``manifest.json`` with their counts and SHA-256.
    force : bool
        Lose the rows.

    Raises
    ------
    MisuseError
        There is no such revision, or `export` already holds an export.
    CheckFailed
        Rows would be lost, and neither `export` nor `force` was given.
    """
    if export and (export / "manifest.json").exists():
        raise MisuseError(f"{export} already holds an export: give another folder")
    counts: dict[str, int] = {}

    def keep(
        table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        if export:
            path = export / f"{table}.jsonl"
            counts[table] = write_table_rows(path, columns, rows)

    database = open_database(settings.database)
    try:
        undone = migrate.rollback_migrations(
            database, revision, keep if export else None, force
        )
    finally:
        database.close()
    if export and counts:
        files = [export / f"{table}.jsonl" for table in counts]
        write_manifest(
            export / "manifest.json", {"rolled_back": undone, "rows": counts}, files
        )
    return RolledBackMigrations(undone)
