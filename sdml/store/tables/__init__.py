"""Every table, once: columns, keys, indexes, and which columns are personal."""

from sdml.store.tables import (
    access,
    ai,
    brasil,
    calendars,
    core,
    enterprise,
    events,
    model_promises,
    registry,
    reporting,
    review,
    review_notes,
    review_objections,
    seals,
    workbench,
    workflow,
)
from sdml.store.tables.declaration import Declaration

__all__ = [
    "Declaration",
    "access",
    "ai",
    "brasil",
    "calendars",
    "core",
    "enterprise",
    "events",
    "model_promises",
    "registry",
    "reporting",
    "review",
    "review_notes",
    "review_objections",
    "seals",
    "workbench",
    "workflow",
]
