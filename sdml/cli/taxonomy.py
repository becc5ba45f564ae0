"""The command `sdml taxonomy` with its verbs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.promise_words import TaxonomyKind
from sdml.records.taxonomy import (
    ClassChange,
    ClassCheck,
    TaxonomyList,
    TaxonomyOrder,
    TaxonomyResult,
)

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["taxonomy"]

F = TypeVar("F", bound=Callable[..., Any])


class _Split(TypedDict):
    """What was typed, as click gives it."""

    names: tuple[str, ...]
    into: tuple[str, ...]
    rule: Path | None
    by_field: str | None
    review: int
    task: str
    dry_run: bool


class _Retire(TypedDict):
    """What was typed, as click gives it."""

    name: str
    into: str | None
    to_review: bool
    review: int
    task: str
    dry_run: bool


@click.group()
def taxonomy() -> None:
    """Merge, split, rename and retire classes; undo; check their names."""


def _task_option(command: F) -> F:
    return click.option(
        "--task",
        default="category",
        show_default=True,
        help="category, priority (rename alone) or field:NAME.",
    )(command)


def _change_options(command: F) -> F:
    tried = click.option(
        "--dry-run", is_flag=True, help="Say what it would do, and do nothing."
    )
    return tried(_task_option(command))


@taxonomy.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--into", required=True, help="The class they become; new or not.")
@_change_options
@with_session
def merge(
    session: "Session",
    as_json: bool,
    names: tuple[str, ...],
    into: str,
    task: str,
    dry_run: bool,
) -> None:
    """Make one class of the classes NAMES."""
    order = TaxonomyOrder(task, TaxonomyKind.MERGE, names, (into,))
    _change(session, order, as_json, dry_run=dry_run)


@taxonomy.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME")
@click.option("--into", multiple=True, required=True, help="The parts: --into B C.")
@click.option(
    "--rule",
    type=click.Path(path_type=Path),
    help="TOML: [[rule]] with name, pattern, label.",
)
@click.option("--by-field", help="A field of tickets whose value is the part.")
@click.option("--review", default=0, help="Propose so many tickets that wait.")
@_change_options
@with_session
def split(session: "Session", as_json: bool, **words: Unpack[_Split]) -> None:
    """Part the class NAME; what no rule decides goes to people."""
    name, *more = words["names"]  # --into takes one, the others stand behind it
    parts = (*words["into"], *more)
    order = TaxonomyOrder(
        words["task"],
        TaxonomyKind.SPLIT,
        (name,),
        parts,
        words["by_field"],
        words["review"],
    )
    dry_run = words["dry_run"]
    _change(session, order, as_json, rules=words["rule"], dry_run=dry_run)


@taxonomy.command()
@click.argument("name")
@click.argument("new_name")
@_change_options
@with_session
def rename(
    session: "Session",
    as_json: bool,
    name: str,
    new_name: str,
    task: str,
    dry_run: bool,
) -> None:
    """Give the class NAME the name NEW_NAME."""
    order = TaxonomyOrder(task, TaxonomyKind.RENAME, (name,), (new_name,))
    _change(session, order, as_json, dry_run=dry_run)


@taxonomy.command()
@click.argument("name")
@click.option("--into", help="The class that takes its place.")
@click.option("--to-review", is_flag=True, help="People say what its examples are.")
@click.option("--review", default=0, help="Propose so many tickets that wait.")
@_change_options
@with_session
def retire(session: "Session", as_json: bool, **words: Unpack[_Retire]) -> None:
    """End the class NAME, in favour of another or of people's judgement."""
    into = words["into"]
    if (into is None) != words["to_review"]:
        raise click.UsageError("give either --into CLASS or --to-review")
    order = TaxonomyOrder(
        words["task"],
        TaxonomyKind.RETIRE,
        (words["name"],),
        () if into is None else (into,),
        review=words["review"],
    )
    _change(session, order, as_json, dry_run=words["dry_run"])


@taxonomy.command()
@click.argument("number", metavar="[ID]", type=int, required=False)
@with_session
def undo(session: "Session", as_json: bool, number: int | None) -> None:
    """Take the change ID back, or the newest in force."""
    from sdml.steps.undo_taxonomy import undo_taxonomy

    emit(undo_taxonomy(session, number), as_json, _result_lines)


@taxonomy.command("list")
@click.option("--task", help="Only changes of this task.")
@with_session
def list_command(session: "Session", as_json: bool, task: str | None) -> None:
    """List changes of classes, newest first."""
    from sdml.steps.list_taxonomy import list_taxonomy

    emit(list_taxonomy(session, task=task), as_json, _list_lines)


@taxonomy.command()
@_task_option
@click.option("--days", default=180, show_default=True, help="Dead after so many.")
@with_session
def check(session: "Session", as_json: bool, task: str, days: int) -> None:
    """Find blank, nearly equal, dead, rare and overlapping classes."""
    from sdml.steps.check_taxonomy import check_taxonomy

    emit(check_taxonomy(session, task=task, days=days), as_json, _check_lines)


def _change(
    session: "Session",
    order: TaxonomyOrder,
    as_json: bool,
    *,
    rules: Path | None = None,
    dry_run: bool,
) -> None:
    from sdml.steps.change_taxonomy import change_taxonomy

    result = change_taxonomy(session, order, rules=rules, dry_run=dry_run)
    emit(result, as_json, _result_lines)


def _result_lines(result: TaxonomyResult) -> str:
    if result.undone:
        head = f"change {result.change_id} undone"
    elif result.change_id is None:
        head = "not done, only tried"
    else:
        head = f"change {result.change_id} done"
    became = ", ".join(
        f"{before} -> {after or 'review'}" for before, after in result.became.items()
    )
    counts = ", ".join(f"{what} {n:,}" for what, n in result.counts.items() if n)
    return "\n".join(
        [f"{head} ({result.kind}): {became}", f"  {counts}", *result.notes]
    )


def _list_lines(found: TaxonomyList) -> str:
    return "\n".join(map(_list_line, found.changes)) or "the classes never changed"


def _list_line(change: ClassChange) -> str:
    became = ", ".join(
        f"{before} -> {after or ' | '.join(change.targets) or 'review'}"
        for before, after in change.became.items()
    )
    state = "in force" if change.is_open else f"undone by {change.undone_by}"
    return (
        f"{change.change_id}\t{change.task}\t{change.kind}\t{became}\t"
        f"{change.applied_at:%Y-%m-%d %H:%M} UTC\t{change.applied_by}\t{state}"
    )


def _check_lines(found: ClassCheck) -> str:
    lines = [f"{found.classes:,} classes of {found.task}, {found.tickets:,} tickets"]
    lines += [
        f"  {one.kind}: {' | '.join(map(repr, one.labels))}  (n = {one.n:,}"
        + (
            ""
            if one.value is None
            else f", {one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"
        )
        + ")"
        for one in found.findings
    ]
    return "\n".join(lines) if found.findings else f"{lines[0]}: nothing found"
