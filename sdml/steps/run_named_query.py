"""Answer one of the packaged analytic questions for a tenant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdml.steps.ask_lake import ask_lake
from sdml.steps.session import Session
from sdml.store.lake import QueryLimits
from sdml.store.lake_answers import as_stated
from sdml.store.named_queries import (
    NamedQuery,
    answer_query,
    check_parameters,
    read_query,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["run_named_query"]

_LIMITS = QueryLimits(rows=None, seconds=600.0)


def run_named_query(
    session: Session,
    name: str,
    parameters: Mapping[str, int | float | str] | None = None,
) -> "pd.DataFrame":
    """The question's answer from a snapshot of the database, or from the lake.

    Parameters
    ----------
    session : Session
        Whose rows.
    name : str
        A file of ``store/queries`` or ``store/lake_queries`` without suffix.
    parameters : mapping, optional
        What its header asks for.

    Returns
    -------
    DataFrame
        The columns that the question's header names.

    Raises
    ------
    ParameterError
        An unknown question or parameter, or a value of another type.
    """
    query = read_query(name)
    if query.source == "lake":
        answer = _ask_lake(session, query, dict(parameters or {}))
    else:
        with session.read() as connection:
            answer = answer_query(connection, session.tenant, name, parameters)
    session.tally.rows += len(answer)
    return answer


def _ask_lake(
    session: Session, query: NamedQuery, given: Mapping[str, int | float | str]
) -> "pd.DataFrame":
    check_parameters(query, given)
    table, _, _ = ask_lake(session, query.duckdb_sql, given, _LIMITS)
    return as_stated(table, query)
