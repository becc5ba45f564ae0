"""Rows of data sets and predictions as files: CSV, Parquet or JSON lines by suffix."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sdml.errors import ParameterError
from sdml.files.artefacts import write_artefact

__all__ = ["check_suffix", "write_columns"]

# A cell that begins so would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_suffix(path: Path, allowed: Sequence[str]) -> None:
    """Refuse a file name whose suffix is not one of those allowed.

    Raises
    ------
    ParameterError
        It ends otherwise.
    """
    if path.suffix.lower() not in allowed:
        raise ParameterError(
            f"{path.name}: expected a name that ends in {' or '.join(allowed)}"
        )


def write_columns(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    """Write a table given column by column; the file is whole or absent.

    Parameters
    ----------
    path : Path
        Its suffix says the kind: ``.csv``, ``.parquet`` or ``.jsonl``. In CSV
        a text that a spreadsheet would run as a formula gets an apostrophe.
    columns : mapping of str to sequence
        Of equal length; text, numbers or None.
    """
    write = {".parquet": _write_parquet, ".jsonl": _write_lines}.get(
        path.suffix.lower(), _write_csv
    )
    write_artefact(path, lambda new: write(new, columns))


def _write_parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(dict(columns)), path)


def _write_lines(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in _rows(columns):
            values = dict(zip(columns, row, strict=True))
            file.write(json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n")


def _write_csv(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([_plain(name) for name in columns])
        writer.writerows([_plain(cell) for cell in row] for row in _rows(columns))


def _rows(columns: Mapping[str, Sequence[object]]) -> Iterable[tuple[object, ...]]:
    return zip(*columns.values(), strict=True)


def _plain(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
