"""The vectors of texts: read as arrays, written with the hash of their text."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import InstrumentedAttribute

from sdml.records.embedding import (
    EncodedTexts,
    HeldVectors,
    VectorIds,
    Vectors,
    VectorSpace,
)
from sdml.records.machine_learning import EntityType
from sdml.records.tenant import Tenant
from sdml.store.entity_texts import IDS_IN_ONE_QUERY, existing_ids
from sdml.store.tables.ai import VectorEmbedding
from sdml.store.tables.workbench import EmbeddingRun

__all__ = [
    "count_vectors",
    "delete_superseded",
    "delete_vectors",
    "read_held_vectors",
    "read_vector_hashes",
    "read_vector_ids",
    "read_vector_rows",
    "read_vectors",
    "write_vectors",
]

_ROWS_AT_ONCE = 4_000
_KEY = (
    "organization_id",
    "entity_type",
    "entity_id",
    "model_name",
    "model_version",
    "chunk_no",
)
_CHANGING = ("vector_dimension", "embedding_vector", "content_hash", "updated_at")


def read_vectors(
    connection: Connection,
    tenant: Tenant,
    entity_type: str,
    embedder: str,
    version: str,
    ids: Sequence[int] | None = None,
) -> tuple[VectorIds, Vectors]:
    """Vectors of tickets, comments or articles, under the ids of their rows.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose vectors.
    entity_type : str
        ``ticket``, ``comment`` or ``kb_article``.
    embedder, version : str
        Whose vectors, such as ``e5-small-enpt`` and its version.
    ids : sequence of int, optional
        Only these rows; without it, all.

    Returns
    -------
    ids : ndarray of shape (n,), int64
        Rising; rows without a vector are left out.
    vectors : ndarray of shape (n, dimension), float32
        Unit vectors; of dimension 0 where n is 0.
    """
    space = VectorSpace(EntityType(entity_type), embedder, version)
    query = (
        select(VectorEmbedding.entity_id, VectorEmbedding.embedding_vector)
        .where(*_in_space(tenant, space), VectorEmbedding.chunk_no == 0)
        .order_by(VectorEmbedding.entity_id)
    )
    if ids is None:
        return _arrays(connection, query)
    return _arrays_of(connection, query, VectorEmbedding.entity_id, sorted(set(ids)))


def read_vector_rows(
    connection: Connection,
    tenant: Tenant,
    space: VectorSpace,
    vector_ids: Sequence[int] | None = None,
) -> tuple[VectorIds, Vectors]:
    """Vectors under their own ids, those of ``vector_embeddings``.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose vectors.
    space : VectorSpace
        Which vectors.
    vector_ids : sequence of int, optional
        Only these; those of another space or tenant are left out.

    Returns
    -------
    ids : ndarray of shape (n,), int64
        Rising.
    vectors : ndarray of shape (n, dimension), float32
        Unit vectors; of dimension 0 where n is 0.
    """
    query = (
        select(VectorEmbedding.id, VectorEmbedding.embedding_vector)
        .where(*_in_space(tenant, space))
        .order_by(VectorEmbedding.id)
    )
    if vector_ids is None:
        return _arrays(connection, query)
    return _arrays_of(connection, query, VectorEmbedding.id, sorted(set(vector_ids)))


def read_vector_ids(
    connection: Connection, tenant: Tenant, space: VectorSpace
) -> VectorIds:
    """Ids of a space's vectors, rising, int64."""
    query = select(VectorEmbedding.id).where(*_in_space(tenant, space))
    ids = list(connection.scalars(query.order_by(VectorEmbedding.id)))
    return np.array(ids, dtype=np.int64)


def read_vector_hashes(
    connection: Connection, tenant: Tenant, space: VectorSpace
) -> dict[int, str]:
    """Hash of the text that each row's vector was made from, by the row's id."""
    rows = connection.execute(
        select(VectorEmbedding.entity_id, VectorEmbedding.content_hash).where(
            *_in_space(tenant, space), VectorEmbedding.chunk_no == 0
        )
    )
    return {row[0]: row[1] for row in rows}


def read_held_vectors(connection: Connection, tenant: Tenant) -> list[HeldVectors]:
    """What a tenant has embedded: last finished run first, then by size."""
    spaces = (
        VectorEmbedding.entity_type,
        VectorEmbedding.model_name,
        VectorEmbedding.model_version,
    )
    held = [
        HeldVectors(VectorSpace(EntityType(row[0]), row[1], row[2]), row[3])
        for row in connection.execute(
            select(*spaces, func.count())
            .where(VectorEmbedding.organization_id == tenant.id)
            .group_by(*spaces)
        )
    ]
    runs = (
        EmbeddingRun.entity_type,
        EmbeddingRun.embedder,
        EmbeddingRun.embedder_version,
    )
    finished = {
        VectorSpace(EntityType(row[0]), row[1], row[2]): row[3]
        for row in connection.execute(
            select(*runs, func.max(EmbeddingRun.finished_at))
            .where(
                EmbeddingRun.organization_id == tenant.id,
                EmbeddingRun.finished_at.is_not(None),
            )
            .group_by(*runs)
        )
    }
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(
        held, key=lambda h: (finished.get(h.space, never), h.count), reverse=True
    )


