"""Queries over one tenant's Parquet files: DuckDB that can read nothing else.

Each table of the lake is a view; the files of this tenant are the only ones that
DuckDB may open, its configuration is locked, and one statement that reads is all
it is given.
"""

import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sdml.errors import (
    ArtefactDamaged,
    DatabaseBusy,
    ParameterError,
    TimeLimitReached,
)
from sdml.records.lake import LakeDifference, LakeState
from sdml.records.tenant import Tenant
from sdml.store.lake_rows import Keys
from sdml.store.lake_tables import LAKE_TABLES, LakeTable, lake_table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["QueryLimits", "compare_table", "open_lake", "query_lake"]

Parameters = Mapping[str, int | float | str]

_MEMORY = "2GB"
_WORD = re.compile(r"\w+")
# What a query says that lists tables, or puts their names together.
_LISTING: tuple[str, ...] = ("describe", "duckdb_", "information_schema", "pragma")
_LISTING += ("query", "show", "sqlite_", "summarize")
_KEYS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How far a query may go.

    Attributes
    ----------
    rows : int or None
        The answer is cut after so many; None for all.
    seconds : float
        It is ended after so long.
    """

    rows: int | None = 10_000
    seconds: float = 60.0


@contextmanager
def open_lake(
    folder: Path, state: LakeState, query: str | None = None
) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A DuckDB connection with a view for each table, locked to their files.

    Parameters
    ----------
    folder : Path
        The tenant's lake.
    state : LakeState
        What its manifest says.
    query : str, optional
        What will be asked: only the tables that it names get a view, since each
        costs the opening of a file. All where it names none, or may list them.

    Raises
    ------
    ArtefactDamaged
        A file is gone or cannot be read.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="sdml-lake-") as spill:
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": _MEMORY,
                "temp_directory": spill,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
        try:
            # A file of the lake never changes: what is known of it stays true.
            connection.execute("SET parquet_metadata_cache = true")
            _show_tables(connection, folder, state, _named_tables(query))
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()


def query_lake(
    connection: "duckdb.DuckDBPyConnection",
    query: str,
    parameters: Parameters | None = None,
    limits: QueryLimits = QueryLimits(),
) -> "tuple[pa.Table, bool]":
    """The answer to one query that reads, and whether it was cut.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        From `open_lake`.
    query : str
        One SELECT; ``$name`` stands for a parameter.
    parameters : mapping, optional
        Their values.
    limits : QueryLimits
        How far it may go.

    Raises
    ------
    ParameterError
        No query, more than one, one that does not read, or one that DuckDB
        refuses; the message says which tables or columns there are.
    TimeLimitReached
        It took too long.
    ArtefactDamaged
        A file of the lake is gone or cannot be read.
    """
    import duckdb

    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.start()
    try:
        _check_statement(connection, query)
        answer = connection.sql(query, params=dict(parameters or {}))
        return _read(answer.to_arrow_reader(), limits.rows)
    except duckdb.InterruptException as error:
        raise TimeLimitReached(
            f"the query was ended after {limits.seconds:g} s: ask for less, or allow "
            "more time"
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise DatabaseBusy(
            f"the query needs more than {_MEMORY} of memory: ask for less"
        ) from error
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise ArtefactDamaged(f"the lake cannot be read: {_line(error)}") from error
    except duckdb.Error as error:
        raise ParameterError(_refusal(error)) from error
    finally:
        timer.cancel()


def compare_table(
    tenant: Tenant,
    table: LakeTable,
    truth: "Iterator[pa.Table]",
    paths: Sequence[str],
    waiting: Keys,
) -> tuple[int, tuple[LakeDifference, ...]]:
    """Where the files of a table hold other rows than those read from the database.

    Parameters
    ----------
    tenant : Tenant
        Whose rows.
    table : LakeTable
        Which table.
    truth : iterator of pyarrow.Table
        Its rows as the database has them, up to the last key of the lake.
    paths : sequence of str
        Its files.
    waiting : ndarray of shape (n,), int64
        Keys of rows that changed since; they are not compared.

    Returns
    -------
    tuple of int and tuple of LakeDifference
        The rows compared, and what differs, by month.
    """
    import duckdb
    import pyarrow as pa

    first = next(truth, None)
    if first is None and not paths:
        return 0, ()
    with duckdb.connect(":memory:") as connection:
        connection.execute(_EMPTY)
        connection.register("late", pa.table({"key": waiting}))
        for rows in chain((first,) if first else (), truth):
            connection.register("rows", rows)
            connection.execute(f"INSERT INTO said {_digests(table, 'rows')}")
        if paths:
            source = f"read_parquet({_list(paths)}, hive_partitioning = false)"
            connection.execute(f"INSERT INTO held {_digests(table, source)}")
        found = connection.execute(_COMPARISON).fetchall()
        ((compared,),) = connection.execute("SELECT count(*) FROM said").fetchall()
    return compared, tuple(
        LakeDifference(
            tenant=tenant.slug,
            table=table.name,
            month=row[0],
            missing=row[1],
            extra=row[2],
            changed=row[3],
            database_rows=row[4],
            lake_rows=row[5],
            database_digest=row[6],
            lake_digest=row[7],
            keys=tuple(row[8]),
        )
        for row in found
    )


_EMPTY = """
CREATE TABLE said (key BIGINT, month VARCHAR, digest UBIGINT);
CREATE TABLE held (key BIGINT, month VARCHAR, digest UBIGINT);
"""
_COMPARISON = f"""
WITH pairs AS (
  SELECT coalesce(said.month, held.month) AS month,
         coalesce(said.key, held.key) AS key,
         said.digest AS said, held.digest AS held
  FROM said FULL JOIN held ON said.key = held.key AND said.month = held.month
)
SELECT month,
       count(*) FILTER (WHERE held IS NULL) AS missing,
       count(*) FILTER (WHERE said IS NULL) AS extra,
       count(*) FILTER (WHERE said <> held) AS changed,
       count(said), count(held),
       printf('%016x', coalesce(bit_xor(said), 0)),
       printf('%016x', coalesce(bit_xor(held), 0)),
       (list(key ORDER BY key) FILTER (WHERE said IS DISTINCT FROM held))
         [1:{_KEYS_SHOWN}]
