"""Rows as aligned lines for people."""

from collections.abc import Sequence
from datetime import datetime

__all__ = ["table_lines"]

_WIDEST = 60


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns under their names, numbers to the right.

    Examples
    --------
    >>> print(table_lines(["status", "n"], [["open", 12], ["done", 7]]))
    status   n
    open    12
    done     7
    """
    cells = [[_shown(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    is_number = [
        all(isinstance(row[place], int | float | None) for row in rows) and bool(rows)
        for place in range(len(columns))
    ]
    lines = []
    for line in (columns, *cells):
        parts = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix("+00:00")
    if isinstance(value, float):
        return f"{value:.6g}"
    text = " ".join(str(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
