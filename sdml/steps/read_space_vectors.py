"""Read the vectors of a tenant's rows, of the embedder that ran last."""

from collections.abc import Sequence

from sdml.errors import NotEnoughData
from sdml.records.embedding import VectorIds, Vectors, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.steps.session import Session
from sdml.store.vectors import read_held_vectors, read_vectors

__all__ = ["read_space_vectors"]


def read_space_vectors(
    session: Session,
    entity_type: EntityType = EntityType.TICKET,
    ids: Sequence[int] | None = None,
) -> tuple[VectorSpace, VectorIds, Vectors]:
    """Give the space, and ids of rows with their vectors of unit length.

    Stages: read which vectors the tenant has -> read those of one embedder.

    Parameters
    ----------
    session : Session
        Whose rows.
    entity_type : EntityType
        Which rows.
    ids : sequence of int, optional
        Only these; those without a vector are left out.

    Raises
    ------
    NotEnoughData
        No row of this kind has a vector.
    """
    with session.read() as connection:
        held = read_held_vectors(connection, session.tenant)
        spaces = [one.space for one in held if one.space.entity_type is entity_type]
        if not spaces:
            raise NotEnoughData(
                f"no {entity_type} has a vector yet: run 'sdml embed --entity "
                f"{entity_type}'"
            )
        space = spaces[0]
        found, vectors = read_vectors(
            connection,
            session.tenant,
            entity_type.value,
            space.embedder,
            space.version,
            ids,
        )
    return space, found, vectors
