"""Every question of the lake: its header, its tables, its answer, its tests, Spark."""

import importlib
import re
from pathlib import Path

import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from sdml.files.lake_files import read_state
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store import named_queries
from sdml.store.lake import open_lake
from sdml.store.lake_answers import as_stated
from sdml.store.lake_tables import LAKE_TABLES, lake_table
from sdml.store.named_queries import NamedQuery, list_queries
from tests.lake_desk import LakeDesk

QUERIES = list_queries("lake")
SAMPLE = {int: 1, float: 0.5, str: "2026-03-15 12:00:00"}
DTYPES = {"int": "Int64", "real": "Float64", "text": "string"}
TESTS = "".join(
    (Path(__file__).parent / f"test_{name}_questions.py").read_text("utf-8")
    for name in ("model", "desk")
)
each = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@each
def test_a_question_says_what_it_asks_takes_and_gives(query: NamedQuery) -> None:
    assert query.question.endswith("?")
    assert set(query.parameters) == set(re.findall(r"(?<!:):([a-z_]+)", query.sql))
    assert query.columns


@each
def test_a_question_has_an_answer_computed_by_hand(query: NamedQuery) -> None:
    assert f'"{query.name}"' in TESTS


@each
def test_a_question_names_tables_and_columns_of_the_lake(query: NamedQuery) -> None:
    tree = sqlglot.parse_one(query.sql, read="duckdb")
    common = {cte.alias for cte in tree.find_all(exp.CTE)}
    named = {table.name for table in tree.find_all(exp.Table)} - common
    assert named <= set(LAKE_TABLES)
    held = {column.name for name in named for column in lake_table(name).columns}
    made = {alias.alias for alias in tree.find_all(exp.Alias)}
    assert {column.name for column in tree.find_all(exp.Column)} <= held | made


@each
def test_the_function_that_finishes_a_question_exists(query: NamedQuery) -> None:
    if query.finish:
        module, _, name = query.finish.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


@each
def test_a_question_can_be_put_to_spark(query: NamedQuery) -> None:
    (spark,) = sqlglot.transpile(query.sql, read="duckdb", write="spark")
    assert sqlglot.parse_one(spark, read="spark")


def test_every_question_answers_over_a_desk_without_rows(session: Session) -> None:
    sync_lake(session)
    folder = session.folders.lake(session.tenant.slug)
    with open_lake(folder, read_state(folder)) as connection:
        for query in QUERIES:
            given = {name: SAMPLE[kind] for name, kind in query.parameters.items()}
            found = connection.sql(query.duckdb_sql, params=given)
            frame = as_stated(found.to_arrow_table(), query)
            assert len(frame) == 0, query.name
            for name, kind in query.columns.items():
                if kind == "time":
                    assert isinstance(frame[name].dtype, pd.DatetimeTZDtype)
                else:
                    assert frame[name].dtype == DTYPES[kind]


def test_a_question_of_the_lake_is_asked_like_any_other(session: Session) -> None:
    desk = LakeDesk(session)
    desk.ticket(title="Four", description="Words", language="pt")
    found = run_named_query(session, "searchable_texts")
    assert found.values.tolist() == [["ticket", "pt", 1, 9.0, 9.0]]


def test_no_question_is_asked_of_both_sources_under_one_name() -> None:
    names = [query.name for query in list_queries()]
    folders = ("queries", "lake_queries")
    store = Path(named_queries.__file__).parent
    files = [path.stem for folder in folders for path in (store / folder).glob("*.sql")]
    assert sorted(files) == names
