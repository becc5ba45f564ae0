"""The commands `sdml index verify` and `sdml index rebuild`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.embedding import SEARCHABLE
from sdml.records.machine_learning import EntityType
from sdml.records.search import IndexCheck

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["index"]

_ENTITY = click.option(
    "--entity",
    type=click.Choice([entity.value for entity in SEARCHABLE]),
    default="ticket",
    show_default=True,
    help="Whose index.",
)


@click.group()
def index() -> None:
    """Verify or rebuild a vector index."""


@index.command()
@_ENTITY
@with_session
def verify(session: "Session", as_json: bool, entity: str) -> None:
    """Count what the index lacks, has too much, or holds of old; exit 3 if any."""
    from sdml.steps.verify_index import verify_index

    emit(verify_index(session, entity_type=EntityType(entity)), as_json, _lines)


@index.command()
@_ENTITY
@with_session
def rebuild(session: "Session", as_json: bool, entity: str) -> None:
    """Make the index anew from the database, embedding what lacks a vector."""
    from sdml.steps.rebuild_index import rebuild_index

    emit(rebuild_index(session, entity_type=EntityType(entity)), as_json, _lines)


def _lines(check: IndexCheck) -> str:
    return (
        f"{check.vectors:,} vectors of {check.embedder or 'no embedder'}: "
        f"{check.missing:,} missing, {check.orphan:,} orphan, {check.stale:,} stale"
    )
