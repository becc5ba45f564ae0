"""Tables in files of any kind, CSV, Parquet, JSON lines or Excel, in batches."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sdml.errors import SourceFileError
from sdml.files.csv_text import LONGEST_CELL, open_csv
from sdml.files.spreadsheets import open_workbook
from sdml.records.mapping import FileForm
from sdml.records.table_rows import Cell, RowFault, TableBatch

if TYPE_CHECKING:
    import pyarrow

__all__ = ["JsonLinesTable", "ParquetTable", "Table", "open_table"]

_FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}


class Table(Protocol):
    """A file's rows, under the names of its columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names, in the file's order."""

    @property
    def rows(self) -> int | None:
        """How many there are, where that is known."""

    def batches(self, size: int, wanted: Collection[str]) -> Iterator[TableBatch]:
        """The wanted columns in batches of `size` rows."""


def open_table(path: Path, form: FileForm, expected: Collection[str]) -> Table:
    """The table in a file, after a look that its kind allows.

    Parameters
    ----------
    path : Path
        Its ending says the kind, unless `form` states it.
    form : FileForm
        What is known of it.
    expected : collection of str
        Column names that are looked for.

    Returns
    -------
    Table
        Nothing is kept open.

    Raises
    ------
    SourceFileError
        It is missing, of another kind, or damaged.
    """
    if not path.is_file():
        raise SourceFileError(f"there is no file {path}")
    kind = form.format or _FORMATS.get(path.suffix.lower())
    with path.open("rb") as file:
        start = file.read(4)
    if kind in ("csv", "jsonl") and start in (b"PAR1", b"PK\x03\x04"):
        found = "Parquet file" if start == b"PAR1" else "zip archive or workbook"
        raise SourceFileError(f"{path.name} is a {found} with a wrong ending")
    if kind == "csv":
        return open_csv(path, form, expected)
    if kind == "jsonl":
        return _open_json_lines(path)
    if kind == "parquet":
        return _open_parquet(path)
    if kind == "xlsx":
        return open_workbook(path, form)
    raise SourceFileError(
        f"{path.name}: expected a file that ends in one of {' '.join(_FORMATS)}, or "
        "format = 'csv' and the like in the mapping's [file]"
    )


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file.

    Attributes
    ----------
    path : Path
        Where it is.
    columns : tuple of str
        Of its schema.
    rows : int
        As its footer says.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int

    def batches(self, size: int, wanted: Collection[str]) -> Iterator[TableBatch]:
        """The wanted columns, typed, in batches of `size` rows."""
        import pyarrow
        import pyarrow.parquet

        names = [name for name in self.columns if name in wanted]
        first = 1
        try:
            with pyarrow.parquet.ParquetFile(self.path, pre_buffer=False) as file:
                for part in file.iter_batches(size, columns=names, use_threads=False):
                    rows = range(first, first + part.num_rows)
                    cells = {name: _plain(part.column(name)) for name in names}
                    yield TableBatch(rows, None, cells)
                    first += part.num_rows
        except (pyarrow.ArrowException, OSError) as error:
            raise _damaged(self.path, f"after row {first - 1}") from error


@dataclass(frozen=True, slots=True)
class JsonLinesTable:
    """A file with one JSON object a line.

    Attributes
    ----------
    path : Path
        Where it is, in UTF-8.
    columns : tuple of str
        Every key of any object, in the order of appearance.
    rows : int
        Lines that are not empty.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int

    def batches(self, size: int, wanted: Collection[str]) -> Iterator[TableBatch]:
        """The wanted columns, typed, in batches of `size` rows."""
        names = [name for name in self.columns if name in wanted]
        rows, lines, faults = [], [], []
        cells: list[tuple[Cell, ...]] = []
        for row, (line, item) in enumerate(_json_lines(self.path), 1):
            if isinstance(item, str):
                faults.append(RowFault(row, line, "", "line", item))
            else:
                rows.append(row)
                lines.append(line)
                cells.append(tuple(item.get(name) for name in names))
            if len(rows) + len(faults) >= size:
                yield _turned(rows, lines, cells, names, faults)
                rows, lines, cells, faults = [], [], [], []
        if rows or faults:
            yield _turned(rows, lines, cells, names, faults)


def _turned(
    rows: list[int],
    lines: list[int],
    cells: list[tuple[Cell, ...]],
    names: list[str],
    faults: list[RowFault],
) -> TableBatch:
    turned = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    return TableBatch(rows, lines, dict(zip(names, turned, strict=True)), tuple(faults))


def _open_parquet(path: Path) -> ParquetTable:
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
            rows = file.metadata.num_rows
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(path, "at its footer") from error
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise SourceFileError(f"{path.name}: the column {repeated[0]!r} stands twice")
    return ParquetTable(path, names, rows)


def _plain(column: "pyarrow.Array") -> list[Cell]:
    import pyarrow

    if pyarrow.types.is_timestamp(column.type) and column.type.unit == "ns":
        # Python's datetime has no nanoseconds; they are cut, not rounded up.
        micros = pyarrow.timestamp("us", tz=column.type.tz)
        column = column.cast(micros, safe=False)
    cells: list[Cell] = column.to_pylist()
    return cells


def _damaged(path: Path, where: str) -> SourceFileError:
    return SourceFileError(f"{path.name} is no whole Parquet file: damaged {where}")


def _open_json_lines(path: Path) -> JsonLinesTable:
    columns: dict[str, None] = {}
    rows = 0
    for _, item in _json_lines(path):
        rows += 1
        if not isinstance(item, str):
            columns.update(dict.fromkeys(item))
    if not columns:
        raise SourceFileError(f"{path.name}: expected one JSON object a line")
    return JsonLinesTable(path, tuple(columns), rows)


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Cell] | str]]:
    """Each line's number with its object, or with what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            line = 0
            while text := file.readline(LONGEST_CELL):
                line += 1
                if len(text) == LONGEST_CELL:
                    raise SourceFileError(
                        f"{path.name}, line {line}: longer than 16 MiB"
                    )
                if text.strip():
                    yield line, _json_object(text)
    except UnicodeError as error:
        raise SourceFileError(
            f"{path.name}, after line {line}: not UTF-8, as JSON lines have to be"
        ) from error


def _json_object(text: str) -> dict[str, Cell] | str:
    try:
        item = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        return "expected one JSON object"
    return item if isinstance(item, dict) else "expected one JSON object"


def _no_number(word: str) -> Cell:
    raise ValueError(word)
