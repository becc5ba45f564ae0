"""The two doors to the database, SQLite or PostgreSQL: one reads, one writes."""

import importlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from sdml.errors import DatabaseUnavailable, MisuseError
from sdml.records.audit_seal import SealKeyReader
from sdml.records.tenant import Tenant
from sdml.store.audit_seals import last_audit_id, seal_written
from sdml.store.driver_errors import translated_errors
from sdml.store.log_sync import CAN_SYNC_LATE, sync_log
from sdml.store.turns import turn_to_write

__all__ = [
    "Connection",
    "Database",
    "SqliteLibrary",
    "WriteMode",
    "open_database",
    "sqlite_driver",
    "sqlite_library",
]

# Up to 3.51.2 a WAL reset can corrupt the file: https://sqlite.org/wal.html
FIRST_SAFE_WAL = (3, 51, 3)
BUSY_TIMEOUT_MS = 30_000
_CONNECTIONS = 20  # kept open, of readers and of writers each; more come and go
_SQLITE_SIGN = b"SQLite format 3\0"
# Not what a server may have as its default: writers lock the rows they judge.
_SERVER_OPTIONS = r"-c timezone=UTC -c default_transaction_isolation=read\ committed"

WriteMode = Literal["live", "import"]

_CONTEXT = (
    "organization_id",
    "actor",
    "request_id",
    "purpose",
    "mode",
    "batch_id",
    "user_id",
)
_SAY_TO_SERVER = text(
    "SELECT "
    + ", ".join(f"set_config('sdml.{name}', :{name}, true)" for name in _CONTEXT)
)
_SAY_TO_FILE = text(
    f"INSERT INTO request_context (id, {', '.join(_CONTEXT)})"
    f" VALUES (1, {', '.join(f':{name}' for name in _CONTEXT)})"
)
_UNSAY = text("DELETE FROM request_context")


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: hand it around, close it once.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Pooled; used by `store` alone.
    reader : sqlalchemy.Engine
        The same database, where nothing can be written.
    seal_keys : callable, optional
        Gives the keys that seal what a transaction wrote to the audit. Without
        it nothing is sealed, and a check of the audit says so.
    while_waiting : callable
        Opens a block in which a writer waits for the disk, holding no lock: who
        kept others waiting may let them go on meanwhile.
    """

    engine: Engine
    reader: Engine
    seal_keys: SealKeyReader | None = None
    while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """The kind of database behind the doors."""
        return "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"

    @property
    def address(self) -> str:
        """Where the database is: an absolute path, or a URL without password."""
        url = self.engine.url
        if self.dialect == "sqlite":
            return str(url.database)  # made absolute where it was opened
        return url.render_as_string(hide_password=True)

    @property
    def location(self) -> str:
        """What `open_database` takes to open it again; may hold a password."""
        if self.dialect == "sqlite":
            return self.address
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """A snapshot of the database in which nothing can be written."""
        with (
            translated_errors(),
            self.reader.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def write_transaction(
        self,
        tenant: Tenant | None,
        *,
        actor: str,
        request_id: str,
        purpose: str,
        mode: WriteMode = "live",
        batch_id: int | None = None,
        user_id: int | None = None,
    ) -> Iterator[Connection]:
        """One transaction that writes, and says who writes, why and for whom.

        The audit triggers read what is said here; a write to an audited table
        that comes past this door is refused by the database itself. The
        transaction takes the write lock at its start, so keep it short: never
        across embedding, training or a notebook.

        Parameters
        ----------
        tenant : Tenant or None
            Whose rows are written; None only for rows above all tenants, such
            as a new tenant itself (audited tables then refuse).
        actor : str
            Who acts: ``cli:<os user>``, or a reviewer's e-mail.
        request_id : str
            Ties together all changes of one command or one HTTP request.
        purpose : str
            The verb, such as ``import_tickets``.
        mode : {'live', 'import'}
            ``import`` is history: the SLA and row audit triggers stand back.
        batch_id : int, optional
            ``import_batches.id`` of an import.
        user_id : int, optional
            ``users.id`` of the actor, where the actor is a person of the tenant.

        Yields
        ------
        Connection
            Commits when the block ends, rolls back when it raises.

        Raises
        ------
        MisuseError
            The actor, request or purpose is empty.
        StoreError
            The database refused; one of its children says how.
        """
        if not (actor and request_id and purpose):
            raise MisuseError("a write needs an actor, a request id and a purpose")
        context = {
            "organization_id": None if tenant is None else tenant.id,
            "actor": actor,
            "request_id": request_id,
            "purpose": purpose,
            "mode": mode,
            "batch_id": batch_id,
            "user_id": user_id,
        }
        with translated_errors():
            with self._turn(), self.engine.connect() as plain:
                syncs_late = CAN_SYNC_LATE and plain.info.get("is_wal", False)
                connection = plain.execution_options(
                    sdml_begin="IMMEDIATE", sdml_syncs_late=syncs_late
                )
                with connection.begin():
                    if tenant is None:
                        yield connection
                    else:
                        _say_context(connection, context)
                        with self._sealed(connection, tenant):
                            yield connection
                        if self.dialect == "sqlite":
                            connection.execute(_UNSAY)
            if syncs_late:
                with self.while_waiting():
                    sync_log(Path(self.address))

    @contextmanager
    def _sealed(self, connection: Connection, tenant: Tenant) -> Iterator[None]:
        if self.seal_keys is None:
            yield
            return
        since = last_audit_id(connection)
        yield
        seal_written(connection, tenant.id, self.seal_keys, since)

    def _turn(self) -> AbstractContextManager[None]:
        if self.dialect == "postgresql":
            return nullcontext()
        return turn_to_write(Path(self.address), BUSY_TIMEOUT_MS / 1000)

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
        self.reader.dispose()


def open_database(
    location: str | Path,
    *,
    create: bool = False,
    seal_keys: SealKeyReader | None = None,
) -> Database:
    """Open a database by URL, or by the path of a SQLite file.

    Parameters
    ----------
    location : str or Path
        ``postgresql://user@host/name``, ``sqlite:///file`` or a path.
    create : bool
        Make a missing SQLite file (and its folder) instead of refusing.
    seal_keys : callable, optional
        Gives the keys that seal the audit; see `Database`.

    Returns
    -------
    Database
        Connections are opened on first use.

    Raises
    ------
    MisuseError
        The URL cannot be read or names another kind of database.
    DatabaseUnavailable
        There is no such file, or it is a folder.
    """
    url = _parse_location(str(location))
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database)).absolute()
        _check_file(path, create=create)
        return Database(_sqlite_engine(path), _sqlite_engine(path, "ON"), seal_keys)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": _SERVER_OPTIONS},
    )
    reader = engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return Database(engine, reader, seal_keys)


def sqlite_driver() -> ModuleType:
    """The SQLite driver: the wheel with a current SQLite, else Python's own."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


