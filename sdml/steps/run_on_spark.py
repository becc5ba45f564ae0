"""Ask a packaged question of the lake by Spark in place of DuckDB."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdml.errors import ParameterError
from sdml.files.lake_files import read_state
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store.named_queries import check_parameters, read_query
from sdml.store.spark_lake import answer_on_spark, open_spark_lake

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["run_on_spark"]


def run_on_spark(
    session: Session,
    name: str,
    parameters: Mapping[str, int | float | str] | None = None,
    *,
    master: str = "local[2]",
) -> "pd.DataFrame":
    """The answer that `run_named_query` gives, computed by Spark.

    Stages: synchronise the lake -> start Spark over its files -> run the question,
    transpiled.

    Parameters
    ----------
    session : Session
        Whose lake.
    name : str
        A file of ``store/lake_queries`` without suffix.
    parameters : mapping, optional
        What its header asks for.
    master : str
        Where Spark runs; a cluster must reach the data folder.

    Raises
    ------
    ParameterError
        No question of the lake has that name, or a parameter is not as asked.
    NotInstalled
        PySpark or Java is not there.
    """
    query, given = read_query(name), dict(parameters or {})
    if query.source != "lake":
        raise ParameterError(f"{name} is asked of the database: Spark has the lake")
    check_parameters(query, given)
    sync_lake(session)
    folder = session.folders.lake(session.tenant.slug)
    with open_spark_lake(folder, read_state(folder), master) as spark:
        return answer_on_spark(spark, query, given)
