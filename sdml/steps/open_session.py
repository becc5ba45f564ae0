"""Open one tenant's data for one actor."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from sdml.records.progress import ProgressFactory, no_progress, say_nothing
from sdml.settings import Settings
from sdml.steps.open_sealed_database import open_sealed_database
from sdml.steps.read_migration_status import read_migration_status
from sdml.steps.session import Session
from sdml.store.tenants import read_tenant

__all__ = ["open_session"]


def open_session(
    settings: Settings,
    tenant: str,
    actor: str,
    progress: ProgressFactory = no_progress,
    report: Callable[[str], None] = say_nothing,
) -> Session:
    """A session on an existing, fully migrated database.

    Stages: open the database -> check its revision -> read the tenant.

    Parameters
    ----------
    settings : Settings
        Which database, and where derived files go.
    tenant : str
        The tenant's slug.
    actor : str
        Who acts.
    progress : ProgressFactory
        How long work shows itself.
    report : callable
        Takes one line for the person who waits.

    Raises
    ------
    DatabaseUnavailable
        There is no database; ``sdml init`` makes one.
    CheckFailed
        Migrations are pending.
    SchemaDrift
        The database is newer than this version of sdml, or was changed.
    UnknownTenant
        No tenant has this slug.
    """
    read_migration_status(settings)
    database = open_sealed_database(settings)
    with database.read_transaction() as connection:
        found = read_tenant(connection, tenant)
    return Session(
        database=database,
        tenant=found,
        actor=actor,
        folders=settings.folders,
        request_id=uuid.uuid4().hex,
        now=lambda: datetime.now(UTC),
        progress=progress,
        report=report,
    )
