"""What people chose for the pages: the table user_settings."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from sdml.records.tenant import Tenant
from sdml.store.tables.access import UserSetting

__all__ = ["read_settings_of", "write_settings_of"]


def read_settings_of(
    connection: Connection, tenant: Tenant, user_id: int
) -> dict[str, str]:
    """A person's settings by name; what was never set is not there."""
    rows = connection.execute(
        select(UserSetting.name, UserSetting.value).where(
            UserSetting.organization_id == tenant.id, UserSetting.user_id == user_id
        )
    )
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
