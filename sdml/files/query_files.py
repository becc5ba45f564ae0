"""Files of search queries in, files of their answers out (CSV, UTF-8)."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from sdml.errors import SourceFileError
from sdml.files.artefacts import write_artefact

__all__ = ["read_queries", "write_answers"]

_QUERY_COLUMNS = ("query_id", "text")
_ANSWER_COLUMNS = ("query_id", "rank", "id", "external_id", "score")


def read_queries(path: Path) -> list[tuple[str, str]]:
    """Ids and texts of the queries in a file with the columns query_id and text.

    Raises
    ------
    SourceFileError
        The file cannot be read, is not UTF-8, lacks a column, or holds a query
        id twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            lacking = set(_QUERY_COLUMNS) - set(rows.fieldnames or ())
            if lacking:
                raise SourceFileError(
                    f"{path}: no column {', '.join(sorted(lacking))}: expected "
                    f"{', '.join(_QUERY_COLUMNS)}"
                )
            queries = [(row["query_id"], row["text"] or "") for row in rows]
    except OSError as error:
        raise SourceFileError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceFileError(f"{path}: not a CSV file in UTF-8") from error
    seen: set[str] = set()
    for number, (query_id, _) in enumerate(queries, start=2):
        if query_id in seen:
            raise SourceFileError(f"{path}: row {number} repeats a query_id")
        seen.add(query_id)
    return queries


def write_answers(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write query_id, rank, id, external_id and score of each answer."""

    def write(new: Path) -> None:
        with new.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_ANSWER_COLUMNS)
            writer.writerows(rows)

    write_artefact(path, write)
