"""Every table, once: columns, keys, indexes, and which columns are personal."""

from sdml.store.tables import (
    access,
    ai,
    brasil,
    core,
    enterprise,
    events,
    model_promises,
    registry,
    review,
    review_notes,
    workbench,
    workflow,
)
from sdml.store.tables.declaration import Declaration

__all__ = [
    "Declaration",
    "access",
    "ai",
    "brasil",
    "core",
    "enterprise",
    "events",
    "model_promises",
    "registry",
    "review",
    "review_notes",
    "workbench",
    "workflow",
]
