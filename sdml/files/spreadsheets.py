"""Excel workbooks as tables, refused where they would unfold without end."""

import re
import warnings
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sdml.errors import SourceFileError
from sdml.records.mapping import FileForm
from sdml.records.table_rows import Cell, RowFault, TableBatch

__all__ = ["WorkbookTable", "open_workbook"]

LARGEST_UNFOLDED = 1 << 30
FOLDED_AT_MOST = 100
FREELY_FOLDED = 10 << 20
MOST_COLUMNS = 2_000
_DECLARATIONS = re.compile(rb"<!(DOCTYPE|ENTITY)|<\x00!\x00(D|E)|\x00<\x00!\x00(D|E)")


@dataclass(frozen=True, slots=True)
class WorkbookTable:
    """One sheet of a workbook.

    Attributes
    ----------
    path : Path
        Where it is.
    sheet : str
        The sheet's name.
    columns : tuple of str
        Its first row.
    rows : None
        Not known before it was read.
    """

    path: Path
    sheet: str
    columns: tuple[str, ...]
    rows: None = None

    def batches(self, size: int, wanted: Collection[str]) -> Iterator[TableBatch]:
        """The wanted columns, typed, in batches of `size` rows; empty rows left out."""
        places = {
            place: name for place, name in enumerate(self.columns) if name in wanted
        }
        rows: list[int] = []
        cells: list[tuple[Cell, ...]] = []
        faults: list[RowFault] = []
        for row, record in self._records():
            if any(cell is not None for cell in record[len(self.columns) :]):
                kind = f"row of {len(record)} cells"
                reason = f"expected {len(self.columns)} cells"
                faults.append(RowFault(row, row + 1, "", kind, reason))
            else:
                rows.append(row)
                cells.append(tuple(_cell(record, place) for place in places))
            if len(rows) + len(faults) >= size:
                yield _batch(rows, cells, list(places.values()), faults)
                rows, cells, faults = [], [], []
        if rows or faults:
            yield _batch(rows, cells, list(places.values()), faults)

    def _records(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        for number, record in enumerate(_sheet_rows(self.path, self.sheet)):
            if number and any(cell is not None for cell in record):
                yield number, record


def open_workbook(path: Path, form: FileForm) -> WorkbookTable:
    """The stated sheet of a workbook, or its first.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    form : FileForm
        Its `sheet` is looked at.

    Raises
    ------
    SourceFileError
        It is no workbook, unfolds to more than it should, declares entities,
        lacks the sheet, or its first row is no header.
    """
    _refuse_bomb(path)
    names = _sheet_names(path)
    sheet = form.sheet or names[0]
    if sheet not in names:
        raise SourceFileError(
            f"{path.name} has no sheet {sheet!r}: expected one of {', '.join(names)}"
        )
    header = next(_sheet_rows(path, sheet), ())
    while header and header[-1] is None:
        header = header[:-1]
    columns = tuple(
        str(name).strip() if name is not None else f"(column {place})"
        for place, name in enumerate(header, 1)
    )
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or len(columns) > MOST_COLUMNS or repeated:
        raise SourceFileError(
            f"{path.name}, sheet {sheet!r}: expected a first row of 1 to "
            f"{MOST_COLUMNS} different column names"
        )
    return WorkbookTable(path, sheet, columns)


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            whole = sum(member.file_size for member in members)
            folded = max(1, sum(member.compress_size for member in members))
            if whole > LARGEST_UNFOLDED or (
                whole > FREELY_FOLDED and whole / folded > FOLDED_AT_MOST
            ):
                raise SourceFileError(
                    f"{path.name} unfolds to {whole:,} bytes from {folded:,}: "
                    "send it as CSV or Parquet"
                )
            for member in members:
                with archive.open(member) as part:
                    if _DECLARATIONS.search(part.read(4096)):
                        raise SourceFileError(
                            f"{path.name} declares XML entities, which no workbook "
                            "needs: it is not read"
                        )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceFileError(f"{path.name} is no Excel workbook (.xlsx)") from error


def _sheet_names(path: Path) -> list[str]:
    workbook = _load(path)
    try:
        return [sheet.title for sheet in workbook.worksheets]
    finally:
        workbook.close()


def _sheet_rows(path: Path, sheet: str) -> Iterator[tuple[Cell, ...]]:
    workbook = _load(path)
    try:
        found = workbook[sheet]
        # What a file says of its own size may be wrong, or a million columns.
        found.reset_dimensions()
        yield from found.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    except SourceFileError:
        raise
    except Exception as error:  # openpyxl lets through what its parts raise
        raise SourceFileError(
            f"{path.name}, sheet {sheet!r}: it is damaged and cannot be read"
        ) from error
    finally:
        workbook.close()


def _load(path: Path):  # type: ignore[no-untyped-def]  # openpyxl has no types
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and drawings, not of cells
            return openpyxl.load_workbook(
                path, read_only=True, data_only=True, keep_links=False
            )
    except Exception as error:  # openpyxl lets through what its parts raise
        raise SourceFileError(f"{path.name} is no Excel workbook (.xlsx)") from error


def _cell(record: tuple[Cell, ...], place: int) -> Cell:
    return record[place] if place < len(record) else None


def _batch(
    rows: list[int],
    cells: list[tuple[Cell, ...]],
    names: list[str],
    faults: list[RowFault],
) -> TableBatch:
    turned = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    columns = dict(zip(names, turned, strict=True)) if names and turned else {}
    return TableBatch(rows, [row + 1 for row in rows], columns, tuple(faults))
