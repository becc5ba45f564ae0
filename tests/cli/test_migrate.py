"""`sdml migrate` keeps its contract: JSON keys and exit codes."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.store.ddl import REVISIONS


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "desk.db")


def answer(
    capsys: pytest.CaptureFixture[str], database: str, *words: str
) -> tuple[int, dict[str, object]]:
    code = main(["migrate", *words, "--db", database, "--json"])
    out = capsys.readouterr().out
    found = json.loads(out)
    assert isinstance(found, dict)
    return code, found


def test_run_status_and_rollback_answer_with_their_keys(
    capsys: pytest.CaptureFixture[str], database: str
) -> None:
    first, *others = REVISIONS
    assert answer(capsys, database, "run", "--to", first) == (0, {"applied": [first]})
    pending = {"current": first, "pending": others, "changed": []}
    assert answer(capsys, database, "status") == (3, pending)
    assert answer(capsys, database, "run", "--dry-run") == (0, {"applied": others})
    assert answer(capsys, database, "run") == (0, {"applied": others})
    head = {"current": REVISIONS[-1], "pending": [], "changed": []}
    assert answer(capsys, database, "status") == (0, head)
    undone = {"rolled_back": [REVISIONS[-1]]}
    assert answer(capsys, database, "rollback", REVISIONS[-1]) == (0, undone)


def test_a_changed_revision_exits_6(
    capsys: pytest.CaptureFixture[str], database: str
) -> None:
    from sdml.store.engine import open_database

    answer(capsys, database, "run")
    opened = open_database(database)
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sdml_revisions SET sha256 = 'other'")
    opened.close()
    code, found = answer(capsys, database, "status")
    assert code == 6
    assert set(found) == {"error"}


def test_an_unknown_revision_exits_2(
    capsys: pytest.CaptureFixture[str], database: str
) -> None:
    assert answer(capsys, database, "run", "--to", "009")[0] == 2
