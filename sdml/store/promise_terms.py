"""The tenant's terms of a promise: its settings ``promise.*``."""

from sqlalchemy import Connection

from sdml.records.promise import PromiseTerms
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.store.tenants import read_settings_of

__all__ = ["read_promise_terms"]


def read_promise_terms(
    connection: Connection, tenant: Tenant
) -> tuple[PromiseTerms, int]:
    """What is promised where nothing else is asked for, and for how many days."""
    held = read_settings_of(connection, tenant, "customizations")

    def value(name: str) -> int:
        setting = setting_of(f"promise.{name}")
        return int(held.get(setting.name, setting.default) or 0)

    precision, confidence = value("precision_percent"), value("confidence_percent")
    return PromiseTerms(precision / 100, confidence / 100), value("days")
