"""Migrations: what a database's revision is, bringing it up, taking it back.

Each revision runs in one transaction of its own, on SQLite too, together with
its record: its name for Alembic, its checksum for us. Two processes that start
at once queue at the database's own lock, and the second finds the work done.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, inspect, text

from sdml.errors import (
    CheckFailed,
    ConstraintViolated,
    MisuseError,
    SchemaDrift,
    StoreError,
)
from sdml.records.migration import MigrationStatus
from sdml.store.driver_errors import translated_errors
from sdml.store.engine import Database
from sdml.store.revisions import (
    Revision,
    alembic_config,
    known_revisions,
    schema_home,
)

__all__ = ["TableExport", "migration_status", "rollback_migrations", "run_migrations"]

# Any number will do, as long as it is the same in every version of sdml.
_LOCK = 7_363_766_108
_LOCK_WAIT = "30s"
_OWN_RECORDS = frozenset({"alembic_version", "sdml_revisions"})
_RECORDS = """
CREATE TABLE IF NOT EXISTS sdml_revisions (
    revision TEXT NOT NULL CONSTRAINT pk_sdml_revisions PRIMARY KEY,
    sha256 TEXT NOT NULL,
    applied_at {time} DEFAULT CURRENT_TIMESTAMP NOT NULL
)
"""


class TableExport(Protocol):
    """Takes the rows of one table before a rollback drops it."""

    def __call__(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Keep the rows; raise, and nothing is dropped."""


def migration_status(database: Database, home: Path | None = None) -> MigrationStatus:
    """Where a database stands: its revision, what is pending, what was changed.

    Parameters
    ----------
    database : Database
        Its file or server must exist; it may be empty.
    home : Path, optional
        Another folder of revisions than this version's own.

    Raises
    ------
    SchemaDrift
        The database is at a revision this version of sdml does not know.
    """
    known = known_revisions(home or schema_home())
    with database.read_transaction() as connection:
        return _status(connection, known)


def run_migrations(
    database: Database,
    to: str | None = None,
    dry_run: bool = False,
    home: Path | None = None,
) -> tuple[str, ...]:
    """Apply what is pending; each revision whole, or not at all.

    Parameters
    ----------
    database : Database
        The role it connects as owns the tables that are made.
    to : str, optional
        The last revision to apply; the newest, if not given.
    dry_run : bool
        Only say what would be applied.
    home : Path, optional
        Another folder of revisions than this version's own.

    Returns
    -------
    tuple of str
        The revisions this call applied, in order; none if another process
        was faster.

    Raises
    ------
    MisuseError
        There is no revision ``to``, or the tables there are another application's.
    SchemaDrift
        The database is at an unknown revision, or an applied one was edited.
    StoreError
        A revision failed: it left no trace, those before it stay.
    """
    home = home or schema_home()
    known = known_revisions(home)
    last = _place(known, to) if to else len(known) - 1
    status = migration_status(database, home)
    if status.changed:
        raise SchemaDrift(
            f"{', '.join(status.changed)} changed after it was applied: restore its"
            " files and write a new revision for the change"
        )
    pending = [step for step in known[: last + 1] if step.name in status.pending]
    if dry_run:
        return tuple(revision.name for revision in pending)
    return tuple(step.name for step in pending if _apply(database, step, home, known))


def rollback_migrations(
    database: Database,
    revision: str,
    export: TableExport | None = None,
    force: bool = False,
    home: Path | None = None,
) -> tuple[str, ...]:
    """Undo a revision and all after it, newest first.

    Parameters
    ----------
    database : Database
        The role it connects as owns the tables.
    revision : str
        The oldest revision to undo.
    export : TableExport, optional
        Is given the rows of every table that is dropped, before it is.
    force : bool
        Drop tables that hold rows, unread.
    home : Path, optional
        Another folder of revisions than this version's own.

    Returns
    -------
    tuple of str
        The revisions undone; none where `revision` is not applied.

    Raises
    ------
    MisuseError
        There is no such revision.
    CheckFailed
        Rows would be lost, and neither `export` nor `force` was given.
    """
    home = home or schema_home()
    known = known_revisions(home)
    first = _place(known, revision)
    status = migration_status(database, home)
    doomed = [step for step in known[first:] if step.name not in status.pending]
    if not (force or export):
        with database.read_transaction() as connection:
            _refuse_loss(connection, doomed)
    return tuple(
        step.name
        for step in reversed(doomed)
        if _undo(database, step, home, export, force=force)
    )


def _apply(
    database: Database, step: Revision, home: Path, known: Sequence[Revision]
) -> bool:
    with _migration(database, step.name) as connection:
        status = _status(connection, known)
        if step.name not in status.pending:
            return False
        if status.current is None:
            _refuse_tables_of_others(connection)
        _run_alembic(connection, home, "upgrade", step.name)
        kind = "TEXT" if database.dialect == "sqlite" else "TIMESTAMPTZ(3)"
        connection.execute(text(_RECORDS.format(time=kind)))
        connection.execute(
            text("INSERT INTO sdml_revisions (revision, sha256) VALUES (:name, :hash)"),
            {"name": step.name, "hash": step.sha256},
        )
    return True


