"""What an import is asked to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ImportOrder"]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """One file, how to read it, and when to stop.

    Attributes
    ----------
    path : Path
        The source file.
    mapping : str or Path
        A ready mapping by name, or a mapping file: how columns become targets.
    where : mapping of str to frozenset of str
        Columns of the file with the values that a row may have there; the
        other rows are left out and not counted.
    rejects : Path, optional
        The file of refused rows; without it, one in the tenant's folder.
    max_rejects : int, optional
        Stop where more rows than this are refused.
    """

    path: Path
    mapping: str | Path
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rejects: Path | None = None
    max_rejects: int | None = None
