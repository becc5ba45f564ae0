"""The command `sdml explain`."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from sdml.cli.options import named_person, with_session
from sdml.cli.output import emit
from sdml.records.decision_file import DecisionFile, ExplainOrder
from sdml.records.explanation import Explanation
from sdml.records.machine_learning import DecisionMode

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["explain"]

MOST_TERMS = 8


class _Words(TypedDict):
    """What was typed, as click gives it."""

    classification_id: int | None
    ticket: str | None
    task: str | None
    for_subject: bool
    out: Path | None


@click.command()
@click.argument(
    "classification_id", metavar="[CLASSIFICATION]", type=int, required=False
)
@click.option("--ticket", metavar="ID", help="A ticket's own number: its latest one.")
@click.option("--task", help="With --ticket: category, priority or field:NAME.")
@click.option(
    "--for-subject",
    is_flag=True,
    help="For the person it is about: no other people's texts, nobody's name.",
)
@click.option("--out", type=click.Path(path_type=Path), help="An .html file to write.")
@with_session
def explain(session: "Session", as_json: bool, **words: Unpack[_Words]) -> None:
    """Explain one decision: data, model, promise, reviewers, reasons, objection."""
    from sdml.steps.explain_classification import explain_classification

    if (words["classification_id"] is None) == (words["ticket"] is None):
        raise click.UsageError("name a CLASSIFICATION, or a --ticket instead")
    order, reader = ExplainOrder(**words), named_person(session)
    found = explain_classification(session, order, reader=reader)
    emit(found, as_json, _lines)


def _lines(file: DecisionFile) -> str:
    said, model = file.decision, file.model
    by = said.model_version if model is None else f"model {model.model_id}"
    lines = [
        f"decision {said.classification_id} on ticket {said.key}, "
        f"{said.said_at:%Y-%m-%d %H:%M} UTC: {said.task} is {said.label} "
        f"({said.probability:.4f}, {said.mode}) by {by}",
        f"  why {file.mode.mode}: {', '.join(file.mode.reasons)}",
    ]
    promise = file.promise
    if said.mode is DecisionMode.RECOMMEND and promise is not None and promise.offered:
        lines.append(f"  to offer: {', '.join(promise.offered)}")
    lines += _explained(file.explanation) if file.explanation else []
    lines += [
        f"  near: {one.label} {one.similarity:.3f} (ticket {one.key})"
        for one in file.neighbours.nearest
    ]
    lines += [
        f"  review: example {one.example_id}, {one.reason}, {one.state}"
        for one in file.objections
    ]
    lines.append(f"  to object: sdml examples object {said.classification_id}")
    return "\n".join(lines if file.html is None else [*lines, f"  {file.html}"])


def _explained(found: Explanation) -> list[str]:
    lines = [
        f"  score {found.score:+.4f} over {found.against}; probability "
        f"{found.before:.4f} before the calibrator, {found.after:.4f} after"
    ]
    lines += [f"    {one.weight:+.4f}  {one.term}" for one in found.terms[:MOST_TERMS]]
    rest = sum(one.weight for one in found.terms[MOST_TERMS:])
    return [
        *lines,
        f"    {rest:+.4f}  {len(found.terms[MOST_TERMS:])} other terms",
        f"    {found.whole:+.4f}  the text as a whole",
        f"    {found.bias:+.4f}  bias",
    ]
