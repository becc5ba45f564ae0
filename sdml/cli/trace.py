"""The commands `sdml trace ticket`, `example`, `dataset` and `model`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.lineage import (
    DatasetTrace,
    ExampleTrace,
    LabelMove,
    ModelTrace,
    TicketTrace,
    TracedDecision,
    TracedExample,
    TracedModel,
    TracedPrediction,
    TracedRow,
)

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["trace"]


@click.group()
def trace() -> None:
    """Follow a label: proposals, decisions, datasets, models, predictions."""


@trace.command()
@click.argument("ticket", metavar="ID")
@click.option("--external", is_flag=True, help="ID is the source's own number.")
@with_session
def ticket(session: "Session", as_json: bool, ticket: str, external: bool) -> None:
    """Follow the ticket ID to all that was made of it."""
    from sdml.steps.trace_ticket import trace_ticket

    if not (external or (ticket.isascii() and ticket.isdigit())):
        raise click.UsageError("ID is a number; a source's own one takes --external")
    which = ticket if external else int(ticket)
    emit(trace_ticket(session, which), as_json, _ticket_lines)


@trace.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def example(session: "Session", as_json: bool, number: int) -> None:
    """Follow the example ID to the datasets and models with its label."""
    from sdml.steps.trace_example import trace_example

    emit(trace_example(session, number), as_json, _example_trace_lines)


@trace.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def dataset(session: "Session", as_json: bool, number: int) -> None:
    """Follow the dataset version ID to its reviewers and its models."""
    from sdml.steps.trace_dataset import trace_dataset

    emit(trace_dataset(session, number), as_json, _dataset_lines)


@trace.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def model(session: "Session", as_json: bool, number: int) -> None:
    """Follow the model ID to its labels and to what agents did."""
    from sdml.steps.trace_model import trace_model

    emit(trace_model(session, number), as_json, _model_lines)


def _ticket_lines(found: TicketTrace) -> str:
    return "\n".join(
        [
            f"ticket {found.ticket_id} ({found.key}): category "
            f"{found.category or 'none'}, priority {found.priority or 'none'}",
            *_part("proposals", map(_example, found.examples)),
            *_part("data sets", (_row(row, found.models) for row in found.rows)),
            *_part("predictions", map(_prediction, found.predictions)),
            *_part("changes of its labels", map(_move, found.moves)),
        ]
    )


def _example_trace_lines(found: ExampleTrace) -> str:
    ticket = found.example.ticket_id
    return "\n".join(
        [
            *_example(found.example),
            f"  from {'no ticket' if ticket is None else f'ticket {ticket}'}",
            *_part("data sets", (_row(row, found.models) for row in found.rows)),
            *_part("predictions", map(_prediction, found.predictions)),
        ]
    )


def _dataset_lines(found: DatasetTrace) -> str:
    card = found.dataset
    reviewed = Counter((one.reviewer or "erased", one.reason) for one in found.origins)
    rest = card.sizes["rows"] - len(found.origins)
    labels = [
        [f"{count:,} by {reviewer}, proposed for {reason}"]
        for (reviewer, reason), count in reviewed.most_common()
    ]
    if rest:
        labels.append([f"{rest:,} as their tickets had them"])
    return "\n".join(
        [
            f"data set {card.dataset_id} ({card.hash[:12]}): task {card.task}, "
            f"{card.sizes['rows']:,} rows, frozen {_time(card.created_at)} by "
            f"{found.created_by}",
            *_part("labels", labels),
            *_part("models", ([_model(one)] for one in found.models)),
        ]
    )


def _model_lines(found: ModelTrace) -> str:
    counts = found.predictions
    head = _model(found.model)
    return "\n".join(
        [
            f"{head}, trained on data set {found.model.dataset_id}",
            *(f"  {line}" for line in _dataset_lines(found.dataset).splitlines()),
            f"  predictions: {counts.said:,}; {counts.accepted:,} accepted, "
            f"{counts.corrected:,} corrected, {counts.rejected:,} rejected, "
            f"{counts.open:,} not judged",
            f"  examples proposed with its suggestion: {found.proposed:,}",
        ]
    )


def _part(title: str, blocks: Iterable[Sequence[str]]) -> list[str]:
    """A titled list one step in; what belongs to an entry is a step further in."""
    lines = [f"    {line}" for block in blocks for line in block]
    return [f"  {title}:", *lines] if lines else [f"  {title}: none"]


def _example(one: TracedExample) -> list[str]:
    said = "no suggestion"
    if one.suggestion is not None:
        sure = "" if one.probability is None else f" ({one.probability:.2f})"
        by = "" if one.model_id is None else f" of model {one.model_id}"
        said = f"suggestion {one.suggestion}{sure}{by}"
    label = "" if one.decided_label is None else f" as {one.decided_label}"
    gold = ", gold" if one.is_gold else ""
    return [
        f"example {one.example_id} (task {one.task}), proposed "
        f"{_time(one.proposed_at)} for {one.reason}, {said}: "
        f"{one.status}{label}{gold}",
        *(f"  {_decision(decision)}" for decision in one.decisions),
    ]


def _decision(one: TracedDecision) -> str:
    words = [f"decision {one.decision_id}, {_time(one.decided_at)}: {one.reviewer}"]
    words.append(f"{one.kind} (by {one.client})")
    if one.undoes_id is not None:
        words.append(f"of decision {one.undoes_id}")
    words += [f"{word}" for word in (one.label, one.reason_code, one.outcome) if word]
    if one.claim_kind != "review":
        words.append(f"on a {one.claim_kind} card")
    if one.undone_by_id is not None:
        words.append(f"[taken back by decision {one.undone_by_id}]")
    return " ".join(words)


def _row(one: TracedRow, models: Iterable[TracedModel]) -> list[str]:
    origin = "its own label"
    if one.example_id is not None:
        origin = f"from example {one.example_id}"
        if one.decision_id is not None:
            origin += f", decision {one.decision_id}"
    mine = [model for model in models if model.dataset_id == one.dataset_id]
    return [
        f"data set {one.dataset_id} (task {one.task}), frozen {_time(one.frozen_at)}: "
        f"{one.label}, {one.split} part, {origin}",
        *(f"  {_model(model)}" for model in mine),
    ]


def _model(one: TracedModel) -> str:
    return (
        f"model {one.model_id}, {one.status}, task {one.task}, "
        f"{_time(one.created_at)} ({one.candidate})"
    )


def _prediction(one: TracedPrediction) -> list[str]:
    done: str = one.outcome
    if one.outcome == "open":
        done = "not judged"
    elif one.judged_at is not None:
        to = f" to {one.corrected_label}" if one.corrected_label else ""
        by = f" by {one.judged_by}" if one.judged_by else ""
        done = f"{one.outcome}{to}{by}, {_time(one.judged_at)}"
    return [
        f"{_time(one.said_at)}: model {one.model_version} (task {one.task}) said "
        f"{one.label} ({one.probability:.2f}, {one.mode}); {done}"
    ]


def _move(one: LabelMove) -> list[str]:
    return [
        f"{_time(one.changed_at)}: {one.task} from {one.before or 'none'} to "
        f"{one.after or 'none'}, by {one.actor or 'unknown'} ({one.purpose or '-'})"
    ]


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
