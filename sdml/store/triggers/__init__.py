"""Every trigger of the database, by revision, for SQLite and PostgreSQL alike.

Migrations freeze these statements; a test asserts that the frozen ones and
these are the same.
"""

from typing import Literal

from sdml.store.triggers.audit_triggers import (
    append_only_triggers,
    audit_triggers,
    retention_triggers,
)
from sdml.store.triggers.change_list_triggers import change_list_triggers
from sdml.store.triggers.cleanup_triggers import cleanup_triggers
from sdml.store.triggers.counter_triggers import kb_vote_triggers, workflow_triggers
from sdml.store.triggers.kept_promise_triggers import kept_promise_triggers
from sdml.store.triggers.lake_triggers import lake_triggers
from sdml.store.triggers.promise_triggers import promise_triggers
from sdml.store.triggers.review_triggers import review_triggers
from sdml.store.triggers.seal_triggers import seal_triggers
from sdml.store.triggers.shared_functions import shared_functions
from sdml.store.triggers.sla_triggers import sla_triggers
from sdml.store.triggers.touch_triggers import (
    CORE_TABLES,
    EXPANSION_TABLES,
    touch_triggers,
)
from sdml.store.triggers.wording import Dialect, Function, Trigger

__all__ = ["Dialect", "Function", "Revision", "Trigger", "functions", "triggers"]

Revision = Literal[
    "000_servicedesk_core",
    "001_add_enterprise_features",
    "002_workbench",
    "003_review",
    "004_promise",
    "005_reports",
    "006_retention",
]


def functions(dialect: Dialect, revision: Revision) -> tuple[Function, ...]:
    """Give the functions a revision makes before its triggers.

    Returns
    -------
    tuple of Function
        Empty on SQLite. Dropped after the revision's triggers.

    Examples
    --------
    >>> [function.name for function in functions("postgresql", "000_servicedesk_core")]
    ['request_context', 'set_updated_at']
    """
    return shared_functions(dialect) if revision == "000_servicedesk_core" else ()


def triggers(dialect: Dialect, revision: Revision) -> tuple[Trigger, ...]:
    """Give the triggers a revision adds, in the order to make them.

    Examples
    --------
    >>> len(triggers("sqlite", "001_add_enterprise_features"))
    28
    """
    if revision == "000_servicedesk_core":
        return touch_triggers(dialect, CORE_TABLES)
    if revision == "002_workbench":
        return change_list_triggers(dialect)
    if revision == "003_review":
        return review_triggers(dialect)
    if revision == "004_promise":
        return promise_triggers(dialect)
    if revision == "005_reports":
        return (
            *seal_triggers(dialect),
            *kept_promise_triggers(dialect),
            *lake_triggers(dialect),
        )
    if revision == "006_retention":
        return retention_triggers(dialect)
    return (
        *touch_triggers(dialect, EXPANSION_TABLES),
        *audit_triggers(dialect),
        *workflow_triggers(dialect),
        *sla_triggers(dialect),
        *kb_vote_triggers(dialect),
        *cleanup_triggers(dialect),
        *append_only_triggers(dialect),
    )
