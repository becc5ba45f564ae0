"""The commands `sdml examples propose` and `sdml examples object`."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import named_person, with_session
from sdml.cli.output import emit
from sdml.records.dataset import TicketFilter
from sdml.records.decision_file import ObjectionResult
from sdml.records.proposal import PROPOSABLE, ProposalOptions, ProposalResult
from sdml.records.review_words import ProposalReason

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["examples"]


class _Words(TypedDict):
    """What was typed, as click gives it."""

    task: str
    reasons: tuple[str, ...]
    limit: int
    seed: int
    sample: float
    rules: Path | None
    where: tuple[str, ...]


@click.group()
def examples() -> None:
    """Propose tickets for review, each with the reason it was chosen; object."""


@examples.command()
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="category, priority or field:NAME.",
)
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice([reason.value for reason in PROPOSABLE]),
    help="Only for this reason; may be repeated.  [default: all]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=1_000,
    show_default=True,
    help="How many ought to be pending, those that are there counted in.",
)
@click.option("--seed", default=0, show_default=True, help="Of every choice by lot.")
@click.option(
    "--sample",
    type=click.FloatRange(0, 100),
    help="Percent of accepted predictions and of imported labels that are audited.  "
    "[default: the setting watch.audit_percent]",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    help="A TOML file of weak rules: [[rule]] with name, pattern, label.",
)
@where_option
@with_session
def propose(session: "Session", as_json: bool, **words: Unpack[_Words]) -> None:
    """Propose tickets for review: what is most worth a look, and why."""
    from sdml.steps.propose_examples import propose_examples

    result = propose_examples(
        session,
        task=words["task"],
        reasons={ProposalReason(reason) for reason in words["reasons"]} or None,
        most=words["limit"],
        kept=TicketFilter(parse_filters(words["where"])),
        seed=words["seed"],
        options=ProposalOptions(words["sample"], words["rules"]),
    )
    emit(result, as_json, _lines)


@examples.command("object")
@click.argument("number", metavar="CLASSIFICATION", type=int)
@click.option("--note", help="Why, for the reviewer; takes --as with an e-mail.")
@with_session
def object_command(
    session: "Session", as_json: bool, number: int, note: str | None
) -> None:
    """Object to a decision: another person reviews its ticket, ahead of the others.

    A ticket that was drawn by lot keeps its turn, so that the sample stays random.
    """
    from sdml.steps.object_classification import object_classification

    who = named_person(session)
    taken = object_classification(session, number, reviewer=who, note=note)
    emit(taken, as_json, _objection_line)


def _objection_line(taken: ObjectionResult) -> str:
    said = "taken" if taken.is_new else "there already"
    return (
        f"objection to decision {taken.classification_id} {said}: example "
        f"{taken.example_id}, {taken.state}"
    )


def _lines(result: ProposalResult) -> str:
    lines = [
        f"{result.proposed:,} proposed for {result.task}, {result.duplicates:,} were "
        f"there already, {result.raised:,} of them got a further reason"
    ]
    lines += [
        f"  {reason:<16}{count:>7,}" for reason, count in result.by_reason.items()
    ]
    return "\n".join(lines + [f"note: {note}" for note in result.notes])