def count_vectors(
    connection: Connection, tenant: Tenant, space: VectorSpace
) -> tuple[int, int]:
    """Give the number of vectors in a space, and the sum of their ids."""
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(VectorEmbedding.id), 0)).where(
            *_in_space(tenant, space)
        )
    ).one()
    return int(row[0]), int(row[1])


def write_vectors(
    connection: Connection,
    tenant: Tenant,
    space: VectorSpace,
    encoded: EncodedTexts,
    now: datetime,
) -> int:
    """Number of rows that got a vector, in place of the one they had.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose rows.
    space : VectorSpace
        Of the vectors.
    encoded : EncodedTexts
        Rows that have gone since their text was read are passed over.
    now : datetime
        When they were made.
    """
    rows = _rows(connection, tenant, space, encoded, now)
    if not rows:
        return 0
    on_sqlite = connection.dialect.name == "sqlite"
    statement = (insert_sqlite if on_sqlite else insert_postgresql)(VectorEmbedding)
    changed = {name: statement.excluded[name] for name in _CHANGING}
    connection.execute(
        statement.on_conflict_do_update(index_elements=_KEY, set_=changed), rows
    )
    return len(rows)


def delete_vectors(
    connection: Connection, tenant: Tenant, space: VectorSpace, ids: Sequence[int]
) -> None:
    """Remove the vectors of rows that are gone or have no text any more."""
    for at in range(0, len(ids), IDS_IN_ONE_QUERY):
        part = ids[at : at + IDS_IN_ONE_QUERY]
        connection.execute(
            delete(VectorEmbedding).where(
                *_in_space(tenant, space), VectorEmbedding.entity_id.in_(part)
            )
        )


def delete_superseded(
    connection: Connection, tenant: Tenant, space: VectorSpace
) -> int:
    """Number of vectors removed: those of other versions of the same embedder."""
    result = connection.execute(
        delete(VectorEmbedding).where(
            VectorEmbedding.organization_id == tenant.id,
            VectorEmbedding.entity_type == space.entity_type,
            VectorEmbedding.model_name == space.embedder,
            VectorEmbedding.model_version != space.version,
        )
    )
    return result.rowcount


def _rows(
    connection: Connection,
    tenant: Tenant,
    space: VectorSpace,
    encoded: EncodedTexts,
    now: datetime,
) -> list[dict[str, object]]:
    present = existing_ids(connection, tenant, space.entity_type, encoded.ids)
    return [
        {
            "organization_id": tenant.id,
            "entity_type": space.entity_type,
            "entity_id": id_,
            "chunk_no": 0,
            "model_name": space.embedder,
            "model_version": space.version,
            "vector_dimension": len(vector),
            "embedding_vector": vector.astype("<f4").tobytes(),
            "content_hash": digest,
            "created_at": now,
            "updated_at": now,
        }
        for id_, vector, digest in zip(
            encoded.ids, encoded.vectors, encoded.hashes, strict=True
        )
        if id_ in present
    ]


def _in_space(tenant: Tenant, space: VectorSpace) -> list[ColumnElement[bool]]:
    return [
        VectorEmbedding.organization_id == tenant.id,
        VectorEmbedding.model_name == space.embedder,
        VectorEmbedding.model_version == space.version,
        VectorEmbedding.entity_type == space.entity_type,
    ]


def _arrays_of(
    connection: Connection,
    query: "Select[int, bytes]",
    column: InstrumentedAttribute[int],
    ids: Sequence[int],
) -> tuple[VectorIds, Vectors]:
    parts = [
        _arrays(connection, query.where(column.in_(ids[at : at + IDS_IN_ONE_QUERY])))
        for at in range(0, len(ids), IDS_IN_ONE_QUERY)
    ]
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
    found, vectors = zip(*parts, strict=True)
    return np.concatenate(found), np.concatenate(vectors)


def _arrays(
    connection: Connection, query: "Select[int, bytes]"
) -> tuple[VectorIds, Vectors]:
    ids, blocks = [], []
    for rows in connection.execute(query).partitions(_ROWS_AT_ONCE):
        ids += [row[0] for row in rows]
        joined = b"".join(row[1] for row in rows)
        blocks.append(np.frombuffer(joined, "<f4").reshape(len(rows), -1))
    if not blocks:
        return np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
    vectors = np.concatenate(blocks).astype(np.float32, copy=False)
    return np.array(ids, dtype=np.int64), vectors
