"""The session: what every step that touches one tenant's data is given."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from sdml.records.progress import ProgressFactory, no_progress, say_nothing
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.store.engine import Connection, Database, WriteMode

__all__ = ["RowTally", "Session"]


@dataclass(slots=True)
class RowTally:
    """How many rows the session's questions have given.

    Attributes
    ----------
    rows : int
        Counted by `sdml.steps.run_named_query` and its like.
    """

    rows: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """One tenant's data, opened by one actor for one request.

    Attributes
    ----------
    database : Database
        Where the truth is.
    tenant : Tenant
        Whose rows may be read and written.
    actor : str
        Who acts, such as ``cli:maria``.
    folders : Folders
        Where derived files go.
    request_id : str
        Ties together what one command does in the audit log.
    now : callable
        Gives the current instant, aware, in UTC.
    progress : ProgressFactory
        Opens a progress bar: ``session.progress(total, unit, description)``.
    report : callable
        Takes one line for the person who waits, such as which embedder runs.
    user_id : int, optional
        ``users.id`` of the actor, where a person of the tenant acts.
    tally : RowTally
        What a report run says it has read.
    """

    database: Database
    tenant: Tenant
    actor: str
    folders: Folders
    request_id: str
    now: Callable[[], datetime]
    progress: ProgressFactory = field(default=no_progress)
    report: Callable[[str], None] = field(default=say_nothing)
    user_id: int | None = None
    tally: RowTally = field(default_factory=RowTally)

    def read(self) -> AbstractContextManager[Connection]:
        """A snapshot in which nothing can be written."""
        return self.database.read_transaction()

    def write(
        self, purpose: str, mode: WriteMode = "live", batch_id: int | None = None
    ) -> AbstractContextManager[Connection]:
        """One short transaction that writes this tenant's rows.

        Parameters
        ----------
        purpose : str
            The verb, as the audit log shows it.
        mode : {'live', 'import'}
            ``import`` for history that keeps its own times.
        batch_id : int, optional
            The import batch.
        """
        return self.database.write_transaction(
            self.tenant,
            actor=self.actor,
            request_id=self.request_id,
            purpose=purpose,
            mode=mode,
            batch_id=batch_id,
            user_id=self.user_id,
        )
