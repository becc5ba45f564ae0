"""Run a query over a tenant's lake."""

from sdml.records.lake import QueryAnswer
from sdml.steps.ask_lake import ask_lake
from sdml.steps.session import Session
from sdml.store.lake import QueryLimits
from sdml.store.lake_answers import as_frame

__all__ = ["run_query"]


def run_query(
    session: Session,
    query: str,
    *,
    limit: int | None = None,
    seconds: float = 600.0,
    sync: bool = True,
) -> QueryAnswer:
    """The answer to one query of the tenant's lake.

    Stages: synchronise the lake -> ask it -> frame the answer.

    Parameters
    ----------
    session : Session
        Whose lake.
    query : str
        One SELECT over the tables of ``store/lake_tables.py``.
    limit : int, optional
        At most so many rows.
    seconds : float
        It is ended after so long.
    sync : bool
        Synchronise first; else answer from the lake as it is.

    Raises
    ------
    ParameterError
        The query does not read, or names what there is not.
    TimeLimitReached
        It took too long.
    """
    limits = QueryLimits(limit, seconds)
    table, is_cut, state = ask_lake(session, query, {}, limits, sync=sync)
    session.tally.rows += table.num_rows
    return QueryAnswer(as_frame(table), is_cut, state.synced_at)
