"""Labels that reviewers approved: of examples made from tickets, with who decided."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, Select, exists, func, insert, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import ScalarSelect

from sdml.records.dataset import LabelledText, LabelOrigin, TicketFilter
from sdml.records.machine_learning import ExampleStatus
from sdml.records.proposal import DRAWN
from sdml.records.review_words import ClaimKind, DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Ticket, User
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import DatasetExample
from sdml.store.ticket_filters import ticket_conditions
from sdml.store.ticket_keys import named_requester, ticket_key

__all__ = [
    "insert_origins",
    "read_approved_texts",
    "read_drawn_examples",
    "read_origins",
]


def read_approved_texts(
    connection: Connection, tenant: Tenant, task: str, kept: TicketFilter
) -> list[LabelledText]:
    """Tickets with the label an approved example of the task gave them, by id.

    Gold is left out: its answers are known to the workbench before anyone is
    asked. So is what was withdrawn from the queue, and what has no ticket.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    kept : TicketFilter
        Which tickets.

    Raises
    ------
    ParameterError
        The filter names a column that tickets do not have.
    """
    rows = connection.execute(
        _approved(tenant, task)
        .add_columns(
            Ticket.id,
            Ticket.source,
            Ticket.external_id,
            Ticket.title,
            Ticket.description,
            ReviewItem.decided_label,
            named_requester(tenant),
            ReviewItem.example_id,
            ReviewItem.reason,
            AiTrainingData.reviewed_by,
            _settling_decision(),
            ReviewItem.text_hash,
        )
        .where(*ticket_conditions(connection, tenant, kept))
        .order_by(Ticket.id, ReviewItem.completed_at, ReviewItem.example_id)
    )
    return [
        LabelledText(
            ticket_id=row[0],
            key=ticket_key(row[0], row[1], row[2]),
            title=row[3],
            body=row[4],
            label=row[5],
            requester_id=row[6],
            origin=LabelOrigin(row[0], row[7], row[8], row[9], row[10]),
            reviewed_text=row[11],
        )
        for row in rows
    ]


def insert_origins(
    connection: Connection,
    tenant: Tenant,
    dataset_id: int,
    origins: Sequence[LabelOrigin],
) -> None:
    """Write which examples gave the rows of a new version their labels."""
    if not origins:
        return
    connection.execute(
        insert(DatasetExample),
        [
            {
                "organization_id": tenant.id,
                "dataset_id": dataset_id,
                "ticket_id": origin.ticket_id,
                "example_id": origin.example_id,
                "reason": origin.reason,
                "reviewed_by": origin.reviewed_by,
                "decision_id": origin.decision_id,
            }
            for origin in origins
        ],
    )


def read_origins(
    connection: Connection, tenant: Tenant, dataset_id: int
) -> dict[int, LabelOrigin]:
    """Which example gave each row of a version its label, by ticket id."""
    example = DatasetExample
    rows = connection.execute(
        select(
            example.ticket_id,
            example.example_id,
            example.reason,
            example.reviewed_by,
            example.decision_id,
            User.email,
        )
        .outerjoin(
            User,
            (User.organization_id == example.organization_id)
            & (User.id == example.reviewed_by),
        )
        .where(example.organization_id == tenant.id, example.dataset_id == dataset_id)
        .order_by(example.ticket_id)
    )
    return {row[0]: LabelOrigin(*row) for row in rows}


def read_drawn_examples(connection: Connection, tenant: Tenant, task: str) -> set[int]:
    """Ids of examples of a task that were drawn by lot, whatever anybody thought."""
    rows = connection.execute(
        select(ReviewItem.example_id, ReviewItem.score_parts).where(
            ReviewItem.organization_id == tenant.id, ReviewItem.task == task
        )
    )
    return {row[0] for row in rows if DRAWN in cast("dict[str, float]", row[1] or {})}


def _approved(tenant: Tenant, task: str) -> Select[tuple[object, ...]]:
    item, example = ReviewItem, AiTrainingData
    return (
        select()
        .select_from(item)
        .join(
            example,
            (example.organization_id == item.organization_id)
            & (example.id == item.example_id),
        )
        .join(
            Ticket,
            (Ticket.organization_id == item.organization_id)
            & (Ticket.id == item.ticket_id),
        )
        .where(
            item.organization_id == tenant.id,
            item.task == task,
            item.state == QueueState.COMPLETED,
            item.gold_label.is_(None),
            item.decided_label.is_not(None),
            example.status == ExampleStatus.APPROVED,
        )
    )


def _settling_decision() -> ScalarSelect[int | None]:
    """The last answer of that reviewer that was not taken back.

    It is for the decided label, or for what that was called before the classes
    changed: each reviewer has one vote.
    """
    decision, undo = ReviewDecision, aliased(ReviewDecision)
    undone = exists().where(
        undo.organization_id == decision.organization_id,
        undo.undoes_id == decision.id,
    )
    return (
        select(func.max(decision.id))
        .where(
            decision.organization_id == ReviewItem.organization_id,
            decision.example_id == ReviewItem.example_id,
            decision.user_id == AiTrainingData.reviewed_by,
            decision.kind.in_([DecisionKind.APPROVE, DecisionKind.EDIT]),
            decision.claim_kind.in_([ClaimKind.REVIEW, ClaimKind.ADJUDICATION]),
            ~undone,
        )
        .correlate(ReviewItem, AiTrainingData)
        .scalar_subquery()
    )
