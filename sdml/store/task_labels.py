"""The labels that an example of a task may get."""

from sqlalchemy import Connection, select

from sdml.records.dataset import FIELD
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Category, Priority
from sdml.store.tables.workbench import TicketField

__all__ = ["read_task_labels"]

MOST_LABELS = 2_000


def read_task_labels(
    connection: Connection, tenant: Tenant, task: str
) -> tuple[str, ...]:
    """Names of a task's labels, sorted; the first 2,000 of a field's values."""
    if task == "category":
        query = select(Category.name).where(Category.organization_id == tenant.id)
    elif task == "priority":
        query = select(Priority.name).where(Priority.organization_id == tenant.id)
    else:
        query = select(TicketField.value.distinct()).where(
            TicketField.organization_id == tenant.id,
            TicketField.name == task.removeprefix(FIELD),
        )
    return tuple(sorted(connection.scalars(query.limit(MOST_LABELS))))
