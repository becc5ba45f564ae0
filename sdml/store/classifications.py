"""Predictions for tickets: the table ai_classifications."""

from collections.abc import Container, Sequence
from datetime import datetime

from sqlalchemy import Connection, Exists, exists, func, insert, select

from sdml.records.dataset import TicketFilter
from sdml.records.embedding import StoredText
from sdml.records.prediction import Prediction
from sdml.records.tenant import Tenant
from sdml.store.promises import insert_grounds
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.ticket_filters import ticket_conditions

__all__ = [
    "count_unclassified",
    "insert_classifications",
    "read_label_ids",
    "read_unclassified",
]


def count_unclassified(
    connection: Connection, tenant: Tenant, model: tuple[str, int], kept: TicketFilter
) -> int:
    """Number of tickets that a model has not classified yet.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    kept : TicketFilter
        Which tickets.
    """
    conditions = ticket_conditions(connection, tenant, kept)
    query = select(func.count(Ticket.id)).where(*conditions, ~_is_answered(model))
    return connection.scalar(query) or 0


def read_unclassified(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    kept: TicketFilter,
    page: tuple[int, int],
) -> list[StoredText]:
    """Texts of tickets that a model has not classified yet, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    kept : TicketFilter
        Which tickets.
    page : tuple of int
        Only ids above the first number, and at most so many as the second says.
    """
    conditions = ticket_conditions(connection, tenant, kept)
    rows = connection.execute(
        select(Ticket.id, Ticket.title, Ticket.description)
        .where(*conditions, Ticket.id > page[0], ~_is_answered(model))
        .order_by(Ticket.id)
        .limit(page[1])
    )
    return [StoredText(row[0], row[1] or "", row[2] or "") for row in rows]


def read_label_ids(connection: Connection, tenant: Tenant, task: str) -> dict[str, int]:
    """Ids of the labels of a task by name; empty where labels have no table."""
    tables: dict[str, type[Category] | type[Priority]] = {
        "category": Category,
        "priority": Priority,
    }
    table = tables.get(task)
    if table is None:
        return {}
    rows = connection.execute(
        select(table.name, table.id).where(table.organization_id == tenant.id)
    )
    return {row[0]: row[1] for row in rows}


def insert_classifications(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    answers: Sequence[tuple[int, Prediction]],
    now: datetime,
) -> set[int]:
    """Ids of the tickets whose prediction was written.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    answers : sequence of tuple of int and Prediction
        Ticket ids with what the model says; tickets that are gone, or that the
        model has answered in the meantime, are passed over.
    now : datetime
        When.
    """
    task, model_id = model
    open_ids = set(
        connection.scalars(
            select(Ticket.id).where(
                Ticket.organization_id == tenant.id,
                Ticket.id.in_([ticket_id for ticket_id, _ in answers]),
                ~_is_answered(model),
            )
        )
    )
    known = read_label_ids(connection, tenant, task)
    column = f"suggested_{task}_id" if known else None
    rows = [
        {
            "organization_id": tenant.id,
            "ticket_id": ticket_id,
            "suggested_category": answer.label,
            "confidence_score": answer.probability,
            "calibrated_score": answer.probability,
            "mode": answer.mode,
            "model_name": task,
            "model_version": str(model_id),
            "probability_distribution": answer.distribution,
            "created_at": now,
            **({column: known.get(answer.label)} if column else {}),
        }
        for ticket_id, answer in answers
        if ticket_id in open_ids
    ]
    if rows:
        connection.execute(insert(AiClassification), rows)
    _insert_grounds(connection, tenant, model, answers, open_ids)
    return open_ids


def _insert_grounds(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    answers: Sequence[tuple[int, Prediction]],
    written: Container[int],
) -> None:
    """Store the grounds of what was just written as ``auto``."""
    grounds = {
        ticket_id: answer.ground
        for ticket_id, answer in answers
        if answer.ground is not None and ticket_id in written
    }
    if not grounds:
        return
    said = AiClassification
    rows = connection.execute(
        select(said.id, said.ticket_id).where(
            said.organization_id == tenant.id,
            said.model_name == model[0],
            said.model_version == str(model[1]),
            said.ticket_id.in_(grounds),
        )
    )
    insert_grounds(connection, tenant, [(row[0], grounds[row[1]]) for row in rows])


def _is_answered(model: tuple[str, int]) -> Exists:
    return exists().where(
        AiClassification.organization_id == Ticket.organization_id,
        AiClassification.ticket_id == Ticket.id,
        AiClassification.model_name == model[0],
        AiClassification.model_version == str(model[1]),
    )
