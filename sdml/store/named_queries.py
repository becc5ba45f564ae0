"""The analytic questions of ``queries/*.sql``: headers read, answers framed.

A file opens with three comment lines: ``question``, ``parameters`` (the first is
``tenant``, always bound from the session) and ``columns`` with their kinds. Those
of ``lake_queries/*.sql`` are asked of the lake, which holds one tenant's rows
alone, and take no ``tenant``; a fourth line, ``finish``, names the function that
takes the rows from there where SQL is not enough.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, text

from sdml.errors import ParameterError
from sdml.records.tenant import Tenant

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NamedQuery",
    "QuerySource",
    "answer_query",
    "check_parameters",
    "list_queries",
    "read_query",
]

QuerySource = Literal["database", "lake"]

_FOLDERS: dict[QuerySource, Path] = {
    "database": Path(__file__).parent / "queries",
    "lake": Path(__file__).parent / "lake_queries",
}
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)\b")
_PARAMETER_KINDS = {"int": int, "real": float, "text": str}
_DTYPES = {"int": "Int64", "real": "Float64", "text": "string"}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One file of ``queries/`` or ``lake_queries/``.

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
        Runs on SQLite and PostgreSQL both, or on DuckDB over the lake.
    source : {'database', 'lake'}
        Where it is asked.
    finish : str
        The function that finishes the answer, such as
        ``sdml.ml.calibration_error.expected_calibration_error``; often empty.
    """

    name: str
    question: str
    parameters: Mapping[str, type]
    columns: Mapping[str, str]
    sql: str
    source: QuerySource
    finish: str = ""

    @property
    def duckdb_sql(self) -> str:
        """The statement with its parameters as DuckDB marks them."""
        return _PARAMETER.sub(r"$\1", self.sql)


def list_queries(source: QuerySource | None = None) -> tuple[NamedQuery, ...]:
    """Every packaged question of one source, or of both, by name.

    Examples
    --------
    >>> "category_sizes" in [query.name for query in list_queries("database")]
    True
    """
    found = (read_query(name) for name in sorted(_known()))
    return tuple(query for query in found if source in (None, query.source))


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
    known = _known()
    if name not in known:
        near = get_close_matches(name, known, n=5, cutoff=0.4) or sorted(known)[:5]
        raise ParameterError(
            f"there is no query {name!r}: expected one such as {', '.join(near)}; "
            "'sdml query list' shows all"
        )
    source, path = known[name]
    sql = path.read_text(encoding="utf-8")
    header = dict(
        line.removeprefix("-- ").split(":", 1)
        for line in sql.splitlines()[:4]
        if line.startswith("-- ")
    )
    parameters = dict(_pairs(header["parameters"].strip().removeprefix("tenant")))
    return NamedQuery(
        name=name,
        question=header["question"].strip(),
        parameters={key: _PARAMETER_KINDS[kind] for key, kind in parameters.items()},
        columns=dict(_pairs(header["columns"])),
        sql=sql,
        source=source,
        finish=header.get("finish", "").strip(),
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
    check_parameters(query, given)
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


def check_parameters(query: NamedQuery, given: Mapping[str, object]) -> None:
    """Refuse parameters that the question does not ask for, or of another type.

    Raises
    ------
    ParameterError
        One is unknown, missing or mistyped.
    """
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


def _known() -> dict[str, tuple[QuerySource, Path]]:
    return {
        path.stem: (source, path)
        for source, folder in _FOLDERS.items()
        for path in folder.glob("*.sql")
    }


def _pairs(words: str) -> list[tuple[str, str]]:
    parts = [part.split() for part in words.split(",") if part.strip()]
    return [(name, kind) for name, kind in parts]
