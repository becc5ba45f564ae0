"""Promises of models, the modes of classes, and what changed them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, delete, insert, select, update

from sdml.records.promise import (
    AutomaticGround,
    ClassPromiseCard,
    ModeChangeCard,
    NewPromise,
    PromiseCard,
)
from sdml.records.promise_words import ClassMode
from sdml.records.tenant import Tenant
from sdml.store.tables.model_promises import (
    AutomaticDecision,
    ClassPromise,
    ClassSetting,
    ModeChange,
    ModelPromise,
)
from sdml.store.tables.workbench import ModelVersion

__all__ = [
    "end_promise",
    "insert_grounds",
    "insert_mode_change",
    "insert_promise",
    "read_class_settings",
    "read_grounds",
    "read_mode_changes",
    "read_open_promise",
    "read_promises",
    "set_class_setting",
]


def insert_promise(
    connection: Connection, tenant: Tenant, new: NewPromise, actor: str, now: datetime
) -> int:
    """Store a promise with its classes; give its id. The open one is ended first.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose model.
    new : NewPromise
        What to store.
    actor : str
        Who makes it.
    now : datetime
        When it begins.
    """
    open_one = read_open_promise(connection, tenant, new.model_id)
    if open_one is not None:
        end_promise(connection, tenant, open_one.promise_id, now)
    promise_id: int = connection.execute(
        insert(ModelPromise)
        .values(
            organization_id=tenant.id,
            model_id=new.model_id,
            dataset_id=new.dataset_id,
            precision=new.precision,
            delta=new.delta,
            n=new.n,
            scope_threshold=new.scope_threshold,
            facts=dict(new.facts),
            made_at=now,
            made_by=actor,
            expires_at=new.expires_at,
        )
        .returning(ModelPromise.id)
    ).scalar_one()
    _insert_classes(connection, tenant, promise_id, new.classes)
    return promise_id


def read_open_promise(
    connection: Connection, tenant: Tenant, model_id: int
) -> PromiseCard | None:
    """The model's promise that has not ended; it may have expired all the same."""
    query = _promises(tenant).where(
        ModelPromise.model_id == model_id, ModelPromise.ended_at.is_(None)
    )
    return next(iter(_cards(connection, tenant, query)), None)


def read_promises(
    connection: Connection,
    tenant: Tenant,
    *,
    task: str | None = None,
    model_id: int | None = None,
) -> list[PromiseCard]:
    """Promises, newest first; of one task or one model where that is given."""
    query = _promises(tenant).order_by(ModelPromise.id.desc())
    if task is not None:
        query = query.where(ModelVersion.task == task)
    if model_id is not None:
        query = query.where(ModelPromise.model_id == model_id)
    return _cards(connection, tenant, query)


