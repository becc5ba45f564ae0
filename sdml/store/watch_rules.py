"""The tenant's rules of watching: its settings ``watch.*``."""

from sqlalchemy import Connection

from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.records.watch import WatchRules
from sdml.store.tenants import read_settings_of

__all__ = ["read_watch_rules"]


def read_watch_rules(connection: Connection, tenant: Tenant) -> WatchRules:
    """The rules that hold now: what was set, else the defaults."""
    held = read_settings_of(connection, tenant, "customizations")

    def value(name: str) -> int:
        setting = setting_of(f"watch.{name}")
        return int(held.get(setting.name, setting.default) or 0)

    return WatchRules(
        alpha=value("alpha_percent") / 100,
        useless=value("useless_percent") / 100,
        audit_percent=value("audit_percent"),
        audit_after_step_percent=value("audit_after_step_percent"),
    )
