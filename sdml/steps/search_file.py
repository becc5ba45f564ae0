"""Answer a file of queries with a file of hits."""

from pathlib import Path

from sdml.files.artefacts import check_place
from sdml.files.query_files import read_queries, write_answers
from sdml.records.machine_learning import EntityType
from sdml.records.search import FileSearchResult
from sdml.steps.find_nearest import find_nearest
from sdml.steps.session import Session

__all__ = ["search_file"]


def search_file(
    session: Session,
    queries: Path,
    out: Path,
    *,
    entity_type: EntityType = EntityType.TICKET,
    k: int = 10,
) -> FileSearchResult:
    """Search with every query of a file, all of them in one batch.

    Stages: read the queries -> `find_nearest` -> write the answers.

    Parameters
    ----------
    session : Session
        Whose rows.
    queries : Path
        CSV with the columns ``query_id`` and ``text``.
    out : Path
        CSV to be written: ``query_id, rank, id, external_id, score``; rank 1 is
        the best.
    entity_type : EntityType
        What to find.
    k : int
        How many at most for each query, from 1 to 1,000.

    Raises
    ------
    ParameterError
        The answers would replace the queries, or a folder.
    SourceFileError
        The file of queries cannot be used.
    EmbedderUnavailable
        The embedder of the vectors is not installed.
    IndexMismatch
        The installed embedder is another version than that of the vectors.
    """
    check_place(out, queries)
    asked = read_queries(queries)
    results = find_nearest(
        session, [text for _, text in asked], entity_type=entity_type, k=k
    )
    rows = [
        (query_id, rank, hit.id, hit.external_id, hit.score)
        for (query_id, _), result in zip(asked, results, strict=True)
        for rank, hit in enumerate(result.hits, start=1)
    ]
    write_answers(out, rows)
    return FileSearchResult(len(asked), len(rows), out.absolute())
