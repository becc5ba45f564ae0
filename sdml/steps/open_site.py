"""Open the database for a server that answers many people of many tenants."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sdml.privacy.passwords import is_password
from sdml.records.tenant import Tenant
from sdml.settings import Folders, Settings
from sdml.steps.open_sealed_database import open_sealed_database
from sdml.steps.read_migration_status import read_migration_status
from sdml.steps.session import Session
from sdml.store.engine import Database

__all__ = ["Site", "open_site"]


@dataclass(frozen=True, slots=True)
class Site:
    """What all requests of one server share.

    Attributes
    ----------
    database : Database
        Where the truth is.
    folders : Folders
        Where derived files go.
    now : callable
        Gives the current instant, aware, in UTC.
    """

    database: Database
    folders: Folders
    now: Callable[[], datetime]

    def session(
        self, tenant: Tenant, actor: str, request_id: str, user_id: int | None = None
    ) -> Session:
        """One tenant's data for one request of one person."""
        return Session(
            database=self.database,
            tenant=tenant,
            actor=actor,
            folders=self.folders,
            request_id=request_id,
            now=self.now,
            user_id=user_id,
        )


def open_site(
    settings: Settings,
    while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Site:
    """The site of a fully migrated database.

    Stages: check the revision -> open the database -> make ready to check
    passwords, so that the first login takes no longer than others.

    Parameters
    ----------
    settings : Settings
        Which database, and where derived files go.
    while_waiting : callable
        Opens the block in which a request waits for the disk.

    Raises
    ------
    DatabaseUnavailable
        There is no database; ``sdml init`` makes one.
    CheckFailed
        Migrations are pending.
    SchemaDrift
        The database is newer than this version of sdml, or was changed.
    """
    read_migration_status(settings)
    database = replace(open_sealed_database(settings), while_waiting=while_waiting)
    is_password("", None)
    return Site(database, settings.folders, lambda: datetime.now(UTC))
