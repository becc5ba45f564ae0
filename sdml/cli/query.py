"""The commands `sdml query list` and `sdml query run`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session, with_settings
from sdml.cli.output import emit
from sdml.cli.table_lines import table_lines
from sdml.settings import Settings

if TYPE_CHECKING:
    from sdml.steps.list_questions import Question
    from sdml.steps.session import Session

__all__ = ["query"]


@click.group()
def query() -> None:
    """List the packaged questions of the database and the lake; answer one."""


@query.command("list")
@with_settings
def list_queries(settings: Settings, as_json: bool) -> None:
    """List every packaged question with its parameters and columns."""
    from sdml.steps.list_questions import list_questions

    found = list_questions()
    emit({"queries": found}, as_json, lambda _: "\n".join(map(_line, found)))


@query.command("run")
@click.argument("name")
@click.option(
    "-p",
    "--parameter",
    "pairs",
    metavar="KEY=VALUE",
    multiple=True,
    help="Set a parameter of the question; may be given again.",
)
@click.option("--spark", is_flag=True, help="By Spark in place of DuckDB.")
@with_session
def run_query(
    session: "Session", as_json: bool, name: str, pairs: tuple[str, ...], spark: bool
) -> None:
    """Answer the question NAME, such as sla_compliance."""
    from sdml.steps.answer_question import answer_question

    answer = answer_question(session, name, pairs, spark=spark)
    result = {"columns": answer.columns, "rows": answer.rows}
    emit(result, as_json, lambda _: table_lines(answer.columns, answer.rows))


def _line(question: "Question") -> str:
    given = ", ".join(f"{name} {kind}" for name, kind in question.parameters.items())
    asked = f" [{given}]" if given else ""
    return f"{question.name} ({question.source}){asked}: {question.question}"
