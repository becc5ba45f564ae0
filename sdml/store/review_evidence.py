"""What trust in reviewers and the worth of reviews are measured on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from sdml.records.review_words import (
    ClaimKind,
    DecisionKind,
    ProposalReason,
    QueueState,
)
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiClassification, AiTrainingData
from sdml.store.tables.core import User
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.workbench import DatasetItem, ModelVersion
from sdml.store.taxonomy_changes import read_label_history

__all__ = [
    "QueueExample",
    "read_decision_seconds",
    "read_emails",
    "read_queue_examples",
    "read_unseen_distributions",
]


@dataclass(frozen=True, slots=True)
class QueueExample:
    """An example as the measures of the review need it.

    Attributes
    ----------
    example_id : int
        Which.
    ticket_id : int or None
        Where it comes from.
    text : str
        Its input.
    reason : ProposalReason
        Why it was proposed.
    suggestion : str or None
        What it was proposed with.
    decided_label : str or None
        What it was approved with.
    state : QueueState
        How far it is; never withdrawn.
    completed_at : datetime or None
        When it was settled.
    """

    example_id: int
    ticket_id: int | None
    text: str
    reason: ProposalReason
    suggestion: str | None
    decided_label: str | None
    state: QueueState
    completed_at: datetime | None


def read_queue_examples(
    connection: Connection, tenant: Tenant, task: str
) -> dict[int, QueueExample]:
    """Examples of a task by id; what was withdrawn or erased is not there."""
    item = ReviewItem
    rows = connection.execute(
        select(
            item.example_id,
            item.ticket_id,
            AiTrainingData.input,
            item.reason,
            item.suggestion,
            item.decided_label,
            item.state,
            item.completed_at,
        )
        .join(
            AiTrainingData,
            (AiTrainingData.organization_id == item.organization_id)
            & (AiTrainingData.id == item.example_id),
        )
        .where(
            item.organization_id == tenant.id,
            item.task == task,
            item.state != QueueState.WITHDRAWN,
        )
        .order_by(item.example_id)
    )
    return {row[0]: QueueExample(*row) for row in rows}


def read_emails(
    connection: Connection, tenant: Tenant, user_ids: Iterable[int]
) -> dict[int, str]:
    """E-mail addresses by user id."""
    rows = connection.execute(
        select(User.id, User.email).where(
            User.organization_id == tenant.id, User.id.in_(sorted(set(user_ids)))
        )
    )
    return {row[0]: row[1] for row in rows}


def read_unseen_distributions(
    connection: Connection, tenant: Tenant, task: str
) -> dict[int, dict[str, float]]:
    """By ticket, the newest probabilities of a model that never learnt the ticket.

    Of each class as it is called today.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        What the model names.
    """
    said = AiClassification
    learnt = exists().where(
        DatasetItem.organization_id == tenant.id,
        DatasetItem.dataset_id == ModelVersion.dataset_id,
        DatasetItem.ticket_id == said.ticket_id,
    )
    model_no = ModelVersion.id.cast(said.model_version.type)
    rows = connection.execute(
        select(said.ticket_id, said.probability_distribution, said.id)
        .join(
            ModelVersion,
            (ModelVersion.organization_id == said.organization_id)
            & (model_no == said.model_version),
        )
        .where(
            said.organization_id == tenant.id,
            said.model_name == task,
            said.is_fallback.is_(False),
            ~learnt,
        )
        .order_by(said.created_at, said.id)
    )
    history = read_label_history(connection, tenant, task)
    found = {}
    for ticket_id, stored, number in rows:
        shares = cast("dict[str, float]", stored or {})
        today = history.shares_today(shares, "classification", number)
        if today:
            found[ticket_id] = today
    return found


def read_decision_seconds(
    connection: Connection, tenant: Tenant, task: str
) -> list[float]:
    """Seconds of every single decision that stands, skips among them."""
    decision, undo = ReviewDecision, aliased(ReviewDecision)
    undone = exists().where(
        undo.organization_id == tenant.id, undo.undoes_id == decision.id
    )
    rows = connection.scalars(
        select(decision.seconds)
        .join(
            ReviewItem,
            (ReviewItem.organization_id == decision.organization_id)
            & (ReviewItem.example_id == decision.example_id),
        )
        .where(
            decision.organization_id == tenant.id,
            ReviewItem.task == task,
            decision.kind != DecisionKind.UNDO,
            decision.claim_kind == ClaimKind.REVIEW,
            decision.bulk_no.is_(None),
            decision.seconds.is_not(None),
            ~undone,
        )
    )
    return [float(value) for value in rows if value is not None]
