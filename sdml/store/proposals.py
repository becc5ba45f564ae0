"""Examples on their way into the queue: ai_training_data joined to review_queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from sdml.records.machine_learning import EntityType, ExampleStatus, ExampleType
from sdml.records.proposal import ExistingExample, NewExample, RaisedExample
from sdml.records.review_words import EventKind, QueueState
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns
from sdml.store.external_rows import slices
from sdml.store.outbox import add_events
from sdml.store.placeless_examples import adopt_examples
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Organization
from sdml.store.tables.review import ReviewItem

__all__ = ["insert_examples", "raise_examples", "read_existing_examples"]

_EXISTING = (
    ReviewItem.example_id,
    ReviewItem.input_hash,
    ReviewItem.ticket_id,
    AiTrainingData.input,
    ReviewItem.suggestion,
    ReviewItem.given_label,
    ReviewItem.decided_label,
    ReviewItem.state,
    ReviewItem.group_no,
    ReviewItem.priority,
    ReviewItem.score_parts,
)


def read_existing_examples(
    connection: Connection, tenant: Tenant, task: str
) -> list[ExistingExample]:
    """Every example of a task that was ever proposed, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose examples.
    task : str
        What their labels answer.
    """
    rows = connection.execute(
        select(*_EXISTING)
        .join(
            AiTrainingData,
            (AiTrainingData.id == ReviewItem.example_id)
            & (AiTrainingData.organization_id == ReviewItem.organization_id),
        )
        .where(ReviewItem.organization_id == tenant.id, ReviewItem.task == task)
        .order_by(ReviewItem.example_id)
    )
    return [
        ExistingExample(
            id=row[0],
            input_hash=row[1],
            ticket_id=row[2],
            text=row[3],
            suggestion=row[4],
            given_label=row[5],
            decided_label=row[6],
            state=row[7],
            group_no=row[8],
            priority=row[9],
            score_parts=cast("dict[str, float]", row[10] or {}),
        )
        for row in rows
    ]


def insert_examples(
    connection: Connection,
    tenant: Tenant,
    examples: Sequence[NewExample],
    task: str,
    answers: int,
    now: datetime,
) -> list[int | None]:
    """Ids of new pending examples, in their order; None for what was there already.

    One process proposes for a tenant at a time: the lock on the tenant's row
    ends with the transaction.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose examples.
    examples : sequence of NewExample
        What to write; near-duplicates share a ``cluster``, whose number in the
        queue is its ``group_no`` or else the id of the first of them.
    task : str
        What the labels answer.
    answers : int
        How many answers each needs.
    now : datetime
        When.
    """
    _lock(connection, tenant)
    known = _known_hashes(connection, tenant, task, examples)
    # Two tickets may say the same with different labels: the first one is asked.
    first: dict[str, NewExample] = {}
    for one in examples:
        if one.input_hash not in known:
            first.setdefault(one.input_hash, one)
    fresh = list(first.values())
    ids = adopt_examples(connection, tenant, fresh, now)
    others = [one for one in fresh if one.input_hash not in ids]
    ids |= _insert_inputs(connection, tenant, others, now)
    fresh = [one for one in fresh if one.input_hash in ids]
    _insert_items(connection, tenant, fresh, ids, (task, answers, now))
    payloads = [
        {
            "example_id": ids[one.input_hash],
            "task": task,
            "reason": one.proposal.reason.value,
            "ticket_id": one.proposal.ticket_id,
        }
        for one in fresh
    ]
    add_events(connection, tenant, EventKind.EXAMPLE_PROPOSED, payloads, now)
    return [
        ids.get(one.input_hash) if first.get(one.input_hash) is one else None
        for one in examples
    ]


def raise_examples(
    connection: Connection, tenant: Tenant, raised: Sequence[RaisedExample]
) -> int:
    """Number of pending examples that got a further reason or another group.

    Those whose review ended in the meantime stay as they are.
    """
    table = ReviewItem.__table__
    statement = (
        update(table)
        .where(
            table.c.organization_id == tenant.id,
            table.c.example_id == bindparam("raised_id"),
            table.c.state.in_([QueueState.OPEN, QueueState.ADJUDICATION]),
        )
        .values(
            priority=bindparam("new_priority"),
            score_parts=bindparam("new_parts"),
            group_no=bindparam("new_group"),
        )
    )
    count = 0
    for one in raised:
        result = connection.execute(
            statement,
            {
                "raised_id": one.id,
                "new_priority": one.priority,
                "new_parts": dict(one.score_parts),
                "new_group": one.group_no,
            },
        )
        count += result.rowcount
    return count


def _lock(connection: Connection, tenant: Tenant) -> None:
    # FOR NO KEY UPDATE: rows that refer to the tenant may still be written.
    connection.execute(
        select(Organization.id)
        .where(Organization.id == tenant.id)
        .with_for_update(key_share=True)
    )


def _known_hashes(
    connection: Connection, tenant: Tenant, task: str, examples: Sequence[NewExample]
) -> set[str]:
    found: set[str] = set()
    for part in slices([one.input_hash for one in examples]):
        found.update(
            connection.scalars(
                select(ReviewItem.input_hash).where(
                    ReviewItem.organization_id == tenant.id,
                    ReviewItem.task == task,
                    ReviewItem.input_hash.in_(part),
                )
            )
        )
    return found


def _insert_inputs(
    connection: Connection,
    tenant: Tenant,
    examples: Sequence[NewExample],
    now: datetime,
) -> dict[str, int]:
    """Ids by input hash; a text with that very label that is no proposal stays out."""
    rows = [
        {
            "organization_id": tenant.id,
            "data_type": ExampleType.CLASSIFICATION,
            "input": one.text,
            "input_hash": one.input_hash,
            "output": one.proposal.suggestion or "",
            "model_version": None
            if one.proposal.model_id is None
            else str(one.proposal.model_id),
            "quality_score": one.quality,
            "status": ExampleStatus.PENDING,
            "source_entity_type": EntityType.TICKET,
            "source_entity_id": one.proposal.ticket_id,
            "created_by": one.proposal.proposed_by,
            "created_at": now,
            "updated_at": now,
        }
        for one in examples
    ]
    if not rows:
        return {}
    on_sqlite = connection.dialect.name == "sqlite"
    statement = (
        (insert_sqlite if on_sqlite else insert_postgresql)(AiTrainingData)
        .on_conflict_do_nothing()
        .returning(AiTrainingData.input_hash, AiTrainingData.id)
    )
    return {row[0]: row[1] for row in connection.execute(statement, rows)}


def _insert_items(
    connection: Connection,
    tenant: Tenant,
    examples: Sequence[NewExample],
    ids: dict[str, int],
    what: tuple[str, int, datetime],
) -> None:
    task, answers, now = what
    count = len(examples)
    columns: dict[str, Sequence[object]] = {
        "example_id": [ids[one.input_hash] for one in examples],
        "organization_id": [tenant.id] * count,
        "task": [task] * count,
        "input_hash": [one.input_hash for one in examples],
        "text_hash": [one.text_hash for one in examples],
        "ticket_id": [one.proposal.ticket_id for one in examples],
        "reason": [one.proposal.reason for one in examples],
        "score_parts": [dict(one.proposal.parts) for one in examples],
        "quality_parts": [
            {name: part for name, part in one.quality_parts.items() if part is not None}
            for one in examples
        ],
        "given_label": [one.proposal.given_label for one in examples],
        "suggestion": [one.proposal.suggestion for one in examples],
        "probability": [one.proposal.probability for one in examples],
        "model_id": [one.proposal.model_id for one in examples],
        "group_no": _group_numbers(examples, ids),
        "priority": [one.priority for one in examples],
        "minimum_answers": [answers] * count,
        "required_answers": [answers] * count,
        "vacancies": [answers] * count,
        "proposed_at": [now] * count,
    }
    insert_columns(connection, ReviewItem.__table__, columns)


def _group_numbers(
    examples: Sequence[NewExample], ids: dict[str, int]
) -> list[int | None]:
    first: dict[int, int] = {}
    for one in examples:
        if one.cluster is not None:
            id_ = ids[one.input_hash]
            known = id_ if one.group_no is None else one.group_no
            first[one.cluster] = min(first.get(one.cluster, known), known)
    return [None if one.cluster is None else first[one.cluster] for one in examples]
