"""Stored answers of every model of a task, held against the labels tickets have now."""

from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from sdml.records.dataset import FIELD
from sdml.records.model_comparison import JudgedAnswers
from sdml.records.taxonomy import LabelHistory
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.workbench import DatasetItem, ModelVersion, TicketField
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["read_judged_answers"]


class _Said(NamedTuple):
    """One stored answer, and the label its ticket has now."""

    ticket_id: int
    model: str
    label: str | None
    truth: str | None
    confidence: float
    cost_micros: int
    input_tokens: int | None
    output_tokens: int | None
    milliseconds: int | None
    is_hit: bool
    is_fallback: bool
    number: int


def read_judged_answers(
    connection: Connection, tenant: Tenant, task: str
) -> list[JudgedAnswers]:
    """What each model said of tickets outside its own data set, in today's classes.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    """
    learnt = _learnt(connection, tenant, task)
    history = read_label_history(connection, tenant, task)
    by_model: dict[str, list[_Said]] = {}
    for row in connection.execute(_answers(tenant, task)):
        said = _today(_Said(*row), history)
        if said.ticket_id not in learnt.get(said.model, frozenset()):
            by_model.setdefault(said.model, []).append(said)
    return [_judged(model, rows) for model, rows in sorted(by_model.items())]


def _today(said: _Said, history: LabelHistory) -> _Said:
    label, truth = said.label, said.truth
    if label is not None:
        label = history.today(label, "classification", said.number)
    if truth is not None:
        truth = history.former.get(truth, truth)
    return said._replace(label=label, truth=truth)


def _learnt(
    connection: Connection, tenant: Tenant, task: str
) -> dict[str, frozenset[int]]:
    """Tickets of each own model's data set, by the model's number."""
    models = connection.execute(
        select(ModelVersion.id, ModelVersion.dataset_id).where(
            ModelVersion.organization_id == tenant.id, ModelVersion.task == task
        )
    ).all()
    tickets = {
        dataset: frozenset(
            connection.scalars(
                select(DatasetItem.ticket_id).where(
                    DatasetItem.organization_id == tenant.id,
                    DatasetItem.dataset_id == dataset,
                )
            )
        )
        for dataset in {row[1] for row in models}
    }
    return {str(row[0]): tickets[row[1]] for row in models}


def _answers(tenant: Tenant, task: str) -> Select[*tuple[Any, ...]]:
    said = AiClassification
    query = (
        select(
            said.ticket_id,
            said.model_version,
            said.suggested_category,
            _truth(task),
            said.confidence_score,
            said.cost_micros,
            said.input_tokens,
            said.output_tokens,
            said.processing_time_ms,
            said.cache_hit,
            said.is_fallback,
            said.id,
        )
        .join(
            Ticket,
            (Ticket.id == said.ticket_id)
            & (Ticket.organization_id == said.organization_id),
        )
        .where(said.organization_id == tenant.id, said.model_name == task)
        .order_by(said.id)
    )
    if task == "category":
        return query.outerjoin(Category, Category.id == Ticket.category_id)
    if task == "priority":
        return query.outerjoin(Priority, Priority.id == Ticket.priority_id)
    return query.outerjoin(
        TicketField,
        (TicketField.organization_id == tenant.id)
        & (TicketField.ticket_id == Ticket.id)
        & (TicketField.name == task.removeprefix(FIELD)),
    )


def _truth(task: str) -> InstrumentedAttribute[str]:
    """The column with the label a ticket has now; NULL where it has none."""
    if task == "category":
        return Category.name
    return Priority.name if task == "priority" else TicketField.value


def _judged(model: str, rows: list[_Said]) -> JudgedAnswers:
    latest = {row.ticket_id: row for row in rows}
    last = list(latest.values())
    is_right = [
        np.nan if row.truth is None else float(row.label == row.truth) for row in last
    ]
    spent = [np.nan if row.milliseconds is None else row.milliseconds for row in last]
    return JudgedAnswers(
        model=f"model {model}" if model.isdigit() else model,
        tickets=np.array(list(latest), np.int64),
        is_right=np.array(is_right, np.float64),
        confidence=np.array([row.confidence for row in last], np.float64),
        cost_micros=sum(row.cost_micros for row in rows),
        input_tokens=sum(row.input_tokens or 0 for row in rows),
        output_tokens=sum(row.output_tokens or 0 for row in rows),
        milliseconds=np.array(spent, np.float64),
        cache_hits=sum(row.is_hit for row in rows),
        fallbacks=sum(row.is_fallback for row in rows),
    )
