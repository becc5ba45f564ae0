"""Make an index anew from the database, after embedding what lacks a vector."""

from sdml.errors import CheckFailed
from sdml.records.machine_learning import EntityType
from sdml.records.search import IndexCheck
from sdml.steps.embed_entities import embed_entities
from sdml.steps.refresh_index import refresh_index
from sdml.steps.session import Session
from sdml.steps.verify_index import verify_index
from sdml.store.vectors import read_held_vectors

__all__ = ["rebuild_index"]


def rebuild_index(
    session: Session, *, entity_type: EntityType = EntityType.TICKET
) -> IndexCheck:
    """Write the index of one kind of text anew, so that it verifies.

    Stages: build the file from the vectors -> verify -> where texts and vectors
    differ, embed and verify again.

    Parameters
    ----------
    session : Session
        Whose index.
    entity_type : EntityType
        Tickets, comments or articles.

    Returns
    -------
    IndexCheck
        All counts zero.

    Raises
    ------
    EmbedderUnavailable
        Texts lack a vector, and the embedder is not installed.
    """
    with session.read() as connection:
        held = read_held_vectors(connection, session.tenant)
        for item in held:
            if item.space.entity_type is entity_type:
                refresh_index(session, connection, item.space, anew=True)
    try:
        return verify_index(session, entity_type=entity_type)
    except CheckFailed:
        embed_entities(session, entity_type=entity_type)
        return verify_index(session, entity_type=entity_type)
