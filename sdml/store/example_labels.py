"""Labels that examples hold, as a change of classes reads, locks and rewrites them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    exists,
    select,
    update,
)

from sdml.records.review_words import QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Organization
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem

__all__ = [
    "AnswerLabel",
    "ExampleLabels",
    "delete_untouched",
    "lock_queue",
    "read_answer_labels",
    "read_example_labels",
    "write_example_labels",
]


@dataclass(frozen=True, slots=True)
class AnswerLabel:
    """A label that a reviewer gave.

    Attributes
    ----------
    example_id, decision_id : int
        To what, and by which decision.
    label : str
        As it was given.
    """

    example_id: int
    decision_id: int
    label: str


@dataclass(frozen=True, slots=True)
class ExampleLabels:
    """The labels that an example's row in the queue holds.

    Attributes
    ----------
    example_id : int
        Which.
    ticket_id : int or None
        Where it comes from.
    suggestion, given_label, gold_label, decided_label : str or None
        As the columns are named.
    probability : float or None
        Of the suggestion.
    state : QueueState
        How far it is.
    quality_parts : mapping of str to float or None
        What its quality score is made of.
    quality_score : float or None
        That score.
    """

    example_id: int
    ticket_id: int | None
    suggestion: str | None
    given_label: str | None
    gold_label: str | None
    decided_label: str | None
    probability: float | None
    state: QueueState
    quality_parts: Mapping[str, float | None]
    quality_score: float | None

    def as_json(self) -> dict[str, object]:
        """What a change of classes alters of it."""
        return {
            "suggestion": self.suggestion,
            "given_label": self.given_label,
            "gold_label": self.gold_label,
            "probability": self.probability,
            "quality_parts": dict(self.quality_parts),
            "quality_score": self.quality_score,
        }


def lock_queue(connection: Connection, tenant: Tenant, task: str) -> None:
    """Hold every example of a task until this transaction ends.

    Whoever is deciding one has decided, whoever comes next waits; nobody
    proposes meanwhile.
    """
    # FOR NO KEY UPDATE: rows that refer to the tenant may still be written.
    connection.execute(
        select(Organization.id)
        .where(Organization.id == tenant.id)
        .with_for_update(key_share=True)
    )
    connection.execute(
        select(ReviewItem.example_id)
        .where(ReviewItem.organization_id == tenant.id, ReviewItem.task == task)
        .order_by(ReviewItem.example_id)
        .with_for_update()
    ).all()


def read_answer_labels(
    connection: Connection, tenant: Tenant, task: str
) -> list[AnswerLabel]:
    """Every label that reviewers gave to examples of a task, by rising id."""
    rows = connection.execute(
        select(ReviewDecision.example_id, ReviewDecision.id, ReviewDecision.label)
        .join(
            ReviewItem,
            (ReviewItem.organization_id == ReviewDecision.organization_id)
            & (ReviewItem.example_id == ReviewDecision.example_id),
        )
        .where(
            ReviewDecision.organization_id == tenant.id,
            ReviewItem.task == task,
            ReviewDecision.label.is_not(None),
        )
        .order_by(ReviewDecision.id)
    )
    return [AnswerLabel(row[0], row[1], row[2] or "") for row in rows]


def read_example_labels(
    connection: Connection, tenant: Tenant, task: str
) -> list[ExampleLabels]:
    """The labels of every example of a task, by rising id."""
    item = ReviewItem
    rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(
        select(
            item.example_id,
            item.ticket_id,
            item.suggestion,
            item.given_label,
            item.gold_label,
            item.decided_label,
            item.probability,
            item.state,
            item.quality_parts,
            AiTrainingData.quality_score,
        )
        .join(
            AiTrainingData,
            (AiTrainingData.organization_id == item.organization_id)
            & (AiTrainingData.id == item.example_id),
        )
        .where(item.organization_id == tenant.id, item.task == task)
        .order_by(item.example_id)
    ).all()
    return [ExampleLabels(*row) for row in rows]


def write_example_labels(
    connection: Connection, tenant: Tenant, labels: ExampleLabels
) -> None:
    """Rewrite the labels of a locked example; its version moves with its question."""
    values = labels.as_json()
    score = values.pop("quality_score")
    connection.execute(
        update(ReviewItem)
        .where(
            ReviewItem.organization_id == tenant.id,
            ReviewItem.example_id == labels.example_id,
        )
        .values(**values, version=ReviewItem.version + 1)
    )
    connection.execute(
        update(AiTrainingData)
        .where(
            AiTrainingData.organization_id == tenant.id,
            AiTrainingData.id == labels.example_id,
        )
        .values(quality_score=score)
    )


def delete_untouched(
    connection: Connection, tenant: Tenant, example_ids: Sequence[int]
) -> list[int]:
    """Delete those of the examples that nobody claimed or decided; give their ids."""
    touched = [
        exists().where(
            table.organization_id == tenant.id, table.example_id == AiTrainingData.id
        )
        for table in (ReviewClaim, ReviewDecision)
    ]
    found = list(
        connection.scalars(
            select(AiTrainingData.id).where(
                AiTrainingData.organization_id == tenant.id,
                AiTrainingData.id.in_(example_ids),
                *(~one for one in touched),
            )
        )
    )
    connection.execute(
        delete(AiTrainingData).where(
            AiTrainingData.organization_id == tenant.id, AiTrainingData.id.in_(found)
        )
    )
    return found
