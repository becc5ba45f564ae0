"""What a command prints: one JSON object for programs, or lines for people."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import TypeVar

import click

__all__ = ["as_json_text", "emit"]

T = TypeVar("T")


def emit(result: T, as_json: bool, lines: Callable[[T], str]) -> None:
    """Print a step's result.

    Parameters
    ----------
    result : dataclass or mapping
        What the step returned.
    as_json : bool
        One JSON object instead of text for people.
    lines : callable
        Makes the text for people from the result.
    """
    click.echo(as_json_text(result) if as_json else lines(result))


def as_json_text(result: object) -> str:
    """One JSON object: times in UTC with a ``Z``, paths absolute, enums by value.

    Examples
    --------
    >>> as_json_text({"day": date(2026, 3, 1)})
    '{"day": "2026-03-01"}'
    """
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        result = {
            field.name: getattr(result, field.name)
            for field in dataclasses.fields(result)
        }
    return json.dumps(result, default=_plain, ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: getattr(value, field.name)
            for field in dataclasses.fields(value)
        }
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    if hasattr(value, "tolist"):  # an array in a cell
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form here")
