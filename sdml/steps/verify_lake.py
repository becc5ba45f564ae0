"""Compare a tenant's lake with the database, row by row; write again what differs."""

from dataclasses import replace

import numpy as np

from sdml.errors import CheckFailed
from sdml.files.lake_files import damaged_files, lake_lock, read_state
from sdml.records.lake import LakeCheck, LakeDifference, LakeState, LakeTableState
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store.engine import Connection
from sdml.store.lake import compare_table
from sdml.store.lake_rows import (
    is_known_sync,
    read_changed_keys,
    read_last_keys,
    read_new_rows,
)
from sdml.store.lake_tables import LAKE_TABLES, lake_table

__all__ = ["verify_lake"]

_NONE = np.zeros(0, np.int64)


def verify_lake(session: Session, *, repair: bool = False) -> LakeCheck:
    """Count and digest the rows of the lake and of the database, table by table.

    Stages: hash every file -> read the rows of one snapshot -> compare their
    digests by key -> on request, write the tables that differ anew. Rows that
    came or changed since the last synchronisation are counted, not compared.

    Parameters
    ----------
    session : Session
        Whose lake.
    repair : bool
        Write again what differs.

    Returns
    -------
    LakeCheck
        Where nothing differs, or all was repaired.

    Raises
    ------
    CheckFailed
        Something differs, and its result says where; or there is no lake of
        this database.
    LockedByAnother
        A synchronisation runs.
    """
    folder = session.folders.lake(session.tenant.slug)
    with lake_lock(folder), session.read() as connection:
        state = read_state(folder)
        if not is_known_sync(connection, session.tenant, state.token):
            raise CheckFailed(
                f"there is no lake of this database at {folder}: run 'sdml lake sync'"
            )
        check = _compare(session, connection, state)
    if check.is_clean:
        return check
    if repair:
        broken = {difference.table for difference in check.differences}
        broken |= {path.split("/", 1)[0] for path in check.damaged}
        sync_lake(session, rebuild=frozenset(broken))
        return replace(check, repaired=True)
    raise CheckFailed(_summary(check), check)


def _compare(session: Session, connection: Connection, state: LakeState) -> LakeCheck:
    folder = session.folders.lake(session.tenant.slug)
    damaged = damaged_files(folder, state)
    changed = read_changed_keys(connection, session.tenant, state.change_seq)
    newest = read_last_keys(connection)
    tables: dict[str, int] = {}
    differences: list[LakeDifference] = []
    waiting = sum(len(keys) for keys in changed.values())
    with session.progress(len(LAKE_TABLES), "table", "lake") as bar:
        for name in LAKE_TABLES:
            table = lake_table(name)
            held = state.tables.get(name, LakeTableState(0, (), ()))
            until = min(held.last_key, newest[name])
            rows = read_new_rows(connection, session.tenant, table, 0, until)
            sound = [f.path for f in held.files if f.path not in damaged]
            tables[name], found = compare_table(
                session.tenant,
                table,
                rows,
                [str(folder / path) for path in sound],
                changed.get(name, _NONE),
            )
            differences += found
            new = read_new_rows(
                connection, session.tenant, table, held.last_key, newest[name]
            )
            waiting += sum(part.num_rows for part in new)
            bar.advance(1)
    return LakeCheck(tables, tuple(differences), damaged, waiting)


def _summary(check: LakeCheck) -> str:
    places = [f"{d.table} {d.month}" for d in check.differences]
    rows = sum(d.missing + d.extra + d.changed for d in check.differences)
    where = f" in {', '.join(places[:3])}" if places else ""
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return (
        f"the lake differs from the database by {rows:,} rows{where}{more}; "
        f"{len(check.damaged)} damaged files: run 'sdml lake verify --repair'"
    )
