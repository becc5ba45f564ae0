"""The command `sdml model` with its verbs."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.language_lines import language_lines
from sdml.cli.move_lines import gate_lines, move_lines
from sdml.cli.options import with_session
from sdml.cli.ordinal_lines import ordinal_lines
from sdml.cli.output import emit
from sdml.cli.replay_lines import replay_lines
from sdml.cli.routing_lines import routing_lines
from sdml.cli.watch_figures import say_why, show_watch
from sdml.errors import CheckFailed
from sdml.records.model_card import ModelCard
from sdml.records.promise_words import ClassStanding
from sdml.records.workbench_words import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sdml.steps.list_models import ModelList
    from sdml.steps.promote_model import PlacedModel
    from sdml.steps.session import Session

__all__ = ["model"]


@click.group()
def model() -> None:
    """List, show, evaluate, promote, shadow, retire and watch models."""


@model.command("list")
@click.option("--task", help="Only models of this task.")
@with_session
def list_command(session: "Session", as_json: bool, task: str | None) -> None:
    """List models with their figures, newest first."""
    from sdml.steps.list_models import list_models

    emit(list_models(session, task=task), as_json, _lines)


@model.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def show(session: "Session", as_json: bool, number: int) -> None:
    """Show the model ID."""
    from sdml.steps.list_models import list_models

    emit(list_models(session, model_id=number), as_json, _details)


@model.command()
@click.argument("number", metavar="ID", type=int)
@where_option
@with_session
def evaluate(
    session: "Session", as_json: bool, number: int, where: tuple[str, ...]
) -> None:
    """Judge the model ID on classified tickets that it never saw."""
    from sdml.steps.evaluate_model import evaluate_model

    found = evaluate_model(session, number, where=parse_filters(where))
    emit(found, as_json, lambda done: "\n".join(_figures(done.metrics)))


@model.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--force", is_flag=True, help="Whatever the gate says; it is recorded.")
@with_session
def promote(session: "Session", as_json: bool, number: int, force: bool) -> None:
    """Make the model ID its task's champion, where the gate lets it through."""
    from sdml.steps.promote_model import promote_model

    placed = promote_model(session, number, ModelStatus.CHAMPION, force=force)
    emit(placed, as_json, _lines)


@model.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def gate(session: "Session", as_json: bool, number: int) -> int:
    """Hold the model ID against its task's champion; nothing is moved."""
    from sdml.steps.check_gate import check_gate

    found = check_gate(session, number)
    emit(found, as_json, gate_lines)
    return 0 if found.passes else 3


@model.command()
@click.option("--task", required=True, help="category, priority or field:NAME.")
@with_session
def rollback(session: "Session", as_json: bool, task: str) -> None:
    """Bring the former champion of a task back in the present one's place."""
    from sdml.steps.rollback_model import rollback_model

    emit(rollback_model(session, task=task), as_json, _lines)


@model.command()
@click.option("--task", help="Only models of this task.")
@click.option("--model", "number", type=int, metavar="ID", help="Only this model.")
@with_session
def moves(
    session: "Session", as_json: bool, task: str | None, number: int | None
) -> None:
    """List how models came to their places, and why they were trained."""
    from sdml.steps.list_moves import list_moves

    emit(list_moves(session, task=task, model_id=number), as_json, move_lines)


@model.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def shadow(session: "Session", as_json: bool, number: int) -> None:
    """Let the model ID answer beside the champion, without effect."""
    from sdml.steps.promote_model import promote_model

    emit(promote_model(session, number, ModelStatus.SHADOW), as_json, _lines)


@model.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def retire(session: "Session", as_json: bool, number: int) -> None:
    """Take the model ID out of use; its row and files stay."""
    from sdml.steps.promote_model import promote_model

    emit(promote_model(session, number, ModelStatus.RETIRED), as_json, _lines)


@model.command()
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="category, priority or field:NAME.",
)
@with_session
def watch(session: "Session", as_json: bool, task: str) -> None:
    """See whether the model in use keeps its promise; step down what does not.

    Exit 3 while something speaks against the promise.
    """
    from sdml.steps.watch_model import watch_model

    found = watch_model(session, task=task)
    if found.holds or not as_json:
        emit(found, as_json, show_watch)
    if not found.holds:
        raise CheckFailed(say_why(found), found)


@model.command()
@click.argument("number", metavar="[ID]", type=int, required=False)
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="Of the model in use, where no ID is given.",
)
@click.option(
    "--aim",
    "aims",
    type=float,
    multiple=True,
    metavar="PRECISION",
    help="Such as 0.95; several may be given.  [default: 0.80 to 0.99]",
)
@with_session
def targets(
    session: "Session",
    as_json: bool,
    number: int | None,
    task: str,
    aims: tuple[float, ...],
) -> None:
    """Say how much the model routes at each aim of precision; nothing is changed."""
    from sdml.records.routing_targets import USUAL_AIMS
    from sdml.steps.measure_targets import measure_targets

    found = measure_targets(
        session, task=task, model_id=number, aims=aims or USUAL_AIMS
    )
    emit(found, as_json, routing_lines)


_DAY = click.DateTime(["%Y-%m-%d"])


@model.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--weeks", type=click.IntRange(1, 520), help="The last N.  [default: 4]")
@click.option("--from", "first", type=_DAY, help="First day, UTC.")
@click.option("--to", "last", type=_DAY, help="Last day, UTC.")
@with_session
def replay(
    session: "Session",
    as_json: bool,
    number: int,
    weeks: int | None,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Say what the model ID would have done with past tickets, queue by queue."""
    from sdml.steps.replay_model import replay_model, replay_period

    days = [day and day.replace(tzinfo=UTC).date() for day in (first, last)]
    period = replay_period(session, weeks, days[0], days[1])
    found = replay_model(session, number, starts_at=period[0], ends_at=period[1])
    emit(found, as_json, replay_lines)


def _lines(found: "ModelList | PlacedModel") -> str:
    return "\n".join(map(_line, found.models)) or "no models: 'sdml train' makes one"


def _line(card: ModelCard) -> str:
    accuracy = card.metrics.get("accuracy", {}).get("value")
    figure = "" if accuracy is None else f"accuracy {accuracy:.4f}"
    return (
        f"{card.model_id}\t{card.task}\t{card.status}\t{figure}\t{card.candidate}\t"
        f"data set {card.dataset_id}"
        + (
            ""
            if card.standing is ClassStanding.CURRENT
            else f"\tclasses {card.standing}"
        )
    )


def _details(found: "ModelList") -> str:
    card = found.models[0]
    lines = [_line(card), card.reason, *_figures(card.metrics)]
    lines += ordinal_lines(card.ordinal)
    lines += language_lines(card.languages)
    return "\n".join(lines)


def _interval(figure: "Mapping[str, float | int | None]") -> str:
    if figure["low"] is None:
        return ""
    return f"[{figure['low']:.4f}, {figure['high']:.4f}]  "


def _figures(metrics: "Mapping[str, Mapping[str, float | int | None]]") -> list[str]:
    return [
        f"  {name:<24} {figure['value']:.4f}  {_interval(figure)}n = {figure['n']:,}"
        for name, figure in metrics.items()
        if figure["value"] is not None
    ]
