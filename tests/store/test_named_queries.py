"""Every packaged question has a header, takes a tenant, and runs on both databases."""

import re

import pandas as pd
import pytest

from sdml.errors import ParameterError
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.store.named_queries import NamedQuery, list_queries, read_query

QUERIES = list_queries("database")
each = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
SAMPLE = {int: 1, float: 0.5, str: "x"}
DTYPES = {"int": "Int64", "real": "Float64", "text": "string"}


@each
def test_a_question_has_a_header_and_takes_a_tenant(query: NamedQuery) -> None:
    lines = query.sql.splitlines()
    assert [line.split(":")[0] for line in lines[:3]] == [
        "-- question",
        "-- parameters",
        "-- columns",
    ]
    assert query.question.endswith("?")
    assert "organization_id = :tenant" in query.sql
    for name in query.parameters:
        assert f":{name}" in query.sql


@each
def test_every_table_of_a_question_is_scoped(query: NamedQuery) -> None:
    tables = query.sql.count("FROM ") + query.sql.count("JOIN ")
    parts = "|".join(re.findall(r"(\w+) AS \(", query.sql)) or "none"
    nested = len(re.findall(rf"(?:FROM|JOIN) (?:\(|(?:{parts})\b)", query.sql))
    assert query.sql.count("organization_id") >= tables - nested


@each
def test_a_question_answers_with_the_named_columns_on_both_databases(
    query: NamedQuery, session: Session
) -> None:
    parameters = {name: SAMPLE[kind] for name, kind in query.parameters.items()}
    frame = run_named_query(session, query.name, parameters)
    assert list(frame.columns) == list(query.columns)
    for name, kind in query.columns.items():
        if kind == "time":
            assert isinstance(frame[name].dtype, pd.DatetimeTZDtype)
        else:
            assert frame[name].dtype == DTYPES[kind]


WRONG = {
    "unknown query": ("nothing", {}),
    "path": ("../named_queries", {}),
    "missing": ("model_metrics", {}),
    "unknown": ("import_batches", {"since": "x"}),
    "tenant": ("import_batches", {"tenant": 2}),
    "mistyped": ("model_metrics", {"model": "1"}),
    "boolean": ("model_metrics", {"model": True}),
}


@pytest.mark.parametrize(("name", "given"), WRONG.values(), ids=WRONG)
def test_a_wrong_question_is_refused(
    name: str, given: dict[str, int | float | str], session: Session
) -> None:
    with pytest.raises(ParameterError):
        run_named_query(session, name, given)


def test_a_question_can_be_read_alone() -> None:
    assert read_query("models").columns["model"] == "int"
