"""Compute the vectors of texts that have none, or whose text has changed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from sdml.files.index_files import remove_other_versions
from sdml.ml.text import text_hash, ticket_text
from sdml.records.embedding import (
    Embedder,
    EmbeddingResult,
    EncodedTexts,
    VectorSpace,
)
from sdml.records.machine_learning import EntityType
from sdml.steps.open_embedder import open_embedder
from sdml.steps.refresh_index import refresh_index
from sdml.steps.session import Session
from sdml.store.embedding_runs import finish_embedding_run, start_embedding_run
from sdml.store.entity_texts import iterate_texts, read_texts
from sdml.store.vectors import (
    delete_superseded,
    delete_vectors,
    read_vector_hashes,
    write_vectors,
)

__all__ = ["embed_entities"]

# Texts are read and sorted by length a chunk at a time, encoded and committed a
# slice at a time: a slice is what a kill can lose, and how the bar moves.
_CHUNK = 2_048
_SLICE = 256
_PURPOSE = "embed_entities"


@dataclass(slots=True)
class _Work:
    """What there is to do: rows by the hash of their text, and what is in order."""

    pending: dict[str, list[int]] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0


def embed_entities(
    session: Session,
    *,
    entity_type: EntityType = EntityType.TICKET,
    embedder: str = "auto",
) -> EmbeddingResult:
    """Give every text of one kind a vector that is of its present wording.

    Stages: open the embedder -> hash all texts and compare with the hashes of
    the vectors -> encode what differs, equal texts once, and write it slice by
    slice -> bring the index up to date. Killed at any point, the same call goes
    on after the last slice.

    Parameters
    ----------
    session : Session
        Whose texts.
    entity_type : EntityType
        Tickets, comments or articles.
    embedder : str
        A choice string; see `open_embedder`.

    Raises
    ------
    EmbedderUnavailable
        The embedder is not installed.
    """
    started = time.perf_counter()
    chosen = open_embedder(session, embedder, entity_type=entity_type)
    space = VectorSpace(entity_type, chosen.embedder.name, chosen.embedder.version)
    session.report(f"embedder {space.embedder} ({chosen.reason})")
    if space.embedder == "minilm-en":
        session.report("minilm-en understands English only")
    work = _find_work(session, space)
    with session.write(_PURPOSE) as connection:
        run_id = start_embedding_run(
            connection, session.tenant, space, chosen.reason, session.now()
        )
    embedded = _embed(session, space, chosen.embedder, work)
    with session.write(_PURPOSE) as connection:
        delete_vectors(connection, session.tenant, space, work.gone)
        delete_superseded(connection, session.tenant, space)
        counts = embedded, work.unchanged
        finish_embedding_run(connection, session.tenant, run_id, counts, session.now())
    remove_other_versions(session.folders.indexes(session.tenant.slug), space)
    with session.read() as connection:
        refresh_index(session, connection, space)
    return EmbeddingResult(
        embedder=space.embedder,
        version=space.version,
        reason=chosen.reason,
        embedded=embedded,
        unchanged=work.unchanged,
        empty=work.empty,
        seconds=round(time.perf_counter() - started, 3),
    )


def _find_work(session: Session, space: VectorSpace) -> _Work:
    work = _Work()
    with session.read() as connection:
        known = read_vector_hashes(connection, session.tenant, space)
        for stored in iterate_texts(connection, session.tenant, space.entity_type):
            text = ticket_text(stored.title, stored.body)
            held = known.pop(stored.id, None)
            if not text.strip():
                work.empty += 1
                if held is not None:
                    work.gone.append(stored.id)
            elif held == (digest := text_hash(text)):
                work.unchanged += 1
            else:
                work.pending.setdefault(digest, []).append(stored.id)
    work.gone += known
    return work


def _embed(
    session: Session, space: VectorSpace, embedder: Embedder, work: _Work
) -> int:
    total = sum(map(len, work.pending.values()))
    embedded = 0
    with session.progress(total, "texts", f"embed {space.entity_type}s") as bar:
        for groups in _chunks(work.pending):
            texts = _read_chunk(session, space, groups)
            for encoded in _encode_chunk(embedder, texts, groups):
                with session.write(_PURPOSE) as connection:
                    embedded += write_vectors(
                        connection, session.tenant, space, encoded, session.now()
                    )
                bar.advance(len(encoded.ids))
    return embedded


def _chunks(pending: dict[str, list[int]]) -> Iterator[dict[str, list[int]]]:
    hashes = list(pending)
    for at in range(0, len(hashes), _CHUNK):
        yield {digest: pending[digest] for digest in hashes[at : at + _CHUNK]}


def _read_chunk(
    session: Session, space: VectorSpace, groups: dict[str, list[int]]
) -> dict[str, str]:
    """Texts by hash; one that has changed since then waits for the next run."""
    firsts = [ids[0] for ids in groups.values()]
    with session.read() as connection:
        stored = read_texts(connection, session.tenant, space.entity_type, firsts)
    texts = (ticket_text(row.title, row.body) for row in stored)
    hashed = ((text_hash(text), text) for text in texts)
    return {digest: text for digest, text in hashed if digest in groups}


def _encode_chunk(
    embedder: Embedder, texts: dict[str, str], groups: dict[str, list[int]]
) -> Iterator[EncodedTexts]:
    # Longest first: texts of a slice are then alike in length, so little is
    # padded, and the estimate of the time left errs on the safe side.
    hashes = sorted(texts, key=lambda digest: len(texts[digest]), reverse=True)
    for at in range(0, len(hashes), _SLICE):
        part = hashes[at : at + _SLICE]
        vectors = embedder.encode([texts[digest] for digest in part], "passage")
        sizes = [len(groups[digest]) for digest in part]
        yield EncodedTexts(
            ids=[id_ for digest in part for id_ in groups[digest]],
            vectors=np.repeat(vectors, sizes, axis=0),
            hashes=[digest for digest in part for _ in groups[digest]],
        )
