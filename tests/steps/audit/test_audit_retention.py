"""Retention takes old rows out of the audit, and nobody else can."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, insert, select, text

from sdml.cli.main import main
from sdml.errors import CheckFailed, ConstraintViolated, ParameterError, StalePlan
from sdml.records.audit_removal import REMOVAL
from sdml.records.audit_seal import AuditCheck, FindingKind
from sdml.steps.check_seals import check_seals
from sdml.steps.find_audit_gaps import find_audit_gaps
from sdml.steps.plan_audit_retention import plan_audit_retention
from sdml.steps.remove_due_audit import remove_due_audit
from sdml.steps.session import Session
from sdml.steps.verify_audit import verify_audit
from sdml.store.audit_removals import remove_due_rows
from sdml.store.engine import Database
from sdml.store.tables import Declaration
from tests.audit_edits import Hand, Trail, make_trail, sealed_session
from tests.conftest import SessionMaker
from tests.lake_desk import LakeDesk

AUDIT = Declaration.metadata.tables["audit_advanced"]
LONG_AGO = datetime(2019, 3, 1, 9, tzinfo=UTC)
OLD_ROWS, DAYS = 30, 1_825


@pytest.fixture
def trail(sealed: Session, superuser: Engine) -> Trail:
    """Old rows, then those of a working desk; all of it sealed."""
    write_old_rows(sealed)
    return make_trail(sealed, superuser)


def write_old_rows(session: Session, rows: int = OLD_ROWS, **more: object) -> None:
    given = [
        {
            "organization_id": session.tenant.id,
            "entity_type": "ticket",
            "entity_id": number + 1,
            "action": "update",
            "actor": "p1@acme.example",
            "purpose": "work",
            "created_at": LONG_AGO + timedelta(hours=number),
            **more,
        }
        for number in range(rows)
    ]
    with session.write("seed", mode="import") as connection:
        connection.execute(insert(AUDIT), given)


def ids(session: Session, kind: str) -> list[int]:
    with session.read() as connection:
        wanted = select(AUDIT.c.id).where(AUDIT.c.entity_type == kind)
        return list(connection.scalars(wanted.order_by(AUDIT.c.id)))


def apply(session: Session, days: int = DAYS, at_once: int = 8) -> int:
    token = plan_audit_retention(session, days=days).token
    return remove_due_audit(session, token, days=days, at_once=at_once).removed


def test_what_is_due_goes_and_the_audit_says_so_and_stays_whole(trail: Trail) -> None:
    session = trail.session
    before = verify_audit(session)
    plan = plan_audit_retention(session)
    assert (plan.due, len(ids(session, "ticket"))) == (OLD_ROWS, before.checked)
    done = remove_due_audit(session, plan.token, at_once=8)
    assert (done.removed, done.records) == (OLD_ROWS, 4)
    check = verify_audit(session)
    assert (check.purged, check.sealed) == (30, before.sealed - 30 + 4)
    (day,) = check.removals
    assert (day.rows, day.last_seal) == (30, 30)
    assert day.day == f"{datetime.now(UTC):%Y-%m-%d}"
    assert check.head == done.head
    again = plan_audit_retention(session)
    assert again.due == 0
    assert remove_due_audit(session, again.token).removed == 0


def test_rows_whose_own_day_is_past_go_and_those_of_a_later_day_stay(
    sealed: Session,
) -> None:
    write_old_rows(sealed, 3, retention_until=LONG_AGO + timedelta(days=9))
    write_old_rows(sealed, 4, retention_until=datetime(2999, 1, 1, tzinfo=UTC))
    write_old_rows(sealed, 5)
    assert apply(sealed) == 8
    assert len(ids(sealed, "ticket")) == 4
    assert verify_audit(sealed).purged == 8


def test_rows_older_than_the_first_seal_go_too(
    session: Session, sealed: Session
) -> None:
    write_old_rows(session, 6)
    write_old_rows(sealed, 2)
    assert apply(sealed) == 8
    check = verify_audit(sealed)
    assert (check.purged, check.unsealed) == (2, 0)
    assert check.removals[0].rows == 8


def test_only_the_plan_that_was_seen_is_carried_out(trail: Trail) -> None:
    session = trail.session
    plan = plan_audit_retention(session)
    with pytest.raises(StalePlan, match="30 rows are due"):
        remove_due_audit(session, "0123456789ab")
    with pytest.raises(StalePlan):
        remove_due_audit(session, plan.token, days=1_000)
    write_old_rows(session, 1)
    with pytest.raises(StalePlan, match="31 rows are due"):
        remove_due_audit(session, plan.token)
    assert len(ids(session, "ticket")) == 24 + 31


def test_young_rows_are_kept_whatever_is_asked(trail: Trail) -> None:
    session = trail.session
    with pytest.raises(ParameterError, match="keeps every row for 183 days"):
        remove_due_audit(session, "0123456789ab", days=182)
    later = replace(session, now=lambda: datetime.now(UTC) + timedelta(days=400))
    plan = plan_audit_retention(later, days=200)
    assert plan.due == 54
    with pytest.raises(ConstraintViolated, match="after 183 days"):
        remove_due_audit(later, plan.token, days=200)
    assert verify_audit(session).sealed == 54


def test_records_of_the_retention_are_never_due(trail: Trail) -> None:
    session = trail.session
    apply(session)
    later = replace(session, now=lambda: datetime.now(UTC) + timedelta(days=4_000))
    assert plan_audit_retention(later).due == 24


def test_an_audit_that_was_altered_is_not_cut(trail: Trail, superuser: Engine) -> None:
    session = trail.session
    token = plan_audit_retention(session).token
    with superuser.begin() as connection:
        without_guards(connection, "UPDATE audit_advanced SET actor = 'x' WHERE id = 1")
    with pytest.raises(CheckFailed, match="edited at seal 1"):
        remove_due_audit(session, token)
    assert len(ids(session, "ticket")) == 54


def test_what_a_killed_run_removed_is_on_record_and_the_rest_is_still_due(
    trail: Trail,
) -> None:
    session = trail.session
    plan = plan_audit_retention(session)
    span = (plan.before, session.now(), plan.last_id)
    with session.write("retention") as connection:
        remove_due_rows(connection, session.tenant, span, ("cli:x", "r"), 8)

    def killed() -> None:
        with session.write("retention") as connection:
            remove_due_rows(connection, session.tenant, span, ("cli:x", "r"), 8)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        killed()
    assert verify_audit(session).purged == 8
    assert len(ids(session, REMOVAL)) == 1
    assert apply(session) == 22


def test_a_killed_command_leaves_whole_batches_and_a_whole_chain(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    session = sealed_session(make_session(sqlite_database))
    write_old_rows(session, 4_000)
    token = plan_audit_retention(session).token
    words = ["audit", "retention", "--apply", token, "--tenant", "acme"]
    place = ["--db", session.database.address, "--data", str(session.folders.data)]
    keys = {"SDML_SEAL_KEYS": str(session.folders.data / "keys" / "audit-seals.json")}
    run = subprocess.Popen(
        [sys.executable, "-m", "sdml.cli.main", *words, *place],
        stdout=subprocess.DEVNULL,
        env={**os.environ, **keys},
    )
    while not ids(session, REMOVAL) and run.poll() is None:
        pass
    run.kill()
    run.wait()
    check = verify_audit(session)
    assert check.purged == 2_000 * len(ids(session, REMOVAL)) > 0
    assert plan_audit_retention(session).due == 4_000 - check.purged
    apply(session, at_once=2_000)
    assert verify_audit(session).purged == 4_000


def test_gaps_do_not_count_what_retention_removed(sealed: Session) -> None:
    desk = LakeDesk(sealed)
    changed = LONG_AGO + timedelta(days=2)
    ticket = desk.ticket(created_at=LONG_AGO, updated_at=changed)
    write_old_rows(sealed, 1, entity_id=ticket, created_at=changed)
    assert find_audit_gaps(sealed).gaps[0].found == 0
    apply(sealed)
    assert find_audit_gaps(sealed).gaps[0].found == 0


def without_guards(connection: object, sql: str) -> None:
    """Run a statement as somebody who may do anything."""
    run = connection.execute  # type: ignore[attr-defined]  # either engine's
    if connection.dialect.name == "postgresql":  # type: ignore[attr-defined]
        run(text("SET LOCAL session_replication_role = replica"))
        run(text(sql))
        return
    names = ("audit_append_only_update", "audit_append_only_delete")
    found = text("SELECT sql FROM sqlite_master WHERE name = :name")
    made = [run(found, {"name": name}).scalar_one() for name in names]
    for name in names:
        run(text(f"DROP TRIGGER {name}"))
    run(text(sql))
    for statement in made:
        connection.exec_driver_sql(statement)  # type: ignore[attr-defined]


def _one_row_more(hand: Hand) -> str:
    (row,) = hand.chance.sample(sorted(hand.ids("AND seq > 30")), 1)
    hand.run("DELETE FROM audit_advanced WHERE id = :id", id=row)
    return f"row {row} deleted beside those of the retention"


def _wider_cut(hand: Hand) -> str:
    hand.run("DELETE FROM audit_advanced WHERE id IN (31, 32)")
    last = "(SELECT max(id) FROM audit_advanced WHERE entity_type = 'audit_retention')"
    said = json.dumps(
        {"before": "2024-01-01T00:00:00Z", "rows": 32, "mac": "", "seals": [[1, 32]]}
    )
    change = f"UPDATE audit_advanced SET new_values = :said WHERE id = {last}"
    hand.run(change, said=said)
    return "two rows more, and the record widened over them"


def _own_record(hand: Hand) -> str:
    hand.run("DELETE FROM audit_advanced WHERE id = 40")
    said = (
        '{"before": "2024-01-01T00:00:00Z", "rows": 1, "mac": "", "seals": [[40, 40]]}'
    )
    hand.run(
        "INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,"
        " new_values, actor, purpose) VALUES (:t, 'audit_retention', :t, 'delete',"
        " :said, 'cli:root', 'retention')",
        said=said,
    )
    return "a row deleted, and a record written without the key"


def _record_gone(hand: Hand) -> str:
    hand.run("DELETE FROM audit_advanced WHERE entity_type = 'audit_retention'")
    return "the records deleted"


def _row_back(hand: Hand) -> str:
    hand.run(
        "INSERT INTO audit_advanced (id, organization_id, entity_type, entity_id,"
        " action, actor) VALUES (5, :t, 'ticket', 5, 'update', 'somebody')"
    )
    return "a row that was removed is back with other words"


FORGERIES: dict[Callable[[Hand], str], set[FindingKind]] = {
    _one_row_more: {FindingKind.DELETED},
    _wider_cut: {FindingKind.DELETED, FindingKind.EDITED},
    _own_record: {FindingKind.DELETED, FindingKind.INSERTED},
    _record_gone: {FindingKind.DELETED},
    _row_back: {FindingKind.INSERTED},
}


def test_who_hides_behind_the_retention_is_found(
    sealed: Session, superuser: Engine
) -> None:
    write_old_rows(sealed)
    trail = make_trail(sealed, superuser)
    apply(sealed)
    for seed, (edit, kinds) in enumerate(FORGERIES.items()):
        did, check = trail.after(edit, seed)
        named = {finding.kind for finding in check.findings}
        assert named == kinds, f"{did}: found {sorted(named)}"
    assert verify_audit(sealed).is_whole


def test_what_another_job_deletes_past_its_day_is_found(sealed: Session) -> None:
    write_old_rows(sealed, 2, retention_until=LONG_AGO + timedelta(days=9))
    with sealed.write("retention") as connection:
        connection.execute(AUDIT.delete().where(AUDIT.c.id == 1))
    check: AuditCheck = check_seals(sealed)
    assert [(one.kind.value, one.audit_id) for one in check.findings] == [
        ("deleted", 1)
    ]


def test_each_tenant_is_cut_alone(sealed: Session, make_session: SessionMaker) -> None:
    other = sealed_session(make_session(sealed.database, "other"))
    for session in (sealed, other, sealed):
        write_old_rows(session, 5)
    assert apply(sealed, at_once=100) == 10
    with sealed.read() as connection:
        left = connection.scalar(select(func.count()).select_from(AUDIT))
    assert left == 5 + 1
    assert verify_audit(other).purged == 0
    assert apply(other) == 5
    assert verify_audit(sealed).purged == 10


def test_the_command_shows_the_plan_and_carries_it_out(
    sqlite_database: Database,
    make_session: SessionMaker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = make_session(sqlite_database)
    write_old_rows(session, 3)
    place = ["--db", session.database.address, "--data", str(session.folders.data)]
    words = ["audit", "retention", "--tenant", "acme", *place]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "ticket: 3 of 3, oldest 2019-03-01" in said
    token = said.split("--apply ")[1].strip()
    assert main([*words, "--apply", "no"]) == 6
    assert "3 rows are due" in capsys.readouterr().err
    assert main([*words, "--apply", token]) == 0
    assert capsys.readouterr().out.startswith("3 rows from before ")
    assert main(["audit", "verify", "--tenant", "acme", *place]) == 0
    assert "3 rows removed by retention on " in capsys.readouterr().out
    assert main([*words, "--days", "30"]) == 0
    assert "keeps every row for 183 days" in capsys.readouterr().out