def end_promise(
    connection: Connection, tenant: Tenant, promise_id: int, now: datetime
) -> bool:
    """End a promise; False where it had ended before."""
    done = connection.execute(
        update(ModelPromise)
        .where(
            ModelPromise.organization_id == tenant.id,
            ModelPromise.id == promise_id,
            ModelPromise.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    return bool(done.rowcount)


def read_class_settings(
    connection: Connection, tenant: Tenant, task: str
) -> dict[str, ClassMode]:
    """The most that people allow, of the task's classes for which they said so."""
    rows = connection.execute(
        select(ClassSetting.label, ClassSetting.mode)
        .where(ClassSetting.organization_id == tenant.id, ClassSetting.task == task)
        .order_by(ClassSetting.label)
    )
    return {row[0]: row[1] for row in rows}


def set_class_setting(
    connection: Connection,
    tenant: Tenant,
    task: str,
    setting: tuple[str, ClassMode],
    actor: str,
    now: datetime,
) -> None:
    """Set the most that is allowed on a class.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose class.
    task : str
        Of which task.
    setting : tuple of str and ClassMode
        The class, and the most it may do.
    actor : str
        Who allows it.
    now : datetime
        When.
    """
    label, mode = setting
    mine = (
        (ClassSetting.organization_id == tenant.id)
        & (ClassSetting.task == task)
        & (ClassSetting.label == label)
    )
    connection.execute(delete(ClassSetting).where(mine))
    connection.execute(
        insert(ClassSetting).values(
            organization_id=tenant.id,
            task=task,
            label=label,
            mode=mode,
            set_at=now,
            set_by=actor,
        )
    )


def insert_mode_change(
    connection: Connection, tenant: Tenant, task: str, change: ModeChangeCard
) -> int:
    """Record that a class, or every class, of a task changed its mode; give the id."""
    found: int = connection.execute(
        insert(ModeChange)
        .values(
            organization_id=tenant.id,
            task=task,
            promise_id=change.promise_id,
            label=change.label,
            before=change.before,
            after=change.after,
            cause=change.cause,
            evidence=dict(change.evidence),
            changed_by=change.changed_by,
            changed_at=change.changed_at,
        )
        .returning(ModeChange.id)
    ).scalar_one()
    return found


def read_mode_changes(
    connection: Connection, tenant: Tenant, task: str, promise_id: int | None = None
) -> list[ModeChangeCard]:
    """Changes of the task's modes in order of time; of one promise where given."""
    change = ModeChange
    query = select(
        change.label,
        change.before,
        change.after,
        change.cause,
        change.evidence,
        change.changed_by,
        change.changed_at,
        change.promise_id,
    ).where(change.organization_id == tenant.id, change.task == task)
    if promise_id is not None:
        query = query.where(change.promise_id == promise_id)
    rows = connection.execute(query.order_by(change.changed_at, change.id))
    return [
        ModeChangeCard(
            label=row[0],
            before=row[1],
            after=row[2],
            cause=row[3],
            evidence=cast("dict[str, object]", row[4]),
            changed_by=row[5],
            changed_at=row[6],
            promise_id=row[7],
        )
        for row in rows
    ]


def insert_grounds(
    connection: Connection,
    tenant: Tenant,
    grounds: Sequence[tuple[int, AutomaticGround]],
) -> None:
    """Store on what ground predictions are ``auto``, by ``ai_classifications.id``."""
    rows = [
        {
            "organization_id": tenant.id,
            "classification_id": number,
            "promise_id": ground.promise_id,
            "threshold": ground.threshold,
            "scope_score": ground.scope_score,
        }
        for number, ground in grounds
    ]
    if rows:
        connection.execute(insert(AutomaticDecision), rows)


def read_grounds(
    connection: Connection, tenant: Tenant, classification_ids: Collection[int]
) -> dict[int, AutomaticGround]:
    """The grounds of those of the classifications that were ``auto``, by their id."""
    ground = AutomaticDecision
    rows = connection.execute(
        select(
            ground.classification_id,
            ground.promise_id,
            ground.threshold,
            ground.scope_score,
        ).where(
            ground.organization_id == tenant.id,
            ground.classification_id.in_(classification_ids),
        )
    )
    return {row[0]: AutomaticGround(row[1], row[2], row[3]) for row in rows}


def _insert_classes(
    connection: Connection,
    tenant: Tenant,
    promise_id: int,
    classes: Sequence[ClassPromiseCard],
) -> None:
    rows = [
        {
            "organization_id": tenant.id,
            "promise_id": promise_id,
            "label": card.label,
            "threshold": card.threshold,
            "n": card.n,
            "wrong": card.wrong,
            "precision_low": card.precision_low,
            "p_value": card.p_value,
            "coverage": card.coverage,
            "needed": card.needed,
        }
        for card in classes
    ]
    if rows:
        connection.execute(insert(ClassPromise), rows)


def _promises(tenant: Tenant) -> Select[tuple[object, ...]]:
    promise = ModelPromise
    return (
        select()
        .add_columns(
            promise.id,
            promise.model_id,
            promise.dataset_id,
            ModelVersion.task,
            promise.precision,
            promise.delta,
            promise.n,
            promise.scope_threshold,
            promise.made_at,
            promise.made_by,
            promise.expires_at,
            promise.ended_at,
            promise.facts,
        )
        .join(
            ModelVersion,
            (ModelVersion.organization_id == promise.organization_id)
            & (ModelVersion.id == promise.model_id),
        )
        .where(promise.organization_id == tenant.id)
    )


def _cards(
    connection: Connection, tenant: Tenant, query: Select[tuple[object, ...]]
) -> list[PromiseCard]:
    rows = connection.execute(query).all()
    classes = _read_classes(connection, tenant, [cast("int", row[0]) for row in rows])
    return [
        _card(tuple(row), tuple(classes.get(cast("int", row[0]), []))) for row in rows
    ]


def _card(row: tuple[Any, ...], classes: tuple[ClassPromiseCard, ...]) -> PromiseCard:
    return PromiseCard(*(*row[:-1], classes, row[-1]))


def _read_classes(
    connection: Connection, tenant: Tenant, promise_ids: Sequence[int]
) -> dict[int, list[ClassPromiseCard]]:
    part = ClassPromise
    rows = connection.execute(
        select(
            part.promise_id,
            part.label,
            part.threshold,
            part.n,
            part.wrong,
            part.precision_low,
            part.p_value,
            part.coverage,
            part.needed,
        )
        .where(part.organization_id == tenant.id, part.promise_id.in_(promise_ids))
        .order_by(part.id)
    )
    found: dict[int, list[ClassPromiseCard]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(ClassPromiseCard(*row[1:]))
    return found
