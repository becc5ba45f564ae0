"""The commands `sdml import tickets`, `events`, `articles`, `classifications`."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.import_order import ImportOrder
from sdml.records.import_result import EventImportResult, ImportResult
from sdml.records.outside_model import OutsideImport

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["imports"]

P = ParamSpec("P")


@click.group("import")
def imports() -> None:
    """Import tickets, events, articles, or what other models said."""


def _with_order(
    command: "Callable[Concatenate[Session, bool, ImportOrder, P], None]",
) -> Callable[..., None]:
    """Give a command FILE and the options that make an import's order.

    Its own options follow by name.
    """

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
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        order = ImportOrder(file, mapping, parse_filters(where), rejects, max_rejects)
        command(session, as_json, order, *args, **kwargs)

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


@imports.command()
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="What the models were asked for: category, priority or field:NAME.",
)
@_with_order
def classifications(
    session: "Session", as_json: bool, order: ImportOrder, task: str
) -> None:
    """Import from FILE what other models said of tickets, with tokens and cost."""
    from sdml.steps.import_classifications import import_classifications

    emit(import_classifications(session, order, task=task), as_json, _outside_lines)


def _outside_lines(result: OutsideImport) -> str:
    lines = [
        f"{result.read:,} rows read: {result.imported:,} imported, "
        f"{result.unchanged:,} unchanged, {result.rejected:,} rejected; cost "
        f"{result.cost_micros / 1_000_000:.6f}"
    ]
    if result.rejects is not None:
        lines.append(f"rejected rows: {result.rejects}")
    return "\n".join(lines)


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
