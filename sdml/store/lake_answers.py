"""Answers of the lake as DataFrames."""

from typing import TYPE_CHECKING

from sdml.store.named_queries import NamedQuery

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["as_frame", "as_stated"]

_DTYPES = {"int": "Int64", "real": "Float64", "text": "string"}


def as_frame(table: "pa.Table") -> "pd.DataFrame":
    """A frame of ``Int64``, ``Float64``, ``boolean``, ``string`` and UTC times."""
    import pandas as pd
    import pyarrow as pa

    dtypes = {
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(),
    }
    frame: pd.DataFrame = _plain_types(table).to_pandas(types_mapper=dtypes.get)
    return frame


def as_stated(table: "pa.Table", query: NamedQuery) -> "pd.DataFrame":
    """The frame that a question's header states."""
    import pandas as pd

    frame = as_frame(table)
    frame.columns = pd.Index(list(query.columns))
    for name, kind in query.columns.items():
        if kind == "time":
            frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype(
        {k: _DTYPES[v] for k, v in query.columns.items() if v in _DTYPES}
    )


def _plain_types(table: "pa.Table") -> "pa.Table":
    """Columns of other widths as the workbench has them."""
    import pyarrow as pa

    fields = [(field.name, _plain_type(field.type)) for field in table.schema]
    columns = [
        column.cast(kind)
        for column, (_, kind) in zip(table.columns, fields, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _plain_type(kind: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
        return pa.int64()
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return pa.float64()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC")
    if pa.types.is_date(kind):
        return pa.timestamp("us")
    if pa.types.is_large_string(kind):
        return pa.string()
    return kind
