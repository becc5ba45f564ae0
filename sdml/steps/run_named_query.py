"""Answer one of the packaged analytic questions for a tenant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdml.steps.session import Session
from sdml.store.named_queries import answer_query

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["run_named_query"]


def run_named_query(
    session: Session,
    name: str,
    parameters: Mapping[str, int | float | str] | None = None,
) -> "pd.DataFrame":
    """The question's answer from a snapshot of the database.

    Parameters
    ----------
    session : Session
        Whose rows.
    name : str
        A file of ``store/queries`` without suffix.
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
    with session.read() as connection:
        return answer_query(connection, session.tenant, name, parameters)
