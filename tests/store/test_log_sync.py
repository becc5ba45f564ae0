"""A commit is on the disk before its door closes, and the next writer need not wait."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.errors import DatabaseUnavailable
from sdml.records.tenant import Tenant
from sdml.store.engine import Database
from sdml.store.log_sync import CAN_SYNC_LATE, sync_log
from tests.conftest import SessionMaker
from tests.store.test_engine import WHO, add_team, count

NORMAL, FULL = 1, 2
late = pytest.mark.skipif(not CAN_SYNC_LATE, reason="this system has no fdatasync")


@pytest.fixture
def sqlite_tenant(sqlite_database: Database, make_session: SessionMaker) -> Tenant:
    return make_session(sqlite_database).tenant


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were put on the disk, in order."""
    names: list[str] = []
    really = os.fdatasync

    def note(handle: int) -> None:
        names.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        really(handle)

    monkeypatch.setattr("sdml.store.log_sync.os.fdatasync", note)
    return names


@late
def test_what_the_door_wrote_is_on_the_disk_when_it_closes(
    sqlite_database: Database, sqlite_tenant: Tenant, synced: list[str]
) -> None:
    with sqlite_database.write_transaction(sqlite_tenant, **WHO) as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == NORMAL
        add_team(connection, sqlite_tenant, "A")
        assert synced == []
    assert synced == [f"{Path(sqlite_database.address).name}-wal"]


@late
def test_what_comes_past_the_door_waits_in_its_commit(
    sqlite_database: Database, sqlite_tenant: Tenant
) -> None:
    with sqlite_database.write_transaction(sqlite_tenant, **WHO):
        pass
    with sqlite_database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == FULL


@late
def test_a_refused_write_puts_nothing_on_the_disk(
    sqlite_database: Database, sqlite_tenant: Tenant, synced: list[str]
) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        sqlite_database.write_transaction(sqlite_tenant, **WHO) as connection,
    ):
        add_team(connection, sqlite_tenant, str(1 / 0))
    assert synced == []


@late
def test_the_next_writer_comes_in_while_one_waits_for_the_disk(
    sqlite_database: Database, sqlite_tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, other_is_through = threading.Event(), threading.Event()
    first = threading.get_ident()

    def wait(_: int) -> None:
        if threading.get_ident() == first:
            waits.set()
            assert other_is_through.wait(60)

    monkeypatch.setattr("sdml.store.log_sync.os.fdatasync", wait)

    def write() -> None:
        waits.wait(60)
        with sqlite_database.write_transaction(sqlite_tenant, **WHO) as connection:
            add_team(connection, sqlite_tenant, "B")
        other_is_through.set()

    other = threading.Thread(target=write)
    other.start()
    with sqlite_database.write_transaction(sqlite_tenant, **WHO) as connection:
        add_team(connection, sqlite_tenant, "A")
    other.join()
    assert count(sqlite_database, "teams") == 2


def test_without_a_log_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    sync_log(tmp_path / "desk.db")


def test_a_disk_that_fails_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "desk.db-wal").touch()
    monkeypatch.setattr("sdml.store.log_sync.os.fdatasync", fail)
    with pytest.raises(DatabaseUnavailable, match="the disk failed"):
        sync_log(tmp_path / "desk.db")
