"""What outside models said of tickets: rows of ai_classifications, and their cache.

``model_name`` is the task, as for own models; ``model_version`` is the outside
model's name, which is never a number alone.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, exists, insert, select

from sdml.records.dataset import TicketFilter
from sdml.records.embedding import StoredText
from sdml.records.machine_learning import DecisionMode
from sdml.records.outside_model import OutsideClassification, OutsideReply, TokenCounts
from sdml.records.tenant import Tenant
from sdml.store.classifications import read_label_ids
from sdml.store.external_rows import slices
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Ticket
from sdml.store.tables.registry import OutsideAnswer
from sdml.store.ticket_filters import ticket_conditions

__all__ = [
    "find_outside_answer",
    "insert_outside_classifications",
    "keep_outside_answer",
    "read_ticket_ids",
    "read_unasked",
]


def insert_outside_classifications(
    connection: Connection,
    tenant: Tenant,
    task: str,
    said: Sequence[OutsideClassification],
) -> tuple[OutsideClassification, ...]:
    """Give the classifications that were written; the same again are passed over.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose tickets.
    task : str
        What was asked for.
    said : sequence of OutsideClassification
        One is the same as another of its ticket, model, question and instant.
    """
    known = _stored(connection, tenant, task, said)
    new: dict[tuple[object, ...], OutsideClassification] = {}
    for one in said:
        if _key(one) not in known:
            new.setdefault(_key(one), one)
    if new:
        ids = read_label_ids(connection, tenant, task)
        column = f"suggested_{task}_id" if ids else None
        rows = [
            _values(tenant, task, one)
            | ({column: ids.get(one.label)} if column else {})
            for one in new.values()
        ]
        connection.execute(insert(AiClassification), rows)
    return tuple(new.values())


def read_ticket_ids(
    connection: Connection, tenant: Tenant, source: str, names: Sequence[str]
) -> dict[str, int]:
    """Ids of tickets by the external id their source gave them."""
    found: dict[str, int] = {}
    for part in slices(list(dict.fromkeys(names))):
        rows = connection.execute(
            select(Ticket.external_id, Ticket.id).where(
                Ticket.organization_id == tenant.id,
                Ticket.source == source,
                Ticket.external_id.in_(part),
            )
        )
        found |= {str(row[0]): row[1] for row in rows}
    return found


def read_unasked(
    connection: Connection,
    tenant: Tenant,
    question: tuple[str, str, str],
    kept: TicketFilter,
    page: tuple[int, int],
) -> list[StoredText]:
    """Texts of tickets that an outside model was not asked about, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    question : tuple of str
        Task, model and version of the prompt.
    kept : TicketFilter
        Which tickets.
    page : tuple of int
        Only ids above the first number, and at most so many as the second says.
    """
    task, model, prompt = question
    asked = exists().where(
        AiClassification.organization_id == Ticket.organization_id,
        AiClassification.ticket_id == Ticket.id,
        AiClassification.model_name == task,
        AiClassification.model_version == model,
        AiClassification.prompt_version == prompt,
    )
    rows = connection.execute(
        select(Ticket.id, Ticket.title, Ticket.description)
        .where(
            *ticket_conditions(connection, tenant, kept), Ticket.id > page[0], ~asked
        )
        .order_by(Ticket.id)
        .limit(page[1])
    )
    return [StoredText(row[0], row[1] or "", row[2] or "") for row in rows]


def find_outside_answer(
    connection: Connection, tenant: Tenant, question_hash: str
) -> OutsideReply | None:
    """The answer that was given to this very question before."""
    row = connection.execute(
        select(OutsideAnswer.label, OutsideAnswer.confidence).where(
            OutsideAnswer.organization_id == tenant.id,
            OutsideAnswer.question_hash == question_hash,
        )
    ).one_or_none()
    return None if row is None else OutsideReply(row[0], row[1], TokenCounts(0, 0), 0)


def keep_outside_answer(
    connection: Connection,
    tenant: Tenant,
    question_hash: str,
    reply: OutsideReply,
    now: datetime,
) -> None:
    """Keep a usable reply, so that the same question costs once."""
    if reply.label is None or find_outside_answer(connection, tenant, question_hash):
        return
    connection.execute(
        insert(OutsideAnswer).values(
            organization_id=tenant.id,
            question_hash=question_hash,
            label=reply.label,
            confidence=reply.confidence,
            input_tokens=reply.tokens.input,
            output_tokens=reply.tokens.output,
            answered_at=now,
        )
    )


def _key(one: OutsideClassification) -> tuple[object, ...]:
    return one.ticket_id, one.model, one.prompt_version, one.said_at


def _stored(
    connection: Connection,
    tenant: Tenant,
    task: str,
    said: Sequence[OutsideClassification],
) -> set[tuple[object, ...]]:
    table = AiClassification
    found: list[Row[tuple[int, str, str | None, datetime]]] = []
    for part in slices(sorted({one.ticket_id for one in said})):
        found += connection.execute(
            select(
                table.ticket_id,
                table.model_version,
                table.prompt_version,
                table.created_at,
            ).where(
                table.organization_id == tenant.id,
                table.model_name == task,
                table.ticket_id.in_(part),
            )
        )
    return {tuple(row) for row in found}


def _values(tenant: Tenant, task: str, one: OutsideClassification) -> dict[str, object]:
    tokens = one.tokens
    return {
        "organization_id": tenant.id,
        "ticket_id": one.ticket_id,
        "suggested_category": one.label,
        "confidence_score": one.confidence,
        "mode": DecisionMode.MONITOR,
        "model_name": task,
        "model_version": one.model,
        "prompt_version": one.prompt_version,
        "input_tokens": None if tokens is None else tokens.input,
        "output_tokens": None if tokens is None else tokens.output,
        "cost_micros": one.cost_micros,
        "processing_time_ms": one.milliseconds,
        "cache_hit": one.is_cache_hit,
        "is_fallback": one.is_fallback,
        "created_at": one.said_at,
    }
