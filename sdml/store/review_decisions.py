"""Decisions of reviewers: appended, and read as the evidence of a state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from sdml.records.machine_learning import ExampleStatus
from sdml.records.review import Evidence
from sdml.records.review_words import DecisionKind
from sdml.records.taxonomy import LabelHistory
from sdml.records.tenant import Tenant
from sdml.store.tables.review import ReviewDecision
from sdml.store.taxonomy_changes import read_history_of_example

__all__ = [
    "StoredDecision",
    "append_decision",
    "find_by_key",
    "find_decision",
    "read_bulk_ids",
    "read_evidence",
]


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What an earlier request of the same key had led to."""

    decision_id: int
    content_hash: str
    example_status: ExampleStatus


def read_evidence(
    connection: Connection, tenant: Tenant, example_id: int
) -> list[Evidence]:
    """Every decision about an example, by rising id, in today's classes.

    What was decided never changes; where the classes did, an answer counts as
    what its label is called today, and as none where people have to say that.
    """
    named = {"tenant": tenant.id, "example": example_id}
    rows = connection.execute(_evidence(), named)
    history = read_history_of_example(connection, tenant, example_id)
    return [_in_todays_classes(Evidence(*row), history) for row in rows]


def find_by_key(
    connection: Connection, tenant: Tenant, user_id: int, key: str
) -> StoredDecision | None:
    """What a reviewer's request of this key led to; None where it is new."""
    named = {"tenant": tenant.id, "user": user_id, "key": key}
    row = connection.execute(_of_key(), named).one_or_none()
    if row is None:
        return None
    return StoredDecision(row[0], row[1], ExampleStatus(row[2]))


def find_decision(
    connection: Connection, tenant: Tenant, decision_id: int
) -> tuple[int, Evidence, bool] | None:
    """The example of a decision, the decision, and whether it was taken back."""
    example_id = connection.scalar(
        select(ReviewDecision.example_id).where(
            ReviewDecision.organization_id == tenant.id,
            ReviewDecision.id == decision_id,
        )
    )
    if example_id is None:
        return None
    all_of_it = read_evidence(connection, tenant, example_id)
    found = next(one for one in all_of_it if one.decision_id == decision_id)
    undone = any(one.undoes_id == decision_id for one in all_of_it)
    return example_id, found, undone


def read_bulk_ids(connection: Connection, tenant: Tenant, bulk_no: str) -> list[int]:
    """Examples that a bulk review has decided, by the id of the decision."""
    return list(
        connection.scalars(
            select(ReviewDecision.example_id)
            .where(
                ReviewDecision.organization_id == tenant.id,
                ReviewDecision.bulk_no == bulk_no,
            )
            .order_by(ReviewDecision.id)
        )
    )


def append_decision(
    connection: Connection, tenant: Tenant, values: Mapping[str, object]
) -> int:
    """Write a decision and give its id.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the example.
    tenant : Tenant
        Whose decision.
    values : mapping of str to object
        By column of ``review_decisions``.
    """
    row = {"organization_id": tenant.id, **values}
    return int(connection.execute(_insertion(), row).scalar_one())


def _in_todays_classes(one: Evidence, history: LabelHistory) -> Evidence:
    if one.label is None or not history.changes:
        return one
    label = history.today(one.label, "decision", one.decision_id)
    if label is None:
        return replace(one, kind=DecisionKind.SKIP, label=None)
    return replace(one, label=label)


# Built once: to build a statement takes longer than to run it.
@cache
def _insertion() -> ReturningInsert[int]:
    return insert(ReviewDecision).returning(ReviewDecision.id)


@cache
def _of_key() -> Select[int, str, str]:
    return select(
        ReviewDecision.id, ReviewDecision.content_hash, ReviewDecision.example_status
    ).where(
        ReviewDecision.organization_id == bindparam("tenant"),
        ReviewDecision.user_id == bindparam("user"),
        ReviewDecision.key == bindparam("key"),
    )


@cache
def _evidence() -> Select[*tuple[Any, ...]]:
    decision = ReviewDecision
    return (
        select(
            decision.id,
            decision.user_id,
            decision.kind,
            decision.claim_kind,
            decision.label,
            decision.outcome,
            decision.undoes_id,
            decision.decided_at,
        )
        .where(
            decision.organization_id == bindparam("tenant"),
            decision.example_id == bindparam("example"),
        )
        .order_by(decision.id)
    )