@dataclass(frozen=True, slots=True)
class SqliteLibrary:
    """The SQLite library in use.

    Attributes
    ----------
    version : str
        Such as ``3.53.4``.
    has_safe_wal : bool
        Whether its write-ahead log is free of the reset bug.
    """

    version: str
    has_safe_wal: bool


def sqlite_library() -> SqliteLibrary:
    """Which SQLite runs, and whether its write-ahead log is used."""
    driver = sqlite_driver()
    return SqliteLibrary(
        driver.sqlite_version, driver.sqlite_version_info >= FIRST_SAFE_WAL
    )


def _parse_location(location: str) -> URL:
    if "://" not in location and location != ":memory:":
        return URL.create("sqlite", database=location)
    try:
        url = make_url("sqlite://" if location == ":memory:" else location)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise MisuseError(
            "the database URL cannot be read: expected a path, sqlite:///file "
            "or postgresql://user@host/name"
        ) from error
    if backend not in ("sqlite", "postgresql"):
        raise MisuseError(
            f"the database is of kind {backend!r}: expected sqlite or postgresql"
        )
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise MisuseError("a SQLite database needs a file: sqlite:///path")
    return url


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise DatabaseUnavailable(f"{path} is a folder: expected a database file")
    _refuse_other_files(path)
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise DatabaseUnavailable(f"there is no database at {path}: run 'sdml init'")


def _sqlite_engine(path: Path, query_only: Literal["OFF", "ON"] = "OFF") -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite_driver(),
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        # To open a file and prepare it takes longer than most requests do.
        pool_size=_CONNECTIONS,
        pool_use_lifo=True,
    )

    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["is_wal"] = _prepare_sqlite(connection)
        connection.execute(f"PRAGMA query_only={query_only}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_read if query_only == "ON" else _begin_write)
    return engine


def _refuse_other_files(path: Path) -> None:
    # SQLite takes a file of a few bytes for an empty database and overwrites it.
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_SQLITE_SIGN)) != _SQLITE_SIGN:
                raise DatabaseUnavailable(
                    f"{path} is not a SQLite database, or it is encrypted"
                )


def _prepare_sqlite(connection: sqlite3.Connection) -> bool:
    """Set a new connection up, and say whether it writes ahead."""
    # The driver must not open transactions by itself: the doors do.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE skips delete triggers
        "secure_delete=ON",
        "synchronous=FULL",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not sqlite_library().has_safe_wal:
        return False
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal" and not _is_of_others(connection):
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite_driver().OperationalError as error:
            # Another process is in the file: this connection works without,
            # and the next one to find the file idle changes the mode.
            if "locked" not in str(error):
                raise
    return bool(mode == "wal")


def _is_of_others(connection: sqlite3.Connection) -> bool:
    """Whether the file holds tables and none of a migration's records."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = {name for (name,) in found}
    return bool(names) and "alembic_version" not in names


def _begin_read(connection: Connection) -> None:
    # It waits for nobody and cannot fail: the short way.
    connection.connection.cursor().execute("BEGIN DEFERRED")


def _begin_write(connection: Connection) -> None:
    options = connection.get_execution_options()
    mode = "NORMAL" if options.get("sdml_syncs_late") else "FULL"
    connection.connection.cursor().execute(f"PRAGMA synchronous={mode}")
    connection.exec_driver_sql(f"BEGIN {options.get('sdml_begin', 'DEFERRED')}")


def _say_context(connection: Connection, context: dict[str, str | int | None]) -> None:
    if connection.dialect.name == "sqlite":
        # A crash cannot leave a row behind: it is written and removed inside
        # one transaction.
        connection.execute(_SAY_TO_FILE, context)
        return
    said = {key: "" if value is None else str(value) for key, value in context.items()}
    connection.execute(_SAY_TO_SERVER, said)
