"""The analytic questions of ``queries/*.sql``: headers read, answers framed.

A file opens with three comment lines: ``question``, ``parameters`` (the first is
``tenant``, always bound from the session) and ``columns`` with their kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from sdml.errors import ParameterError
from sdml.records.tenant import Tenant

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NamedQuery", "answer_query", "list_queries", "read_query"]

_FOLDER = Path(__file__).parent / "queries"
_PARAMETER_KINDS = {"int": int, "real": float, "text": str}
_DTYPES = {"int": "Int64", "real": "Float64", "text": "string"}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One file of ``queries/``.

    Attributes
    ----------
    name : str
        The file's name without suffix.
    question : str
        What it answers.
    parameters : dict of str to type
        What the asker gives; ``tenant`` is not among them.
    columns : dict of str to str
        Each column's kind: ``int``, ``real``, ``text`` or ``time``.
    sql : str
        Runs on SQLite and PostgreSQL both.
    """

    name: str
    question: str
    parameters: Mapping[str, type]
    columns: Mapping[str, str]
    sql: str


def list_queries() -> tuple[NamedQuery, ...]:
    """Every packaged question, by name.

    Examples
    --------
    >>> [query.name for query in list_queries()][:2]
    ['category_sizes', 'dataset_sizes']
    """
    return tuple(read_query(path.stem) for path in sorted(_FOLDER.glob("*.sql")))


def read_query(name: str) -> NamedQuery:
    """One packaged question.

    Parameters
    ----------
    name : str
        Such as ``import_batches``.

    Raises
    ------
    ParameterError
        There is no question of that name.

    Examples
    --------
    >>> read_query("model_metrics").parameters
    {'model': <class 'int'>}
    """
    known = {path.stem: path for path in _FOLDER.glob("*.sql")}
    if name not in known:
        raise ParameterError(
            f"there is no query {name!r}: expected one of {', '.join(sorted(known))}"
        )
    sql = known[name].read_text(encoding="utf-8")
    header = dict(
        line.removeprefix("-- ").split(": ", 1) for line in sql.splitlines()[:3]
    )
    parameters = dict(_pairs(header["parameters"].removeprefix("tenant")))
    return NamedQuery(
        name=name,
        question=header["question"],
        parameters={key: _PARAMETER_KINDS[kind] for key, kind in parameters.items()},
        columns=dict(_pairs(header["columns"])),
        sql=sql,
    )


def answer_query(
    connection: Connection,
    tenant: Tenant,
    name: str,
    parameters: Mapping[str, int | float | str] | None = None,
) -> "pd.DataFrame":
    """The answer to a packaged question for one tenant.

    Parameters
    ----------
    connection : Connection
        A transaction; nothing is written.
    tenant : Tenant
        Whose rows are asked.
    name : str
        The question.
    parameters : mapping, optional
        What its header asks for.

    Returns
    -------
    DataFrame
        The columns its header names: ``Int64``, ``Float64``, ``string`` or
        ``datetime64[ns, UTC]``.

    Raises
    ------
    ParameterError
        An unknown question, or a parameter that is unknown, missing or of
        another type.
    """
    import pandas as pd

    query = read_query(name)
    given = dict(parameters or {})
    _check_parameters(query, given)
    rows = connection.execute(text(query.sql), {**given, "tenant": tenant.id}).all()
    frame = pd.DataFrame.from_records(
        [tuple(row) for row in rows], columns=list(query.columns)
    )
    for column, kind in query.columns.items():
        if kind == "time":
            frame[column] = pd.to_datetime(frame[column], utc=True, format="ISO8601")
    return frame.astype(
        {name: _DTYPES[kind] for name, kind in query.columns.items() if kind in _DTYPES}
    )


def _pairs(words: str) -> list[tuple[str, str]]:
    parts = [part.split() for part in words.split(",") if part.strip()]
    return [(name, kind) for name, kind in parts]


def _check_parameters(query: NamedQuery, given: Mapping[str, object]) -> None:
    wanted = query.parameters
    if set(given) != set(wanted):
        raise ParameterError(
            f"query {query.name} takes {', '.join(wanted) or 'no parameters'}, "
            f"not {', '.join(sorted(given)) or 'none'}"
        )
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, wanted[key]):
            raise ParameterError(
                f"parameter {key} of query {query.name} is a "
                f"{type(value).__name__}: expected {wanted[key].__name__}"
            )
