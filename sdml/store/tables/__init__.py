"""Every table, once: columns, keys, indexes, and which columns are personal."""

from sdml.store.tables import ai, brasil, core, enterprise, workbench, workflow
from sdml.store.tables.declaration import Declaration

__all__ = [
    "Declaration",
    "ai",
    "brasil",
    "core",
    "enterprise",
    "workbench",
    "workflow",
]
