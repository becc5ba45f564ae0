"""Options that the commands of `sdml report` share."""

import functools
from collections.abc import Callable

import click

__all__ = ["PAIRS", "parse_pairs", "with_limits"]

PAIRS = click.option(
    "-p",
    "--parameter",
    "pairs",
    metavar="KEY=VALUE",
    multiple=True,
    help="Set a parameter that the notebook declares; may be given again.",
)

_CELL = click.option(
    "--cell-limit",
    type=click.IntRange(1),
    help="Seconds a cell may take.  [default: tenant config reports.cell_seconds]",
)
_TOTAL = click.option(
    "--total-limit",
    type=click.IntRange(1),
    help="Seconds a run may take.  [default: tenant config reports.total_seconds]",
)
_RETRIES = click.option(
    "--retries",
    type=click.IntRange(0),
    help="More tries where the kernel died.  [default: tenant config reports.retries]",
)


def with_limits(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the limits of a run, as one mapping ``limits`` of those set.

    Its keys are the fields of `sdml.records.report_run.RunLimits`.
    """

    @functools.wraps(command)
    def call(
        *args: object,
        cell_limit: int | None,
        total_limit: int | None,
        retries: int | None,
        **kwargs: object,
    ) -> None:
        given = {
            "cell_seconds": cell_limit,
            "total_seconds": total_limit,
            "retries": retries,
        }
        limits = {key: value for key, value in given.items() if value is not None}
        command(*args, limits=limits, **kwargs)

    return _CELL(_TOTAL(_RETRIES(call)))


def parse_pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    """Parameters from words such as ``months=6``."""
    parameters = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r}: expected KEY=VALUE", param_hint="-p")
        parameters[key] = value
    return parameters
