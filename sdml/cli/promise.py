"""The command `sdml promise` with its verbs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from sdml.cli.language_lines import route_lines
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.promise import ClassPromiseCard, PromiseCard, PromiseTerms
from sdml.records.promise_words import ClassMode

if TYPE_CHECKING:
    from sdml.steps.make_promise import MadePromise
    from sdml.steps.session import Session
    from sdml.steps.set_class_mode import SetClassMode
    from sdml.steps.show_promise import ShownPromise

__all__ = ["promise"]

MODES = [mode.value for mode in ClassMode]


@click.group()
def promise() -> None:
    """Promise a precision for each class, and say what may happen."""


@promise.command()
@click.argument("number", metavar="MODEL", type=int)
@click.option("--precision", type=float, help="Of each class; as set without it.")
@click.option("--confidence", type=float, help="For all classes; as set without it.")
@click.option("--days", type=int, help="How long it lasts; as set without it.")
@with_session
def make(
    session: "Session",
    as_json: bool,
    number: int,
    precision: float | None,
    confidence: float | None,
    days: int | None,
) -> None:
    """Prove anew what the model MODEL keeps, on rows that it never saw."""
    from sdml.steps.make_promise import make_promise, usual_terms

    usual = usual_terms(session)
    terms = PromiseTerms(
        usual.precision if precision is None else precision,
        usual.confidence if confidence is None else confidence,
    )
    emit(make_promise(session, number, terms, days), as_json, _made)


@promise.command()
@click.option(
    "--task",
    default="category",
    show_default=True,
    help="category, priority or field:NAME.",
)
@with_session
def show(session: "Session", as_json: bool, task: str) -> None:
    """Show what is promised of the model in use, and what may happen on each class."""
    from sdml.steps.show_promise import show_promise

    emit(show_promise(session, task=task), as_json, _shown)


@promise.command()
@click.argument("label")
@click.argument("allowed", metavar="MODE", type=click.Choice(MODES))
@click.option("--task", required=True, help="category, priority or field:NAME.")
@with_session
def mode(
    session: "Session", as_json: bool, label: str, allowed: str, task: str
) -> None:
    """Allow at most MODE on predictions of LABEL: auto, recommend, monitor or off."""
    from sdml.steps.set_class_mode import set_class_mode

    done = set_class_mode(session, task=task, label=label, mode=ClassMode(allowed))
    emit(done, as_json, _moded)


def _made(made: "MadePromise") -> str:
    coverage = made.metrics["coverage"]["value"]
    lines = [_head(made.promise), *map(_class_line, made.promise.classes)]
    lines += _assumed(made.promise)
    if coverage is not None:
        lines.append(f"routes {coverage:.1%} of {made.promise.n:,} rows by itself")
    return "\n".join(lines)


def _shown(shown: "ShownPromise") -> str:
    if shown.promise is None:
        head = f"nothing is promised of model {shown.model_id}: 'sdml promise make'"
    else:
        head = _head(shown.promise) + ("" if shown.in_force else "; it has expired")
    lines = [
        f"{one.mode.value}\t{_class_line(one.promised) if one.promised else one.label}"
        for one in shown.classes
    ]
    if shown.promise is not None:
        lines += _assumed(shown.promise)
        lines += _offered(shown.promise)
        lines += route_lines(shown.promise.facts)
    return "\n".join([f"model {shown.model_id} ({shown.status})", head, *lines])


def _assumed(card: PromiseCard) -> list[str]:
    """What the promise takes the reviewers to have overlooked."""
    share, seen = card.facts.get("label_error"), card.facts.get("double_reviews")
    if not isinstance(share, float | int):
        return []
    line = f"assumed label error: {share:.1%} of wrong predictions confirmed"
    if not isinstance(seen, Mapping):
        return [line]
    return [
        f"{line}; of {seen['contradicted']:,} that one reviewer contradicted another "
        f"confirmed {seen['confirmed']:,}"
    ]


def _offered(card: PromiseCard) -> list[str]:
    """What stands beside a recommendation: labels that probably hold the right one."""
    sets = card.facts.get("sets")
    lane = sets.get("recommend_lane") if isinstance(sets, Mapping) else None
    if not lane:
        return []
    return [
        f"where it only recommends, {lane['size']:.1f} labels on average hold the "
        f"right one in {lane['coverage']:.1%} of {lane['n']:,} rows"
    ]


def _moded(done: "SetClassMode") -> str:
    return (
        f"{done.label}: at most {done.allowed.value} is allowed; "
        f"{done.before.value} -> {done.mode.value}"
    )


def _head(card: PromiseCard) -> str:
    return (
        f"promise {card.promise_id} of model {card.model_id}: {card.precision:.0%} "
        f"precision, at {1 - card.delta:.0%} confidence for all classes together, on "
        f"{card.n:,} rows; until {card.expires_at:%Y-%m-%d}"
    )


def _class_line(card: ClassPromiseCard) -> str:
    if card.threshold is not None:
        return (
            f"{card.label}\tfrom {card.threshold:.3f}: {card.wrong:,} of {card.n:,} "
            f"wrong, precision at least {card.precision_low or 0:.3f}, "
            f"{card.coverage or 0:.0%} of its predictions"
        )
    if card.needed is None:
        return f"{card.label}\tnone: it errs too often; more examples would not help"
    examples = "example" if card.needed == 1 else "examples"
    return (
        f"{card.label}\tnone yet, not enough data: about {card.needed:,} more reviewed "
        f"{examples} of its predictions needed"
    )
