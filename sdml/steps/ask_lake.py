"""Ask a tenant's lake, after bringing it to what the database says."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from sdml.errors import ArtefactDamaged, CheckFailed, LockedByAnother
from sdml.files.lake_files import read_state
from sdml.records.lake import LakeState
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store.lake import QueryLimits, open_lake, query_lake

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ask_lake"]

T = TypeVar("T")

_READS = 3  # a synchronisation may replace files between manifest and reading


def ask_lake(
    session: Session,
    query: str,
    parameters: Mapping[str, int | float | str],
    limits: QueryLimits,
    *,
    sync: bool = True,
) -> "tuple[pa.Table, bool, LakeState]":
    """The answer to one query, whether it was cut, and the state it comes from.

    Stages: synchronise the lake -> open its files to DuckDB, and nothing else ->
    run the query.

    Parameters
    ----------
    session : Session
        Whose lake.
    query : str
        One SELECT; ``$name`` stands for a parameter.
    parameters : mapping
        Their values.
    limits : QueryLimits
        How many rows, and how long.
    sync : bool
        Synchronise first; else answer from the lake as it is.

    Raises
    ------
    ParameterError
        The query does not read, or names what there is not.
    TimeLimitReached
        It took too long.
    CheckFailed
        There is no lake, and none was to be made.
    """
    if sync:
        _bring_up_to_date(session)
    folder = session.folders.lake(session.tenant.slug)

    def ask(state: LakeState) -> "tuple[pa.Table, bool]":
        with open_lake(folder, state, query) as connection:
            return query_lake(connection, query, parameters, limits)

    (table, is_cut), state = _while_files_move(session, ask)
    return table, is_cut, state


def _bring_up_to_date(session: Session) -> None:
    try:
        sync_lake(session)
    except LockedByAnother:
        if not read_state(session.folders.lake(session.tenant.slug)).token:
            raise
        session.report(
            "another run is bringing the lake up to date: the answer is from before"
        )


def _while_files_move(
    session: Session, work: Callable[[LakeState], T]
) -> tuple[T, LakeState]:
    """Do it again where a file went because the manifest was replaced meanwhile."""
    folder = session.folders.lake(session.tenant.slug)
    for attempt in range(1, _READS + 1):
        state = read_state(folder)
        if not state.token:
            raise CheckFailed(f"there is no lake at {folder}: run 'sdml lake sync'")
        try:
            return work(state), state
        except ArtefactDamaged:
            if attempt == _READS or read_state(folder).token == state.token:
                raise
    raise AssertionError  # the loop returns or raises
