"""The commands of the lake, through the door."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.files.lake_files import lake_lock
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.store.engine import Database
from tests.conftest import SessionMaker
from tests.lake_desk import LakeDesk


@pytest.fixture
def session(sqlite_database: Database, make_session: SessionMaker) -> Session:
    return make_session(sqlite_database)


@pytest.fixture
def places(session: Session, folders: Folders) -> list[str]:
    LakeDesk(session).ticket()
    return ["--db", session.database.address, "--data", str(folders.data), "--json"]


def test_sync_and_verify_say_the_rows_of_each_table(
    places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lake", "sync", "--tenant", "acme", *places]) == 0
    synced = json.loads(capsys.readouterr().out)
    assert synced["tables"]["tickets"] == 1
    assert synced["tables"]["comments"] == 0
    assert main(["lake", "verify", "--tenant", "acme", *places]) == 0
    assert json.loads(capsys.readouterr().out)["tables"] == synced["tables"]


def test_all_tenants_is_never_the_default(places: list[str]) -> None:
    assert main(["lake", "sync", *places]) == 2
    assert main(["lake", "sync", "--tenant", "acme", "--all-tenants", *places]) == 2


def test_all_tenants_sums_them_and_names_where_each_is(
    places: list[str],
    session: Session,
    make_session: SessionMaker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    LakeDesk(make_session(session.database, "other")).ticket()
    assert main(["lake", "sync", "--all-tenants", *places]) == 0
    synced = json.loads(capsys.readouterr().out)
    assert synced["tables"]["tickets"] == 2
    assert sorted(synced["folders"]) == ["acme", "other"]


def test_a_run_beside_another_exits_5(places: list[str], session: Session) -> None:
    with lake_lock(session.folders.lake("acme")):
        assert main(["lake", "sync", "--tenant", "acme", *places]) == 5


def test_a_damaged_file_exits_3_and_is_named(
    places: list[str], session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lake", "verify", "--tenant", "acme", *places]) == 3
    main(["lake", "sync", "--tenant", "acme", *places])
    capsys.readouterr()
    folder: Path = session.folders.lake("acme")
    (path,) = (folder / "tickets").rglob("*.parquet")
    path.write_bytes(b"\0" * path.stat().st_size)
    assert main(["lake", "verify", "--tenant", "acme", *places]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["damaged"] == [f"tenant=acme/{path.relative_to(folder)}"]
    assert found["differences"][0]["table"] == "tickets"
    assert main(["lake", "verify", "--tenant", "acme", "--repair", *places]) == 0
