"""Rows of the lake laid by hand, as Arrow tables of its own types."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from sdml.store.lake_answers import as_stated
from sdml.store.lake_rows import arrow_schema
from sdml.store.lake_tables import LAKE_TABLES, lake_table
from sdml.store.named_queries import read_query

if TYPE_CHECKING:
    import pandas as pd

Rows = Mapping[str, Sequence[Mapping[str, object]]]

# What the database puts where a row says nothing.
DEFAULTS = {
    "cache_hit": False,
    "cost_micros": 0,
    "is_active": True,
    "is_excluded": False,
    "is_fallback": False,
    "mode": "monitor",
    "organization_id": 1,
    "paused_minutes": 0,
    "rate_limit_hit": False,
    "was_used": False,
}


def tables(rows: Rows) -> dict[str, pa.Table]:
    """Every table of the lake; those that are not named are empty."""
    return {name: _table(name, rows.get(name, ())) for name in LAKE_TABLES}


def _table(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    table = lake_table(name)
    schema = arrow_schema(table)
    filled = [{table.key: place} | dict(row) for place, row in enumerate(rows, 1)]
    unknown = {key for row in filled for key in row} - set(schema.names)
    assert not unknown, f"{name} has no {unknown}"
    columns = [
        pa.array(
            [_value(row.get(f.name, DEFAULTS.get(f.name)), f) for row in filled]
        ).cast(f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _value(value: object, field: pa.Field) -> object:
    if isinstance(value, str) and pa.types.is_timestamp(field.type):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_date(field.type):
        return date.fromisoformat(value)
    return value


def answer(name: str, rows: Rows, /, **parameters: int | float | str) -> "pd.DataFrame":
    """The answer to a question over these rows."""
    query = read_query(name)
    with duckdb.connect(":memory:") as connection:
        for table, content in tables(rows).items():
            connection.register(table, content)
        found = connection.sql(query.duckdb_sql, params=parameters)
        return as_stated(found.to_arrow_table(), query)


def listed(frame: "pd.DataFrame") -> list[tuple[object, ...]]:
    """Rows of plain values: days and times as text, numbers to six digits."""
    return [tuple(map(_plain, row)) for row in frame.itertuples(index=False)]


def _plain(value: object) -> object:
    import pandas as pd

    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        text = value.strftime("%Y-%m-%d %H:%M:%S")
        return text.removesuffix(" 00:00:00")
    return round(float(value), 6) if isinstance(value, float) else value
