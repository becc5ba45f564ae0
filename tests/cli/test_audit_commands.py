"""The commands of the audit's seals, through the door."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.cli.main import main
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.store.engine import Database
from tests.audit_edits import make_trail, sealed_session
from tests.conftest import SessionMaker


@pytest.fixture
def session(sqlite_database: Database, make_session: SessionMaker) -> Session:
    return sealed_session(make_session(sqlite_database))


@pytest.fixture
def places(session: Session, folders: Folders) -> list[str]:
    make_trail(session, session.database.engine, tickets=2)
    place = ["--db", session.database.address, "--data", str(folders.data), "--json"]
    return ["--tenant", "acme", *place]


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_whole_audit_exits_0_and_counts(
    places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", *places]) == 0
    found = answer(capsys)
    assert (found["checked"], found["sealed"], found["findings"]) == (4, 4, [])


def test_an_edit_exits_3_and_says_where(
    places: list[str], session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    with session.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_append_only_update"))
        connection.execute(text("UPDATE audit_advanced SET actor = 'x' WHERE id = 3"))
    assert main(["audit", "verify", *places]) == 3
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["findings"] == [
        {"seq": 3, "kind": "edited", "audit_id": 3, "fields": ["actor"]}
    ]
    assert "edited at seal 3 (row 3)" in said.err


def test_anchors_are_kept_outside_and_checked(
    places: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "anchors.jsonl")
    assert main(["audit", "anchor", "--out", place, *places]) == 0
    (made,) = answer(capsys)["anchors"]  # type: ignore[misc]
    assert made["seq"] == 4
    assert main(["audit", "verify", "--anchors", place, *places]) == 0
    assert answer(capsys)["anchors"] == 1
    assert main(["audit", "verify", "--anchors", place + "x", *places]) == 1


def test_a_key_can_be_added_and_loose_rows_sealed(
    places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "rotate", *places]) == 0
    assert len(str(answer(capsys)["key_id"])) == 8
    assert main(["audit", "seal", *places]) == 0
    assert answer(capsys)["sealed"] == 0


def test_people_read_one_line_a_tenant(
    places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", *places[:-1]]) == 0
    assert capsys.readouterr().out.startswith("acme: 4 rows checked, 4 as sealed")
