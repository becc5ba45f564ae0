"""Whole tables as JSON Lines files: one row a line, keys are column names."""

import base64
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sdml.files.artefacts import write_artefact

__all__ = ["write_table_rows"]


def write_table_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Number of rows written to ``path``, which is whole or absent.

    Parameters
    ----------
    path : Path
        Where the file shall be.
    columns : sequence of str
        The names of a row's values, in their order.
    rows : iterable of sequence
        Values of a database driver. Bytes become ``{"base64": ...}``, times
        and dates ISO 8601 text.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tickets.jsonl"
    ...     write_table_rows(path, ["id", "title"], [(1, "sem rede")])
    ...     path.read_text("utf-8").rstrip()
    1
    '{"id": 1, "title": "sem rede"}'
    """
    count = 0

    def write(new: Path) -> None:
        nonlocal count
        with new.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                values = dict(zip(columns, row, strict=True))
                line = json.dumps(values, ensure_ascii=False, default=_as_json)
                file.write(f"{line}\n")
                count += 1

    write_artefact(path, write)
    path.chmod(0o600)  # whole tables: secrets and personal data are among them
    return count


def _as_json(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form here")
