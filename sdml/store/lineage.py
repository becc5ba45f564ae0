"""Reads where labels came from and what they led to; ids and words, no ticket text."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Select, case, func, select
from sqlalchemy.orm import aliased

from sdml.errors import ParameterError
from sdml.records.lineage import (
    PredictionCounts,
    TracedDecision,
    TracedExample,
    TracedModel,
    TracedPrediction,
    TracedRow,
)
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiClassification, AiTrainingData
from sdml.store.tables.core import Category, Priority, User
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import DatasetExample
from sdml.store.tables.workbench import DatasetItem, DatasetVersion, ModelVersion

__all__ = [
    "count_predictions",
    "count_proposed",
    "outcome_of",
    "read_freezer",
    "read_traced_example",
    "read_traced_examples",
    "read_traced_models",
    "read_traced_predictions",
    "read_traced_rows",
]

# In the order of a traced example's fields.
_EXAMPLE = (
    ReviewItem.example_id,
    ReviewItem.task,
    ReviewItem.ticket_id,
    ReviewItem.reason,
    ReviewItem.suggestion,
    ReviewItem.probability,
    ReviewItem.model_id,
    ReviewItem.given_label,
    ReviewItem.decided_label,
    ReviewItem.gold_label.is_not(None),
    ReviewItem.state,
    AiTrainingData.status,
    User.email,
    ReviewItem.proposed_at,
    ReviewItem.completed_at,
)


def read_traced_example(
    connection: Connection, tenant: Tenant, example_id: int
) -> TracedExample:
    """One example with its decisions.

    Raises
    ------
    ParameterError
        The tenant has no such example.
    """
    found = _read_examples(connection, tenant, ReviewItem.example_id == example_id)
    if not found:
        raise ParameterError(f"tenant {tenant.slug} has no example {example_id}")
    return found[0]


def read_traced_examples(
    connection: Connection, tenant: Tenant, ticket_id: int
) -> tuple[TracedExample, ...]:
    """The examples made from a ticket, with their decisions, by rising id."""
    return _read_examples(connection, tenant, ReviewItem.ticket_id == ticket_id)


def read_traced_rows(
    connection: Connection,
    tenant: Tenant,
    *,
    ticket_id: int,
    example_id: int | None = None,
) -> tuple[TracedRow, ...]:
    """The data set versions that hold a ticket, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose data sets.
    ticket_id : int
        Which ticket.
    example_id : int, optional
        Only rows whose label this example gave.
    """
    item, version, origin = DatasetItem, DatasetVersion, DatasetExample
    query = (
        select(
            item.dataset_id,
            version.task,
            item.label,
            item.split,
            origin.example_id,
            origin.decision_id,
            version.created_at,
        )
        .join(
            version,
            (version.organization_id == item.organization_id)
            & (version.id == item.dataset_id),
        )
        .outerjoin(
            origin,
            (origin.organization_id == item.organization_id)
            & (origin.dataset_id == item.dataset_id)
            & (origin.ticket_id == item.ticket_id),
        )
        .where(item.organization_id == tenant.id, item.ticket_id == ticket_id)
        .order_by(item.dataset_id)
    )
    if example_id is not None:
        query = query.where(origin.example_id == example_id)
    return tuple(TracedRow(*row) for row in connection.execute(query))


def read_traced_models(
    connection: Connection, tenant: Tenant, datasets: Collection[int]
) -> tuple[TracedModel, ...]:
    """The models trained on any of the versions, by rising id."""
    model = ModelVersion
    rows = connection.execute(
        select(
            model.id,
            model.task,
            model.dataset_id,
            model.status,
            model.candidate,
            model.created_at,
        )
        .where(model.organization_id == tenant.id, model.dataset_id.in_(datasets))
        .order_by(model.id)
    )
    return tuple(TracedModel(*row) for row in rows)


def read_traced_predictions(
    connection: Connection, tenant: Tenant, ticket_id: int
) -> tuple[TracedPrediction, ...]:
    """What models said of a ticket and what agents did with it, in order of time."""
    said, category, priority = AiClassification, aliased(Category), aliased(Priority)
    rows = connection.execute(
        _outcomes(category, priority)
        .add_columns(
            said.model_name,
            said.model_version,
            said.suggested_category,
            func.coalesce(said.calibrated_score, said.confidence_score),
            said.mode,
            said.created_at,
            outcome_of(),
            func.coalesce(category.name, priority.name),
            User.email,
            said.feedback_at,
        )
        .where(said.organization_id == tenant.id, said.ticket_id == ticket_id)
        .order_by(said.created_at, said.id)
    )
    return tuple(TracedPrediction(*row) for row in rows)


def count_predictions(
    connection: Connection, tenant: Tenant, model: tuple[str, int]
) -> PredictionCounts:
    """How many predictions of a model (task and id) agents took, or did not."""
    said = AiClassification
    outcomes = (
        select(outcome_of().label("outcome"))
        .where(
            said.organization_id == tenant.id,
            said.model_name == model[0],
            said.model_version == str(model[1]),
        )
        .subquery()
    )
    rows = connection.execute(
        select(outcomes.c.outcome, func.count()).group_by(outcomes.c.outcome)
    )
    counts = {row[0]: int(row[1]) for row in rows}
    return PredictionCounts(
        sum(counts.values()),
        *(
            counts.get(name, 0)
            for name in ("accepted", "corrected", "rejected", "open")
        ),
    )


def count_proposed(connection: Connection, tenant: Tenant, model_id: int) -> int:
    """How many examples carry a suggestion of a model."""
    return connection.execute(
        select(func.count()).where(
            ReviewItem.organization_id == tenant.id, ReviewItem.model_id == model_id
        )
    ).scalar_one()


def read_freezer(connection: Connection, tenant: Tenant, dataset_id: int) -> str:
    """Who froze a version."""
    return connection.execute(
        select(DatasetVersion.created_by).where(
            DatasetVersion.organization_id == tenant.id,
            DatasetVersion.id == dataset_id,
        )
    ).scalar_one()


def _read_examples(
    connection: Connection, tenant: Tenant, condition: ColumnElement[bool]
) -> tuple[TracedExample, ...]:
    item, example = ReviewItem, AiTrainingData
    rows = connection.execute(
        select()
        .select_from(item)
        .add_columns(*_EXAMPLE)
        .join(
            example,
            (example.organization_id == item.organization_id)
            & (example.id == item.example_id),
        )
        .outerjoin(
            User,
            (User.organization_id == example.organization_id)
            & (User.id == example.created_by),
        )
        .where(item.organization_id == tenant.id, condition)
        .order_by(item.example_id)
    )
    found = [TracedExample(*row) for row in rows]
    decisions = _read_decisions(connection, tenant, [one.example_id for one in found])
    return tuple(
        replace(
            one,
            decisions=tuple(
                decision
                for decision in decisions
                if decision.example_id == one.example_id
            ),
        )
        for one in found
    )


def _read_decisions(
    connection: Connection, tenant: Tenant, examples: Collection[int]
) -> list[TracedDecision]:
    decision, undo = ReviewDecision, aliased(ReviewDecision)
    rows = connection.execute(
        select()
        .select_from(decision)
        .add_columns(
            decision.id,
            decision.example_id,
            User.email,
            decision.kind,
            decision.claim_kind,
            decision.label,
            decision.reason_code,
            decision.outcome,
            decision.client,
            decision.decided_at,
            decision.undoes_id,
            undo.id,
        )
        .join(
            User,
            (User.organization_id == decision.organization_id)
            & (User.id == decision.user_id),
        )
        .outerjoin(
            undo,
            (undo.organization_id == decision.organization_id)
            & (undo.undoes_id == decision.id),
        )
        .where(decision.organization_id == tenant.id, decision.example_id.in_(examples))
        .order_by(decision.id)
    )
    return [TracedDecision(*row) for row in rows]


def _outcomes(
    category: type[Category], priority: type[Priority]
) -> Select[tuple[object, ...]]:
    """Predictions with the label and the person of their correction."""
    said = AiClassification
    query: Select[tuple[object, ...]] = select().select_from(said)
    return (
        query.outerjoin(
            category,
            (category.organization_id == said.organization_id)
            & (category.id == said.corrected_category_id),
        )
        .outerjoin(
            priority,
            (priority.organization_id == said.organization_id)
            & (priority.id == said.corrected_priority_id),
        )
        .outerjoin(
            User,
            (User.organization_id == said.organization_id)
            & (User.id == said.feedback_by),
        )
    )


def outcome_of() -> ColumnElement[str]:
    """What an agent did with a prediction: open, accepted, corrected, rejected."""
    said = AiClassification
    corrected = func.coalesce(said.corrected_category_id, said.corrected_priority_id)
    return case(
        (said.was_accepted.is_(None), "open"),
        (said.was_accepted.is_(True), "accepted"),
        (corrected.is_not(None), "corrected"),
        else_="rejected",
    )
