"""Rows on their way from a file to the database, column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Cell", "MappedRows", "RowFault", "TableBatch"]

Cell: TypeAlias = object
"""One value as the file holds it: text, or typed in Parquet, Excel and JSON."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was rejected; never the value itself.

    Attributes
    ----------
    row : int
        The row's number in the file, 1 for the first after the header.
    line : int, optional
        The line of a text file in which the row starts.
    column : str
        The source column, or empty where the row itself is broken.
    value_kind : str
        Such as ``empty`` or ``text of 12 characters``.
    reason : str
        What was expected.
    """

    row: int
    line: int | None
    column: str
    value_kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableBatch:
    """Some consecutive rows of a file.

    Attributes
    ----------
    rows : sequence of int
        Row numbers in the file, from 1.
    lines : sequence of int, optional
        The line in which each row starts, where lines are known.
    columns : mapping of str to sequence
        The wanted columns, each as long as `rows`; None where a cell is empty.
    faults : tuple of RowFault
        Rows between these that could not be taken apart.
    """

    rows: Sequence[int]
    lines: Sequence[int] | None
    columns: Mapping[str, Sequence[Cell]]
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class MappedRows:
    """The good rows of a batch, under the names of their targets.

    Attributes
    ----------
    read : int
        Rows looked at: the good, and those with faults.
    rows : list of int
        Row numbers in the file of the good rows.
    columns : mapping of str to list
        By target: text, int or an aware UTC datetime, None where missing. A
        target that the mapping leaves out is absent.
    fields : mapping of str to list
        Text or None, by name.
    metadata : mapping of str to list
        Text, int, bool or None, by name.
    faults : tuple of RowFault
        Why the others were rejected; a row may have several.
    rejected : int
        Rows with at least one fault.
    """

    read: int
    rows: list[int]
    columns: Mapping[str, list[object]]
    fields: Mapping[str, list[str | None]]
    metadata: Mapping[str, list[object]]
    faults: tuple[RowFault, ...]
    rejected: int
