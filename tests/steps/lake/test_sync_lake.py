"""The lake is what the database says, after every synchronisation, whatever came."""

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from sdml.errors import CheckFailed, LockedByAnother
from sdml.files.lake_files import lake_lock, read_state
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.steps.verify_lake import verify_lake
from tests.conftest import SessionMaker
from tests.lake_desk import AT, LakeDesk


@pytest.fixture
def desk(session: Session) -> LakeDesk:
    return LakeDesk(session)


def folder(session: Session) -> Path:
    return session.folders.lake(session.tenant.slug)


def rows_of(session: Session, table: str) -> list[dict[str, object]]:
    state = read_state(folder(session))
    files = [folder(session) / file.path for file in state.tables[table].files]
    rows = [row for path in files for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: row["id"])


def all_bytes(session: Session) -> bytes:
    files = sorted(path for path in folder(session).rglob("*") if path.is_file())
    names = "".join(map(str, files)).encode()
    parquet = (path for path in files if path.suffix == ".parquet")
    said = "".join(str(pq.read_table(path).to_pylist()) for path in parquet)
    return names + said.encode() + b"".join(path.read_bytes() for path in files)


def test_rows_come_with_their_types_and_are_filed_by_month(
    session: Session, desk: LakeDesk
) -> None:
    late = AT + timedelta(days=31, milliseconds=250)
    ids = [desk.ticket(), desk.ticket(created_at=late, resolved_at=late)]
    found = sync_lake(session)
    assert found.tables["tickets"] == 2
    first, second = rows_of(session, "tickets")
    assert [first["id"], second["id"]] == ids
    assert second["created_at"] == late.replace(tzinfo=None)
    assert first["resolved_at"] is None
    done = {row["name"]: row["is_final"] for row in rows_of(session, "statuses")}
    assert done == {"Open": False, "Done": True}
    months = {f.month for f in read_state(folder(session)).tables["tickets"].files}
    assert months == {"2026-03", "2026-04"}
    assert verify_lake(session).tables["tickets"] == 2


def test_nothing_new_writes_nothing(session: Session, desk: LakeDesk) -> None:
    desk.ticket()
    sync_lake(session)
    manifest = (folder(session) / "manifest.json").read_bytes()
    again = sync_lake(session)
    assert (again.appended, again.replaced, again.deleted, again.files) == (0, 0, 0, 0)
    assert (folder(session) / "manifest.json").read_bytes() == manifest


def test_what_changed_went_or_moved_is_taken_again(
    session: Session, desk: LakeDesk
) -> None:
    changed, gone, moved = desk.ticket(), desk.ticket(), desk.ticket()
    sync_lake(session)
    desk.change("tickets", changed, priority_id=desk.high)
    desk.remove("tickets", gone)
    desk.change("tickets", moved, created_at=AT - timedelta(days=365))
    new = desk.ticket()
    assert verify_lake(session).waiting >= 4
    done = sync_lake(session)
    assert (done.replaced, done.deleted) == (2, 1)
    rows = {row["id"]: row for row in rows_of(session, "tickets")}
    assert sorted(rows) == [changed, moved, new]
    assert rows[changed]["priority_id"] == desk.high
    files = read_state(folder(session)).tables["tickets"].files
    assert {f.month: f.rows for f in files} == {"2025-03": 1, "2026-03": 2}
    assert verify_lake(session).is_clean


def test_a_key_given_again_is_the_new_row(session: Session, desk: LakeDesk) -> None:
    old = desk.add("teams", name="Old")
    sync_lake(session)
    desk.remove("teams", old)
    desk.add("teams", id=old, name="New")
    sync_lake(session)
    assert [row["name"] for row in rows_of(session, "teams")] == ["New"]
    assert verify_lake(session).is_clean


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_history_of_writes_and_synchronisations_ends_equal(
    session: Session, desk: LakeDesk, seed: int
) -> None:
    chance = random.Random(seed)
    alive: list[int] = []
    for _ in range(40):
        act = chance.choice(["add", "add", "change", "move", "remove", "sync"])
        if act == "add":
            days = timedelta(days=chance.randrange(200))
            alive.append(desk.ticket(created_at=AT + days))
        elif act == "sync":
            sync_lake(session)
        elif alive:
            key = chance.choice(alive)
            if act == "remove":
                alive.remove(key)
                desk.remove("tickets", key)
            elif act == "change":
                desk.change("tickets", key, title=f"T{chance.random()}" * 2)
            else:
                when = AT - timedelta(days=chance.randrange(99))
                desk.change("tickets", key, created_at=when)
    sync_lake(session)
    assert sorted(row["id"] for row in rows_of(session, "tickets")) == sorted(alive)
    check = verify_lake(session)
    assert (check.is_clean, check.waiting) == (True, 0)


