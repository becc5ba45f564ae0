"""What the lake reads from the database: marks, listed changes, rows as Arrow."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Result, delete, func, insert, select, text

from sdml.records.tenant import Tenant
from sdml.store.lake_tables import LAKE_TABLES, Dialect, LakeTable
from sdml.store.tables import Declaration
from sdml.store.tables.reporting import LakeChange, LakeMark, LakeSync

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Keys",
    "arrow_schema",
    "forget_changes",
    "is_known_sync",
    "is_listed_after",
    "mark_tables",
    "read_changed_keys",
    "read_last_keys",
    "read_marks",
    "read_new_rows",
    "read_rows",
    "start_sync",
]

Keys = NDArray[np.int64]

_BATCH = 100_000
_KEYS_AT_ONCE = 500


def arrow_schema(table: LakeTable) -> "pa.Schema":
    """Give the Arrow types of a table of the lake; times are UTC without a zone."""
    import pyarrow as pa

    kinds = {
        "int": pa.int64(),
        "real": pa.float64(),
        "bool": pa.bool_(),
        "text": pa.string(),
        "time": pa.timestamp("us"),
        "date": pa.date32(),
    }
    return pa.schema([(column.name, kinds[column.kind]) for column in table.columns])


def mark_tables(connection: Connection, tenant: Tenant, names: Sequence[str]) -> None:
    """Mark up to where tables will be read: later changes up to there are listed.

    Parameters
    ----------
    connection : Connection
        In a short write transaction.
    tenant : Tenant
        Whose lake.
    names : sequence of str
        Tables of the lake.

    Raises
    ------
    DatabaseBusy
        On PostgreSQL, where another transaction has written to one of the
        tables and is not done: a smaller key may come from it yet.
    """
    _shut(connection, names)
    marks = LakeMark.__table__
    connection.execute(
        delete(marks).where(
            marks.c.organization_id == tenant.id, marks.c.table_name.in_(names)
        )
    )
    keys = read_last_keys(connection, names)
    rows = [
        {"organization_id": tenant.id, "table_name": name, "last_id": key}
        for name, key in keys.items()
    ]
    connection.execute(insert(marks), rows)


def read_marks(connection: Connection, tenant: Tenant) -> dict[str, int]:
    """The last key of each table that was marked."""
    of = LakeMark
    found = connection.execute(
        select(of.table_name, of.last_id).where(of.organization_id == tenant.id)
    )
    return {row.table_name: row.last_id for row in found}


def start_sync(
    connection: Connection, tenant: Tenant, now: datetime
) -> tuple[str, int]:
    """Record a synchronisation, after `mark_tables` and before the rows are read.

    Returns
    -------
    tuple of str and int
        The token the manifest must carry, and the last listed change.

    Raises
    ------
    DatabaseBusy
        As for `mark_tables`: a change with a smaller number may come yet.
    """
    _shut(connection, (LakeChange.__tablename__,))
    seq = connection.scalar(select(func.max(LakeChange.seq))) or 0
    new = {"organization_id": tenant.id, "change_seq": seq, "started_at": now}
    made = connection.execute(
        insert(LakeSync.__table__).values(new).returning(LakeSync.id)
    )
    return _token(made.scalar_one(), now), seq


def is_known_sync(connection: Connection, tenant: Tenant, token: str) -> bool:
    """Whether this database was synchronised under that token, and lately enough.

    A database restored from before it, and a lake restored from long ago, are
    told apart by it.
    """
    of = LakeSync
    found = connection.execute(
        select(of.id, of.started_at).where(of.organization_id == tenant.id)
    )
    return any(_token(row.id, row.started_at) == token for row in found)


def is_listed_after(connection: Connection, tenant: Tenant, seq: int) -> bool:
    """Whether a change was listed after that one."""
    listed = select(LakeChange.seq).where(
        LakeChange.organization_id == tenant.id, LakeChange.seq > seq
    )
    return connection.scalar(listed.limit(1)) is not None


def read_last_keys(
    connection: Connection, names: Sequence[str] = tuple(LAKE_TABLES)
) -> dict[str, int]:
    """The largest key of each table, all tenants together: an index knows it."""
    tables = Declaration.metadata.tables
    found = {}
    for name in names:
        (key,) = tables[name].primary_key.columns
        found[name] = int(connection.scalar(select(func.max(key))) or 0)
    return found


def read_changed_keys(
    connection: Connection, tenant: Tenant, after: int, until: int | None = None
) -> dict[str, Keys]:
    """Keys of rows that were listed as changed or gone, by table; rising, each once."""
    of = LakeChange
    query = select(of.table_name, of.row_id).where(
        of.organization_id == tenant.id, of.seq > after
    )
    if until is not None:
        query = query.where(of.seq <= until)
    found: dict[str, list[int]] = {}
    for name, key in connection.execute(query.distinct()):
        found.setdefault(name, []).append(key)
    return {name: np.unique(np.array(keys, np.int64)) for name, keys in found.items()}


def read_new_rows(
    connection: Connection, tenant: Tenant, table: LakeTable, after: int, until: int
) -> "Iterator[pa.Table]":
    """Rows of a table with keys above one and up to another, in their order.

    Yields
    ------
    pyarrow.Table
        Of `arrow_schema`; at most 100,000 rows each.
    """
    dialect = cast("Dialect", connection.dialect.name)
    query = text(
        f"SELECT {_columns(table, dialect)} FROM {table.name}"
        f" WHERE organization_id = :tenant AND {table.key} > :after"
        f" AND {table.key} <= :until ORDER BY {table.key}"
    )
    given = {"tenant": tenant.id, "after": after, "until": until}
    found = connection.execute(query, given, execution_options={"yield_per": _BATCH})
    yield from _batches(found, table)


def read_rows(
    connection: Connection, tenant: Tenant, table: LakeTable, keys: Keys
) -> "Iterator[pa.Table]":
    """Rows of a table that still have one of these keys."""
    dialect = cast("Dialect", connection.dialect.name)
    start = (
        f"SELECT {_columns(table, dialect)} FROM {table.name}"
        f" WHERE organization_id = :tenant AND {table.key} IN "
    )
    for at in range(0, len(keys), _KEYS_AT_ONCE):
        numbers = ", ".join(str(int(key)) for key in keys[at : at + _KEYS_AT_ONCE])
        query = text(f"{start}({numbers})")
        yield from _batches(connection.execute(query, {"tenant": tenant.id}), table)


def forget_changes(connection: Connection, tenant: Tenant, token: str) -> None:
    """Drop what the manifest of a synchronisation holds already, and older ones."""
    number = int(token.split()[0])
    of, listed = LakeSync.__table__, LakeChange.__table__
    seq = select(of.c.change_seq).where(of.c.id == number).scalar_subquery()
    connection.execute(
        delete(listed).where(listed.c.organization_id == tenant.id, listed.c.seq <= seq)
    )
    connection.execute(
        delete(of).where(of.c.organization_id == tenant.id, of.c.id < number)
    )


def _token(number: int, started_at: datetime) -> str:
    return f"{number} {started_at.isoformat(timespec='milliseconds')}"


def _shut(connection: Connection, names: Sequence[str]) -> None:
    """Keep writers of these tables out until the commit; SQLite does it anyway.

    PostgreSQL hands out keys before the commit. It is not waited for: who waits
    with one lock in hand for another can block somebody for good.
    """
    if connection.dialect.name == "postgresql":
        named = ", ".join(names)
        connection.execute(text(f"LOCK TABLE {named} IN SHARE MODE NOWAIT"))


def _columns(table: LakeTable, dialect: Dialect) -> str:
    return ", ".join(
        f"{column.expression(dialect)} AS {column.name}" for column in table.columns
    )


def _batches(
    found: "Result[tuple[object, ...]]", table: LakeTable
) -> "Iterator[pa.Table]":
    schema = arrow_schema(table)
    for rows in found.partitions(_BATCH):
        yield _as_arrow(rows, schema)


def _as_arrow(rows: Sequence[Sequence[object]], schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    arrays = []
    for column, values in zip(schema, zip(*rows, strict=True), strict=True):
        given = None  # as it came: SQLite gives flags as numbers, both times as text
        if pa.types.is_string(column.type) or pa.types.is_floating(column.type):
            given = column.type
        made = pa.array(values, given)
        arrays.append(made.cast(column.type))
    return pa.Table.from_arrays(arrays, schema=schema)
