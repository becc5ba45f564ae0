"""Answers that the requests of one process share for a few seconds."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar, cast

__all__ = ["Remembered"]

Answer = TypeVar("Answer")
MOST_ANSWERS = 512


@dataclass
class _Entry:
    """An answer, when it was made, and the lock of who makes it anew."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    made_at: float | None = None
    answer: object = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """Keeps answers that cost much and may be a few seconds old.

    One request makes an answer anew; meanwhile others get the old one.
    """

    entries: OrderedDict[Hashable, _Entry] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def recall(
        self, key: Hashable, seconds: float, make: Callable[[], Answer]
    ) -> Answer:
        """The answer of a key, made by `make` where it is older than `seconds`."""
        with self.lock:
            entry = self.entries.setdefault(key, _Entry())
            self.entries.move_to_end(key)
            while len(self.entries) > MOST_ANSWERS:
                self.entries.popitem(last=False)
        if not _is_fresh(entry, seconds):
            is_mine = entry.lock.acquire(blocking=entry.made_at is None)
            if is_mine:
                try:
                    if not _is_fresh(entry, seconds):
                        entry.answer = make()
                        entry.made_at = monotonic()
                finally:
                    entry.lock.release()
        return cast(Answer, entry.answer)


def _is_fresh(entry: _Entry, seconds: float) -> bool:
    return entry.made_at is not None and monotonic() - entry.made_at < seconds
