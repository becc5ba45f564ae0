"""Find vectors of tickets that are of their present wording."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sdml.records.embedding import VectorIds, Vectors, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.steps.session import Session
from sdml.store.vectors import (
    read_held_vectors,
    read_vector_hashes,
    read_vectors,
)

__all__ = ["CurrentVectors", "find_current_vectors"]


@dataclass(frozen=True, slots=True)
class CurrentVectors:
    """Vectors of one embedder for some tickets.

    Attributes
    ----------
    space : VectorSpace
        Whose vectors.
    ids : ndarray of int64, shape (n,)
        Ticket ids, rising.
    vectors : ndarray of float32, shape (n, dimension)
        In the order of the ids.
    """

    space: VectorSpace
    ids: VectorIds
    vectors: Vectors


def find_current_vectors(
    session: Session, hashes: Mapping[int, str], space: VectorSpace | None = None
) -> CurrentVectors | None:
    """Give the vectors of tickets whose text they were made from.

    Stages: read which vectors the tenant has -> compare the hashes of their
    texts -> read the arrays.

    Parameters
    ----------
    session : Session
        Whose tickets.
    hashes : mapping of int to str
        Hash of each ticket's text, by ticket id.
    space : VectorSpace, optional
        Only vectors of this embedder; those that there are. Without it, the
        embedder that ran last among those that have them all.

    Returns
    -------
    CurrentVectors or None
        None where no embedder has them all.
    """
    with session.read() as connection:
        held = read_held_vectors(connection, session.tenant)
        spaces = [
            one.space for one in held if one.space.entity_type is EntityType.TICKET
        ]
        for candidate in spaces if space is None else [space]:
            known = read_vector_hashes(connection, session.tenant, candidate)
            current = [
                id_ for id_, digest in hashes.items() if known.get(id_) == digest
            ]
            if space is None and len(current) < len(hashes):
                session.report(
                    f"{len(hashes) - len(current):,} of {len(hashes):,} tickets have "
                    f"no current vector of {candidate.embedder}: it is left out; "
                    "'sdml embed' makes them"
                )
                continue
            ids, vectors = read_vectors(
                connection,
                session.tenant,
                candidate.entity_type.value,
                candidate.embedder,
                candidate.version,
                current,
            )
            return CurrentVectors(candidate, ids, np.ascontiguousarray(vectors))
    return None
