"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sdml.records.progress import ProgressBar

__all__ = ["show_progress"]

SECONDS_BETWEEN_LINES = 10.0


class _Lines:
    """Says every ten seconds how far the work is, for logs."""

    def __init__(self, total: int | None, unit: str, description: str) -> None:
        self.total, self.unit, self.description = total, unit, description
        self.done = 0
        self.started = self.said = time.monotonic()

    def advance(self, count: int) -> None:
        """Count, and say a line where the last one is long enough ago."""
        self.done += count
        now = time.monotonic()
        if now - self.said < SECONDS_BETWEEN_LINES:
            return
        self.said = now
        rate = self.done / (now - self.started)
        of = f" of {self.total:,}" if self.total else ""
        click.echo(
            f"{self.description}: {self.done:,}{of} {self.unit}, {rate:,.0f}/s",
            err=True,
        )


@contextmanager
def show_progress(
    total: int | None, unit: str, description: str
) -> Iterator[ProgressBar]:
    """A progress bar on standard error, with rate and estimated time left.

    Parameters
    ----------
    total : int or None
        How many units there are, where known.
    unit : str
        What is counted, such as ``rows``.
    description : str
        What is being done.
    """
    if not sys.stderr.isatty():
        yield _Lines(total, unit, description)
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=f" {unit}", desc=description, leave=False) as bar:

        class Bar:
            def advance(self, count: int) -> None:
                bar.update(count)

        yield Bar()
