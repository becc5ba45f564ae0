"""Add a tenant, or find that it is there already."""

import re
import uuid
from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sdml.errors import ConstraintViolated, MisuseError, ParameterError
from sdml.records.tenant import Tenant
from sdml.settings import Settings
from sdml.steps.read_migration_status import read_migration_status
from sdml.store.engine import open_database
from sdml.store.tenants import find_tenant, insert_tenant

__all__ = ["AddedTenant", "add_tenant"]

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
LOCALES = ("pt_BR", "en")


@dataclass(frozen=True, slots=True)
class AddedTenant:
    """The tenant that was asked for.

    Attributes
    ----------
    tenants : tuple of Tenant
        One tenant.
    added : bool
        False where it was there already.
    """

    tenants: tuple[Tenant, ...]
    added: bool


def add_tenant(settings: Settings, tenant: Tenant, *, actor: str) -> AddedTenant:
    """Write a new tenant; the same again changes nothing.

    Stages: check the words -> open the database -> look for the slug -> write.

    Parameters
    ----------
    settings : Settings
        Which database.
    tenant : Tenant
        What it shall be; its id is ignored.
    actor : str
        Who adds it.

    Raises
    ------
    ParameterError
        A slug, name, locale or time zone that cannot be.
    MisuseError
        There is another tenant of this slug.
    CheckFailed
        Migrations are pending.
    """
    _check(tenant)
    read_migration_status(settings)
    try:
        with (
            closing(open_database(settings.database)) as database,
            database.write_transaction(
                None, actor=actor, request_id=uuid.uuid4().hex, purpose="add_tenant"
            ) as connection,
        ):
            found = find_tenant(connection, tenant.slug)
            if found is None:
                written = insert_tenant(connection, tenant)
    except ConstraintViolated as error:
        raise MisuseError(
            f"the slug {tenant.slug!r} is taken, perhaps by a tenant that was "
            "switched off: choose another"
        ) from error
    if found is None:
        return AddedTenant((written,), added=True)
    if _words(found) != _words(tenant):
        raise MisuseError(
            f"there is a tenant {tenant.slug!r} with another name, locale or time "
            "zone: 'sdml tenant list' shows it"
        )
    return AddedTenant((found,), added=False)


def _words(tenant: Tenant) -> tuple[str, ...]:
    return tenant.name, tenant.locale, tenant.timezone


def _check(tenant: Tenant) -> None:
    if not SLUG.fullmatch(tenant.slug):
        raise ParameterError(
            f"the slug is {tenant.slug!r}: expected 1 to 63 of a-z, 0-9 and -, "
            "not beginning with -"
        )
    if not tenant.name.strip():
        raise ParameterError("the tenant's name is empty: give --name")
    if tenant.locale not in LOCALES:
        raise ParameterError(
            f"the locale is {tenant.locale!r}: expected one of {', '.join(LOCALES)}"
        )
    try:
        ZoneInfo(tenant.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"there is no time zone {tenant.timezone!r}: expected an IANA name "
            "such as America/Sao_Paulo"
        ) from error
