"""Moves of models in the registry: the table model_moves, appended only."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert, select

from sdml.records.model_card import ModelCard
from sdml.records.model_move import ModelMoveCard
from sdml.records.promise_words import MoveCause
from sdml.records.review_words import EventKind
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ModelStatus
from sdml.store.outbox import add_event
from sdml.store.tables.registry import ModelMove
from sdml.store.tables.workbench import ModelVersion

__all__ = ["SUCCESSOR", "find_former_champion", "read_moves", "record_move"]

SUCCESSOR = "successor"


def record_move(
    connection: Connection,
    tenant: Tenant,
    move: ModelMoveCard,
) -> None:
    """Append a move and tell of it; in the transaction in which the model moves."""
    connection.execute(
        insert(ModelMove).values(
            organization_id=tenant.id,
            model_id=move.model_id,
            before=move.before,
            after=move.after,
            cause=move.cause,
            evidence=dict(move.evidence),
            moved_by=move.moved_by,
            moved_at=move.moved_at,
        )
    )
    payload: dict[str, int | str | None] = {
        "model_id": move.model_id,
        "task": move.task,
        "before": None if move.before is None else move.before.value,
        "after": move.after.value,
        "cause": move.cause.value,
    }
    add_event(connection, tenant, EventKind.MODEL_MOVED, payload, move.moved_at)


def read_moves(
    connection: Connection,
    tenant: Tenant,
    *,
    task: str | None = None,
    model_id: int | None = None,
) -> list[ModelMoveCard]:
    """Moves, the newest first.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose models.
    task : str, optional
        Only models of this task.
    model_id : int, optional
        Only this model.
    """
    move = ModelMove
    query = (
        select(
            move.model_id,
            ModelVersion.task,
            move.before,
            move.after,
            move.cause,
            move.evidence,
            move.moved_by,
            move.moved_at,
        )
        .join(
            ModelVersion,
            (ModelVersion.organization_id == move.organization_id)
            & (ModelVersion.id == move.model_id),
        )
        .where(move.organization_id == tenant.id)
        .order_by(move.id.desc())
    )
    if task is not None:
        query = query.where(ModelVersion.task == task)
    if model_id is not None:
        query = query.where(move.model_id == model_id)
    return [_card(tuple(row)) for row in connection.execute(query)]


def find_former_champion(
    connection: Connection, tenant: Tenant, champion: ModelCard
) -> int | None:
    """The model whose place the champion took, when it last took one."""
    for move in read_moves(connection, tenant, task=champion.task):
        if (
            move.cause is MoveCause.SUCCEEDED
            and move.evidence.get(SUCCESSOR) == champion.model_id
        ):
            return move.model_id
    return None


def _card(row: tuple[object, ...]) -> ModelMoveCard:
    return ModelMoveCard(
        model_id=cast("int", row[0]),
        task=cast("str", row[1]),
        before=cast("ModelStatus | None", row[2]),
        after=cast("ModelStatus", row[3]),
        cause=cast("MoveCause", row[4]),
        evidence=cast("Mapping[str, object]", row[5]),
        moved_by=cast("str", row[6]),
        moved_at=cast("datetime", row[7]),
    )
