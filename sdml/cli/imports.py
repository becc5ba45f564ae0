"""The commands `sdml import tickets`, `events` and `articles`."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.import_order import ImportOrder
from sdml.records.import_result import EventImportResult, ImportResult

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["imports"]


@click.group("import")
def imports() -> None:
    """Import tickets, events or articles."""


def _with_order(
    command: "Callable[[Session, bool, ImportOrder], None]",
) -> Callable[..., None]:
    """Give a command FILE and the options that make an import's order."""

    @functools.wraps(command)
    def call(
        session: "Session",
        as_json: bool,
        /,
        file: Path,
        mapping: str,
        where: tuple[str, ...],
        rejects: Path | None,
        max_rejects: int | None,
    ) -> None:
        order = ImportOrder(file, mapping, parse_filters(where), rejects, max_rejects)
        command(session, as_json, order)

    for decorate in reversed(_ORDER):
        call = decorate(call)
    return with_session(call)


_FILE = click.Path(path_type=Path)
_ORDER: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.argument("file", type=_FILE),
    click.option(
        "--mapping",
        required=True,
        metavar="NAME|FILE",
        help="A ready mapping by name, or a TOML file.",
    ),
    where_option,
    click.option(
        "--rejects",
        type=_FILE,
        metavar="FILE",
        help="CSV of refused rows.  [default: in the tenant's folder, if any]",
    ),
    click.option(
        "--max-rejects",
        type=click.IntRange(min=0),
        metavar="N",
        help="Stop with exit 3 once more than N rows were refused.",
    ),
)


@imports.command()
@_with_order
def tickets(session: "Session", as_json: bool, order: ImportOrder) -> None:
    """Import tickets from a CSV, Parquet, JSON lines or Excel FILE."""
    from sdml.steps.import_tickets import import_tickets

    emit(import_tickets(session, order), as_json, _lines)


@imports.command()
@_with_order
def events(session: "Session", as_json: bool, order: ImportOrder) -> None:
    """Import a log of ticket events from FILE, and the tickets it is about."""
    from sdml.steps.import_events import import_events

    emit(import_events(session, order), as_json, _lines)


@imports.command()
@_with_order
def articles(session: "Session", as_json: bool, order: ImportOrder) -> None:
    """Import knowledge-base articles from FILE."""
    from sdml.steps.import_articles import import_articles

    emit(import_articles(session, order), as_json, _lines)


def _lines(result: ImportResult) -> str:
    rate = result.read / result.seconds if result.seconds else 0
    of = ""
    if isinstance(result, EventImportResult):
        of = f" events of {result.tickets:,} tickets"
    lines = [
        f"{result.read:,}{of or ' rows'} read: {result.imported:,} imported, "
        f"{result.updated:,} updated, {result.unchanged:,} unchanged, "
        f"{result.rejected:,} rejected, in {result.seconds:.1f} s ({rate:,.0f}/s)"
    ]
    if result.resumed_at:
        lines.append(f"went on after row {result.resumed_at:,}")
    if result.rejects is not None:
        lines.append(f"rejected rows: {result.rejects}")
    return "\n".join(lines)
