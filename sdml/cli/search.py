"""The command `sdml search`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.embedding import SEARCHABLE
from sdml.records.machine_learning import EntityType
from sdml.records.search import FileSearchResult, SearchResult

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["search"]


@click.command()
@click.argument("text", required=False)
@click.option(
    "--entity",
    type=click.Choice([entity.value for entity in SEARCHABLE]),
    default="ticket",
    show_default=True,
    help="What to find.",
)
@click.option("-k", default=10, show_default=True, help="How many at most.")
@click.option(
    "--file",
    "queries",
    type=click.Path(path_type=Path),
    help="CSV of queries: query_id, text.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="CSV of their answers: query_id, rank, id, external_id, score.",
)
@with_session
def search(
    session: "Session",
    as_json: bool,
    text: str | None,
    entity: str,
    k: int,
    queries: Path | None,
    out: Path | None,
) -> None:
    """Find what is nearest in meaning to a text, or to a file's queries."""
    from sdml.steps.search_entities import search_entities
    from sdml.steps.search_file import search_file

    kind = EntityType(entity)
    if text is not None and queries is None and out is None:
        found = search_entities(session, text, entity_type=kind, k=k)
        emit(found, as_json, _lines)
    elif text is None and queries is not None and out is not None:
        written = search_file(session, queries, out, entity_type=kind, k=k)
        emit(written, as_json, _file_lines)
    else:
        raise click.UsageError("give either TEXT, or both --file and --out")


def _lines(result: SearchResult) -> str:
    return "\n".join(
        f"{hit.score:.3f}  {hit.external_id or hit.id}  {hit.title}"
        for hit in result.hits
    )


def _file_lines(result: FileSearchResult) -> str:
    return f"{result.rows:,} answers to {result.queries:,} queries in {result.out}"
