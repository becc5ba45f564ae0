"""Bring a tenant's lake to what the database says."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sdml.errors import ArtefactDamaged, DatabaseBusy
from sdml.files.lake_files import (
    TableWriter,
    lake_lock,
    lost_tables,
    read_state,
    sweep_lake,
    write_state,
)
from sdml.records.lake import LakeState, LakeSynced, LakeTableState
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.lake_rows import (
    Keys,
    forget_changes,
    is_known_sync,
    is_listed_after,
    mark_tables,
    read_changed_keys,
    read_last_keys,
    read_marks,
    read_new_rows,
    read_rows,
    start_sync,
)
from sdml.store.lake_tables import LAKE_TABLES, LakeTable, lake_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["sync_lake"]

T = TypeVar("T")

_ROWS_AT_ONCE = 500_000
_WAIT_SECONDS = 60.0  # for transactions of others, on PostgreSQL
_BETWEEN_SECONDS = 0.05
_MANY = 20_000  # changed rows, from where half a table is read anew as a whole
_NONE = np.zeros(0, np.int64)


def sync_lake(session: Session, *, rebuild: frozenset[str] = frozenset()) -> LakeSynced:
    """Append what is new to the Parquet files, and replace what changed or went.

    Stages: read the manifest -> mark up to where will be read -> read new and
    changed rows in one snapshot -> write files -> replace the manifest -> sweep
    what it no longer names. Killed at any point, the lake is the one before or
    the one after, and the next run finishes. Where nothing is new, nothing is
    written.

    Parameters
    ----------
    session : Session
        Whose lake.
    rebuild : frozenset of str
        Tables to write anew whatever the manifest says.

    Raises
    ------
    LockedByAnother
        Another run is at it.
    DatabaseBusy
        Somebody's transaction stayed open for a minute (PostgreSQL).
    """
    folder = session.folders.lake(session.tenant.slug)
    with lake_lock(folder):
        state, is_current = _usable_state(session, rebuild)
        if is_current:
            return _result(session, state, _Counts())
        with session.read() as connection:
            grown = _grown(connection, state)
        _mark(session, grown)
        token, seq = _start(session)
        counts = _Counts()
        with session.read() as connection:
            tables = _read_tables(session, connection, state, seq, counts)
        state = LakeState(token, seq, session.now().isoformat(), tables)
        write_state(folder, state)
        sweep_lake(folder, state)
        with session.write("sync_lake") as connection:
            forget_changes(connection, session.tenant, token)
        return _result(session, state, counts)


class _Counts:
    """What was done so far."""

    def __init__(self) -> None:
        self.appended = self.replaced = self.deleted = self.files = 0


def _usable_state(session: Session, rebuild: frozenset[str]) -> tuple[LakeState, bool]:
    """The state to go on from, and whether the database has nothing newer."""
    folder = session.folders.lake(session.tenant.slug)
    try:
        state = read_state(folder)
    except ArtefactDamaged as error:
        session.report(f"{error}: the lake is made anew")
        state = LakeState()
    with session.read() as connection:
        if not is_known_sync(connection, session.tenant, state.token):
            return LakeState(), False
        lost = rebuild | lost_tables(folder, state)
        tables = {
            name: table
            for name, table in state.tables.items()
            if name not in lost and table.columns == _columns(name)
        }
        is_current = (
            len(tables) == len(LAKE_TABLES)
            and not _grown(connection, state)
            and not is_listed_after(connection, session.tenant, state.change_seq)
        )
    return replace(state, tables=tables), is_current


def _columns(name: str) -> tuple[str, ...]:
    """A table's columns with their kinds; none where sdml knows no such table."""
    if name not in LAKE_TABLES:
        return ()
    return tuple(f"{column.name} {column.kind}" for column in lake_table(name).columns)


def _grown(connection: Connection, state: LakeState) -> list[str]:
    held = {name: table.last_key for name, table in state.tables.items()}
    keys = read_last_keys(connection)
    return [name for name, key in keys.items() if held.get(name) != key]


def _mark(session: Session, names: list[str]) -> None:
    whole = session.database.dialect == "sqlite"  # it lets one write at a time
    for part in [names] if whole and names else [[name] for name in names]:

        def mark(connection: Connection, part: list[str] = part) -> None:
            mark_tables(connection, session.tenant, part)

        _patiently(session, mark)


def _start(session: Session) -> tuple[str, int]:
    def start(connection: Connection) -> tuple[str, int]:
        return start_sync(connection, session.tenant, session.now())

    return _patiently(session, start)


def _patiently(session: Session, work: Callable[[Connection], T]) -> T:
    """Do one transaction, again and again while other writers are not done."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            with session.write("sync_lake") as connection:
                return work(connection)
        except DatabaseBusy:
            if session.database.dialect == "sqlite" or time.monotonic() > until:
                raise
            time.sleep(_BETWEEN_SECONDS)


def _read_tables(
    session: Session,
    connection: Connection,
    state: LakeState,
    seq: int,
    counts: _Counts,
) -> dict[str, LakeTableState]:
    marks = read_marks(connection, session.tenant)
    changed = read_changed_keys(connection, session.tenant, state.change_seq, seq)
    tables = {}
    with session.progress(len(LAKE_TABLES), "table", "lake") as bar:
        for name in LAKE_TABLES:
            table = lake_table(name)
            held = state.tables.get(name, LakeTableState(0, _columns(name), ()))
            keys = changed.get(name, _NONE)
            keys = keys[keys <= held.last_key]
            if len(keys) > _MANY and len(keys) > held.rows / 2:
                held, keys = LakeTableState(0, held.columns, ()), _NONE
            writer = TableWriter(
                session.folders.lake(session.tenant.slug),
                name,
                table.key,
                table.month_of,
                held.files,
            )
            _replace_rows(session, connection, writer, table, keys, counts)
            rows = read_new_rows(
                connection, session.tenant, table, held.last_key, marks[name]
            )
            counts.appended += _put_in(writer, rows)
            counts.files += writer.written
            tables[name] = LakeTableState(
                marks[name], held.columns, tuple(writer.files)
            )
            bar.advance(1)
    return tables


def _replace_rows(
    session: Session,
    connection: Connection,
    writer: TableWriter,
    table: LakeTable,
    keys: Keys,
    counts: _Counts,
) -> None:
    """Take changed rows out and put those in that are still there."""
    if not len(keys):
        return
    held = writer.take_out(keys)
    parts = list(read_rows(connection, session.tenant, table, keys))
    came = np.concatenate([_NONE, *(p.column(table.key).to_numpy() for p in parts)])
    counts.replaced += len(np.intersect1d(held, came))
    counts.deleted += len(np.setdiff1d(held, came))
    counts.appended += len(np.setdiff1d(came, held))
    _put_in(writer, iter(parts))


def _put_in(writer: TableWriter, parts: "Iterator[pa.Table]") -> int:
    """Write rows, many at once, and count them."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    count = ready = 0
    for part in parts:
        waiting.append(part)
        count += part.num_rows
        if count - ready >= _ROWS_AT_ONCE:
            writer.put_in(pa.concat_tables(waiting))
            waiting, ready = [], count
    if waiting:
        writer.put_in(pa.concat_tables(waiting))
    return count


def _result(session: Session, state: LakeState, counts: _Counts) -> LakeSynced:
    return LakeSynced(
        tables={name: state.tables[name].rows for name in LAKE_TABLES},
        appended=counts.appended,
        replaced=counts.replaced,
        deleted=counts.deleted,
        files=counts.files,
        folder=str(session.folders.lake(session.tenant.slug)),
    )
