"""The labels that an example of a task may get."""

from functools import lru_cache

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from sdml.records.dataset import FIELD
from sdml.records.tenant import Tenant
from sdml.store.literals import literal_number
from sdml.store.tables.core import Category, Priority
from sdml.store.tables.workbench import TicketField
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["read_task_labels"]

MOST_LABELS = 2_000


def read_task_labels(
    connection: Connection, tenant: Tenant, task: str
) -> tuple[str, ...]:
    """Names of a task's labels, sorted; the first 2,000 of a field's values.

    Classes that ended are not among them; those that took their place are, even
    before a ticket has one.
    """
    found = set(connection.scalars(_names_query(task), {"tenant": tenant.id}))
    history = read_label_history(connection, tenant, task)
    return tuple(sorted((found | history.added) - history.former.keys()))


@lru_cache(maxsize=100)  # to build it takes longer than to run it
def _names_query(task: str) -> Select[str]:
    mine: BindParameter[int] = bindparam("tenant")
    if task == "category":
        query = select(Category.name).where(Category.organization_id == mine)
    elif task == "priority":
        query = select(Priority.name).where(Priority.organization_id == mine)
    else:
        query = (
            select(TicketField.value)
            .where(
                TicketField.organization_id == mine,
                TicketField.name == task.removeprefix(FIELD),
            )
            .distinct()
        )
    return query.limit(literal_number(MOST_LABELS))
