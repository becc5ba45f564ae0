"""One short request at a time: threads that fight for the interpreter slow each other.

Python runs one thread of a process at a time, and each statement of the database hands
the interpreter on: with twenty requests at once half of the processor's time went
into that, while whoever was writing kept all other writers waiting. Who waits for the
disk lets the next one in. What lasts longer, such as a report or a bulk decision, stays
out of the lane.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["in_lane", "out_of_lane", "short"]

# Who holds the lane may wait for a writer elsewhere: then the others go past him.
PATIENCE_SECONDS = 0.25
_LANE = threading.Lock()
_MINE = threading.local()  # whether this thread is the one in it
_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")


@contextmanager
def in_lane() -> Iterator[None]:
    """A block that other short requests of this process wait for, a moment at most."""
    if _is_mine():
        yield
        return
    _enter()
    try:
        yield
    finally:
        _leave()


@contextmanager
def out_of_lane() -> Iterator[None]:
    """A block in which this thread waits for something else: others go on meanwhile."""
    was_mine = _is_mine()
    _leave()
    try:
        yield
    finally:
        if was_mine:
            _enter()


def _is_mine() -> bool:
    return getattr(_MINE, "holds", False)


def _enter() -> None:
    _MINE.holds = _LANE.acquire(timeout=PATIENCE_SECONDS)


def _leave() -> None:
    if _is_mine():
        _MINE.holds = False
        _LANE.release()


def short(answer: Callable[_Asked, _Given]) -> Callable[_Asked, _Given]:
    """The same handler of a route, in the lane."""

    @wraps(answer)
    def one_at_a_time(*args: _Asked.args, **words: _Asked.kwargs) -> _Given:
        with in_lane():
            return answer(*args, **words)

    return one_at_a_time
