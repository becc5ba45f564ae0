"""How long work shows its progress to whoever waits for it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

__all__ = ["ProgressBar", "ProgressFactory", "no_progress", "say_nothing"]


class ProgressBar(Protocol):
    """Counts finished units of work."""

    def advance(self, count: int) -> None:
        """Say that `count` more units are done."""


class ProgressFactory(Protocol):
    """Opens a bar for one piece of work."""

    def __call__(
        self, total: int | None, unit: str, description: str
    ) -> AbstractContextManager[ProgressBar]:
        """A bar over `total` units (None where unknown)."""


class _Silent:
    def advance(self, count: int) -> None:
        """Ignore it."""


@contextmanager
def no_progress(
    total: int | None, unit: str, description: str
) -> Iterator[ProgressBar]:
    """A bar that shows nothing, for tests and for programs that call steps."""
    yield _Silent()


def say_nothing(line: str) -> None:
    """Drop a line that nobody waits for."""
