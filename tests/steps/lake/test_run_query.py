"""A query reads the tenant's tables, up to date, and nothing else there is."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from sdml.errors import ArtefactDamaged, CheckFailed, ParameterError, TimeLimitReached
from sdml.files.lake_files import lake_lock
from sdml.steps.run_query import run_query
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store.engine import Database
from tests.conftest import SessionMaker
from tests.lake_desk import AT, LakeDesk


@pytest.fixture
def session(sqlite_database: Database, make_session: SessionMaker) -> Session:
    return make_session(sqlite_database)


@pytest.fixture
def desk(session: Session) -> LakeDesk:
    return LakeDesk(session)


def test_a_query_sees_what_was_just_written(session: Session, desk: LakeDesk) -> None:
    query = "SELECT count(*) AS n FROM tickets"
    assert run_query(session, query).rows == [[0]]
    desk.ticket()
    assert run_query(session, query).rows == [[1]]
    desk.ticket()
    assert run_query(session, query, sync=False).rows == [[1]]


def test_answers_have_sensible_types(session: Session, desk: LakeDesk) -> None:
    desk.ticket()
    frame = run_query(
        session,
        "SELECT id, 1.5 AS share, true AS flag, source, created_at,"
        " CAST(created_at AS DATE) AS day, sum(id) OVER () AS total FROM tickets",
    ).frame
    assert frame.dtypes.astype(str).to_dict() == {
        "id": "Int64",
        "share": "Float64",
        "flag": "boolean",
        "source": "string",
        "created_at": "datetime64[us, UTC]",
        "day": "datetime64[us]",
        "total": "Int64",
    }
    assert frame.created_at[0] == pd.Timestamp(AT)


def test_rows_are_plain_values() -> None:
    frame = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-03-02T09:00Z", None]),
            "day": pd.to_datetime(["2026-03-02", None]),
            "x": [float("nan"), 0.5],
        }
    )
    from sdml.records.lake import QueryAnswer

    first, second = QueryAnswer(frame, False, "").rows
    assert first == [datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2), None]
    assert second == [None, None, 0.5]


def test_every_table_can_be_named_before_it_has_a_row(
    session: Session, desk: LakeDesk
) -> None:
    rows = run_query(session, "SELECT * FROM workflow_executions").frame
    assert len(rows) == 0
    assert rows.started_at.dtype == "datetime64[us, UTC]"


@pytest.fixture
def outside(
    session: Session, desk: LakeDesk, make_session: SessionMaker, tmp_path: Path
) -> dict[str, str]:
    """Where things are that nobody may reach, a ticket of another tenant among them."""
    other = make_session(session.database, "other")
    LakeDesk(other).ticket(external_id="SECRET", source="csv")
    sync_lake(other)
    desk.ticket(external_id="own", source="csv")
    sync_lake(session)
    (theirs,) = (other.folders.lake("other") / "tickets").rglob("*.parquet")
    (own,) = (session.folders.lake("acme") / "tickets").rglob("*.parquet")
    return {
        "theirs": str(theirs),
        "around": str(own.parents[2] / ".." / theirs.relative_to(own.parents[3])),
        "own": str(own),
        "database": session.database.address,
        "new": str(tmp_path / "new.parquet"),
    }


ATTEMPTS = {
    "the file of another tenant": "SELECT * FROM read_parquet('{theirs}')",
    "by its bare name": "SELECT * FROM '{theirs}'",
    "around through the own folder": "SELECT * FROM read_parquet('{around}')",
    "its names": "SELECT * FROM glob('/**/*.parquet')",
    "its metadata": "SELECT * FROM parquet_metadata('{theirs}')",
    "its bytes": "SELECT * FROM read_blob('{theirs}')",
    "any text file": "SELECT * FROM read_text('/etc/hostname')",
    "any CSV file": "SELECT * FROM read_csv('/etc/passwd')",
    "the database": "ATTACH '{database}' AS db (TYPE sqlite)",
    "a file to write": "COPY (SELECT 1) TO '{new}'",
    "an own file to write": "COPY (SELECT 1) TO '{own}'",
    "an export": "EXPORT DATABASE '{new}'",
    "an extension": "INSTALL sqlite",
    "a loaded extension": "LOAD sqlite",
    "a setting": "SET enable_external_access = true",
    "a setting reset": "RESET lock_configuration",
    "a pragma": "PRAGMA enable_external_access=true",
    "two statements": "SELECT 1; COPY (SELECT 1) TO '{new}'",
    "a statement in a function": "SELECT * FROM query('ATTACH ''{database}''')",
    "a table": "CREATE TABLE t AS SELECT 1",
    "a view in place of one": "CREATE OR REPLACE VIEW tickets AS SELECT 1",
    "a change": "DELETE FROM tickets",
    "a Python variable": "SELECT * FROM session",
    "the network": "SELECT * FROM 'http://127.0.0.1:9/x.parquet'",
    "nothing": "",
}


@pytest.mark.parametrize("query", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_query_reaches_nothing_else(
    session: Session, outside: dict[str, str], query: str
) -> None:
    own = Path(outside["own"]).read_bytes()
    with pytest.raises(ParameterError):
        run_query(session, query.format(**outside))
    assert Path(outside["own"]).read_bytes() == own
    assert not Path(outside["new"]).exists()


def test_no_way_to_ask_shows_another_tenants_row(
    session: Session, outside: dict[str, str]
) -> None:
    seen = run_query(session, "SELECT DISTINCT external_id FROM tickets").rows
    assert seen == [["own"]]


MISTAKES = {
    "no such table": ("SELECT * FROM tikets", "the lake has .*tickets"),
    "no such column": ("SELECT titel FROM tickets", "Candidate bindings"),
    "no SQL": ("SELCT 1", "syntax error"),
    "not a read": ("DELETE FROM tickets", "one query that reads"),
    "files": ("SELECT * FROM read_csv('/etc/passwd')", "its tables alone"),
}


@pytest.mark.parametrize(("query", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_what_there_is(
    session: Session, desk: LakeDesk, query: str, said: str
) -> None:
    with pytest.raises(ParameterError, match=said) as raised:
        run_query(session, query)
    assert "\n" not in str(raised.value)


def test_a_long_answer_is_cut_and_says_so(session: Session, desk: LakeDesk) -> None:
    answer = run_query(session, "SELECT * FROM range(5000)", limit=3)
    assert (len(answer.rows), answer.is_cut) == (3, True)
    assert not run_query(session, "SELECT * FROM range(3)", limit=3).is_cut


def test_a_query_is_ended_at_its_time_limit(session: Session, desk: LakeDesk) -> None:
    endless = "SELECT count(*) FROM range(10000000000), range(10000)"
    with pytest.raises(TimeLimitReached):
        run_query(session, endless, seconds=0.2)


def test_beside_a_synchronisation_the_answer_is_from_before(
    session: Session, desk: LakeDesk
) -> None:
    desk.ticket()
    sync_lake(session)
    desk.ticket()
    with lake_lock(session.folders.lake("acme")):
        assert run_query(session, "SELECT count(*) FROM tickets").rows == [[1]]


def test_without_a_lake_and_without_making_one_nothing_is_answered(
    session: Session, desk: LakeDesk
) -> None:
    with pytest.raises(CheckFailed, match="lake sync"):
        run_query(session, "SELECT 1", sync=False)


def test_a_damaged_file_is_said_and_comes_back_with_the_next_synchronisation(
    session: Session, desk: LakeDesk
) -> None:
    desk.ticket()
    sync_lake(session)
    (path,) = (session.folders.lake("acme") / "tickets").rglob("*.parquet")
    path.write_bytes(b"PAR1")
    with pytest.raises(ArtefactDamaged, match=r"tickets .* --repair"):
        run_query(session, "SELECT count(*) FROM tickets", sync=False)
    path.unlink()
    with pytest.raises(ArtefactDamaged, match="--repair"):
        run_query(session, "SELECT count(*) FROM tickets", sync=False)
    assert run_query(session, "SELECT count(*) FROM tickets").rows == [[1]]
