"""Changes of classes and the rows they moved: taxonomy_changes, taxonomy_moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from sdml.errors import ParameterError
from sdml.records.promise_words import TaxonomyEntity, TaxonomyKind
from sdml.records.taxonomy import ClassChange, ClassMarks, LabelHistory, LabelStep
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.registry import TaxonomyChange, TaxonomyMove
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.workbench import DatasetVersion

__all__ = [
    "RowMove",
    "add_followed_moves",
    "end_change",
    "insert_change",
    "insert_moves",
    "read_change",
    "read_changes",
    "read_ended_promises",
    "read_history_of_example",
    "read_label_histories",
    "read_label_history",
    "read_marks",
    "read_moved_policies",
    "read_moves",
    "write_outcome",
]


@dataclass(frozen=True, slots=True)
class RowMove:
    """A row as it was and as a change of classes left it.

    Attributes
    ----------
    entity_id : int
        Its id; of a field's value the ticket's.
    before, after : mapping
        The columns that changed; empty where the row was not there.
    """

    entity_id: int
    before: Mapping[str, object]
    after: Mapping[str, object]


def read_label_history(
    connection: Connection, tenant: Tenant, task: str
) -> LabelHistory:
    """Every change of a task's classes, by rising id."""
    rows = connection.execute(_of_task(), {"tenant": tenant.id, "task": task})
    return LabelHistory(tuple(_change(tuple(row)) for row in rows))


def read_history_of_example(
    connection: Connection, tenant: Tenant, example_id: int
) -> LabelHistory:
    """Every change of the classes of an example's task."""
    named = {"tenant": tenant.id, "example": example_id}
    rows = connection.execute(_of_example(), named)
    return LabelHistory(tuple(_change(tuple(row)) for row in rows))


def read_label_histories(
    connection: Connection, tenant: Tenant
) -> dict[str, LabelHistory]:
    """The changes by task; a task whose classes never changed is not there."""
    found: dict[str, list[ClassChange]] = {}
    for change in reversed(read_changes(connection, tenant)):
        found.setdefault(change.task, []).append(change)
    return {task: LabelHistory(tuple(changes)) for task, changes in found.items()}


def read_changes(
    connection: Connection, tenant: Tenant, task: str | None = None
) -> list[ClassChange]:
    """Changes of the classes of one task or of all, newest first."""
    query = _changes().where(TaxonomyChange.organization_id == tenant.id)
    if task is not None:
        query = query.where(TaxonomyChange.task == task)
    rows = connection.execute(query.order_by(TaxonomyChange.id.desc()))
    return [_change(tuple(row)) for row in rows]


def read_change(connection: Connection, tenant: Tenant, change_id: int) -> ClassChange:
    """One change.

    Raises
    ------
    ParameterError
        The tenant has none of that id.
    """
    row = connection.execute(
        _changes().where(
            TaxonomyChange.organization_id == tenant.id, TaxonomyChange.id == change_id
        )
    ).one_or_none()
    if row is None:
        raise ParameterError(
            f"there is no change of classes {change_id}: 'sdml taxonomy list'"
        )
    return _change(tuple(row))


def read_marks(connection: Connection, tenant: Tenant) -> ClassMarks:
    """How far the ids of data sets, decisions and classifications have come."""
    found = [
        connection.scalar(
            select(func.max(table.id)).where(table.organization_id == tenant.id)
        )
        for table in (DatasetVersion, ReviewDecision, AiClassification)
    ]
    return ClassMarks(*(number or 0 for number in found))


def insert_change(
    connection: Connection, tenant: Tenant, change: ClassChange
) -> ClassChange:
    """Record that a change begins, and give it with its id.

    Parameters
    ----------
    connection : Connection
        In the transaction that carries it out.
    tenant : Tenant
        Whose classes.
    change : ClassChange
        With any id.
    """
    number = connection.execute(
        insert(TaxonomyChange)
        .values(
            organization_id=tenant.id,
            task=change.task,
            kind=change.kind,
            plan={
                "became": dict(change.became),
                "targets": list(change.targets),
                "made": list(change.made),
                "begun": _as_json(change.begun),
            },
            applied_at=change.applied_at,
            applied_by=change.applied_by,
        )
        .returning(TaxonomyChange.id)
    ).scalar_one()
    return read_change(connection, tenant, number)


def write_outcome(
    connection: Connection,
    tenant: Tenant,
    change_id: int,
    counts: Mapping[str, int],
    promises: Sequence[int],
    policies: Sequence[tuple[int, int]] = (),
) -> None:
    """Record what a change did, and what it ended.

    Parameters
    ----------
    connection : Connection
        In the transaction that carries it out.
    tenant : Tenant
        Whose classes.
    change_id : int
        Which change.
    counts : mapping of str to int
        How many rows it altered.
    promises : sequence of int
        Ids of the promises that ended.
    policies : sequence of tuple of int
        SLA policies that were closed, each with the one in its place.
    """
    plan = _plan(connection, tenant, change_id)
    plan |= {"counts": dict(counts), "promises": list(promises)}
    plan["policies"] = [list(pair) for pair in policies]
    _write_plan(connection, tenant, change_id, plan)


def read_ended_promises(
    connection: Connection, tenant: Tenant, change_id: int
) -> list[int]:
    """Ids of the promises that a change ended."""
    return cast("list[int]", _plan(connection, tenant, change_id).get("promises", []))


def read_moved_policies(
    connection: Connection, tenant: Tenant, change_id: int
) -> list[tuple[int, int]]:
    """Ids of the SLA policies that a change replaced: the former and the new one."""
    pairs = _plan(connection, tenant, change_id).get("policies", [])
    return [(former, new) for former, new in cast("list[list[int]]", pairs)]


