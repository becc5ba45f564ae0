"""Puts the write-ahead log of a SQLite database on the disk, after a commit.

With ``synchronous=FULL`` SQLite waits for the disk inside each commit, while every
other writer waits for it. Here a writer commits with ``NORMAL``, lets the next one in,
and then waits for the disk himself: one wait serves all who committed meanwhile, and
nobody is told that his work is done before it is on the disk. A crash of the machine
between the two loses the end of the log and nothing else: https://sqlite.org/wal.html
"""

import os
from pathlib import Path

from sdml.errors import DatabaseUnavailable

__all__ = ["CAN_SYNC_LATE", "sync_log"]

CAN_SYNC_LATE = hasattr(os, "fdatasync")


def sync_log(database: Path) -> None:
    """Wait until what was committed is on the disk.

    The log has no locks of SQLite's, unlike the database and its index: closing a
    handle of it takes none away.

    Parameters
    ----------
    database : Path
        The SQLite file, in write-ahead mode.

    Raises
    ------
    DatabaseUnavailable
        The disk failed.
    """
    try:
        log = os.open(f"{database}-wal", os.O_RDONLY)
    except FileNotFoundError:
        return  # the last connection has put it into the database, and that on the disk
    try:
        os.fdatasync(log)
    except OSError as error:
        raise DatabaseUnavailable(
            "the disk failed while the database was in use"
        ) from error
    finally:
        os.close(log)
