"""Bring an index file up to the state of the database that a snapshot shows."""

from sdml.errors import ArtefactDamaged, IndexMismatch
from sdml.files.index_files import (
    IndexFacts,
    VectorIndex,
    empty_index,
    index_folder,
    read_index,
    write_index,
)
from sdml.records.embedding import VectorSpace
from sdml.steps.session import Session
from sdml.store.change_list import read_changed_vectors, read_mark, read_watermark
from sdml.store.engine import Connection
from sdml.store.vectors import count_vectors, read_vector_rows

__all__ = ["refresh_index"]

_OTHER = "the index file is not of this database"


def refresh_index(
    session: Session,
    connection: Connection,
    space: VectorSpace,
    *,
    anew: bool = False,
) -> VectorIndex | None:
    """Give the index of a space with every vector that the snapshot holds.

    Stages: read the file -> read what the change list says is new -> apply it,
    or build anew where file and database do not belong together -> write the
    file.

    Parameters
    ----------
    session : Session
        Whose index.
    connection : Connection
        The snapshot in which the caller goes on to read.
    space : VectorSpace
        Which vectors.
    anew : bool
        Build from the database whatever the file holds.

    Returns
    -------
    VectorIndex or None
        None where there never was a vector.
    """
    watermark = read_watermark(connection, session.tenant)
    index = None if anew else _read(session, connection, space)
    if index is not None:
        is_new = index.facts.watermark != watermark.seq
        if is_new:
            _apply_changes(session, connection, index)
        held = index.count, int(index.ids().sum())
        if held != count_vectors(connection, session.tenant, space):
            session.report(f"{_OTHER}: building it anew")
            index = None
        elif not is_new:
            return index
    if index is None:
        index = _build(session, connection, space)
    if index is not None:
        index.move_to(watermark.seq, watermark.mark)
        _write(session, index)
    return index


def _read(
    session: Session, connection: Connection, space: VectorSpace
) -> VectorIndex | None:
    """Give the index of the file if it was made from this very database."""
    folder = index_folder(session.folders.indexes(session.tenant.slug), space)
    try:
        index = read_index(folder, space)
    except (ArtefactDamaged, IndexMismatch) as error:
        session.report(f"{error}; building it anew from the database")
        return None
    if index is None:
        return None
    seq = index.facts.watermark
    if read_mark(connection, session.tenant, seq) != index.facts.mark:
        session.report(f"{_OTHER}: building it anew")
        return None
    return index


def _apply_changes(
    session: Session, connection: Connection, index: VectorIndex
) -> None:
    tenant, facts = session.tenant, index.facts
    changed = read_changed_vectors(connection, tenant, facts.watermark)
    ids, vectors = read_vector_rows(connection, tenant, facts.space, changed.tolist())
    index.replace(changed, ids, vectors.reshape(len(ids), facts.dimension))


def _build(
    session: Session, connection: Connection, space: VectorSpace
) -> VectorIndex | None:
    ids, vectors = read_vector_rows(connection, session.tenant, space)
    if not len(ids):
        return None
    index = empty_index(IndexFacts(space, vectors.shape[1]))
    index.replace(ids[:0], ids, vectors)
    return index


def _write(session: Session, index: VectorIndex) -> None:
    folder = index_folder(
        session.folders.indexes(session.tenant.slug), index.facts.space
    )
    try:
        write_index(folder, index)
    except OSError as error:  # it can be built again from the database
        session.report(f"the index could not be saved in {folder}: {error.strerror}")
