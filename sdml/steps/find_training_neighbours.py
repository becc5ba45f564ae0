"""Find what is nearest to a text among the texts that its model learnt."""

from typing import TypeAlias

import numpy as np

from sdml.ml.similar_texts import count_words, likeness
from sdml.ml.text import ticket_text
from sdml.privacy.pii import mask
from sdml.records.decision_file import DecidedCase, TrainingFacts
from sdml.records.embedding import Vectors, VectorSpace
from sdml.records.explanation import Neighbour, Neighbours
from sdml.records.machine_learning import EntityType
from sdml.steps.refresh_index import refresh_index
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.entity_texts import read_found_entities, read_texts
from sdml.store.learnt_rows import read_learnt_rows
from sdml.store.vectors import read_held_vectors, read_vectors

__all__ = ["find_training_neighbours"]

MOST_READ = 5_000  # texts compared by their words where there are no vectors
_HITS, _MOST_HITS = 256, 16_384

_Found: TypeAlias = tuple[dict[int, tuple[str, str, bool]], list[tuple[int, float]]]


def find_training_neighbours(
    session: Session, case: DecidedCase, training: TrainingFacts, *, most: int = 4
) -> Neighbours:
    """The learnt texts that are nearest to a ticket's, itself left out.

    By the vectors of their tickets, through the tenant's index; where the ticket
    has none, by the rarer words they share, among 5,000 learnt texts at most.

    Stages: read the ticket's vector -> search the index until enough hits are of
    the data set, or read texts and compare their words -> look the hits up, masked.

    Parameters
    ----------
    session : Session
        Whose tickets.
    case : DecidedCase
        The decision, with its ticket.
    training : TrainingFacts
        What its model learnt.
    most : int
        How many neighbours.
    """
    with session.read() as connection:
        found = _by_vector(session, connection, case, training.dataset_id, most)
        measure, looked_at = "vectors", training.rows
        if found is None:
            measure = "words"
            found, looked_at = _by_words(
                connection, session, case, training.dataset_id, most
            )
        rows, hits = found
        ids = [ticket_id for ticket_id, _ in hits]
        texts = read_texts(connection, session.tenant, EntityType.TICKET, sorted(ids))
    shown = {one.id: mask(ticket_text(one.title, one.body)) for one in texts}
    nearest = tuple(
        Neighbour(one, key, label, round(score, 4), is_reviewed, shown[one])
        for one, score in hits
        for key, label, is_reviewed in [rows[one]]
    )
    return Neighbours(nearest, measure if nearest else "none", looked_at, training.rows)


def _vector_of(
    connection: Connection, session: Session, ticket_id: int
) -> tuple[VectorSpace | None, Vectors | None]:
    for held in read_held_vectors(connection, session.tenant):
        space = held.space
        if space.entity_type is EntityType.TICKET:
            _, found = read_vectors(
                connection,
                session.tenant,
                space.entity_type.value,
                space.embedder,
                space.version,
                [ticket_id],
            )
            if len(found):
                return space, found
    return None, None


def _by_vector(
    session: Session,
    connection: Connection,
    case: DecidedCase,
    dataset_id: int,
    most: int,
) -> _Found | None:
    """Rows and hits; None where the ticket has no vector, or there is no index."""
    own = case.said.ticket_id
    space, vector = _vector_of(connection, session, own)
    if space is None or vector is None:
        return None
    index = refresh_index(session, connection, space)
    if index is None:
        return None
    wanted = _HITS
    while True:
        scores, ids = index.search(vector, wanted)
        numbers, near = ids[0].tolist(), scores[0].tolist()
        entities = read_found_entities(connection, session.tenant, space, numbers)
        tickets = {entity.id for entity in entities.values()} - {own}
        rows = read_learnt_rows(connection, session.tenant, dataset_id, tickets)
        hits: dict[int, float] = {}
        for score, number in zip(near, numbers, strict=True):
            if number in entities and entities[number].id in rows:
                hits.setdefault(entities[number].id, float(score))
        if len(hits) >= most or wanted >= index.count or wanted >= _MOST_HITS:
            return rows, sorted(hits.items(), key=lambda hit: (-hit[1], hit[0]))[:most]
        wanted *= 4


def _by_words(
    connection: Connection,
    session: Session,
    case: DecidedCase,
    dataset_id: int,
    most: int,
) -> tuple[_Found, int]:
    """Rows and hits, and how many texts were compared."""
    rows = read_learnt_rows(connection, session.tenant, dataset_id)
    rows.pop(case.said.ticket_id, None)
    ids = list(rows)
    places = np.linspace(0, len(ids) - 1, min(len(ids), MOST_READ)).round()
    chosen = [ids[int(place)] for place in places.tolist()]
    stored = read_texts(connection, session.tenant, EntityType.TICKET, chosen)
    text = ticket_text(case.title, case.description)
    if not stored or not text.strip():
        return (rows, []), len(stored)
    known = count_words([ticket_text(one.title, one.body) for one in stored])
    scores = likeness(known, count_words([text]))
    best = np.argsort(-scores, kind="stable")[:most].tolist()
    hits = [(stored[at].id, float(scores[at])) for at in best if scores[at] > 0]
    return (rows, hits), len(stored)
