"""Compare an index file, the vectors and the texts they were made from."""

import numpy as np

from sdml.errors import ArtefactDamaged, CheckFailed
from sdml.files.index_files import VectorIndex, index_folder, read_index
from sdml.ml.text import text_hash, ticket_text
from sdml.records.embedding import VectorIds, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.records.search import IndexCheck
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.entity_texts import iterate_texts
from sdml.store.vectors import (
    read_held_vectors,
    read_vector_hashes,
    read_vector_ids,
    read_vector_rows,
)

__all__ = ["verify_index"]

_BLOCK = 5_000
# The file holds the very bytes of the database.
_SAME = 1e-6


def verify_index(
    session: Session, *, entity_type: EntityType = EntityType.TICKET
) -> IndexCheck:
    """Count how the index of one kind of text differs from the database.

    Stages: read and check the file -> compare its ids and vectors with those of
    the database -> compare the hashes of the vectors with the texts. Nothing is
    changed.

    Parameters
    ----------
    session : Session
        Whose index.
    entity_type : EntityType
        Tickets, comments or articles.

    Returns
    -------
    IndexCheck
        Where nothing differs.

    Raises
    ------
    CheckFailed
        Something differs; its result is the counts.
    ArtefactDamaged
        The file is not what was written.
    """
    with session.read() as connection:
        held = read_held_vectors(connection, session.tenant)
        spaces = [h.space for h in held if h.space.entity_type is entity_type]
        try:
            check = _compare(session, connection, entity_type, next(iter(spaces), None))
        except ArtefactDamaged as error:
            raise ArtefactDamaged(f"{error}: run 'sdml index rebuild'") from error
    if not check.is_clean:
        raise CheckFailed(
            f"the {entity_type} index differs from the database: {check.missing:,} "
            f"missing, {check.orphan:,} orphan, {check.stale:,} stale: run 'sdml "
            "index rebuild'",
            check,
        )
    return check


def _compare(
    session: Session,
    connection: Connection,
    entity_type: EntityType,
    space: VectorSpace | None,
) -> IndexCheck:
    hashes: dict[int, str] = {}
    ids = np.zeros(0, dtype=np.int64)
    index = None
    if space is not None:
        hashes = read_vector_hashes(connection, session.tenant, space)
        ids = read_vector_ids(connection, session.tenant, space)
        folder = index_folder(session.folders.indexes(session.tenant.slug), space)
        index = read_index(folder, space)
    in_file = index.ids() if index else ids[:0]
    shared = np.intersect1d(ids, in_file)
    without, changed, gone = _compare_texts(session, connection, entity_type, hashes)
    return IndexCheck(
        missing=without + len(ids) - len(shared),
        orphan=gone + len(in_file) - len(shared),
        stale=changed + _count_different(session, connection, index, shared),
        vectors=len(ids),
        embedder=space.embedder if space else None,
        version=space.version if space else None,
    )


def _compare_texts(
    session: Session,
    connection: Connection,
    entity_type: EntityType,
    hashes: dict[int, str],
) -> tuple[int, int, int]:
    """Count texts without a vector, with one of other wording, and vectors alone."""
    without = changed = 0
    gone = dict(hashes)
    for stored in iterate_texts(connection, session.tenant, entity_type):
        text = ticket_text(stored.title, stored.body)
        held = gone.pop(stored.id, None)
        if held is None:
            without += bool(text.strip())
        else:
            changed += held != text_hash(text)
    return without, changed, len(gone)


def _count_different(
    session: Session,
    connection: Connection,
    index: VectorIndex | None,
    shared: VectorIds,
) -> int:
    """Count vectors that are not in the file as they are in the database."""
    if index is None:
        return 0
    different = 0
    for at in range(0, len(shared), _BLOCK):
        part = shared[at : at + _BLOCK]
        ids, vectors = read_vector_rows(
            connection, session.tenant, index.facts.space, part.tolist()
        )
        apart = np.abs(index.vectors(ids) - vectors).max(axis=1)
        different += int((apart > _SAME).sum())
    return different
