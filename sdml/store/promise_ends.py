"""Promises of a task's models, ended and opened again when its classes change."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from sdml.records.tenant import Tenant
from sdml.store.tables.model_promises import ModelPromise
from sdml.store.tables.workbench import ModelVersion

__all__ = ["end_promises_of_task", "reopen_promises"]


def end_promises_of_task(
    connection: Connection, tenant: Tenant, task: str, now: datetime
) -> list[int]:
    """End the open promises of every model of a task; give their ids."""
    models = select(ModelVersion.id).where(
        ModelVersion.organization_id == tenant.id, ModelVersion.task == task
    )
    found = connection.scalars(
        update(ModelPromise)
        .where(
            ModelPromise.organization_id == tenant.id,
            ModelPromise.model_id.in_(models),
            ModelPromise.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(ModelPromise.id)
    )
    return sorted(found)


def reopen_promises(
    connection: Connection, tenant: Tenant, promise_ids: Sequence[int]
) -> int:
    """Open promises again, whose models have no open one now; give how many."""
    reopened = connection.scalars(
        update(ModelPromise)
        .where(
            ModelPromise.organization_id == tenant.id,
            ModelPromise.id.in_(promise_ids),
        )
        .values(ended_at=None)
        .returning(ModelPromise.id)
    )
    return len(list(reopened))