def _refuse_tables_of_others(connection: Connection) -> None:
    found = set(inspect(connection).get_table_names()) - _OWN_RECORDS
    if found:
        raise MisuseError(
            f"the database holds {len(found)} tables that are not sdml's, such as"
            f" {min(found)!r}: name an empty or a new one"
        )


def _undo(
    database: Database,
    step: Revision,
    home: Path,
    export: TableExport | None,
    *,
    force: bool,
) -> bool:
    with _migration(database, step.name) as connection:
        if _current(connection) != step.name:
            return False
        if export:
            for table in step.drops:
                _export_table(connection, table, export)
        elif not force:
            _refuse_loss(connection, [step])
        _run_alembic(connection, home, "downgrade", step.parent or "base")
        connection.execute(
            text("DELETE FROM sdml_revisions WHERE revision = :name"),
            {"name": step.name},
        )
    return True


@contextmanager
def _migration(database: Database, name: str) -> Iterator[Connection]:
    try:
        with translated_errors(), _locked_transaction(database) as connection:
            yield connection
    except StoreError as error:
        message = f"migration {name} was undone, nothing of it is left: {error}"
        raise type(error)(message) from error


@contextmanager
def _locked_transaction(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as plain:
        connection = plain.execution_options(sdml_begin="IMMEDIATE")
        if database.dialect == "postgresql":
            with connection.begin():
                # Of this transaction alone; the second process waits here.
                connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                yield connection
            return
        _allow_rebuilds(connection)
        connection.detach()
        with connection.begin():
            yield connection
            _check_foreign_keys(connection)


def _allow_rebuilds(connection: Connection) -> None:
    # Rebuilding a table drops it, which would delete its children, and renames
    # the new one, which would fail on triggers of others that name it. SQLite
    # heeds the first only outside a transaction, so the driver is asked; the
    # connection is detached and never used for anything else.
    # https://sqlite.org/lang_altertable.html#otheralter
    driver = connection.connection.driver_connection
    if driver is None:
        raise StoreError("the connection for the migration is closed: try again")
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("PRAGMA legacy_alter_table=ON")


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise ConstraintViolated(
            f"{len(orphans)} rows of {tables} would refer to rows that are gone"
        )


def _run_alembic(connection: Connection, home: Path, verb: str, target: str) -> None:
    from alembic import command

    config = alembic_config(home)
    config.attributes["connection"] = connection
    if verb == "upgrade":
        command.upgrade(config, target)
    else:
        command.downgrade(config, target)


def _status(connection: Connection, known: Sequence[Revision]) -> MigrationStatus:
    current = _current(connection)
    names = [revision.name for revision in known]
    if current is not None and current not in names:
        raise SchemaDrift(
            f"the database is at revision {current}, this version of sdml knows up to"
            f" {names[-1]}: use the version that brought it there"
        )
    done = names.index(current) + 1 if current else 0
    recorded = _recorded(connection)
    changed = [
        step.name for step in known[:done] if recorded.get(step.name) != step.sha256
    ]
    return MigrationStatus(current, tuple(names[done:]), tuple(changed))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    rows = connection.execute(text("SELECT version_num FROM alembic_version"))
    heads = [str(row.version_num) for row in rows]
    if len(heads) > 1:
        raise SchemaDrift(
            f"the database is at {len(heads)} revisions at once"
            f" ({', '.join(sorted(heads))}): expected one"
        )
    return heads[0] if heads else None


def _recorded(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table("sdml_revisions"):
        return {}
    rows = connection.execute(text("SELECT revision, sha256 FROM sdml_revisions"))
    return {row.revision: row.sha256 for row in rows}


def _refuse_loss(connection: Connection, doomed: Sequence[Revision]) -> None:
    counts = {
        table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        for revision in doomed
        for table in revision.drops
    }
    full = [f"{table} ({rows})" for table, rows in counts.items() if rows]
    if full:
        raise CheckFailed(
            f"a rollback would lose the rows of {', '.join(full)}: give --export DIR"
            " to keep them as files, or --force to lose them",
            {"rolled_back": []},
        )


def _export_table(connection: Connection, table: str, export: TableExport) -> None:
    rows = connection.execute(text(f"SELECT * FROM {table}"))
    export(table, list(rows.keys()), (tuple(row) for row in rows))


def _place(known: Sequence[Revision], name: str) -> int:
    names = [revision.name for revision in known]
    if name not in names:
        raise MisuseError(f"no revision {name!r}: there are {', '.join(names)}")
    return names.index(name)
