"""Many rows into one table, as fast as the driver takes them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, insert

from sdml.store.tables.types import Json

__all__ = ["insert_columns"]


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[object]]
) -> None:
    """Insert rows that are given column by column.

    The statement and the types are the table's own; values are brought to the
    driver's form a column at a time, where equal values cost once. This is
    several times faster than a dict a row.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    table : Table
        Its other columns take their defaults.
    columns : mapping of str to sequence
        Names of columns, with values of equal number.
    """
    statement = (
        insert(table)
        .inline()
        .compile(dialect=connection.dialect, column_keys=list(columns))
    )
    bound = {
        name: _bound(connection, table, name, values)
        for name, values in columns.items()
    }
    order = list(statement.positiontup or columns)
    rows = list(zip(*(bound[name] for name in order), strict=True))
    if not rows:
        return
    if statement.positiontup:
        connection.exec_driver_sql(str(statement), rows)
        return
    named = [dict(zip(order, row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(statement), named)


def _bound(
    connection: Connection, table: Table, name: str, values: Sequence[object]
) -> Sequence[object]:
    """The values in the driver's form."""
    dialect = connection.dialect
    process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if isinstance(table.c[name].type, Json):  # its values cannot be remembered
        return [process(value) for value in values]
    known = {value: process(value) for value in dict.fromkeys(values)}
    return [known[value] for value in values]