def test_no_row_of_another_tenant_comes_in(
    session: Session, desk: LakeDesk, make_session: SessionMaker
) -> None:
    other = make_session(session.database, "other")
    LakeDesk(other).ticket(external_id="theirs", source="csv")
    desk.ticket(external_id="ours", source="csv")
    sync_lake(session)
    assert b"ours" in all_bytes(session)
    assert b"theirs" not in all_bytes(session)
    sync_lake(other)
    assert [row["external_id"] for row in rows_of(other, "tickets")] == ["theirs"]


def test_no_text_of_a_person_is_in_the_lake(session: Session, desk: LakeDesk) -> None:
    ticket = desk.ticket(title="Zebrafink", description="My name is Quagga")
    desk.add("comments", ticket_id=ticket, user_id=desk.agent, content="Okapi here")
    sync_lake(session)
    said = all_bytes(session)
    for word in (b"Zebrafink", b"Quagga", b"Okapi", b"@acme.example"):
        assert word not in said
    (row,) = rows_of(session, "tickets")
    assert (row["title_length"], row["description_length"]) == (9, 17)


def test_a_deleted_row_leaves_no_byte_behind(session: Session, desk: LakeDesk) -> None:
    ticket = desk.ticket(external_id="INC-777-GONE", source="csv")
    desk.ticket(external_id="INC-778", source="csv")
    sync_lake(session)
    assert b"INC-777-GONE" in all_bytes(session)
    desk.remove("tickets", ticket)
    sync_lake(session)
    assert b"INC-777-GONE" not in all_bytes(session)


def test_a_second_run_at_once_is_refused(session: Session, desk: LakeDesk) -> None:
    with lake_lock(folder(session)), pytest.raises(LockedByAnother):
        sync_lake(session)
    assert sync_lake(session).tables["users"] == 2


def test_what_a_killed_run_left_is_swept(session: Session, desk: LakeDesk) -> None:
    desk.ticket()
    sync_lake(session)
    orphan = folder(session) / "tickets" / "month=2026-09" / ".half.parquet"
    orphan.parent.mkdir()
    orphan.write_bytes(b"PAR1")
    desk.ticket()
    sync_lake(session)
    assert not orphan.parent.exists()
    assert verify_lake(session).is_clean


def test_a_change_behind_the_list_is_found_named_and_repaired(
    session: Session, desk: LakeDesk
) -> None:
    ticket = desk.ticket()
    sync_lake(session)
    desk.change("tickets", ticket, title="Longer than before")
    with session.write("test") as connection:
        connection.execute(text("DELETE FROM lake_changes"))
    with pytest.raises(CheckFailed) as raised:
        verify_lake(session)
    (found,) = raised.value.result.differences
    assert (found.table, found.month, found.changed) == ("tickets", "2026-03", 1)
    assert found.keys == (ticket,)
    assert found.database_digest != found.lake_digest
    assert verify_lake(session, repair=True).repaired
    assert verify_lake(session).is_clean


def test_a_damaged_file_is_found_and_repaired(session: Session, desk: LakeDesk) -> None:
    desk.ticket()
    sync_lake(session)
    (file,) = read_state(folder(session)).tables["tickets"].files
    path = folder(session) / file.path
    path.write_bytes(bytes(len(path.read_bytes())))
    with pytest.raises(CheckFailed) as raised:
        verify_lake(session)
    assert raised.value.result.damaged == (file.path,)
    assert verify_lake(session, repair=True).repaired
    assert verify_lake(session).is_clean


def test_a_lost_file_comes_back_by_itself(session: Session, desk: LakeDesk) -> None:
    desk.ticket()
    sync_lake(session)
    shutil.rmtree(folder(session) / "tickets")
    assert sync_lake(session).tables["tickets"] == 1
    assert verify_lake(session).is_clean


def test_another_database_is_not_mistaken_for_this_one(
    session: Session, desk: LakeDesk
) -> None:
    desk.ticket()
    sync_lake(session)
    with session.write("test") as connection:  # as in a copy from before
        connection.execute(text("DELETE FROM lake_syncs"))
        connection.execute(text("DELETE FROM lake_marks"))
    with pytest.raises(CheckFailed, match="lake sync"):
        verify_lake(session)
    assert sync_lake(session).appended > 0
    assert verify_lake(session).is_clean


def test_the_list_forgets_what_the_lake_holds(session: Session, desk: LakeDesk) -> None:
    ticket = desk.ticket()
    sync_lake(session)
    desk.change("tickets", ticket, priority_id=desk.high)
    sync_lake(session)
    with session.read() as connection:
        left = connection.scalar(text("SELECT count(*) FROM lake_changes"))
        syncs = connection.scalar(text("SELECT count(*) FROM lake_syncs"))
    assert (left, syncs) == (0, 1)
