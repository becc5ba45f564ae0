"""Predictions whose truth became known later: closed by an agent, or reviewed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, func, select

from sdml.records.decided_case import AuditLot, DecidedCase
from sdml.records.proposal import DRAWN
from sdml.records.review_words import QueueState
from sdml.records.taxonomy import LabelHistory
from sdml.records.tenant import Tenant
from sdml.store.labelled_tickets import labelled_tickets
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Status, Ticket
from sdml.store.tables.model_promises import AutomaticDecision
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.workbench import DatasetItem
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["read_audit_lots", "read_decided_cases"]

_LOT = "audit"
_SAID = (
    AiClassification.id,
    AiClassification.ticket_id,
    AiClassification.suggested_category,
    func.coalesce(AiClassification.calibrated_score, AiClassification.confidence_score),
    AiClassification.mode,
    AiClassification.created_at,
)
_STATUS = (Status.is_final, Status.is_cancelled)
_SETTLED = frozenset({QueueState.COMPLETED, QueueState.WITHDRAWN})


def read_decided_cases(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    dataset_id: int,
    *,
    since: datetime | None = None,
) -> list[DecidedCase]:
    """A model's predictions with a truth that came later, in the order it came.

    A ticket counts as closed by an agent when its status is final, is not that of
    a cancelled one, and was reached after the prediction; the label it has then
    is the agent's. A review counts when it was settled with a label after the
    prediction; the last one of a ticket, gold left out. Tickets of the model's
    data set and fallback answers are left out. Labels are today's; a prediction of a
    class without a successor is left out.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    dataset_id : int
        What it was made from.
    since : datetime, optional
        Only predictions from then on.
    """
    reviews = _read_reviews(connection, tenant, model[0])
    query = _closings(tenant, model, dataset_id)
    if since is not None:
        query = query.where(AiClassification.created_at >= since)
    history = read_label_history(connection, tenant, model[0])
    rows = [_today(tuple(row), history) for row in connection.execute(query)]
    found = [_case(row, reviews) for row in rows if row[2] is not None]
    cases = [one for one in found if one is not None]
    return sorted(cases, key=lambda one: (one.known_at, one.classification_id))


def read_audit_lots(
    connection: Connection, tenant: Tenant, model: tuple[str, int]
) -> list[AuditLot]:
    """Tickets that were drawn by lot to review what a model said of them.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id; the lot's label is what it said.
    """
    item, said = ReviewItem, AiClassification
    rows = connection.execute(
        select(
            said.ticket_id,
            said.suggested_category,
            item.score_parts,
            item.proposed_at,
            item.completed_at,
            item.state,
            said.id,
        )
        .join(
            said,
            (said.organization_id == item.organization_id)
            & (said.ticket_id == item.ticket_id),
        )
        .where(
            item.organization_id == tenant.id,
            item.task == model[0],
            item.model_id == model[1],
            said.model_name == model[0],
            said.model_version == str(model[1]),
        )
        .order_by(item.example_id)
    )
    history = read_label_history(connection, tenant, model[0])
    return [
        _lot(tuple(row), history)
        for row in rows
        if DRAWN in cast("dict[str, float]", row[2] or {})
    ]


def _lot(row: tuple[Any, ...], history: LabelHistory) -> AuditLot:
    label = row[1] and history.today(row[1], "classification", row[6])
    return AuditLot(
        ticket_id=row[0],
        label=label or row[1],
        lot=float(row[2][_LOT]),
        drawn_at=row[3],
        # One that was withdrawn without a time was never in the way.
        settled_at=(row[4] or row[3]) if row[5] in _SETTLED else None,
    )


def _today(row: tuple[Any, ...], history: LabelHistory) -> tuple[Any, ...]:
    """The row with what was said and the agent's label in today's classes."""
    if not history.changes:
        return row
    said = history.today(row[2], "classification", row[0])
    agents = history.former.get(row[7], row[7])
    return (*row[:2], said, *row[3:7], agents, *row[8:])


def _case(
    row: tuple[Any, ...], reviews: Mapping[int, tuple[datetime, str]]
) -> DecidedCase | None:
    """The case, or None where nothing became known after the prediction."""
    said_at, agent_label, closed_at = row[5], row[7], row[8]
    is_final, is_cancelled = row[9], row[10]
    if not is_final or is_cancelled or agent_label is None or closed_at <= said_at:
        agent_label = closed_at = None
    reviewed_at, reviewed_label = reviews.get(row[1], (None, None))
    if reviewed_at is None or reviewed_at <= said_at:
        reviewed_at = reviewed_label = None
    if agent_label is None and reviewed_label is None:
        return None
    later = (agent_label, closed_at, reviewed_label, reviewed_at)
    return DecidedCase(*(*row[:7], *later))


def _read_reviews(
    connection: Connection, tenant: Tenant, task: str
) -> dict[int, tuple[datetime, str]]:
    """When and with which label the last review of each ticket was settled."""
    item = ReviewItem
    rows = connection.execute(
        select(item.ticket_id, item.completed_at, item.decided_label)
        .where(
            item.organization_id == tenant.id,
            item.task == task,
            item.state == QueueState.COMPLETED,
            item.decided_label.is_not(None),
            item.completed_at.is_not(None),
            item.gold_label.is_(None),
            item.ticket_id.is_not(None),
        )
        .order_by(item.completed_at, item.example_id)
    )
    return {
        cast("int", row[0]): (cast("datetime", row[1]), cast("str", row[2]))
        for row in rows
    }


def _closings(
    tenant: Tenant, model: tuple[str, int], dataset_id: int
) -> "Select[*tuple[Any, ...]]":
    said, ground = AiClassification, AutomaticDecision
    label, joined = labelled_tickets(model[0])
    learnt = select(DatasetItem.ticket_id).where(
        DatasetItem.organization_id == tenant.id, DatasetItem.dataset_id == dataset_id
    )
    closed_at = func.coalesce(Ticket.closed_at, Ticket.resolved_at, Ticket.updated_at)
    wanted = (*_SAID, ground.promise_id, label, closed_at, *_STATUS)
    return (
        joined.add_columns(*wanted)
        .join(
            said,
            (said.organization_id == Ticket.organization_id)
            & (said.ticket_id == Ticket.id),
        )
        .join(
            Status,
            (Status.organization_id == Ticket.organization_id)
            & (Status.id == Ticket.status_id),
        )
        .outerjoin(
            ground,
            (ground.organization_id == said.organization_id)
            & (ground.classification_id == said.id),
        )
        .where(
            said.organization_id == tenant.id,
            said.model_name == model[0],
            said.model_version == str(model[1]),
            said.suggested_category.is_not(None),
            said.is_fallback.is_(False),
            said.ticket_id.not_in(learnt),
        )
    )
