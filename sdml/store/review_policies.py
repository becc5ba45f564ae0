"""The tenant's rules of review: its settings ``review.*``."""

from dataclasses import fields

from sqlalchemy import Connection

from sdml.records.review import ReviewPolicy
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.store.tenants import read_settings_of

__all__ = ["read_review_policy"]


def read_review_policy(connection: Connection, tenant: Tenant) -> ReviewPolicy:
    """The rules that hold now: what was set, else the defaults."""
    held = read_settings_of(connection, tenant, "customizations")
    values: dict[str, int] = {}
    for field in fields(ReviewPolicy):
        setting = setting_of(f"review.{field.name}")
        value = held.get(setting.name, setting.default)
        values[field.name] = int(value or 0)
    return ReviewPolicy(**values)
