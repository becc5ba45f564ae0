"""The lake's questions on Spark: transpiled by sqlglot, over the same Parquet files.

For where one machine is outgrown. It takes ``pip install 'sdml[spark]'`` and Java.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sdml.errors import NotInstalled
from sdml.records.lake import LakeState
from sdml.store.lake_answers import as_stated
from sdml.store.lake_tables import LAKE_TABLES, LakeTable, lake_table
from sdml.store.named_queries import NamedQuery

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession
    from sqlglot import exp

__all__ = ["answer_on_spark", "as_spark_sql", "open_spark_lake"]

_TYPES = {
    "int": "BIGINT",
    "real": "DOUBLE",
    "bool": "BOOLEAN",
    "text": "STRING",
    "time": "TIMESTAMP_NTZ",
    "date": "DATE",
}
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def as_spark_sql(query: NamedQuery) -> str:
    """A question in Spark's words; its parameters stay ``:name``.

    Raises
    ------
    NotInstalled
        sqlglot is not there.
    """
    try:
        import sqlglot
    except ImportError as error:
        raise NotInstalled(_HOW) from error
    tree = sqlglot.parse_one(query.sql, read="duckdb")
    return tree.transform(_as_spark).sql(dialect="spark", comments=False)


@contextmanager
def open_spark_lake(
    folder: Path,
    state: LakeState,
    master: str = "local[2]",
    settings: Mapping[str, str] | None = None,
) -> "Iterator[SparkSession]":
    """A Spark session with a view for each table of a tenant's lake.

    Parameters
    ----------
    folder : Path
        The tenant's lake.
    state : LakeState
        What its manifest says.
    master : str
        Where Spark runs; a cluster must reach the folder.
    settings : mapping, optional
        Settings of Spark's own.

    Raises
    ------
    NotInstalled
        PySpark or Java is not there.
    """
    spark = _start(master, {**_SETTINGS, **(settings or {})})
    try:
        for name in LAKE_TABLES:
            _show(spark, folder, state, lake_table(name))
        yield spark
    finally:
        spark.stop()


def answer_on_spark(
    spark: "SparkSession",
    query: NamedQuery,
    parameters: Mapping[str, int | float | str],
) -> "pd.DataFrame":
    """The answer to a question, as its header states it."""
    found = spark.sql(as_spark_sql(query), args=dict(parameters))
    return as_stated(found.toArrow(), query)


_HOW = "Spark is not here: pip install 'sdml[spark]', and Java 17 or newer"


def _start(master: str, settings: Mapping[str, str]) -> "SparkSession":
    with warnings.catch_warnings():
        # It warns of a pandas newer than itself; answers come by Arrow.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise NotInstalled(_HOW) from error
        builder = SparkSession.builder.master(master).appName("sdml")
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            return builder.getOrCreate()
        except PySparkRuntimeError as error:
            raise NotInstalled(_HOW) from error


def _show(
    spark: "SparkSession", folder: Path, state: LakeState, table: LakeTable
) -> None:
    held = state.tables.get(table.name)
    paths = [str(folder / file.path) for file in held.files] if held else []
    columns = ", ".join(f"`{c.name}` {_TYPES[c.kind]}" for c in table.columns)
    reader = spark.read.schema(columns)  # else it reads a file to find out
    rows = reader.parquet(*paths) if paths else spark.createDataFrame([], columns)
    rows.createOrReplaceTempView(table.name)


def _as_spark(node: "exp.Expression") -> "exp.Expression":
    """What sqlglot's own translation would answer otherwise than DuckDB."""
    from sqlglot import exp

    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        # It would become PERCENTILE_APPROX; this one interpolates.
        ordered = node.expression.expressions[0].this
        return exp.Anonymous(this="PERCENTILE", expressions=[ordered, node.this.this])
    if isinstance(node, exp.Literal) and node.is_number and "." in node.name:
        # Numbers with a point are decimals to Spark, and it rounds their means.
        return node if isinstance(node.parent, exp.Cast) else exp.cast(node, "double")
    return node
