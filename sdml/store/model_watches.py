"""Looks at a model, stored; and the predictions of a week that a look compares."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, insert, select

from sdml.records.tenant import Tenant
from sdml.records.watch import WatchedPrediction
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Organization
from sdml.store.tables.model_promises import ModelWatch
from sdml.store.tables.workbench import DatasetItem

__all__ = [
    "insert_watch",
    "lock_watches",
    "read_last_watch",
    "read_watched_predictions",
]


def lock_watches(connection: Connection, tenant: Tenant) -> None:
    """Let one process at a time write what it saw of a tenant's models.

    The lock on the tenant's row ends with the transaction; rows that refer to the
    tenant may still be written.
    """
    connection.execute(
        select(Organization.id)
        .where(Organization.id == tenant.id)
        .with_for_update(key_share=True)
    )


def insert_watch(
    connection: Connection,
    tenant: Tenant,
    model_id: int,
    findings: Mapping[str, object],
    now: datetime,
) -> int:
    """Store what a look at a model found; give its id."""
    found: int = connection.execute(
        insert(ModelWatch)
        .values(
            organization_id=tenant.id,
            model_id=model_id,
            findings=dict(findings),
            watched_at=now,
        )
        .returning(ModelWatch.id)
    ).scalar_one()
    return found


def read_last_watch(
    connection: Connection, tenant: Tenant, model_id: int
) -> tuple[int, dict[str, object]] | None:
    """Id and findings of the last look at a model; None where nobody looked."""
    row = connection.execute(
        select(ModelWatch.id, ModelWatch.findings)
        .where(ModelWatch.organization_id == tenant.id, ModelWatch.model_id == model_id)
        .order_by(ModelWatch.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], cast("dict[str, object]", row[1]))


def read_watched_predictions(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    dataset_id: int,
    period: tuple[datetime, datetime],
) -> list[WatchedPrediction]:
    """What a model said within a period of tickets outside its data set, by time.

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
    period : tuple of datetime
        From the first on, before the second.
    """
    said = AiClassification
    learnt = select(DatasetItem.ticket_id).where(
        DatasetItem.organization_id == tenant.id, DatasetItem.dataset_id == dataset_id
    )
    rows = connection.execute(
        select(
            said.ticket_id,
            said.suggested_category,
            func.coalesce(said.calibrated_score, said.confidence_score),
            said.created_at,
        )
        .where(
            said.organization_id == tenant.id,
            said.model_name == model[0],
            said.model_version == str(model[1]),
            said.suggested_category.is_not(None),
            said.is_fallback.is_(False),
            said.created_at >= period[0],
            said.created_at < period[1],
            said.ticket_id.not_in(learnt),
        )
        .order_by(said.created_at, said.id)
    )
    return [
        WatchedPrediction(row[0], cast("str", row[1]), row[2], row[3]) for row in rows
    ]
