"""What people chose for the pages: the table user_settings."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from sdml.records.tenant import Tenant
from sdml.store.tables.access import UserSetting

__all__ = ["read_settings_of", "write_settings_of"]


def read_settings_of(
    connection: Connection, tenant: Tenant, user_id: int
) -> dict[str, str]:
    """A person's settings by name; what was never set is not there."""
    named = {"tenant": tenant.id, "person": user_id}
    rows = connection.execute(_settings_of_one(), named)
    return {row.name: row.value for row in rows}


def write_settings_of(
    connection: Connection, tenant: Tenant, user_id: int, values: Mapping[str, str]
) -> None:
    """Set some of a person's settings; an empty value takes one away."""
    connection.execute(
        delete(UserSetting).where(
            UserSetting.organization_id == tenant.id,
            UserSetting.user_id == user_id,
            UserSetting.name.in_(list(values)),
        )
    )
    rows = [
        {
            "organization_id": tenant.id,
            "user_id": user_id,
            "name": name,
            "value": value,
        }
        for name, value in values.items()
        if value
    ]
    if rows:
        connection.execute(insert(UserSetting), rows)


@cache  # to build it takes longer than to run it
def _settings_of_one() -> Select[str, str]:
    return select(UserSetting.name, UserSetting.value).where(
        UserSetting.organization_id == bindparam("tenant"),
        UserSetting.user_id == bindparam("person"),
    )
