"""The record of embedding runs: which embedder ran, why that one, how far it came."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from sdml.records.embedding import VectorSpace
from sdml.records.tenant import Tenant
from sdml.store.tables.workbench import EmbeddingRun

__all__ = ["finish_embedding_run", "start_embedding_run"]


def start_embedding_run(
    connection: Connection,
    tenant: Tenant,
    space: VectorSpace,
    reason: str,
    now: datetime,
) -> int:
    """Id of a new run that has not finished."""
    statement = (
        insert(EmbeddingRun)
        .values(
            organization_id=tenant.id,
            entity_type=space.entity_type,
            embedder=space.embedder,
            embedder_version=space.version,
            reason=reason,
            started_at=now,
        )
        .returning(EmbeddingRun.id)
    )
    return int(connection.execute(statement).scalar_one())


def finish_embedding_run(
    connection: Connection,
    tenant: Tenant,
    run_id: int,
    counts: tuple[int, int],
    now: datetime,
) -> None:
    """Record that a run finished.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose run.
    run_id : int
        From `start_embedding_run`.
    counts : tuple of int
        Texts embedded, and texts whose vector was current.
    now : datetime
        When it finished.
    """
    connection.execute(
        update(EmbeddingRun)
        .where(EmbeddingRun.id == run_id, EmbeddingRun.organization_id == tenant.id)
        .values(embedded=counts[0], unchanged=counts[1], finished_at=now)
    )
