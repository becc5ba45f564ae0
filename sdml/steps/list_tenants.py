"""List the tenants of an installation."""

from contextlib import closing
from dataclasses import dataclass

from sdml.records.tenant import Tenant
from sdml.settings import Settings
from sdml.steps.read_migration_status import read_migration_status
from sdml.store.engine import open_database
from sdml.store.tenants import read_tenants

__all__ = ["TenantList", "list_tenants"]


@dataclass(frozen=True, slots=True)
class TenantList:
    """The tenants there are.

    Attributes
    ----------
    tenants : tuple of Tenant
        By slug.
    """

    tenants: tuple[Tenant, ...]


def list_tenants(settings: Settings) -> TenantList:
    """Every active tenant, by slug.

    Parameters
    ----------
    settings : Settings
        Which database.

    Raises
    ------
    CheckFailed
        Migrations are pending.
    """
    read_migration_status(settings)
    with (
        closing(open_database(settings.database)) as database,
        database.read_transaction() as connection,
    ):
        return TenantList(tuple(read_tenants(connection)))
