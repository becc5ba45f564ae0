"""What is recorded of one decision: the answer, its model's data, moves, reviewers."""

from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import aliased

from sdml.errors import NotFound
from sdml.records.dataset import FIELD
from sdml.records.decision_file import (
    DecidedCase,
    ModelMoveLine,
    OutsideCost,
    SaidAnswer,
)
from sdml.records.tenant import Tenant
from sdml.store.lineage import outcome_of
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.registry import ModelMove
from sdml.store.tables.workbench import ModelVersion, TicketField
from sdml.store.ticket_keys import ticket_key

__all__ = [
    "find_latest_answer",
    "read_decided_case",
    "read_given_label",
    "read_model_moves",
    "read_target_facts",
]

_ANSWER = (
    AiClassification.id,
    AiClassification.ticket_id,
    AiClassification.model_name,
    AiClassification.model_version,
    AiClassification.suggested_category,
    AiClassification.confidence_score,
    AiClassification.calibrated_score,
    AiClassification.mode,
    AiClassification.created_at,
    AiClassification.probability_distribution,
    AiClassification.feedback_at,
    AiClassification.prompt_version,
    AiClassification.input_tokens,
    AiClassification.output_tokens,
    AiClassification.cost_micros,
    AiClassification.cache_hit,
    AiClassification.is_fallback,
)
_TICKET = (
    Ticket.source,
    Ticket.external_id,
    Ticket.title,
    Ticket.description,
    Ticket.language,
    Ticket.created_at.label("opened_at"),
    Ticket.updated_at,
)


def find_latest_answer(
    connection: Connection, tenant: Tenant, ticket_id: int, task: str | None = None
) -> int:
    """The id of the latest answer about a ticket, to any task or to this one.

    Raises
    ------
    NotFound
        There is none.
    """
    said = AiClassification
    query = select(said.id).where(
        said.organization_id == tenant.id, said.ticket_id == ticket_id
    )
    if task is not None:
        query = query.where(said.model_name == task)
    found = connection.scalar(query.order_by(said.created_at.desc(), said.id.desc()))
    if found is None:
        of = "" if task is None else f" of the task {task!r}"
        raise NotFound(
            f"ticket {ticket_id} of tenant {tenant.slug} has no classification{of}"
        )
    return int(found)


def read_decided_case(
    connection: Connection, tenant: Tenant, classification_id: int
) -> DecidedCase:
    """The answer with its ticket as it is now.

    Raises
    ------
    NotFound
        The tenant has no classification of that id.
    """
    said, category, priority = AiClassification, aliased(Category), aliased(Priority)
    corrected = func.coalesce(category.name, priority.name).label("corrected")
    row = connection.execute(
        select(*_ANSWER, *_TICKET, outcome_of().label("outcome"), corrected)
        .join(
            Ticket,
            (Ticket.organization_id == said.organization_id)
            & (Ticket.id == said.ticket_id),
        )
        .outerjoin(category, category.id == said.corrected_category_id)
        .outerjoin(priority, priority.id == said.corrected_priority_id)
        .where(said.organization_id == tenant.id, said.id == classification_id)
    ).one_or_none()
    if row is None:
        raise NotFound(
            f"tenant {tenant.slug} has no classification {classification_id}"
        )
    return _case(row)


def read_given_label(
    connection: Connection, tenant: Tenant, task: str, ticket_id: int
) -> str | None:
    """The label that a ticket has now."""
    if task in ("category", "priority"):
        table = Category if task == "category" else Priority
        key = Ticket.category_id if task == "category" else Ticket.priority_id
        query = select(table.name).join(Ticket, key == table.id)
        return connection.scalar(
            query.where(Ticket.organization_id == tenant.id, Ticket.id == ticket_id)
        )
    return connection.scalar(
        select(TicketField.value).where(
            TicketField.organization_id == tenant.id,
            TicketField.ticket_id == ticket_id,
            TicketField.name == task.removeprefix(FIELD),
        )
    )


def read_model_moves(
    connection: Connection, tenant: Tenant, model_id: int
) -> tuple[ModelMoveLine, ...]:
    """How a model came to its place, in order of time."""
    move = ModelMove
    rows = connection.execute(
        select(move.before, move.after, move.cause, move.moved_by, move.moved_at)
        .where(move.organization_id == tenant.id, move.model_id == model_id)
        .order_by(move.moved_at, move.id)
    )
    return tuple(ModelMoveLine(*row) for row in rows)


def read_target_facts(
    connection: Connection, tenant: Tenant, model_id: int
) -> dict[str, object]:
    """What was noticed about a model's target; empty where nobody looked."""
    manifest = connection.scalar(
        select(ModelVersion.manifest).where(
            ModelVersion.organization_id == tenant.id, ModelVersion.id == model_id
        )
    )
    found = manifest.get("target") if isinstance(manifest, dict) else None
    return found if isinstance(found, dict) else {}


def _case(row: Row[*tuple[Any, ...]]) -> DecidedCase:
    sure = row.confidence_score if row.calibrated_score is None else None
    answer = SaidAnswer(
        classification_id=row.id,
        ticket_id=row.ticket_id,
        key=ticket_key(row.ticket_id, row.source, row.external_id),
        task=row.model_name,
        model_version=row.model_version,
        label=row.suggested_category,
        probability=row.calibrated_score if sure is None else sure,
        mode=row.mode,
        said_at=row.created_at,
        distribution=row.probability_distribution or {},
        outcome=row.outcome,
        corrected_label=row.corrected,
        judged_at=row.feedback_at,
    )
    outside = None
    if answer.model_id is None:
        outside = OutsideCost(
            model=row.model_version,
            prompt_version=row.prompt_version,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            cost_micros=row.cost_micros,
            is_cache_hit=row.cache_hit,
            is_fallback=row.is_fallback,
        )
    return DecidedCase(
        said=answer,
        title=row.title or "",
        description=row.description or "",
        language=row.language,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        outside=outside,
    )
