"""The audit is sealed as it is written, and whoever alters it is found."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update

from sdml.errors import CheckFailed, NotEnoughData, SealKeyMissing, SourceFileError
from sdml.files.seal_keys import add_seal_key
from sdml.records.audit_seal import AuditCheck, FindingKind
from sdml.steps.anchor_audit import anchor_audit
from sdml.steps.seal_audit import seal_audit
from sdml.steps.session import Session
from sdml.steps.verify_audit import verify_audit
from sdml.store.tables import Declaration
from tests.audit_edits import EDITS, Trail, make_trail, sealed_session
from tests.conftest import SessionMaker
from tests.lake_desk import LakeDesk

TABLES = Declaration.metadata.tables
AUDIT, SEALS, TICKETS = (
    TABLES[name] for name in ("audit_advanced", "audit_seals", "tickets")
)


@pytest.fixture
def trail(sealed: Session, superuser: Engine) -> Trail:
    return make_trail(sealed, superuser)


def findings(session: Session, anchors: Path | None = None) -> list[tuple[str, object]]:
    with pytest.raises(CheckFailed) as failed:
        verify_audit(session, anchors)
    check = failed.value.result
    assert isinstance(check, AuditCheck)
    return [(one.kind.value, one.audit_id) for one in check.findings]


def move(session: Session, ticket: int, priority: int) -> None:
    with session.write("work") as connection:
        change = update(TICKETS).where(TICKETS.c.id == ticket)
        connection.execute(change.values(priority_id=priority))


def test_every_change_is_sealed_in_its_own_transaction(trail: Trail) -> None:
    check = verify_audit(trail.session)
    assert (check.checked, check.sealed) == (24, 24)
    assert check.unsealed == check.erased == check.purged == 0
    assert check.head == trail.anchor.mac


def test_every_way_to_falsify_is_found_and_named(trail: Trail) -> None:
    for seed, (edit, kinds) in enumerate(EDITS.items()):
        did, check = trail.after(edit, seed)
        named = {finding.kind for finding in check.findings}
        assert named & kinds, f"{did}: found {sorted(named)}"
    assert verify_audit(trail.session).is_whole


def test_a_deleted_person_leaves_the_chain_whole(trail: Trail) -> None:
    users = TABLES["users"]
    with trail.session.write("erase") as connection:
        named = connection.scalars(select(AUDIT.c.user_id).distinct()).all()
        gone = next(user for user in named if user is not None)
        for table, column in (("tickets", "assigned_to"),):
            found = TABLES[table].c[column]
            change = update(TABLES[table]).where(found == gone)
            connection.execute(change.values({column: None}))
        connection.execute(delete(users).where(users.c.id == gone))
    check = verify_audit(trail.session)
    assert check.is_whole
    assert check.erased > 0


def test_a_transaction_that_fails_leaves_no_seal(sealed: Session) -> None:
    desk = LakeDesk(sealed)
    ticket = desk.ticket()

    def work() -> None:
        with sealed.write("work") as connection:
            connection.execute(update(TICKETS).values(priority_id=desk.high))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    move(sealed, ticket, desk.high)
    assert verify_audit(sealed).checked == 1


def test_many_writers_make_one_chain(sealed: Session) -> None:
    desk = LakeDesk(sealed)
    tickets = [desk.ticket() for _ in range(16)]

    def work(number: int) -> None:
        mine = replace(sealed, request_id=f"request-{number}")
        for priority in (desk.high, desk.low, desk.high):
            move(mine, tickets[number], priority)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    check = verify_audit(sealed)
    assert (check.checked, check.sealed) == (48, 48)
    with sealed.read() as connection:
        numbers = connection.scalars(select(SEALS.c.seq).order_by(SEALS.c.seq)).all()
    assert list(numbers) == list(range(1, 49))


def test_two_tenants_have_a_chain_each(
    sealed: Session, make_session: SessionMaker
) -> None:
    other = sealed_session(make_session(sealed.database, "other"))
    for session in (sealed, other):
        desk = LakeDesk(session)
        move(session, desk.ticket(), desk.high)
    assert verify_audit(sealed).checked == verify_audit(other).checked == 1


def test_rows_before_the_chain_are_counted_and_can_be_sealed(
    session: Session, sealed: Session
) -> None:
    desk = LakeDesk(session)
    ticket = desk.ticket()
    move(session, ticket, desk.high)
    assert verify_audit(sealed).unsealed == 1
    move(sealed, ticket, desk.low)
    check = verify_audit(sealed)
    assert (check.checked, check.sealed, check.unsealed) == (2, 1, 1)
    assert seal_audit(sealed).sealed == 1
    assert verify_audit(sealed).sealed == 2


def test_what_others_write_past_the_door_is_named_until_it_is_sealed(
    session: Session, sealed: Session
) -> None:
    desk = LakeDesk(session)
    ticket = desk.ticket()
    move(sealed, ticket, desk.high)
    move(session, ticket, desk.low)
    move(sealed, ticket, desk.high)
    ((kind, row),) = findings(sealed)
    assert (kind, row) == ("inserted", 2)
    seal_audit(sealed)
    assert verify_audit(sealed).sealed == 3


def test_the_key_is_for_its_owner_alone(trail: Trail) -> None:
    place = Path(trail.keys.place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert str(next(iter(trail.keys.secrets.values()))) not in repr(trail.keys)


def test_without_the_key_nothing_is_written_and_nothing_checked(trail: Trail) -> None:
    place = Path(trail.keys.place)
    kept = place.read_bytes()
    place.unlink()
    with pytest.raises(SealKeyMissing, match="put it back"):
        move(trail.session, 1, 1)
    with pytest.raises(SealKeyMissing, match="put it back"):
        verify_audit(trail.session)
    assert not place.exists()
    place.write_bytes(kept)
    assert verify_audit(trail.session).checked == 24


def test_another_machine_without_the_key_cannot_go_on_with_the_chain(
    trail: Trail,
) -> None:
    place = Path(trail.keys.place)
    place.unlink()
    add_seal_key(place)
    with pytest.raises(SealKeyMissing, match="nothing was written"):
        move(trail.session, 1, 1)
    assert findings(trail.session)[0][0] == "unknown_key"


def test_a_new_key_makes_new_seals_and_the_old_one_checks_its_own(
    trail: Trail,
) -> None:
    add_seal_key(Path(trail.keys.place))
    move(trail.session, trail.desk.ticket(), trail.desk.high)
    with trail.session.read() as connection:
        assert len(set(connection.scalars(select(SEALS.c.key_id)))) == 2
    assert verify_audit(trail.session).sealed == 25


def test_an_anchor_outside_shows_a_tail_that_was_cut(
    trail: Trail, superuser: Engine, tmp_path: Path
) -> None:
    place = tmp_path / "anchors.jsonl"
    made = anchor_audit(trail.session, place)
    assert json.loads(place.read_text())["mac"] == made.mac
    with superuser.connect() as connection, connection.begin():
        if trail.session.database.dialect == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for name in ("audit_seals_delete", "audit_anchors_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("DROP TRIGGER audit_append_only_delete"))
        for table, column in (("audit_advanced", "id"), ("audit_seals", "seq")):
            connection.execute(text(f"DELETE FROM {table} WHERE {column} > 20"))
        connection.execute(text("DELETE FROM audit_anchors"))
    assert verify_audit(trail.session).is_whole
    assert findings(trail.session, place) == [("truncated", None)]


def test_a_file_that_is_no_anchors_is_refused(trail: Trail, tmp_path: Path) -> None:
    place = tmp_path / "anchors.jsonl"
    place.write_text('{"tenant": "acme"}\n')
    with pytest.raises(SourceFileError, match="line 1, is not an anchor"):
        verify_audit(trail.session, place)


def test_nothing_sealed_is_no_anchor(sealed: Session) -> None:
    with pytest.raises(NotEnoughData, match="at least one change"):
        anchor_audit(sealed)
    assert verify_audit(sealed).checked == 0


def test_seals_themselves_cannot_be_altered(trail: Trail) -> None:
    for change in (delete(SEALS), update(SEALS).values(mac="0")):
        with (
            pytest.raises(Exception, match="never altered or removed"),
            trail.session.write("vandal") as connection,
        ):
            connection.execute(change)


def test_kinds_have_each_an_edit() -> None:
    named = set().union(*EDITS.values())
    assert named | {FindingKind.BROKEN} == set(FindingKind)