def end_change(
    connection: Connection, tenant: Tenant, change_id: int, actor: str, now: datetime
) -> None:
    """Record that a change is undone.

    Parameters
    ----------
    connection : Connection
        In the transaction that undoes it.
    tenant : Tenant
        Whose classes.
    change_id : int
        Which change.
    actor : str
        Who undoes it.
    now : datetime
        When.
    """
    plan = _plan(connection, tenant, change_id)
    plan["ended"] = _as_json(read_marks(connection, tenant))
    _write_plan(connection, tenant, change_id, plan, undone_at=now, undone_by=actor)


def insert_moves(
    connection: Connection,
    tenant: Tenant,
    change_id: int,
    entity: TaxonomyEntity,
    moves: Sequence[RowMove],
) -> None:
    """Remember rows of one kind that a change alters."""
    insert_columns(
        connection,
        TaxonomyMove.__table__,
        {
            "organization_id": [tenant.id] * len(moves),
            "change_id": [change_id] * len(moves),
            "entity": [entity] * len(moves),
            "entity_id": [move.entity_id for move in moves],
            "before": [dict(move.before) for move in moves],
            "after": [dict(move.after) for move in moves],
        },
    )


def add_followed_moves(
    connection: Connection,
    tenant: Tenant,
    column: str,
    followed: Sequence[tuple[int, LabelStep, object, object]],
) -> None:
    """Remember tickets that came under a former class and were given today's.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose tickets.
    column : str
        What holds the class: ``category_id`` or ``value``.
    followed : sequence of tuple
        Ticket id, the step, and what the column holds before and after it. A
        ticket that a change moved already stays as it is remembered.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    statement = (insert_sqlite if on_sqlite else insert_postgresql)(
        TaxonomyMove
    ).on_conflict_do_nothing()
    rows = [
        {
            "organization_id": tenant.id,
            "change_id": step.change_id,
            "entity": TaxonomyEntity.TICKET,
            "entity_id": ticket_id,
            "before": {column: before},
            "after": {column: after},
        }
        for ticket_id, step, before, after in followed
    ]
    if rows:
        connection.execute(statement, rows)


def read_moves(
    connection: Connection, tenant: Tenant, change_id: int, entity: TaxonomyEntity
) -> list[RowMove]:
    """Rows of one kind that a change altered, in the order in which it did."""
    rows = connection.execute(
        select(TaxonomyMove.entity_id, TaxonomyMove.before, TaxonomyMove.after)
        .where(
            TaxonomyMove.organization_id == tenant.id,
            TaxonomyMove.change_id == change_id,
            TaxonomyMove.entity == entity,
        )
        .order_by(TaxonomyMove.id)
    )
    return [
        RowMove(
            row[0],
            cast("dict[str, object]", row[1]),
            cast("dict[str, object]", row[2]),
        )
        for row in rows
    ]


def _plan(connection: Connection, tenant: Tenant, change_id: int) -> dict[str, object]:
    found = connection.execute(
        select(TaxonomyChange.plan).where(
            TaxonomyChange.organization_id == tenant.id, TaxonomyChange.id == change_id
        )
    ).scalar_one()
    return dict(cast("dict[str, object]", found))


def _write_plan(
    connection: Connection,
    tenant: Tenant,
    change_id: int,
    plan: Mapping[str, object],
    **others: object,
) -> None:
    connection.execute(
        update(TaxonomyChange)
        .where(
            TaxonomyChange.organization_id == tenant.id, TaxonomyChange.id == change_id
        )
        .values(plan=dict(plan), **others)
    )


def _changes() -> Select[*tuple[Any, ...]]:
    change = TaxonomyChange
    return select(
        change.id,
        change.task,
        change.kind,
        change.plan,
        change.applied_at,
        change.applied_by,
        change.undone_at,
        change.undone_by,
    )


# Built once: to build a statement takes longer than to run it.
@cache
def _of_task() -> Select[*tuple[Any, ...]]:
    return (
        _changes()
        .where(
            TaxonomyChange.organization_id == bindparam("tenant"),
            TaxonomyChange.task == bindparam("task"),
        )
        .order_by(TaxonomyChange.id)
    )


@cache
def _of_example() -> Select[*tuple[Any, ...]]:
    return (
        _changes()
        .join(
            ReviewItem,
            (ReviewItem.organization_id == TaxonomyChange.organization_id)
            & (ReviewItem.task == TaxonomyChange.task),
        )
        .where(
            TaxonomyChange.organization_id == bindparam("tenant"),
            ReviewItem.example_id == bindparam("example"),
        )
        .order_by(TaxonomyChange.id)
    )


def _change(row: tuple[Any, ...]) -> ClassChange:
    number, task, kind, plan, applied_at, applied_by, undone_at, undone_by = row
    return ClassChange(
        change_id=number,
        task=task,
        kind=TaxonomyKind(kind),
        became=plan["became"],
        targets=tuple(plan["targets"]),
        made=tuple(plan["made"]),
        begun=ClassMarks(**plan["begun"]),
        ended=ClassMarks(**plan["ended"]) if "ended" in plan else None,
        applied_at=applied_at,
        applied_by=applied_by,
        undone_at=undone_at,
        undone_by=undone_by,
        counts=plan.get("counts", {}),
    )


def _as_json(marks: ClassMarks) -> dict[str, int]:
    return {
        "dataset": marks.dataset,
        "decision": marks.decision,
        "classification": marks.classification,
    }
