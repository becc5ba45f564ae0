"""What an import did, row by row accounted for."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["EventImportResult", "ImportCounts", "ImportResult"]


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many rows an import wrote, by what it did with them.

    Attributes
    ----------
    imported, updated, unchanged : int
        New rows, rows that changed a stored one, rows already stored.
    """

    imported: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        """Both together."""
        return ImportCounts(
            self.imported + other.imported,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The account of one import.

    Attributes
    ----------
    batch_id : int
        Its row in ``import_batches``.
    read : int
        Rows of the file, after ``--where``; the sum of the next four.
    imported : int
        Rows that were new.
    updated : int
        Rows that changed what was stored, or an earlier row of the file.
    unchanged : int
        Rows that said what was stored.
    rejected : int
        Rows with a value that could not be taken.
    rejects : Path, optional
        The file that says which and why; None where there are none.
    resumed_at : int
        Rows that an interrupted run of the same import had finished.
    seconds : float
        How long this run took.
    """

    batch_id: int
    read: int
    imported: int
    updated: int
    unchanged: int
    rejected: int
    rejects: Path | None
    resumed_at: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EventImportResult(ImportResult):
    """The account of an import of events.

    Attributes
    ----------
    tickets : int
        Tickets that the good rows belong to.
    """

    tickets: int = 0
