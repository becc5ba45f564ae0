"""The command `sdml train`."""

from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from sdml.cli.options import with_session
from sdml.cli.ordinal_lines import ordinal_lines
from sdml.cli.output import emit
from sdml.cli.target_lines import target_lines
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import TrainingResult

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["train"]

_SEEN = {
    SplitPart.CALIBRATION: "that the model in use never saw",
    SplitPart.TEST: "of the test part, which the model in use then learnt too",
}


class _Words(TypedDict):
    """What was typed, as click gives it."""

    task: str
    dataset_id: int | None
    seed: int
    accept_target: bool
    because: str | None


@click.command()
@click.option("--task", required=True, help="category, priority or field:NAME.")
@click.option(
    "--dataset",
    "dataset_id",
    type=int,
    metavar="ID",
    help="A frozen version.  [default: freeze the tickets as they are now]",
)
@click.option("--seed", default=0, show_default=True, help="Of all that is random.")
@click.option(
    "--accept-target",
    is_flag=True,
    help="Train on a target that is not what it seems; without it, exit 3.",
)
@click.option("--because", metavar="TEXT", help="Why it is trained; recorded.")
@with_session
def train(session: "Session", as_json: bool, **words: Unpack[_Words]) -> None:
    """Train a classifier on a frozen dataset; it becomes a candidate."""
    from sdml.steps.train_model import train_model

    emit(train_model(session, **words), as_json, _lines)


def _lines(result: TrainingResult) -> str:
    lines = [
        f"model {result.model_id} ({result.task}) on data set {result.dataset_id}, in "
        f"{result.seconds:.1f} s",
        result.reason,
        f"judged on rows {_SEEN[result.judged_on]}:",
    ]
    for name, figure in result.metrics.items():
        if figure["value"] is not None and figure["low"] is None:
            lines.append(f"  {name:<24} {figure['value']:.4f}  n = {figure['n']:,}")
        elif figure["value"] is None:
            lines.append(f"  {name:<24} not enough data (n = 0)")
        else:
            lines.append(
                f"  {name:<24} {figure['value']:.4f}  [{figure['low']:.4f}, "
                f"{figure['high']:.4f}]  n = {figure['n']:,}"
            )
    lines += ordinal_lines(result.ordinal)
    if result.target is not None:
        lines.append(target_lines(result.target))
    return "\n".join(lines)
