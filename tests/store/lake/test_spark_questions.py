"""The ten heaviest questions on Spark: the same answers as DuckDB's.

Where Java or PySpark is not installed there is nothing to compare, and the one test
of this file says how sdml refuses.
"""

import importlib.util
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from sdml.errors import ParameterError
from sdml.records.lake import LakeFile, LakeState, LakeTableState
from sdml.steps.run_on_spark import run_on_spark
from sdml.store.engine import Database
from sdml.store.lake_answers import as_stated
from sdml.store.named_queries import NamedQuery, read_query
from sdml.store.spark_lake import answer_on_spark, as_spark_sql, open_spark_lake
from tests.conftest import SessionMaker
from tests.lake_random import random_rows
from tests.lake_rows import listed, tables

HEAVIEST = (
    "actor_days",
    "audit_gaps",
    "baseline_weeks",
    "classifier_f1",
    "risk_coverage_steps",
    "searchable_texts",
    "suggestion_effect",
    "survival_of_open_tickets",
    "weekly_category_mix",
    "workflow_step_times",
)
SAMPLE = {int: 1, float: 0.5, str: "2026-02-15 12:00:00"}
# For a few hundred rows, compiling costs more than it gains.
QUICK = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
HAS_SPARK = bool(shutil.which("java") and importlib.util.find_spec("pyspark"))


def given(query: NamedQuery) -> dict[str, int | float | str]:
    return {name: SAMPLE[kind] for name, kind in query.parameters.items()}


def compare(folder: Path, names: tuple[str, ...], seed: int) -> dict[str, int]:
    """Rows of each question where both engines gave the same; else an error."""
    states = {}
    with duckdb.connect(":memory:") as connection:
        for name, table in tables(random_rows(300, seed)).items():
            pq.write_table(table, folder / f"{name}.parquet")
            connection.register(name, table)
            file = LakeFile(f"{name}.parquet", "undated", 300, 1, 300, 0, "")
            states[name] = LakeTableState(300, (), (file,))
        found = {}
        state = LakeState("1", 0, "", states)
        with open_spark_lake(folder, state, "local[1]", QUICK) as spark:
            for name in names:
                query = read_query(name)
                answer = connection.sql(query.duckdb_sql, params=given(query))
                expected = as_stated(answer.to_arrow_table(), query)
                got = answer_on_spark(spark, query, given(query))
                assert sorted(listed(got), key=str) == sorted(listed(expected), key=str)
                found[name] = len(expected)
    return found


if HAS_SPARK:

    @pytest.mark.slow
    def test_the_ten_heaviest_questions_have_equal_answers_on_spark(
        tmp_path: Path,
    ) -> None:
        found = compare(tmp_path, HEAVIEST, seed=1)
        assert len(found) == 10
        assert min(found.values()) > 1


def test_percentiles_interpolate_on_spark_as_well() -> None:
    sql = as_spark_sql(read_query("model_latency"))
    assert "PERCENTILE(c.processing_time_ms, " in sql
    assert "APPROX" not in sql


def test_a_question_of_the_database_is_not_put_to_spark(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    with pytest.raises(ParameterError, match="database"):
        run_on_spark(make_session(sqlite_database), "models")
