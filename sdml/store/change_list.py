"""The change list that triggers feed: how far it is, and what is new on it."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, func, select

from sdml.records.embedding import VectorIds
from sdml.records.tenant import Tenant
from sdml.store.tables.workbench import ChangeEntry

__all__ = ["Watermark", "read_changed_vectors", "read_mark", "read_watermark"]


@dataclass(frozen=True, slots=True)
class Watermark:
    """A place in the change list.

    Attributes
    ----------
    seq : int
        The number of the last entry read; 0 before the first.
    mark : str
        What that entry says. Another database, or a restored one, says
        something else at the same number.
    """

    seq: int
    mark: str


def read_watermark(connection: Connection, tenant: Tenant) -> Watermark:
    """Give the place where a tenant's change list ends."""
    newest = select(func.max(ChangeEntry.seq)).where(
        ChangeEntry.organization_id == tenant.id
    )
    seq = connection.scalar(newest) or 0
    return Watermark(seq, read_mark(connection, tenant, seq) or "")


def read_mark(connection: Connection, tenant: Tenant, seq: int) -> str | None:
    """Give what the list says at a number; None where the tenant has no such entry.

    At 0, before the first entry, it says nothing: an empty text.
    """
    if seq == 0:
        return ""
    row = connection.execute(
        select(
            ChangeEntry.entity_type,
            ChangeEntry.entity_id,
            ChangeEntry.operation,
            ChangeEntry.changed_at,
        ).where(ChangeEntry.seq == seq, ChangeEntry.organization_id == tenant.id)
    ).one_or_none()
    if row is None:
        return None
    return f"{row[0]} {row[1]} {row[2]} {row[3].isoformat()}"


def read_changed_vectors(
    connection: Connection, tenant: Tenant, after: int
) -> VectorIds:
    """Ids of the vectors that came, changed or went after a place in the list.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose list.
    after : int
        The number of the last entry that is already known.

    Returns
    -------
    ndarray of shape (n,), int64
        Rising, each once.
    """
    ids = connection.scalars(
        select(ChangeEntry.entity_id)
        .where(
            ChangeEntry.organization_id == tenant.id,
            ChangeEntry.seq > after,
            ChangeEntry.entity_type == "vector",
        )
        .distinct()
        .order_by(ChangeEntry.entity_id)
    )
    return np.array(list(ids), dtype=np.int64)
