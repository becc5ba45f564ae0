"""The review queue: rows of review_queue with their examples, read and locked."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Select, Update, bindparam, insert, select, update

from sdml.errors import NotFound
from sdml.records.queue_item import QueueItem
from sdml.records.review import ReviewState
from sdml.records.review_words import QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.review_notes import ReviewComment

__all__ = [
    "add_comment",
    "change_held",
    "count_token",
    "is_queued",
    "lock_item",
    "output_of",
    "page_of_items",
    "read_item",
    "vacancies_of",
    "write_question",
    "write_state",
]

_COLUMNS = (
    ReviewItem.example_id,
    ReviewItem.task,
    ReviewItem.text_hash,
    ReviewItem.ticket_id,
    ReviewItem.reason,
    ReviewItem.score_parts,
    ReviewItem.quality_parts,
    ReviewItem.given_label,
    ReviewItem.suggestion,
    ReviewItem.probability,
    ReviewItem.model_id,
    ReviewItem.group_no,
    ReviewItem.priority,
    ReviewItem.minimum_answers,
    ReviewItem.required_answers,
    ReviewItem.answers,
    ReviewItem.held,
    ReviewItem.vacancies,
    ReviewItem.state,
    ReviewItem.version,
    ReviewItem.last_token,
    ReviewItem.decided_label,
    ReviewItem.gold_label,
    AiTrainingData.input,
    AiTrainingData.output,
    AiTrainingData.status,
    AiTrainingData.created_by,
)


def read_item(connection: Connection, tenant: Tenant, example_id: int) -> QueueItem:
    """A row of the queue.

    Raises
    ------
    NotFound
        The tenant has no such example.
    """
    return _item(connection, _one_item(), (tenant, example_id))


def lock_item(
    connection: Connection, tenant: Tenant, example_id: int, *, wait: bool = True
) -> QueueItem | None:
    """A row of the queue that nobody else changes until this transaction ends.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose queue.
    example_id : int
        Which row.
    wait : bool
        Wait for another transaction that holds it; else give None.

    Raises
    ------
    NotFound
        The tenant has no such example.
    """
    if wait:
        return _item(connection, _one_item("wait"), (tenant, example_id))
    named = {"tenant": tenant.id, "example": example_id}
    row = connection.execute(_one_item("skip"), named).one_or_none()
    return None if row is None else _as_item(tuple(row))


def is_queued(connection: Connection, tenant: Tenant, example_id: int) -> bool:
    """Whether an example is in the queue; one of an erased ticket is not."""
    query = select(ReviewItem.example_id).where(
        ReviewItem.organization_id == tenant.id, ReviewItem.example_id == example_id
    )
    return connection.scalar(query) is not None


def page_of_items(
    connection: Connection, tenant: Tenant, after: int, most: int
) -> list[QueueItem]:
    """Rows of the queue by rising example id, above one, at most so many."""
    rows = connection.execute(
        _joined()
        .where(ReviewItem.organization_id == tenant.id, ReviewItem.example_id > after)
        .order_by(ReviewItem.example_id)
        .limit(most)
    )
    return [_as_item(tuple(row)) for row in rows]


def change_held(
    connection: Connection, tenant: Tenant, item: QueueItem, step: int
) -> None:
    """Count an open claim of an item up or down, and its token with a new one.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the item.
    tenant : Tenant
        Whose queue.
    item : QueueItem
        As it was locked.
    step : int
        1 for a claim, -1 for one that ended.
    """
    held = max(0, item.held + step)
    values: dict[str, object] = {
        "held": held,
        "last_token": item.last_token + max(0, step),
        "vacancies": vacancies_of(
            item.state, item.required_answers, item.answers, held
        ),
    }
    _write(connection, _item_update(), (tenant, item.example_id), values)


def count_token(connection: Connection, tenant: Tenant, item: QueueItem) -> None:
    """Count the token up for a claim that takes no place in the queue."""
    values = {"last_token": item.last_token + 1}
    _write(connection, _item_update(), (tenant, item.example_id), values)


def write_state(
    connection: Connection,
    tenant: Tenant,
    item: QueueItem,
    state: ReviewState,
    held: int,
    quality: tuple[float | None, Mapping[str, float | None]] | None = None,
) -> None:
    """Write the state of an example that follows from its decisions.

    The version moves when the state does.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the item.
    tenant : Tenant
        Whose queue.
    item : QueueItem
        As it was locked.
    state : ReviewState
        What follows from the decisions.
    held : int
        Open claims that are left.
    quality : tuple, optional
        The quality score and its named parts, when it was settled.
    """
    output = output_of(item, state)
    moved = (state.state, state.label, state.status, output) != (
        item.state,
        item.decided_label,
        item.status,
        item.output,
    )
    values = _state_values(state, held)
    values["version"] = item.version + (1 if moved else 0)
    example: dict[str, object] = {
        "status": state.status,
        "output": output,
        "reviewed_by": state.settled_by,
        "reviewed_at": state.settled_at,
    }
    if quality is not None:
        values["quality_parts"] = dict(quality[1])
        example["quality_score"] = quality[0]
    _write(connection, _item_update(), (tenant, item.example_id), values)
    if moved:
        _write(connection, _example_update(), (tenant, item.example_id), example)


def write_question(
    connection: Connection, tenant: Tenant, item: QueueItem, text: str, digest: str
) -> None:
    """Give an open example the text its ticket has now; its version moves."""
    named = (tenant, item.example_id)
    values = {"text_hash": digest, "version": item.version + 1}
    _write(connection, _item_update(), named, values)
    _write(connection, _example_update(), named, {"input": text})


def add_comment(
    connection: Connection,
    tenant: Tenant,
    example_id: int,
    user_id: int,
    body: str,
    now: datetime,
) -> int:
    """Write a comment beside an example and give its id."""
    statement = (
        insert(ReviewComment)
        .values(
            organization_id=tenant.id,
            example_id=example_id,
            user_id=user_id,
            body=body,
            created_at=now,
        )
        .returning(ReviewComment.id)
    )
    return int(connection.execute(statement).scalar_one())


def _state_values(state: ReviewState, held: int) -> dict[str, object]:
    return {
        "state": state.state,
        "answers": state.answers,
        "required_answers": state.required_answers,
        "decided_label": state.label,
        "agreement": state.agreement,
        "held": held,
        "completed_at": state.settled_at,
        "vacancies": vacancies_of(
            state.state, state.required_answers, state.answers, held
        ),
    }


def output_of(item: QueueItem, state: ReviewState) -> str:
    """What an example teaches in that state: the label, else the suggestion."""
    return state.label or item.suggestion or ""


def vacancies_of(state: QueueState, required: int, answers: int, held: int) -> int:
    """How many more reviewers may claim an example in that state."""
    if state is QueueState.OPEN:
        return max(0, required - answers - held)
    return max(0, 1 - held) if state is QueueState.ADJUDICATION else 0


def _write(
    connection: Connection,
    statement: Update,
    named: tuple[Tenant, int],
    values: Mapping[str, object],
) -> None:
    tenant, example_id = named
    where = {"of_tenant": tenant.id, "of_example": example_id}
    connection.execute(statement, where | dict(values))


# Built once: to build a statement takes longer than to run it.
@cache
def _item_update() -> Update:
    return update(ReviewItem).where(
        ReviewItem.organization_id == bindparam("of_tenant"),
        ReviewItem.example_id == bindparam("of_example"),
    )


@cache
def _example_update() -> Update:
    return update(AiTrainingData).where(
        AiTrainingData.organization_id == bindparam("of_tenant"),
        AiTrainingData.id == bindparam("of_example"),
    )


@cache
def _one_item(
    lock: Literal["none", "wait", "skip"] = "none",
) -> Select[*tuple[Any, ...]]:
    query = _joined().where(
        ReviewItem.organization_id == bindparam("tenant"),
        ReviewItem.example_id == bindparam("example"),
    )
    if lock == "none":
        return query
    return query.with_for_update(of=ReviewItem, skip_locked=lock == "skip")


def _joined() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).join(
        AiTrainingData,
        (AiTrainingData.organization_id == ReviewItem.organization_id)
        & (AiTrainingData.id == ReviewItem.example_id),
    )


def _item(
    connection: Connection, query: Select[*tuple[Any, ...]], named: tuple[Tenant, int]
) -> QueueItem:
    tenant, example_id = named
    row = connection.execute(
        query, {"tenant": tenant.id, "example": example_id}
    ).one_or_none()
    if row is None:
        raise NotFound(
            f"there is no example {example_id} to review: it was never proposed, or "
            "its ticket was erased"
        )
    return _as_item(tuple(row))


def _as_item(row: tuple[object, ...]) -> QueueItem:
    values = dict(zip((column.key for column in _COLUMNS), row, strict=True))
    return QueueItem(**values)  # type: ignore[arg-type] # the columns are its fields
