"""Find the tickets, comments or articles that are nearest in meaning to a text."""

from sdml.errors import ParameterError
from sdml.records.machine_learning import EntityType
from sdml.records.search import SearchResult
from sdml.steps.find_nearest import find_nearest
from sdml.steps.session import Session

__all__ = ["search_entities"]


def search_entities(
    session: Session,
    text: str,
    *,
    entity_type: EntityType = EntityType.TICKET,
    k: int = 10,
) -> SearchResult:
    """Give the rows nearest in meaning to one text, best first.

    Stages: check the text -> `find_nearest`.

    Parameters
    ----------
    session : Session
        Whose rows.
    text : str
        What is looked for, in any words.
    entity_type : EntityType
        What to find.
    k : int
        How many at most, from 1 to 1,000.

    Raises
    ------
    ParameterError
        The text is blank, or `k` is out of range.
    EmbedderUnavailable
        The embedder of the vectors is not installed.
    IndexMismatch
        The installed embedder is another version than that of the vectors.
    """
    if not text.strip():
        raise ParameterError("the text to search for is blank")
    (result,) = find_nearest(session, [text], entity_type=entity_type, k=k)
    return result
