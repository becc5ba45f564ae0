"""The commands `sdml outside classify` and `compare`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.dataset import TicketFilter
from sdml.records.model_comparison import ComparedModel, ModelComparison
from sdml.records.outside_model import OutsideAnswers

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["outside"]

_MICROS = 1_000_000
_task_option = click.option(
    "--task",
    default="category",
    show_default=True,
    help="category, priority or field:NAME.",
)


@click.group()
def outside() -> None:
    """Let models of others classify, and compare them with the own."""


@outside.command()
@click.argument("place", metavar="URL MODEL", nargs=2)
@_task_option
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=1_000,
    show_default=True,
    help="Ask about at most so many tickets.",
)
@click.option(
    "--budget",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Stop once so much was spent, in the price list's currency.",
)
@where_option
@with_session
def classify(
    session: "Session",
    as_json: bool,
    place: tuple[str, str],
    task: str,
    limit: int,
    budget: float,
    where: tuple[str, ...],
) -> None:
    """Let MODEL at an OpenAI-compatible URL classify; SDML_OUTSIDE_KEY is its key."""
    from sdml.settings import read_outside_key
    from sdml.steps.ask_outside_model import OutsideOrder, ask_outside_model

    kept = TicketFilter(parse_filters(where))
    order = OutsideOrder(*place, task, kept, limit, round(budget * _MICROS))
    done = ask_outside_model(session, order, read_outside_key())
    emit(done, as_json, _answer_lines)


@outside.command()
@_task_option
@with_session
def compare(session: "Session", as_json: bool, task: str) -> None:
    """Compare all models of a task: accuracy, calibration error, cost, speed."""
    from sdml.steps.compare_models import compare_models

    emit(compare_models(session, task=task), as_json, _comparison_lines)


def _answer_lines(done: OutsideAnswers) -> str:
    lines = [
        f"{done.classified:,} classified by {done.model} ({done.task}): "
        f"{done.cache_hits:,} from the cache, {done.fallbacks:,} by the own model "
        f"since the reply named no label, {done.unanswered:,} without an answer",
        f"{done.input_tokens:,} tokens read, {done.output_tokens:,} written, cost "
        f"{done.cost_micros / _MICROS:.6f}",
    ]
    return "\n".join([*lines, f"stopped: {done.stopped}"] if done.stopped else lines)


def _comparison_lines(found: ModelComparison) -> str:
    return "\n".join(_line(one, found.currency or "") for one in found.models)


def _line(one: ComparedModel, currency: str) -> str:
    share, said = one.accuracy, "not judged yet"
    if share["value"] is not None:
        said = (
            f"accuracy {share['value']:.4f} [{share['low']:.4f}, {share['high']:.4f}] "
            f"n = {one.judged:,}, ECE {one.ece['value']:.4f}"
        )
    return (
        f"{one.model}\t{said}\t{one.answered:,} answers, cost "
        f"{one.cost_micros / _MICROS:.4f} {currency}".rstrip()
    )
