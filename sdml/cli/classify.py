"""The command `sdml classify`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.dataset import TicketFilter
from sdml.records.prediction import ClassificationResult

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["classify"]


@click.command()
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="category, priority or field:NAME.",
)
@click.option(
    "--new",
    is_flag=True,
    expose_value=False,
    help="Tickets without an answer yet (the default).",
)
@click.option("--file", type=click.Path(path_type=Path), help="Classify a file's rows.")
@click.option("--mapping", metavar="NAME|FILE", help="How to read the file.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A .csv or .parquet of answers."
)
@where_option
@with_session
def classify(
    session: "Session",
    as_json: bool,
    task: str,
    file: Path | None,
    mapping: str | None,
    out: Path | None,
    where: tuple[str, ...],
) -> None:
    """Classify tickets into the database, or a file's rows into a file."""
    from sdml.steps.classify_file import FileToClassify, classify_file
    from sdml.steps.classify_tickets import classify_tickets

    chosen = parse_filters(where)
    if file and mapping and out:
        order = FileToClassify(file, mapping, out, chosen)
        result = classify_file(session, order, task=task)
    elif file or mapping or out:
        raise click.UsageError("--file goes with --mapping and --out")
    else:
        result = classify_tickets(session, task=task, kept=TicketFilter(chosen))
    emit(result, as_json, _lines)


def _lines(result: ClassificationResult) -> str:
    done = (
        f"{result.classified:,} classified by model {result.model_id} "
        f"({result.task}): {result.auto:,} auto, {result.recommend:,} recommend, "
        f"{result.monitor:,} monitor" + (f"; in {result.out}" if result.out else "")
    )
    return "\n".join([done, *(f"warning: {one}" for one in result.warnings)])
