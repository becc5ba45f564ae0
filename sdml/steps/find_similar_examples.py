"""Find the approved examples that are nearest to one under review."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sdml.ml.similar_texts import (
    WordRows,
    add_rows,
    count_words,
    likeness,
    mark_shared,
)
from sdml.privacy.pii import mask
from sdml.records.embedding import Vectors, VectorSpace
from sdml.records.example_card import SimilarExample, SimilarExamples
from sdml.records.machine_learning import EntityType
from sdml.records.queue_item import HeldClaim, QueueItem
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.approved_examples import read_approved_since, read_approved_texts
from sdml.store.engine import Connection
from sdml.store.review_claims import read_open_claim
from sdml.store.review_queue import read_item
from sdml.store.vectors import read_held_vectors, read_vectors

__all__ = ["find_similar_examples"]

MOST_KNOWN, MOST_TASKS = 20_000, 8
_LOOKED_AT = 60  # hits that are looked up before the nearest are chosen
_PAGE = 2_000


@dataclass
class _Known:
    """Approved examples of one task: what a process keeps to search them.

    It holds ids and numbers, never text; what was undone or erased since is
    left out when a hit is looked up.
    """

    ids: list[int] = field(default_factory=list)
    since: tuple[datetime, int] | None = None
    vectors: Vectors | None = None
    words: WordRows | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_KNOWN: OrderedDict[tuple[object, ...], _Known] = OrderedDict()
_KNOWN_LOCK = threading.Lock()


def find_similar_examples(
    session: Session, reviewer: Reviewer, example_id: int, *, most: int = 3
) -> SimilarExamples:
    """The nearest approved examples, the nearest that contradicts, shared words.

    By the vectors of their tickets where this ticket has one, else by the
    words they share. Of the newest 20,000 approved examples a process reads
    only what is new since it looked last.

    Stages: read the example, the reader's claim and its vector -> bring what
    this process knows up to date -> compare -> look the hits up -> mask.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        A blind card of his shows nothing that contradicts.
    example_id : int
        Which example.
    most : int
        How many neighbours.

    Raises
    ------
    NotFound
        There is no such example.
    """
    with session.read() as connection:
        item = read_item(connection, session.tenant, example_id)
        claim = _claim_of(connection, session, reviewer, example_id)
        space, vector = _vector_of(connection, session, item)
        known = _known(session, item.task, space)
        with known.lock:
            _refresh(connection, session, item.task, space, known)
            scores = _scores(known, item, vector)
            order = np.argsort(-scores, kind="stable")[:_LOOKED_AT]
            hits = [(known.ids[place], float(scores[place])) for place in order]
        texts = read_approved_texts(
            connection, session.tenant, [one for one, _ in hits]
        )
    suggested = item.suggestion if claim is None else claim.shown_label
    is_blind = claim is not None and claim.is_blind
    near = [
        SimilarExample(one, texts[one][0], round(score, 4), mask(texts[one][1]))
        for one, score in dict(reversed(hits)).items()  # settled twice: the nearer
        if one in texts and one != example_id and score > 0
    ]
    near.sort(key=lambda one: -one.similarity)
    against = [one for one in near if one.label != suggested]
    agreeing = [one.input for one in near if one.label == suggested][:most]
    shown = mask(item.input)
    return SimilarExamples(
        nearest=tuple(near[:most]),
        contradicting=against[0] if against and suggested and not is_blind else None,
        words=mark_shared(shown, agreeing)
        if agreeing and not is_blind
        else ((shown, False),),
        measure="none" if not near else "words" if vector is None else "vectors",
    )


def _claim_of(
    connection: Connection, session: Session, reviewer: Reviewer, example_id: int
) -> HeldClaim | None:
    claim = read_open_claim(connection, session.tenant, reviewer.user_id)
    return claim if claim is not None and claim.example_id == example_id else None


def _vector_of(
    connection: Connection, session: Session, item: QueueItem
) -> tuple[VectorSpace | None, Vectors | None]:
    if item.ticket_id is None:
        return None, None
    for held in read_held_vectors(connection, session.tenant):
        if held.space.entity_type is EntityType.TICKET:
            _, found = _read(connection, session, held.space, [item.ticket_id])
            if len(found):
                return held.space, found
    return None, None


def _read(
    connection: Connection, session: Session, space: VectorSpace, ids: Sequence[int]
) -> tuple[NDArray[np.int64], Vectors]:
    return read_vectors(
        connection,
        session.tenant,
        space.entity_type.value,
        space.embedder,
        space.version,
        ids,
    )


def _known(session: Session, task: str, space: VectorSpace | None) -> _Known:
    key = (session.database.location, session.tenant.id, task, space)
    with _KNOWN_LOCK:
        found = _KNOWN.setdefault(key, _Known())
        _KNOWN.move_to_end(key)
        while len(_KNOWN) > MOST_TASKS:
            _KNOWN.popitem(last=False)
    return found


def _refresh(
    connection: Connection,
    session: Session,
    task: str,
    space: VectorSpace | None,
    known: _Known,
) -> None:
    while True:
        new = read_approved_since(connection, session.tenant, task, known.since, _PAGE)
        if not new:
            return
        known.since = (new[-1][2], new[-1][0])
        if space is None:
            ids = [row[0] for row in new]
            texts = read_approved_texts(connection, session.tenant, ids)
            ids = [one for one in ids if one in texts]
            if ids:
                rows = count_words([texts[one][1] for one in ids])
                known.words = add_rows(known.words, rows)[-MOST_KNOWN:]
        else:
            by_ticket = {row[1]: row[0] for row in new if row[1] is not None}
            tickets, vectors = _read(connection, session, space, list(by_ticket))
            ids = [by_ticket[int(one)] for one in tickets]
            before = [] if known.vectors is None else [known.vectors]
            known.vectors = np.concatenate([*before, vectors])[-MOST_KNOWN:]
        known.ids = [*known.ids, *ids][-MOST_KNOWN:]


def _scores(
    known: _Known, item: QueueItem, vector: Vectors | None
) -> NDArray[np.float32]:
    if not known.ids:
        return np.zeros(0, np.float32)
    if vector is not None and known.vectors is not None:
        return np.asarray(known.vectors @ vector[0], np.float32)
    if known.words is None:
        return np.zeros(len(known.ids), np.float32)
    return likeness(known.words, count_words([item.input]))
