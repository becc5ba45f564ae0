"""Tenants and their settings: the tables organizations, tenant_configurations."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from sdml.errors import UnknownTenant
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import SETTINGS, SettingValue, TenantSetting
from sdml.store.tables.core import Organization
from sdml.store.tables.enterprise import TenantConfiguration

__all__ = [
    "find_tenant",
    "insert_tenant",
    "read_setting",
    "read_settings_of",
    "read_tenant",
    "read_tenants",
    "write_setting",
]

COLUMNS = (
    Organization.id,
    Organization.slug,
    Organization.name,
    Organization.locale,
    Organization.timezone,
)


def read_tenants(connection: Connection) -> list[Tenant]:
    """Every active tenant, by slug."""
    rows = connection.execute(
        select(*COLUMNS).where(Organization.is_active).order_by(Organization.slug)
    )
    return [Tenant(*row) for row in rows]


def find_tenant(connection: Connection, slug: str) -> Tenant | None:
    """The active tenant of that slug, or None where there is none."""
    row = connection.execute(
        select(*COLUMNS).where(Organization.slug == slug, Organization.is_active)
    ).one_or_none()
    return None if row is None else Tenant(*row)


def read_tenant(connection: Connection, slug: str) -> Tenant:
    """The active tenant of that slug.

    Raises
    ------
    UnknownTenant
        There is none. The message names no other tenant: who may see one may
        not know of the others.
    """
    found = find_tenant(connection, slug)
    if found is None:
        raise UnknownTenant(
            f"there is no tenant {slug!r}: 'sdml tenant list' shows them, "
            "'sdml tenant add' makes one"
        )
    return found


def insert_tenant(connection: Connection, tenant: Tenant) -> Tenant:
    """Write a new tenant and give it with the id it got.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes above all tenants.
    tenant : Tenant
        Its id is ignored.

    Raises
    ------
    ConstraintViolated
        The slug is taken, perhaps by a tenant that was switched off.
    """
    number = connection.execute(
        insert(Organization)
        .values(
            slug=tenant.slug,
            name=tenant.name,
            locale=tenant.locale,
            timezone=tenant.timezone,
        )
        .returning(Organization.id)
    ).scalar_one()
    return Tenant(number, tenant.slug, tenant.name, tenant.locale, tenant.timezone)


def read_setting(
    connection: Connection, tenant: Tenant, setting: TenantSetting
) -> SettingValue | None:
    """What a setting is for this tenant: what was set, else its default."""
    values = read_settings_of(connection, tenant, setting.column)
    return values.get(setting.name, setting.default)


def read_settings_of(
    connection: Connection, tenant: Tenant, column: str
) -> "Mapping[str, SettingValue]":
    """What was set in one JSON column of the tenant's configuration, by name."""
    stored = connection.execute(
        _settings_query(column), {"tenant": tenant.id}
    ).scalar_one_or_none()
    return cast("Mapping[str, SettingValue]", stored or {})


@cache  # to build it takes longer than to run it
def _settings_query(column: str) -> Select[object]:
    return select(getattr(TenantConfiguration, column)).where(
        TenantConfiguration.organization_id == bindparam("tenant")
    )


def write_setting(
    connection: Connection, tenant: Tenant, setting: TenantSetting, value: SettingValue
) -> None:
    """Set one setting of a tenant, and count its configuration's version up.

    The row is made with every default on the first setting. Take the value from
    `parse_setting`, which checks it.
    """
    configuration = TenantConfiguration
    mine = configuration.organization_id == tenant.id
    column = getattr(configuration, setting.column)
    stored = connection.execute(
        select(configuration.version, column.label("values"))
        .where(mine)
        .with_for_update()
    ).one_or_none()
    if stored is None:
        row = {name: _defaults(name) for name in ("feature_flags", "limits")}
        row[setting.column] = {**row.get(setting.column, {}), setting.name: value}
        connection.execute(
            insert(configuration).values(organization_id=tenant.id, **row)
        )
        return
    changed = {**(stored.values or {}), setting.name: value}
    connection.execute(
        update(configuration)
        .where(mine)
        .values({setting.column: changed, "version": stored.version + 1})
    )


def _defaults(column: str) -> dict[str, SettingValue]:
    return {
        setting.name: setting.default
        for setting in SETTINGS.values()
        if setting.column == column and setting.default is not None
    }
