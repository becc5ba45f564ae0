"""Whose turn it is to write a SQLite database: writers queue before they ask it.

SQLite has no queue: who finds it locked sleeps and looks again, ever more seldom,
so that of ten busy writers one may do everything and others nothing. The kernel
lets those who wait for a lock on a file come in their order, and frees it when
its holder is killed.
"""

import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sdml.errors import DatabaseBusy

if sys.platform != "win32":
    import fcntl

__all__ = ["turn_to_write"]


@contextmanager
def turn_to_write(database: Path, seconds: float) -> Iterator[None]:
    """A block that no other writer of the database is in.

    The lock is on a file of its own beside the database (closing a second
    handle of the database itself would drop SQLite's locks). Where that file
    cannot be made, as in a folder one may only read, nobody queues.

    Parameters
    ----------
    database : Path
        The SQLite file.
    seconds : float
        How long to wait while nobody else gets a turn either. A line that
        moves is waited in: with many writers on a slow machine it may be long.

    Raises
    ------
    DatabaseBusy
        For so long one writer has held his turn.
    """
    file = _open_line(database)
    if file is None:
        yield
        return
    if not _wait(file, seconds):
        raise DatabaseBusy(
            "the database stayed locked by another writer: try again in a moment"
        )
    try:
        _tell(file)
        yield
    finally:
        # Not by closing alone: a child process may have inherited the handle.
        _free(file)
        os.close(file)


def _open_line(database: Path) -> int | None:
    if sys.platform == "win32":
        return None
    path = database.with_name(f"{database.name}-turn")
    try:
        mode = stat.S_IMODE(database.stat().st_mode)
        return os.open(path, os.O_RDONLY | os.O_CREAT, mode & 0o666)
    except OSError:
        return None


def _wait(file: int, seconds: float) -> bool:
    """Whether the lock came in time; if not, the file is closed when it comes."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _Waiter(file).wait(seconds)
    except OSError:  # a file system without locks
        return True
    return True


def _tell(file: int) -> None:
    """Let those in the line see that it moves."""
    with suppress(OSError):
        os.utime(file)


def _moved_since(file: int, seconds: float) -> bool:
    return time.time() - os.fstat(file).st_mtime < seconds


def _free(file: int) -> None:
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)


class _Waiter:
    """Waits for a lock in a thread: the kernel's wait knows no end."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._mutex = threading.Lock()
        self._came = threading.Event()
        self._is_given_up = False

    def wait(self, seconds: float) -> bool:
        threading.Thread(target=self._block, daemon=True).start()
        is_quiet = False
        try:
            while not self._came.wait(seconds) and _moved_since(self._file, seconds):
                pass
            is_quiet = True
        finally:
            with self._mutex:
                came = self._came.is_set()
                self._is_given_up = not came
            if came and not is_quiet:  # Ctrl-C while it came
                os.close(self._file)
        return came

    def _block(self) -> None:
        if sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._mutex:
            if self._is_given_up:
                os.close(self._file)
            else:
                self._came.set()
