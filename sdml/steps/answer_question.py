"""Answer a packaged question whose parameters were written as text."""

from collections.abc import Sequence

from sdml.errors import ParameterError
from sdml.records.lake import QueryAnswer
from sdml.steps.run_named_query import run_named_query
from sdml.steps.run_on_spark import run_on_spark
from sdml.steps.session import Session
from sdml.store.named_queries import read_query

__all__ = ["answer_question"]


def answer_question(
    session: Session, name: str, pairs: Sequence[str] = (), *, spark: bool = False
) -> QueryAnswer:
    """The answer, its parameters read as its header types them.

    Parameters
    ----------
    session : Session
        Whose rows.
    name : str
        The question.
    pairs : sequence of str
        Such as ``since=2026-01-01``.
    spark : bool
        By Spark in place of DuckDB.

    Raises
    ------
    ParameterError
        An unknown question, or a parameter that is unknown, missing or mistyped.
    """
    kinds = read_query(name).parameters
    given: dict[str, int | float | str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"{pair!r}: expected KEY=VALUE")
        try:
            given[key] = kinds.get(key, str)(value)
        except ValueError as error:
            raise ParameterError(
                f"parameter {key} of query {name} is {value!r}: expected "
                f"{kinds[key].__name__}"
            ) from error
    answer = run_on_spark if spark else run_named_query
    frame = answer(session, name, given)
    return QueryAnswer(frame, False, session.now().isoformat())
