"""Answer queries from the index, in one snapshot of the database."""

from collections.abc import Sequence

from sdml.errors import IndexMismatch, ParameterError
from sdml.files.index_files import VectorIndex
from sdml.privacy.pii import mask
from sdml.records.embedding import Vectors, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.records.search import FoundEntity, SearchHit, SearchResult
from sdml.steps.open_embedder import open_embedder
from sdml.steps.refresh_index import refresh_index
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.entity_texts import read_found_entities
from sdml.store.vectors import read_held_vectors

__all__ = ["find_nearest"]

MOST_HITS = 1_000
_SPARE = 8  # read beyond k, for entries whose row is gone


def find_nearest(
    session: Session,
    queries: Sequence[str],
    *,
    entity_type: EntityType = EntityType.TICKET,
    k: int = 10,
) -> list[SearchResult]:
    """Give the k rows nearest in meaning to each query.

    Stages: open the embedder of the tenant's vectors -> encode the queries ->
    in one snapshot bring the index up to date, search it, and look up every hit
    in the database, so that no row that is gone is ever shown.

    Parameters
    ----------
    session : Session
        Whose rows.
    queries : sequence of str
        Texts; a blank one has no hits.
    entity_type : EntityType
        What to find.
    k : int
        How many at most, from 1 to 1,000.

    Returns
    -------
    list of SearchResult
        One for each query, in order. Without hits where nothing was embedded;
        the session's report says so.

    Raises
    ------
    EmbedderUnavailable
        The embedder of the vectors is not installed.
    IndexMismatch
        The installed embedder is another version than that of the vectors.
    ParameterError
        `k` is out of range.
    """
    if not 1 <= k <= MOST_HITS:
        raise ParameterError(f"k is {k}: expected 1 to {MOST_HITS:,}")
    with session.read() as connection:
        all_held = read_held_vectors(connection, session.tenant)
    if not any(held.space.entity_type is entity_type for held in all_held):
        session.report(
            f"no {entity_type} of tenant {session.tenant.slug} has a vector yet: "
            f"run 'sdml embed --tenant {session.tenant.slug} --entity {entity_type}'"
        )
        return [SearchResult(()) for _ in queries]
    chosen = open_embedder(session, entity_type=entity_type, may_fit=False)
    embedder, held = chosen.embedder, chosen.held
    space = VectorSpace(entity_type, embedder.name, embedder.version)
    if held is None or held.space != space:
        there = held.space.version if held else "another embedder"
        raise IndexMismatch(
            f"the {entity_type} vectors are of {there}, installed is {space.embedder} "
            f"{space.version}: run 'sdml embed --entity {entity_type}'"
        )
    places = [place for place, query in enumerate(queries) if query.strip()]
    vectors = embedder.encode([queries[place] for place in places], "query")
    with session.read() as connection:
        index = refresh_index(session, connection, space)
        hits = _look_up(session, connection, index, vectors, k) if index else []
    answers = dict(zip(places, hits, strict=True)) if hits else {}
    return [
        SearchResult(answers.get(place, ()), space.embedder, space.version)
        for place in range(len(queries))
    ]


def _look_up(
    session: Session,
    connection: Connection,
    index: VectorIndex,
    vectors: Vectors,
    k: int,
) -> list[tuple[SearchHit, ...]]:
    wanted = k + _SPARE
    while True:
        scores, ids = index.search(vectors, wanted)
        unique = sorted(set(ids.ravel().tolist()))
        found = read_found_entities(
            connection, session.tenant, index.facts.space, unique
        )
        hits = [
            _hits(row_scores, row_ids, found, index.facts.space.entity_type, k)
            for row_scores, row_ids in zip(scores.tolist(), ids.tolist(), strict=True)
        ]
        if wanted >= index.count or all(len(row) == k for row in hits):
            return hits
        wanted *= 4


def _hits(
    scores: list[float],
    vector_ids: list[int],
    found: dict[int, FoundEntity],
    entity_type: EntityType,
    k: int,
) -> tuple[SearchHit, ...]:
    """Give the first k rows that are there, each once, ties by rising id."""
    hits: dict[int, SearchHit] = {}
    for score, vector_id in zip(scores, vector_ids, strict=True):
        row = found.get(vector_id)
        if row is not None and row.id not in hits:
            hits[row.id] = SearchHit(
                entity=entity_type.value,
                id=row.id,
                external_id=row.external_id,
                score=round(score, 6),
                title=mask(row.title),
            )
    return tuple(sorted(hits.values(), key=lambda hit: (-hit.score, hit.id))[:k])
