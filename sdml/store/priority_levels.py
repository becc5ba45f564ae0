"""Levels of a tenant's priorities, and what calling one too low costs."""

from sqlalchemy import Connection, select

from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.store.tables.core import Priority
from sdml.store.tenants import read_settings_of

__all__ = ["read_priority_levels", "read_undercall_percent"]


def read_priority_levels(connection: Connection, tenant: Tenant) -> dict[str, int]:
    """Level of each priority by name; the higher the graver."""
    rows = connection.execute(
        select(Priority.name, Priority.level)
        .where(Priority.organization_id == tenant.id)
        .order_by(Priority.level, Priority.name)
    )
    return {row[0]: row[1] for row in rows}


def read_undercall_percent(connection: Connection, tenant: Tenant) -> int:
    """What a level too low costs, in percent of what a level too high costs."""
    setting = setting_of("priority.undercall_percent")
    held = read_settings_of(connection, tenant, "customizations")
    return int(held.get(setting.name, setting.default) or 0)
