"""The page of service levels: its figures are the clock's, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import text

from sdml.analytics.risk_report import show_breach_risk, show_open_risk
from sdml.analytics.time_share_report import show_time_shares
from sdml.records.language import Language
from sdml.records.sla_words import Cadence
from sdml.steps.backfill_report import backfill_report
from sdml.steps.build_report import build_report
from sdml.steps.forecast_breaches import forecast_breaches, try_forecast
from sdml.steps.list_reports import list_reports
from sdml.steps.measure_sla import measure_sla
from sdml.steps.measure_time_shares import measure_time_shares
from sdml.steps.run_sla import run_sla
from sdml.steps.show_report import show_report
from sdml.store.bulk_insert import insert_columns
from sdml.store.engine import Database
from sdml.store.tables import Declaration
from sdml.workbench import Workbench
from tests.conftest import SessionMaker
from tests.steps.sla.conftest import SlaDesk, at

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def busy(sqlite_database: Database, make_session: SessionMaker) -> SlaDesk:
    """2,400 tickets of 20 weeks; one of two teams is late far more often."""
    desk = SlaDesk(make_session(sqlite_database))
    desk.policy(business_hours_only=False)
    teams = [desk.add("teams", name=name) for name in ("Campo", "Central")]
    rng = np.random.default_rng(7)
    opened = NOW - timedelta(weeks=20)
    minutes = np.sort(rng.integers(0, 20 * 7 * 1440 - 600, 2400))
    slow = rng.random(2400) < 0.5
    hours = rng.exponential(np.where(slow, 5.0, 1.2))
    starts = [opened + timedelta(minutes=int(one)) for one in minutes]
    ends = [
        start + timedelta(hours=float(one))
        for start, one in zip(starts, hours, strict=True)
    ]
    session = desk.session
    with session.write("fixture", mode="import") as connection:
        insert_columns(
            connection,
            Declaration.metadata.tables["tickets"],
            {
                "organization_id": [session.tenant.id] * 2400,
                "title": ["x"] * 2400,
                "description": ["y"] * 2400,
                "user_id": [desk.user] * 2400,
                "priority_id": [desk.ids["Alta"]] * 2400,
                "category_id": [desk.ids["Rede"]] * 2400,
                "status_id": [desk.ids["Fechado"]] * 2400,
                "team_id": [teams[0] if one else teams[1] for one in slow],
                "created_at": starts,
                "updated_at": ends,
                "resolved_at": ends,
            },
        )
    return desk


def test_the_page_says_what_the_clock_says(busy: SlaDesk) -> None:
    run = run_sla(busy.session, now=NOW)
    result = build_report(
        busy.session, "sla_report", {"as_of": "2026-06-01", "wanted_percent": 10.0}
    )
    assert result.status == "done"
    page = result.html.read_text("utf-8")
    share = Language("pt_BR").percent(run.resolution.compliance or 0)
    assert f"{share} dos 2.400 casos decididos foram resolvidos no prazo" in page
    assert "Campo" in page
    assert "gettext" not in page


def test_a_back_fill_gives_each_month_its_page(busy: SlaDesk) -> None:
    days = date(2026, 3, 15), date(2026, 5, 2)
    given = {"wanted_percent": 10.0, "first_response": False}
    done = backfill_report(
        busy.session, "sla_report", days, Cadence.MONTHLY, given, jobs=2
    )
    (outcome,) = done.runs
    assert outcome.status == "done"
    (run,) = list_reports(busy.session).runs
    assert run.parameters["first_day"] == "2026-04-01"
    with busy.session.read() as connection:
        opened = connection.scalar(
            text(
                "SELECT count(*) FROM tickets WHERE created_at >= '2026-04-01 03:00:00'"
                " AND created_at < '2026-05-01 03:00:00'"
            )
        )
    facts = show_report(busy.session, run.run_id).facts
    assert facts is not None
    figures = facts.sections[0].figures
    assert figures["decided"] + figures["open"] == opened > 400


def test_a_page_without_enough_to_say_says_so(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    desk = SlaDesk(make_session(sqlite_database, "few", "en"))
    desk.policy(business_hours_only=False)
    desk.ticket("2026-11-16 09:00")
    result = build_report(desk.session, "sla_report", {"as_of": "2026-11-16"})
    assert "No case is decided yet" in result.html.read_text("utf-8")


def test_breaches_are_foreseen_better_than_by_the_rule(busy: SlaDesk) -> None:
    found = forecast_breaches(busy.session, as_of=NOW)
    first = found.figures["0"]
    assert first.auc_low > first.rule_auc + 0.1
    assert first.calibration_error < 0.1
    again = forecast_breaches(busy.session, as_of=NOW)
    assert again == found
    say = Language("en", "UTC")
    assert "better than the rule" in show_breach_risk(found, say).finding
    assert show_open_risk(found, say).finding


def test_breaches_are_asked_by_hand_as_on_the_page(busy: SlaDesk) -> None:
    wb = Workbench(busy.session)
    found = wb.breach_risk(as_of=NOW).set_index("percent_used")
    assert found.index.tolist() == [0, 25, 50, 75]
    # Every target is four hours of the clock: what is left is known by hand.
    assert found["lead_hours"].tolist() == [4, 3, 2, 1]
    assert found.loc[0, "auc"] > found.loc[0, "rule_auc"]
    late = busy.ticket("2026-05-31 20:58", team_id=None)
    assert late in wb.open_risk(as_of=NOW)["ticket_id"].tolist()


def test_a_forecast_on_too_little_is_refused_in_words(desk: SlaDesk) -> None:
    found = try_forecast(desk.session, as_of=NOW)
    assert found.figures == {}
    assert "too few" in show_breach_risk(found, Language("en", "UTC")).finding


def test_time_by_status_and_team_sums_to_the_elapsed_time(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-16 10:00", "Novo", "Aguardando cliente")
    desk.move(ticket, "2026-11-17 10:00", "Aguardando cliente", "Fechado")
    desk.move(ticket, "2026-11-18 10:00", "Fechado", "Em andamento")
    desk.ticket("2026-11-16 09:00", user_id=desk.agent)
    found = measure_time_shares(desk.session, as_of=at("2026-11-18 12:00"))
    day = 86_400
    assert found.by_status == {
        "Novo": 3600 + 2 * day + 3 * 3600,
        "Aguardando cliente": day,
        "Fechado": day,
        "Em andamento": 2 * 3600,
    }
    assert sum(found.by_team.values()) == found.seconds == 2 * (2 * day + 3 * 3600)
    assert (found.tickets, found.reopened) == (2, 1)


def test_time_by_owner_sums_to_the_elapsed_time(desk: SlaDesk) -> None:
    other = desk.add("users", name="Lia", email="l@example.com", role="agent")
    clock = [at("2026-11-16 09:00")]
    live = replace(desk.session, now=lambda: clock[0])
    ticket = desk.ticket("2026-11-16 09:00")
    kept = desk.ticket("2026-11-16 09:00", assigned_to=other)
    told = (
        ("2026-11-16 10:00", None, desk.agent),
        ("2026-11-16 12:30", desk.agent, other),
        ("2026-11-16 13:00", other, None),
    )
    for when, before, after in told:
        desk.add(
            "audit_advanced",
            entity_type="ticket",
            entity_id=ticket,
            action="update",
            old_values={"assigned_to": before},
            new_values={"assigned_to": after},
            created_at=at(when),
        )
    found = measure_time_shares(live, as_of=at("2026-11-16 14:00"))
    assert found.by_owner == {
        other: 1800 + 5 * 3600,
        desk.agent: 9000,
        None: 3600 + 3600,
    }
    assert sum(found.by_owner.values()) == found.seconds == 10 * 3600
    assert kept != ticket
    say = Language("en", "UTC")
    page = show_time_shares(found, "owner", say)
    assert f"“person {other}” takes the most: 55.0% of 10 hours" in page.finding
    assert "36,000 seconds" in page.note


def test_events_that_name_the_assignee_tell_the_owner(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00", assigned_to=desk.agent)
    silent = desk.ticket("2026-11-16 09:00", assigned_to=desk.agent)
    told = (("created", {}), ("updated", {"assigned_to": "Rui"}))
    for place, (kind, details) in enumerate(told):
        for number in (ticket, silent):
            desk.add(
                "ticket_activities",
                ticket_id=number,
                user_id=desk.agent,
                activity_type=kind,
                description="z",
                created_at=at(f"2026-11-16 {9 + place:02}:00"),
                metadata=details if number == ticket else {},
            )
    found = measure_time_shares(desk.session, as_of=at("2026-11-16 12:00"))
    assert found.by_owner == {desk.agent: (2 + 3) * 3600, None: 3600}


def test_the_weeks_ahead_are_asked_by_hand_as_on_the_page(busy: SlaDesk) -> None:
    wb = Workbench(busy.session)
    found = wb.sla_forecast(as_of=NOW)
    assert set(found["measure"]) == {"tickets", "resolution", "response"}
    first = found.set_index(["measure", "weeks_ahead"]).loc[("resolution", 1)]
    run = run_sla(busy.session, now=NOW)
    assert first["low"] <= (run.resolution.compliance or 0) <= first["high"]
    assert 0.6 < first["covered"] <= 1
    shares = wb.sla_shares(as_of=NOW)
    sums = shares.groupby("part")["seconds"].sum()
    assert sums.nunique() == 1
    assert set(sums.index) == {"status", "team", "owner"}


def test_a_frame_has_a_row_a_cycle_and_sensible_types(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-16 10:00", "Novo", "Fechado")
    desk.move(ticket, "2026-11-16 11:00", "Fechado", "Em andamento")
    frame = measure_sla(desk.session, as_of=at("2026-11-16 11:30"))
    assert frame["cycle"].tolist() == [1, 2]
    assert frame["resolution"].tolist() == ["met", "open"]
    assert str(frame["opened_at"].dtype) == "datetime64[ns, UTC]"
    assert frame["elapsed_hours"].tolist() == [1.0, 0.5]
    always = measure_sla(desk.session, as_of=at("2026-11-18 11:30"), calendar="always")
    assert always["resolution"].tolist() == ["met", "late"]


def test_a_tenant_without_tickets_has_an_empty_frame(desk: SlaDesk) -> None:
    frame = measure_sla(desk.session)
    assert len(frame) == 0
    assert str(frame["ended_at"].dtype) == "datetime64[ns, UTC]"
