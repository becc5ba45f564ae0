"""The command `sdml embed`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.embedding import SEARCHABLE, EmbeddingResult
from sdml.records.machine_learning import EntityType

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["embed"]


@click.command()
@click.option(
    "--entity",
    type=click.Choice([entity.value for entity in SEARCHABLE]),
    default="ticket",
    show_default=True,
    help="Whose texts.",
)
@click.option(
    "--embedder",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="auto, e5-small-enpt, use-m3, minilm-en, lsa or st:FOLDER-OR-NAME.",
)
@with_session
def embed(session: "Session", as_json: bool, entity: str, embedder: str) -> None:
    """Compute the vectors of texts that have none, or that have changed."""
    from sdml.steps.embed_entities import embed_entities

    result = embed_entities(session, entity_type=EntityType(entity), embedder=embedder)
    emit(result, as_json, _lines)


def _lines(result: EmbeddingResult) -> str:
    rate = result.embedded / result.seconds if result.seconds else 0
    return (
        f"{result.embedded:,} embedded, {result.unchanged:,} unchanged, "
        f"{result.empty:,} without text, in {result.seconds:.1f} s ({rate:,.0f}/s) "
        f"by {result.embedder}"
    )
