"""Reject files: which rows were refused and why, never what stood in them."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from sdml.records.table_rows import RowFault

__all__ = ["RejectFile"]

HEADER = ("row", "line", "column", "value_kind", "reason")


class RejectFile:
    """A CSV file of faults that appears whole when it is finished, or not at all.

    Parameters
    ----------
    path : Path
        Where it shall stand.
    is_wanted : bool
        Write the header where there is no fault, too.

    Attributes
    ----------
    faults : int
        How many were added.
    """

    def __init__(self, path: Path, *, is_wanted: bool) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._file: TextIO | None = None
        self.faults = 0
        if is_wanted:
            self._open()

    def __enter__(self) -> "RejectFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def add(self, faults: Iterable[RowFault]) -> None:
        """Write a line for each fault."""
        for fault in faults:
            file = self._file or self._open()
            self.faults += 1
            csv.writer(file).writerow(
                (
                    fault.row,
                    "" if fault.line is None else fault.line,
                    _harmless(fault.column),
                    fault.value_kind,
                    fault.reason,
                )
            )

    def finish(self) -> Path | None:
        """Put the file in its place; None where nothing was to be written."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        self._part.replace(self._path)
        return self._path

    def _open(self) -> TextIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._part.open("w", encoding="utf-8", newline="")
        csv.writer(self._file).writerow(HEADER)
        return self._file


def _harmless(name: str) -> str:
    """A column's name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
