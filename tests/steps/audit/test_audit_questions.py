"""What the audit and imported history can be asked."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text, update

from sdml.cli.main import main
from sdml.errors import ParameterError
from sdml.records.import_order import ImportOrder
from sdml.records.report_run import ReportPeriod
from sdml.settings import Folders
from sdml.steps.find_audit_gaps import find_audit_gaps
from sdml.steps.find_unusual_actors import find_unusual_actors
from sdml.steps.import_events import import_events
from sdml.steps.plan_audit_retention import plan_audit_retention
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.tables import Declaration
from sdml.workbench import Workbench
from tests.audit_edits import sealed_session
from tests.conftest import SessionMaker
from tests.lake_desk import LakeDesk

TICKETS = Declaration.metadata.tables["tickets"]


def change(session: Session, ticket: int, **values: object) -> None:
    with session.write("work") as connection:
        connection.execute(update(TICKETS).where(TICKETS.c.id == ticket).values(values))


def counts(session: Session) -> dict[str, int]:
    return {gap.kind: gap.found for gap in find_audit_gaps(session).gaps}


def test_a_records_history_names_who_did_what_in_which_request(
    session: Session,
) -> None:
    desk = LakeDesk(session)
    ticket, other = desk.ticket(), desk.ticket()
    agent = replace(session, user_id=desk.agent, request_id="r-1")
    change(agent, ticket, priority_id=desk.high)
    change(agent, other, priority_id=desk.high)
    change(replace(agent, request_id="r-2"), ticket, status_id=desk.done)
    found = run_named_query(
        session, "audit_history", {"entity": "ticket", "number": ticket}
    )
    assert found["request"].tolist() == ["r-1", "r-2"]
    assert found["person"].tolist() == [desk.agent] * 2
    assert json.loads(found["after"][1]) == {"status_id": desk.done}
    asked = run_named_query(session, "audit_request", {"request": "r-1"})
    assert asked["number"].tolist() == [ticket, other]
    done = run_named_query(
        session, "audit_actions", {"person": desk.agent, "since": "2000-01-01"}
    )
    assert len(done) == 3
    later = {"person": desk.agent, "since": "2999-01-01"}
    assert not len(run_named_query(session, "audit_actions", later))


def test_a_change_past_the_audit_is_a_gap(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    session = make_session(sqlite_database)
    desk = LakeDesk(session)
    quiet, loud = desk.ticket(), desk.ticket()
    change(session, loud, priority_id=desk.high)
    assert counts(session) == dict.fromkeys(
        ("no_row", "no_actor", "out_of_order", "lost_events"), 0
    )
    with session.write("vandal") as connection:
        for name in connection.scalars(
            text(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name IN ('tickets', 'audit_advanced')"
            )
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(
            text(
                "UPDATE tickets SET priority_id = :high,"
                " updated_at = '2030-01-01 00:00:00' WHERE id = :id"
            ),
            {"high": desk.high, "id": quiet},
        )
        connection.execute(
            text(
                "INSERT INTO audit_advanced (organization_id, entity_type, entity_id,"
                " action, created_at)"
                " VALUES (:t, 'ticket', 1, 'update', '2001-01-01 00:00:00')"
            ),
            {"t": session.tenant.id},
        )
    assert counts(session) == {
        "no_row": 1,
        "no_actor": 1,
        "out_of_order": 1,
        "lost_events": 0,
    }
    kept = {gap.kind: gap.numbers for gap in find_audit_gaps(session).gaps}
    assert kept["no_row"] == (quiet,)
    then = ReportPeriod(date(2001, 1, 1), date(2001, 12, 31))
    found = {gap.kind: gap.found for gap in find_audit_gaps(session, then).gaps}
    assert (found["no_row"], found["out_of_order"]) == (0, 0)
    early = ReportPeriod(date(2000, 12, 31), date(2000, 12, 31))  # in São Paulo
    found = {gap.kind: gap.found for gap in find_audit_gaps(session, early).gaps}
    assert (found["no_actor"], found["out_of_order"]) == (1, 1)


def test_retention_counts_and_removes_nothing(session: Session) -> None:
    desk = LakeDesk(session)
    change(session, desk.ticket(), priority_id=desk.high)
    plan = plan_audit_retention(session, days=30)
    assert (plan.due, [row.kept for row in plan.by_entity]) == (0, [1])
    later = replace(session, now=lambda: plan.before.replace(year=plan.before.year + 2))
    assert plan_audit_retention(later, days=30).due == 1
    assert plan_audit_retention(session, days=30).by_entity[0].kept == 1
    with pytest.raises(ParameterError):
        plan_audit_retention(session, days=0)


def test_unusual_needs_history_and_a_sensible_rate(session: Session) -> None:
    assert not find_unusual_actors(session).is_enough
    with pytest.raises(ParameterError, match="between 0 and 1"):
        find_unusual_actors(session, alarm_rate=1.0)


def test_the_commands_answer_people_and_programs(
    sqlite_database: Database,
    make_session: SessionMaker,
    folders: Folders,
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = sealed_session(make_session(sqlite_database))
    desk = LakeDesk(session)
    ticket = desk.ticket()
    agent = replace(session, user_id=desk.agent, request_id="r-1")
    change(agent, ticket, priority_id=desk.high)
    place = ["--db", session.database.address, "--data", str(folders.data)]
    place += ["--tenant", "acme"]
    for words in (
        ["history", "ticket", str(ticket)],
        ["actions", str(desk.agent)],
        ["request", "r-1"],
    ):
        assert main(["audit", *words, *place, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["rows"]) == 1
        assert main(["audit", *words, *place]) == 0
        assert "update" in capsys.readouterr().out
    for words, said in (
        ("gaps", "0 rows that name nobody"),
        ("unusual", "not enough history"),
        ("retention", "ticket: 0 of 1"),
    ):
        assert main(["audit", words, *place]) == 0
        assert said in capsys.readouterr().out


def test_numbers_that_the_source_lost_are_counted(
    session: Session, real_data: Path, tmp_path: Path
) -> None:
    (source,) = (real_data / "uci_incident_event_log").glob("*.parquet")
    events = pd.read_parquet(source)
    some = sorted(events["number"].unique())[::200]
    part = events[events["number"].isin(some)]
    place = tmp_path / "part.parquet"
    part.to_parquet(place)
    import_events(session, ImportOrder(place, "uci_incident_event_log"))
    number = part["sys_mod_count"].astype(int)
    by_ticket = number.groupby(part["number"])
    lost = by_ticket.max() - by_ticket.min() + 1 - by_ticket.nunique()
    found = find_audit_gaps(session)
    assert found.gaps[-1].found == int(lost.sum()) > 0
    assert found.tickets_with_lost_events == int((lost > 0).sum())


def test_the_workbench_asks_the_audit(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    session = sealed_session(make_session(sqlite_database))
    desk = LakeDesk(session)
    ticket = desk.ticket()
    change(session, ticket, priority_id=desk.high)
    wb = Workbench(session)
    assert wb.history("ticket", ticket)["action"].tolist() == ["update"]
    assert wb.check_audit().is_whole
    assert wb.audit_gaps().found == 0
    assert list(wb.unusual_days().columns)[:2] == ["person", "day"]
