"""The command `sdml dataset` with its verbs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdml.cli.filters import parse_filters, where_option
from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.cli.target_lines import target_lines
from sdml.records.dataset import (
    DatasetCheck,
    DatasetDifference,
    DatasetExport,
    DatasetList,
    FrozenDataset,
    RowChanges,
    TicketFilter,
)
from sdml.records.workbench_words import DatasetSource

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["dataset"]


@click.group()
def dataset() -> None:
    """Freeze, inspect, list, compare, verify, restore and export dataset versions."""


@dataset.command()
@click.option("--task", required=True, help="category, priority or field:NAME.")
@click.option(
    "--source",
    type=click.Choice([source.value for source in DatasetSource]),
    default=DatasetSource.TICKETS.value,
    show_default=True,
    help="Labels of the tickets, or of approved examples.",
)
@where_option
@with_session
def freeze(
    session: "Session", as_json: bool, task: str, source: str, where: tuple[str, ...]
) -> None:
    """Freeze labelled tickets, dealt to three parts; same data, same version.

    What is odd about the target is told: leaks, placeholders, names.
    """
    from sdml.steps.freeze_and_inspect import freeze_and_inspect

    kept = TicketFilter(parse_filters(where))
    chosen = DatasetSource(source)
    emit(
        freeze_and_inspect(session, task=task, source=chosen, kept=kept),
        as_json,
        _frozen_lines,
    )


@dataset.command()
@click.option("--task", required=True, help="category, priority or field:NAME.")
@click.option(
    "--dataset",
    "dataset_id",
    type=int,
    metavar="ID",
    help="A frozen version.  [default: freeze the tickets as they are now]",
)
@click.option("--seed", default=0, show_default=True, help="Of what is drawn by lot.")
@with_session
def inspect(
    session: "Session", as_json: bool, task: str, dataset_id: int | None, seed: int
) -> None:
    """Look for leaks and placeholders in a target; exit 3 where training refuses."""
    from sdml.steps.inspect_target import inspect_target

    found = inspect_target(session, task=task, dataset_id=dataset_id, seed=seed)
    emit(found, as_json, target_lines)


@dataset.command("list")
@click.option("--task", help="Only versions of this task.")
@with_session
def list_command(session: "Session", as_json: bool, task: str | None) -> None:
    """List versions, newest first."""
    from sdml.steps.list_datasets import list_datasets

    emit(list_datasets(session, task=task), as_json, _list_lines)


@dataset.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def verify(session: "Session", as_json: bool, number: int) -> None:
    """Check that version ID is still what was frozen; exit 3 where it is not."""
    from sdml.steps.verify_dataset import verify_dataset

    emit(verify_dataset(session, number), as_json, _check_lines)


@dataset.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def restore(session: "Session", as_json: bool, number: int) -> None:
    """Freeze the labels of version ID again, on the tickets that are as they were."""
    from sdml.steps.restore_dataset import restore_dataset

    emit(restore_dataset(session, number), as_json, _frozen_lines)


@dataset.command()
@click.argument("a", type=int)
@click.argument("b", type=int)
@with_session
def diff(session: "Session", as_json: bool, a: int, b: int) -> None:
    """Count what is different in version B, as seen from version A."""
    from sdml.steps.diff_datasets import diff_datasets

    emit(diff_datasets(session, a, b), as_json, _diff_lines)


@dataset.command()
@click.argument("number", metavar="ID", type=int)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="A .parquet or .jsonl file.",
)
@with_session
def export(session: "Session", as_json: bool, number: int, out: Path) -> None:
    """Write version ID with its texts, personal data masked."""
    from sdml.steps.export_dataset import export_dataset

    emit(export_dataset(session, number, out), as_json, _export_lines)


def _frozen_lines(result: FrozenDataset) -> str:
    sizes = result.sizes
    said = "frozen" if result.is_new else "unchanged"
    left_out = sizes["without_text"] + sizes["rare_rows"]
    lines = (
        f"data set {result.dataset_id} {said} ({result.hash[:12]}): "
        f"{sizes['rows']:,} rows of {sizes['classes']} classes, {sizes['train']:,} to "
        f"train, {sizes.get('calibration', 0):,} to promise on and {sizes['test']:,} "
        f"to test; {left_out:,} left out "
        f"({sizes['without_text']:,} without text, {sizes['rare_rows']:,} of "
        f"{sizes['rare_classes']} rare classes)"
    )
    if sizes.get("reworded"):
        lines += f"\n{sizes['reworded']:,} left out, reworded since they were reviewed"
    if sizes.get("requesters"):
        lines += (
            f"\n{sizes['requesters']:,} requesters, {sizes['requesters_split']:,} of "
            "them in several parts"
        )
    if result.target is not None:
        lines += f"\n{target_lines(result.target)}"
    return lines


def _list_lines(found: DatasetList) -> str:
    if not found.datasets:
        return "no data sets: 'sdml dataset freeze' makes one"
    return "\n".join(
        f"{one.dataset_id}\t{one.task}\t{one.source}\t{one.hash[:12]}\t"
        f"{one.sizes['rows']:,} rows\t{one.created_at:%Y-%m-%d %H:%M} UTC"
        for one in found.datasets
    )


def _check_lines(found: DatasetCheck) -> str:
    return (
        f"data set {found.dataset_id} holds: {found.rows:,} rows, {found.hash[:12]}, "
        "every text as it was"
    )


def _diff_lines(result: DatasetDifference) -> str:
    lines = [
        f"{result.added:,} added, {result.removed:,} removed, "
        f"{result.relabelled:,} relabelled, {result.reworded:,} reworded, "
        f"{result.moved:,} in another part, {result.unchanged:,} unchanged"
    ]
    if result.taxonomy:
        numbers = ", ".join(map(str, result.taxonomy))
        lines.append(
            f"{result.renamed:,} in another class by taxonomy change {numbers}"
        )
    for title, changes in (
        ("label", result.labels),
        ("reviewer", result.reviewers),
        ("reason", result.reasons),
    ):
        lines += [f"  {title} {name}: {_changed(one)}" for name, one in changes.items()]
    return "\n".join(lines)


def _changed(one: RowChanges) -> str:
    return (
        f"{one.added:,} added, {one.removed:,} removed, {one.relabelled:,} relabelled"
    )


def _export_lines(result: DatasetExport) -> str:
    return (
        f"{result.rows:,} rows in {result.out}; {result.changed:,} left out, reworded "
        "since they were frozen"
    )
