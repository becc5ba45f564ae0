"""The command `sdml sql`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.cli.table_lines import table_lines

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["sql"]


@click.command()
@click.argument("query")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=1_000,
    show_default=True,
    help="At most so many rows.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=60.0,
    show_default=True,
    help="End the query after so long.",
)
@click.option("--no-sync", is_flag=True, help="Answer from the lake as it is.")
@with_session
def sql(
    session: "Session",
    as_json: bool,
    query: str,
    limit: int,
    seconds: float,
    no_sync: bool,
) -> None:
    """Answer a QUERY from the lake's tables; SHOW TABLES lists them."""
    from sdml.steps.run_query import run_query

    answer = run_query(session, query, limit=limit, seconds=seconds, sync=not no_sync)
    if answer.is_cut:
        session.report(f"only the first {limit:,} rows: see --limit")
    result = {"columns": answer.columns, "rows": answer.rows, "is_cut": answer.is_cut}
    emit(result, as_json, lambda _: table_lines(answer.columns, answer.rows))
