"""What happened to a task since its last model: why another training may run."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from sdml.records.promise_words import ModeChangeCause
from sdml.records.review_words import QueueState
from sdml.records.tenant import Tenant
from sdml.store.tables.model_promises import ModeChange
from sdml.store.tables.registry import TaxonomyChange
from sdml.store.tables.review import ReviewItem
from sdml.store.tables.workbench import ModelVersion

__all__ = ["read_training_reasons"]

_STEPS = (ModeChangeCause.RISK, ModeChangeCause.DRIFT)


def read_training_reasons(
    connection: Connection, tenant: Tenant, task: str, now: datetime
) -> dict[str, int | None]:
    """Counts of what speaks for a training, since the task's last model.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose models.
    task : str
        What is predicted.
    now : datetime
        The instant.

    Returns
    -------
    dict of str to int or None
        ``last_model`` and its ``age_days`` (None for the first of a task),
        ``new_labels`` reviewed, ``step_downs`` of classes and ``taxonomy_changes``
        since.
    """
    last = connection.execute(
        select(ModelVersion.id, ModelVersion.created_at)
        .where(ModelVersion.organization_id == tenant.id, ModelVersion.task == task)
        .order_by(ModelVersion.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return {"last_model": None, "age_days": None}
    since = last[1]
    reviewed = select(func.count()).where(
        ReviewItem.organization_id == tenant.id,
        ReviewItem.task == task,
        ReviewItem.state == QueueState.COMPLETED,
        ReviewItem.completed_at > since,
    )
    steps = select(func.count()).where(
        ModeChange.organization_id == tenant.id,
        ModeChange.task == task,
        ModeChange.cause.in_(_STEPS),
        ModeChange.changed_at > since,
    )
    changes = select(func.count()).where(
        TaxonomyChange.organization_id == tenant.id,
        TaxonomyChange.task == task,
        TaxonomyChange.applied_at > since,
    )
    return {
        "last_model": last[0],
        "age_days": (now - since).days,
        "new_labels": connection.scalar(reviewed) or 0,
        "step_downs": connection.scalar(steps) or 0,
        "taxonomy_changes": connection.scalar(changes) or 0,
    }
