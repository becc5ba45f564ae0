"""The texts of tickets, comments and articles, as embedding and search read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from sdml.records.embedding import StoredText, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.records.search import FoundEntity
from sdml.records.tenant import Tenant
from sdml.store.tables.ai import VectorEmbedding
from sdml.store.tables.core import Comment, KbArticle, Ticket

__all__ = [
    "count_texts",
    "existing_ids",
    "iterate_texts",
    "read_found_entities",
    "read_texts",
]

_PAGE = 2_000
IDS_IN_ONE_QUERY = 5_000  # SQLite takes 32,766 bound values


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where an entity keeps its text."""

    id: InstrumentedAttribute[int]
    tenant: InstrumentedAttribute[int]
    external_id: InstrumentedAttribute[str | None]
    title: ColumnElement[str] | InstrumentedAttribute[str]
    body: InstrumentedAttribute[str]


_COLUMNS = {
    EntityType.TICKET: _Columns(
        Ticket.id,
        Ticket.organization_id,
        Ticket.external_id,
        Ticket.title,
        Ticket.description,
    ),
    EntityType.COMMENT: _Columns(
        Comment.id,
        Comment.organization_id,
        Comment.external_id,
        literal(""),
        Comment.content,
    ),
    EntityType.KB_ARTICLE: _Columns(
        KbArticle.id,
        KbArticle.organization_id,
        KbArticle.external_id,
        KbArticle.title,
        KbArticle.content,
    ),
}


def iterate_texts(
    connection: Connection, tenant: Tenant, entity_type: EntityType
) -> Iterator[StoredText]:
    """Every text of one kind, by rising id, in bounded memory.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose texts.
    entity_type : EntityType
        Tickets, comments or articles.
    """
    columns = _COLUMNS[entity_type]
    last = 0
    while True:
        rows = connection.execute(
            select(columns.id, columns.title, columns.body)
            .where(columns.tenant == tenant.id, columns.id > last)
            .order_by(columns.id)
            .limit(_PAGE)
        ).all()
        for row in rows:
            yield StoredText(row[0], row[1] or "", row[2] or "")
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


def count_texts(connection: Connection, tenant: Tenant, entity_type: EntityType) -> int:
    """Count the rows of one kind."""
    columns = _COLUMNS[entity_type]
    query = select(func.count(columns.id)).where(columns.tenant == tenant.id)
    return connection.scalar(query) or 0


def read_texts(
    connection: Connection,
    tenant: Tenant,
    entity_type: EntityType,
    ids: Sequence[int],
) -> list[StoredText]:
    """Texts of the given rows, by rising id; rows that are gone are left out."""
    columns = _COLUMNS[entity_type]
    found: list[StoredText] = []
    for part in _parts(sorted(ids)):
        rows = connection.execute(
            select(columns.id, columns.title, columns.body)
            .where(columns.tenant == tenant.id, columns.id.in_(part))
            .order_by(columns.id)
        )
        found += [StoredText(row[0], row[1] or "", row[2] or "") for row in rows]
    return found


def existing_ids(
    connection: Connection,
    tenant: Tenant,
    entity_type: EntityType,
    ids: Sequence[int],
) -> set[int]:
    """Those of the ids whose rows are still there."""
    columns = _COLUMNS[entity_type]
    found: set[int] = set()
    for part in _parts(ids):
        found.update(
            connection.scalars(
                select(columns.id).where(
                    columns.tenant == tenant.id, columns.id.in_(part)
                )
            )
        )
    return found


def read_found_entities(
    connection: Connection,
    tenant: Tenant,
    space: VectorSpace,
    vector_ids: Sequence[int],
) -> dict[int, FoundEntity]:
    """Rows behind vectors, by vector id; what is gone is not in it.

    Parameters
    ----------
    connection : Connection
        In the transaction whose snapshot the answer describes.
    tenant : Tenant
        Whose rows; another tenant's vector is never found.
    space : VectorSpace
        The kind of row, the embedder and its version.
    vector_ids : sequence of int
        Of ``vector_embeddings``.

    Returns
    -------
    dict of int to FoundEntity
        The title of a comment is its ticket's.
    """
    columns = _COLUMNS[space.entity_type]
    is_comment = space.entity_type is EntityType.COMMENT
    title = Ticket.title if is_comment else columns.title
    query = (
        select(VectorEmbedding.id, columns.id, columns.external_id, title)
        .join(
            columns.id.class_,
            (columns.id == VectorEmbedding.entity_id)
            & (columns.tenant == VectorEmbedding.organization_id),
        )
        .where(
            VectorEmbedding.organization_id == tenant.id,
            VectorEmbedding.entity_type == space.entity_type,
            VectorEmbedding.model_name == space.embedder,
            VectorEmbedding.model_version == space.version,
        )
    )
    if is_comment:
        query = query.join(Ticket, Ticket.id == Comment.ticket_id)
    found = {}
    for part in _parts(vector_ids):
        for row in connection.execute(query.where(VectorEmbedding.id.in_(part))):
            found[row[0]] = FoundEntity(row[1], row[2], row[3] or "")
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), IDS_IN_ONE_QUERY):
        yield ids[start : start + IDS_IN_ONE_QUERY]