FROM pairs
GROUP BY month
HAVING count(*) FILTER (WHERE said IS DISTINCT FROM held) > 0
ORDER BY month
"""


def _digests(table: LakeTable, source: str) -> str:
    month = (
        f"coalesce(strftime({table.month_of}, '%Y-%m'), 'undated')"
        if table.month_of
        else "'undated'"
    )
    columns = ", ".join(column.name for column in table.columns)
    return (
        f"SELECT {table.key} AS key, {month} AS month, hash({columns}) AS digest"
        f" FROM {source} WHERE {table.key} NOT IN (SELECT key FROM late)"
    )


def _named_tables(query: str | None) -> Sequence[str]:
    """The tables whose names stand in a query; all where it may ask for the list."""
    words = set(_WORD.findall(query.lower())) if query is not None else set()
    named = [name for name in LAKE_TABLES if name in words]
    is_plain = named and not any(word.startswith(_LISTING) for word in words)
    return named if is_plain else tuple(LAKE_TABLES)


def _show_tables(
    connection: "duckdb.DuckDBPyConnection",
    folder: Path,
    state: LakeState,
    names: Sequence[str],
) -> None:
    """Make a view for each table, and its files those that may be opened."""
    import duckdb

    files = {name: _paths(folder, state, name) for name in names}
    allowed = [path for paths in files.values() for path in paths]
    if allowed:
        connection.execute(f"SET allowed_paths = {_list(allowed)}")
    for name, paths in files.items():
        try:
            connection.execute(_view(lake_table(name), paths))
        except duckdb.Error as error:
            raise ArtefactDamaged(
                f"a file of {name} in the lake at {folder} cannot be read: run "
                "'sdml lake verify --repair'"
            ) from error


def _paths(folder: Path, state: LakeState, name: str) -> list[str]:
    table = state.tables.get(name)
    return [str(folder / file.path) for file in table.files] if table else []


def _list(paths: Sequence[str]) -> str:
    quoted = ("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{', '.join(quoted)}]"


_TYPES = {
    "int": "BIGINT",
    "real": "DOUBLE",
    "bool": "BOOLEAN",
    "text": "VARCHAR",
    "time": "TIMESTAMP",
    "date": "DATE",
}


def _view(table: LakeTable, paths: Sequence[str]) -> str:
    if paths:
        source = f"read_parquet({_list(paths)}, hive_partitioning = false)"
        return f"CREATE VIEW {table.name} AS SELECT * FROM {source}"
    columns = ", ".join(
        f"CAST(NULL AS {_TYPES[column.kind]}) AS {column.name}"
        for column in table.columns
    )
    return f"CREATE VIEW {table.name} AS SELECT {columns} WHERE false"


def _check_statement(connection: "duckdb.DuckDBPyConnection", query: str) -> None:
    import duckdb

    statements = connection.extract_statements(query)
    reads = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in reads:
        kinds = ", ".join(s.type.name for s in statements) or "none"
        raise ParameterError(
            f"expected one query that reads (SELECT), got {kinds}: the lake is made "
            "by 'sdml lake sync' alone"
        )


def _read(reader: "pa.RecordBatchReader", limit: int | None) -> "tuple[pa.Table, bool]":
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        batches.append(batch)
        count += batch.num_rows
        if limit is not None and count > limit:
            break
    whole = pa.Table.from_batches(batches, schema=reader.schema)
    if limit is None or count <= limit:
        return whole, False
    return whole.slice(0, limit), True


def _line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


def _refusal(error: Exception) -> str:
    """DuckDB's own first line, and what there is where it knows no such table."""
    text = str(error)
    line = _line(error).split(": ", 1)[-1].rstrip("!")
    if "Table with name" in text and "does not exist" in text:
        return f"{line.split('!')[0]}: the lake has {', '.join(LAKE_TABLES)}"
    if "Candidate bindings" in text:
        (candidates,) = [
            part for part in text.split("\n") if part.startswith("Candidate")
        ][:1]
        return f"{line}. {candidates}"
    if "disabled by configuration" in text or "Permission Error" in text:
        return "a query of the lake reads its tables alone: no files, no other database"
    return line
