"""Instants as whole seconds since 1970-01-01 UTC, computed by the database."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["epoch_seconds"]


class epoch_seconds(FunctionElement[int]):  # noqa: N801 - reads as a function of SQL
    """Seconds since 1970 of a column of times; the parts of a second are cut off."""

    type = BigInteger()
    inherit_cache = True
    name = "epoch_seconds"


def _column(element: FunctionElement[int]) -> ColumnElement[Any]:
    return next(iter(element.clauses))


@compiles(epoch_seconds, "sqlite")
def _on_sqlite(
    element: FunctionElement[int], compiler: SQLCompiler, **options: object
) -> str:
    return f"unixepoch({compiler.process(_column(element), **options)})"


@compiles(epoch_seconds, "postgresql")
def _on_postgresql(
    element: FunctionElement[int], compiler: SQLCompiler, **options: object
) -> str:
    column = compiler.process(_column(element), **options)
    return f"CAST(floor(extract(epoch FROM {column})) AS BIGINT)"
