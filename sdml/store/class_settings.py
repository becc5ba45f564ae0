"""The ceilings people set on classes, when classes change: the table class_settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from sdml.records.promise_words import ClassMode
from sdml.records.tenant import Tenant
from sdml.store.tables.model_promises import ClassSetting
from sdml.store.taxonomy_changes import RowMove

__all__ = ["replace_settings", "restore_settings"]

_TABLE = ClassSetting.__table__


def replace_settings(
    connection: Connection,
    tenant: Tenant,
    task: str,
    gone: Sequence[str],
    new: Mapping[str, ClassMode],
    who: tuple[str, datetime],
) -> list[RowMove]:
    """Take the settings of some classes away and give others theirs.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose classes.
    task : str
        Of which task.
    gone : sequence of str
        Classes that have a setting, which goes.
    new : mapping of str to ClassMode
        What is set instead, by class.
    who : tuple of str and datetime
        Who sets it, and when.

    Returns
    -------
    list of RowMove
        Whole rows, so that `restore_settings` can bring them back.
    """
    held = {row["label"]: row for row in _rows(connection, tenant, task)}
    moves = []
    # New rows first: SQLite would give them the id of a row that just went.
    for label, mode in new.items():
        values = {"mode": mode, "set_by": who[0], "set_at": who[1]}
        statement: ReturningInsert[Any] | ReturningUpdate[Any]
        if label in held:
            one = _TABLE.c.id == held[label]["id"]
            statement = update(_TABLE).where(one).values(**values).returning(_TABLE)
        else:
            values |= {"organization_id": tenant.id, "task": task, "label": label}
            statement = insert(_TABLE).values(**values).returning(_TABLE)
        row = connection.execute(statement).mappings().one()
        was = _plain(held[label]) if label in held else {}
        moves.append(RowMove(row["id"], was, _plain(row)))
    for label in gone:
        row = held[label]
        moves.append(RowMove(row["id"], _plain(row), {}))
        connection.execute(delete(_TABLE).where(_TABLE.c.id == row["id"]))
    return moves


def restore_settings(
    connection: Connection, tenant: Tenant, task: str, moves: Sequence[RowMove]
) -> int:
    """Undo `replace_settings`; what was set anew since stays.

    Returns
    -------
    int
        Rows that are as they were.
    """
    now = {row["id"]: _plain(row) for row in _rows(connection, tenant, task)}
    restored = [
        move for move in moves if move.after and now.get(move.entity_id) == move.after
    ]
    connection.execute(
        delete(_TABLE).where(_TABLE.c.id.in_([move.entity_id for move in restored]))
    )
    kept = {row["label"] for row in _rows(connection, tenant, task)}
    back = [move for move in moves if move.before and move.before["label"] not in kept]
    for move in back:
        values = dict(move.before)
        values["set_at"] = datetime.fromisoformat(str(values["set_at"]))
        values |= {"id": move.entity_id, "organization_id": tenant.id}
        connection.execute(insert(_TABLE).values(**values))
    return len({move.entity_id for move in (*restored, *back)})


def _rows(connection: Connection, tenant: Tenant, task: str) -> Sequence[RowMapping]:
    query = select(_TABLE).where(
        _TABLE.c.organization_id == tenant.id, _TABLE.c.task == task
    )
    return connection.execute(query).mappings().all()


def _plain(row: RowMapping) -> dict[str, object]:
    """A row as JSON holds it."""
    set_at = row["set_at"]
    assert isinstance(set_at, datetime)  # noqa: S101 - the column's type
    return {
        "task": row["task"],
        "label": row["label"],
        "mode": str(row["mode"]),
        "set_at": set_at.isoformat(),
        "set_by": row["set_by"],
    }
