"""What a model learnt from: its rows, their labels, and whose labels these are."""

from collections.abc import Collection

from sqlalchemy import Connection, Select, func, select

from sdml.records.dataset import DatasetCard
from sdml.records.decision_file import ReviewersPart, TrainingFacts
from sdml.records.machine_learning import SplitPart
from sdml.records.review_words import DecisionKind
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Ticket, User
from sdml.store.tables.review import ReviewDecision, ReviewItem
from sdml.store.tables.review_notes import DatasetExample
from sdml.store.tables.workbench import DatasetItem
from sdml.store.ticket_keys import ticket_key

__all__ = ["read_learnt_rows", "read_reviewers_part", "read_training_facts"]

LEARNT = (SplitPart.TRAIN, SplitPart.TEST)


def read_training_facts(
    connection: Connection, tenant: Tenant, card: DatasetCard, label: str | None
) -> TrainingFacts:
    """What a model of this data set learnt from, counted.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose data set.
    card : DatasetCard
        The version.
    label : str or None
        The class whose rows are counted apart.
    """
    item = DatasetItem
    mine = (item.organization_id == tenant.id) & (item.dataset_id == card.dataset_id)
    parts = {
        row[0]: int(row[1])
        for row in connection.execute(
            select(item.split, func.count()).where(mine).group_by(item.split)
        )
    }
    first, last, of_class = connection.execute(
        select(
            func.min(Ticket.created_at),
            func.max(Ticket.created_at),
            func.count().filter(item.label == (label or "")),
        )
        .join(
            Ticket,
            (Ticket.organization_id == item.organization_id)
            & (Ticket.id == item.ticket_id),
        )
        .where(mine, item.split.in_(LEARNT))
    ).one()
    return TrainingFacts(
        dataset_id=card.dataset_id,
        hash=card.hash,
        source=card.source.value,
        rows=sum(parts.get(part, 0) for part in LEARNT),
        class_rows=int(of_class),
        parts=parts,
        first_opened=first,
        last_opened=last,
    )


def read_reviewers_part(
    connection: Connection, tenant: Tenant, dataset_id: int, label: str | None
) -> ReviewersPart:
    """Whose labels a class was learnt from; without what was decided on one ticket.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose data set.
    dataset_id : int
        The version.
    label : str or None
        The class.
    """
    learnt = _examples_of_class(tenant, dataset_id, label)
    examples = learnt.with_only_columns(DatasetExample.example_id)
    rows = _count_deciders(connection, tenant, examples)
    item = ReviewItem
    agreement, several = connection.execute(
        select(func.avg(item.agreement), func.count(item.agreement)).where(
            item.organization_id == tenant.id,
            item.example_id.in_(examples),
            item.answers > 1,
        )
    ).one()
    reviewed = connection.scalar(
        learnt.with_only_columns(func.count(DatasetItem.ticket_id.distinct()))
    )
    return ReviewersPart(
        reviewed_rows=int(reviewed or 0),
        class_rows=_count_class(connection, tenant, dataset_id, label),
        reviewers=len(rows),
        decisions=sum(count for _, count in rows),
        agreement=None if agreement is None else round(float(agreement), 4),
        agreement_n=int(several),
        names=tuple(email for email, _ in rows),
        own=(),
    )


def read_learnt_rows(
    connection: Connection,
    tenant: Tenant,
    dataset_id: int,
    ticket_ids: Collection[int] | None = None,
) -> dict[int, tuple[str, str, bool]]:
    """Key, label, and whether a reviewer gave it, of tickets that a model learnt.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose data set.
    dataset_id : int
        The version.
    ticket_ids : collection of int, optional
        Only these tickets.
    """
    item, origin = DatasetItem, DatasetExample
    query = (
        select(
            item.ticket_id,
            Ticket.source,
            Ticket.external_id,
            item.label,
            origin.example_id.is_not(None),
        )
        .join(
            Ticket,
            (Ticket.organization_id == item.organization_id)
            & (Ticket.id == item.ticket_id),
        )
        .outerjoin(
            origin,
            (origin.organization_id == item.organization_id)
            & (origin.dataset_id == item.dataset_id)
            & (origin.ticket_id == item.ticket_id),
        )
        .where(
            item.organization_id == tenant.id,
            item.dataset_id == dataset_id,
            item.split.in_(LEARNT),
        )
        .order_by(item.ticket_id)
    )
    if ticket_ids is not None:
        query = query.where(item.ticket_id.in_(ticket_ids))
    return {
        row[0]: (ticket_key(row[0], row[1], row[2]), row[3], bool(row[4]))
        for row in connection.execute(query)
    }


def _count_deciders(
    connection: Connection, tenant: Tenant, examples: Select[int]
) -> list[tuple[str, int]]:
    """E-mail and number of decisions of who decided on any of the examples."""
    decision = ReviewDecision
    rows = connection.execute(
        select(User.email, func.count(decision.id))
        .join(
            decision,
            (decision.organization_id == User.organization_id)
            & (decision.user_id == User.id),
        )
        .where(
            decision.organization_id == tenant.id,
            decision.example_id.in_(examples),
            decision.kind.in_(
                (DecisionKind.APPROVE, DecisionKind.EDIT, DecisionKind.REJECT)
            ),
        )
        .group_by(User.email)
        .order_by(User.email)
    )
    return [(row[0], int(row[1])) for row in rows]


def _examples_of_class(
    tenant: Tenant, dataset_id: int, label: str | None
) -> Select[int]:
    item, origin = DatasetItem, DatasetExample
    return (
        select(origin.example_id)
        .join(
            item,
            (item.organization_id == origin.organization_id)
            & (item.dataset_id == origin.dataset_id)
            & (item.ticket_id == origin.ticket_id),
        )
        .where(
            origin.organization_id == tenant.id,
            origin.dataset_id == dataset_id,
            item.label == (label or ""),
            item.split.in_(LEARNT),
        )
    )


def _count_class(
    connection: Connection, tenant: Tenant, dataset_id: int, label: str | None
) -> int:
    found = connection.scalar(
        select(func.count()).where(
            DatasetItem.organization_id == tenant.id,
            DatasetItem.dataset_id == dataset_id,
            DatasetItem.label == (label or ""),
            DatasetItem.split.in_(LEARNT),
        )
    )
    return int(found or 0)
