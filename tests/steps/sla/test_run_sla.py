"""Due times, answers, pauses, cycles and sweeps, from what is known of each ticket."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from sdml.errors import ParameterError
from sdml.records.sla import PolicyLine
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.explain_sla import explain_sla
from sdml.steps.replay_sla import ReplayOrder, replay_sla
from sdml.steps.run_sla import run_sla
from sdml.steps.session import Session
from sdml.steps.set_sla_policy import set_sla_policy
from sdml.steps.sweep_sla import sweep_sla
from sdml.store.tables import Declaration
from tests.steps.sla.conftest import SlaDesk, at

LATER = at("2026-12-01 12:00")


def run(desk: SlaDesk, now: datetime = LATER):
    return run_sla(desk.session, now=now)


def test_a_ticket_from_the_weekend_is_due_on_monday(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-14 03:00")
    desk.reply(ticket, "2026-11-16 09:40", desk.agent)
    desk.move(ticket, "2026-11-16 14:00:01", "Novo", "Fechado")
    run(desk)
    (row,) = desk.cycles(ticket)
    assert row.response_due_at == at("2026-11-16 10:00")
    assert row.resolution_due_at == at("2026-11-16 14:00")
    assert (row.response_met, row.resolution_met) == (True, False)
    assert (row.response_time_minutes, row.resolution_time_minutes) == (40, 240)


def test_running_again_writes_nothing(desk: SlaDesk) -> None:
    for day in range(2, 6):
        ticket = desk.ticket(f"2026-11-{day:02} 10:00")
        desk.move(ticket, f"2026-11-{day:02} 11:00", "Novo", "Aguardando cliente")
        desk.move(ticket, f"2026-11-{day:02} 15:00", "Aguardando cliente", "Fechado")
    first = run(desk)
    again = run(desk)
    assert (first.inserted, again.inserted, again.updated) == (4, 0, 0)
    assert again.unchanged == 4
    assert (again.response, again.resolution) == (first.response, first.resolution)


def test_only_a_public_answer_of_an_agent_is_one(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00", user_id=desk.user)
    desk.reply(ticket, "2026-11-16 09:10", desk.user)
    desk.reply(ticket, "2026-11-16 09:20", desk.agent, internal=True)
    run(desk, at("2026-11-16 09:30"))
    assert desk.cycles(ticket)[0].first_response_at is None
    desk.reply(ticket, "2026-11-16 09:25", desk.agent)
    run(desk, at("2026-11-16 09:30"))
    assert desk.cycles(ticket)[0].first_response_at == at("2026-11-16 09:25")


def test_a_tenant_may_count_the_first_change_of_status_as_an_answer(
    desk: SlaDesk,
) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-16 09:50", "Novo", "Em andamento")
    run(desk, at("2026-11-16 09:55"))
    assert desk.cycles(ticket)[0].response_met is None
    configure_tenant(desk.session, "sla.first_response", "status")
    run(desk, at("2026-11-16 09:55"))
    assert desk.cycles(ticket)[0].response_met is True


def test_time_that_waits_for_the_customer_moves_the_due_time(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-16 10:00", "Novo", "Aguardando cliente")
    desk.move(ticket, "2026-11-16 14:30", "Aguardando cliente", "Em andamento")
    run(desk, at("2026-11-16 15:00"))
    (row,) = desk.cycles(ticket)
    assert row.resolution_due_at == at("2026-11-16 17:30")
    assert (row.paused_minutes, row.paused_at) == (210, None)


def test_a_ticket_that_waits_now_has_no_due_time_and_says_since_when(
    desk: SlaDesk,
) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-16 10:00", "Novo", "Aguardando cliente")
    run(desk)
    (row,) = desk.cycles(ticket)
    assert (row.resolution_due_at, row.resolution_met) == (None, None)
    assert row.paused_at == at("2026-11-16 10:00")


def test_each_reopening_is_a_cycle_and_solved_time_belongs_to_none(
    desk: SlaDesk,
) -> None:
    # GLPI counted the time in which a ticket was solved as waiting once reopened.
    ticket = desk.ticket("2026-11-09 09:00")
    desk.move(ticket, "2026-11-09 10:00", "Novo", "Fechado")
    desk.move(ticket, "2026-11-16 09:00", "Fechado", "Em andamento")
    desk.move(ticket, "2026-11-16 11:00", "Em andamento", "Fechado")
    run(desk)
    first, second = desk.cycles(ticket)
    assert (first.resolution_time_minutes, second.resolution_time_minutes) == (60, 120)
    assert (first.paused_minutes, second.paused_minutes) == (0, 0)
    assert second.created_at == at("2026-11-16 09:00")
    assert second.resolution_due_at == at("2026-11-16 14:00")


def test_a_cancelled_ticket_counts_for_nothing(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-09 09:00")
    desk.move(ticket, "2026-11-30 10:00", "Novo", "Cancelado")
    found = run(desk)
    (row,) = desk.cycles(ticket)
    assert (row.is_excluded, row.response_met, row.resolution_met) == (True, None, None)
    assert found.excluded == 1
    assert found.resolution.compliance is None


def test_another_priority_midway_takes_over_from_the_start(desk: SlaDesk) -> None:
    desk.policy("Média", resolution_minutes=480)
    ticket = desk.ticket("2026-11-16 09:00", priority_id=desk.ids["Média"])
    desk.tell(ticket, "2026-11-16 10:00", "priority_changed", "Alta", "Média")
    desk.move(ticket, "2026-11-16 16:00", "Novo", "Fechado")
    run(desk)
    (row,) = desk.cycles(ticket)
    assert row.resolution_due_at == at("2026-11-16 18:00")
    assert row.resolution_met is True


def test_another_priority_while_it_waits_keeps_the_time_waited(desk: SlaDesk) -> None:
    # GLPI: a ticket made urgent while it was pending was late by the time it waited.
    desk.policy("Média", resolution_minutes=480)
    ticket = desk.ticket("2026-11-16 09:00", priority_id=desk.ids["Alta"])
    desk.move(ticket, "2026-11-16 10:00", "Novo", "Aguardando cliente")
    desk.tell(ticket, "2026-11-16 15:00", "priority_changed", "Média", "Alta")
    desk.move(ticket, "2026-11-16 17:00", "Aguardando cliente", "Em andamento")
    desk.move(ticket, "2026-11-17 11:00", "Em andamento", "Fechado")
    run(desk)
    (row,) = desk.cycles(ticket)
    assert (row.paused_minutes, row.resolution_time_minutes) == (360, 240)
    assert row.resolution_due_at == at("2026-11-17 11:00")
    assert row.resolution_met is True


def test_a_lower_priority_does_not_save_what_is_late_already(desk: SlaDesk) -> None:
    desk.policy("Média", resolution_minutes=480)
    ticket = desk.ticket("2026-11-16 09:00", priority_id=desk.ids["Média"])
    desk.tell(ticket, "2026-11-16 14:30", "priority_changed", "Alta", "Média")
    desk.move(ticket, "2026-11-16 16:00", "Novo", "Fechado")
    run(desk)
    assert desk.cycles(ticket)[0].resolution_met is False
    (cycle,) = explain_sla(desk.session, ticket, as_of=LATER).cycles
    assert "priority 'Alta' -> 'Média'" in cycle.changes[0]


def test_a_policy_of_the_category_goes_before_one_for_all(desk: SlaDesk) -> None:
    desk.policy("Rede urgente", priority="Alta", category="VPN", resolution_minutes=60)
    plain, urgent = (
        desk.ticket("2026-11-16 09:00", category_id=desk.ids[name])
        for name in ("Rede", "VPN")
    )
    run(desk)
    assert desk.cycles(plain)[0].resolution_due_at == at("2026-11-16 14:00")
    assert desk.cycles(urgent)[0].resolution_due_at == at("2026-11-16 10:00")


def test_a_new_target_is_for_what_is_open_and_keeps_the_pauses(desk: SlaDesk) -> None:
    # GLPI forgot the pauses when the policy of a running ticket was changed.
    done, running = (desk.ticket("2026-11-16 09:00") for _ in range(2))
    desk.move(done, "2026-11-16 12:00", "Novo", "Fechado")
    desk.move(running, "2026-11-16 10:00", "Novo", "Aguardando cliente")
    desk.move(running, "2026-11-16 11:00", "Aguardando cliente", "Em andamento")
    run(desk, at("2026-11-16 13:30"))
    desk.policy(resolution_minutes=120)
    run(desk, at("2026-11-16 13:30"))
    assert desk.cycles(done)[0].resolution_met is True
    assert desk.cycles(running)[0].resolution_due_at == at("2026-11-16 12:00")
    run_sla(desk.session, now=at("2026-11-16 13:30"), afresh=True)
    assert desk.cycles(done)[0].resolution_met is False


def test_the_desks_own_word_on_the_resolution_goes_before_the_closing(
    desk: SlaDesk,
) -> None:
    ticket = desk.ticket("2026-11-16 09:00", resolved_at=at("2026-11-16 10:30"))
    desk.move(ticket, "2026-11-23 09:00", "Novo", "Fechado")
    run(desk)
    assert desk.cycles(ticket)[0].resolution_time_minutes == 90


def test_a_ticket_without_any_history_ends_when_it_says(desk: SlaDesk) -> None:
    ticket = desk.ticket(
        "2026-11-16 09:00", "Fechado", resolved_at=at("2026-11-16 12:00")
    )
    run(desk)
    (row,) = desk.cycles(ticket)
    assert (row.resolved_at, row.resolution_met) == (at("2026-11-16 12:00"), True)


def test_changes_made_in_the_desk_itself_are_read_from_the_audit(
    desk: SlaDesk,
) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    for name in ("Aguardando cliente", "Em andamento", "Fechado", "Em andamento"):
        desk.now(ticket, live=True, status_id=desk.ids[name])
    run_sla(desk.session)
    rows = desk.cycles(ticket)
    assert [row.cycle for row in rows] == [1, 2]
    assert rows[0].resolved_at is not None
    assert rows[1].resolved_at is None


def test_no_policy_and_no_calendar_are_said_before_any_work(session: Session) -> None:
    with pytest.raises(ParameterError, match="no SLA policy is in force"):
        run_sla(session)
    desk = SlaDesk(session)
    desk.policy()
    with pytest.raises(ParameterError, match="no default calendar"):
        run_sla(session)


def test_a_year_without_holidays_is_not_passed_over_in_silence(desk: SlaDesk) -> None:
    # pm4py counted business hours with the holidays left out.
    desk.ticket("2025-11-16 09:00")
    (warning,) = run(desk).warnings
    assert "sdml calendar fill comercial 2025-2026" in warning


def test_a_sweep_names_what_is_urgent_and_hands_it_on_once(desk: SlaDesk) -> None:
    boss = desk.add("users", name="Bia", email="b@example.com", role="tenant_admin")
    desk.policy(escalation_minutes=60)
    late = desk.ticket("2026-11-16 09:00", assigned_to=desk.agent)
    desk.ticket("2026-11-16 11:30")
    session = replace(desk.session, now=lambda: at("2026-11-16 14:10"))
    first, again = sweep_sla(session), sweep_sla(session)
    assert (first.escalated, again.escalated) == (2, 0)
    assert first.first[0].ticket_id == late
    assert {
        (one.target, one.state) for one in first.first if one.ticket_id == late
    } == {
        ("response", "late"),
        ("resolution", "late"),
    }
    handed = Declaration.metadata.tables["escalations"]
    with session.read() as connection:
        assert set(connection.execute(select(handed.c.escalated_to)).scalars()) == {
            boss
        }
        assert (
            connection.execute(select(func.count()).select_from(handed)).scalar() == 2
        )


def test_each_target_is_swept_and_handed_on_by_its_own_time(desk: SlaDesk) -> None:
    # GLPI showed the escalation of the time to own as one of the time to resolve.
    desk.add("users", name="Bia", email="b@example.com", role="tenant_admin")
    desk.policy(response_minutes=120, resolution_minutes=240, escalation_minutes=60)
    ticket = desk.ticket("2026-11-16 09:00")

    def swept(when: str) -> tuple[dict[str, tuple[str, object]], int]:
        found = sweep_sla(replace(desk.session, now=lambda: at(when)))
        return {one.target: (one.state, one.due_at) for one in found.first}, (
            found.escalated
        )

    answer, solution = at("2026-11-16 11:00"), at("2026-11-16 14:00")
    assert swept("2026-11-16 09:59") == ({}, 0)
    assert swept("2026-11-16 10:59") == ({"response": ("at_risk", answer)}, 1)
    assert swept("2026-11-16 11:01") == ({"response": ("late", answer)}, 0)
    desk.reply(ticket, "2026-11-16 11:30", desk.agent)
    assert swept("2026-11-16 13:50") == ({"resolution": ("at_risk", solution)}, 0)
    assert swept("2026-11-16 14:01") == ({"resolution": ("late", solution)}, 0)


def test_what_is_over_or_waits_is_not_handed_on(desk: SlaDesk) -> None:
    desk.add("users", name="Bia", email="b@example.com", role="tenant_admin")
    desk.policy(escalation_minutes=60)
    done, waits = (desk.ticket("2026-11-16 09:00") for _ in range(2))
    desk.move(done, "2026-11-16 17:00", "Novo", "Fechado")
    desk.move(waits, "2026-11-16 09:30", "Novo", "Aguardando cliente")
    assert sweep_sla(desk.session).escalated == 0


def test_the_stretches_of_an_explanation_sum_to_the_elapsed_time(
    desk: SlaDesk,
) -> None:
    ticket = desk.ticket("2026-11-13 17:00")
    desk.move(ticket, "2026-11-16 09:30", "Novo", "Aguardando cliente")
    desk.move(ticket, "2026-11-16 13:30", "Aguardando cliente", "Fechado")
    (cycle,) = explain_sla(desk.session, ticket, as_of=LATER).cycles
    assert sum(one.seconds for one in cycle.spans if one.is_counted) == 5400
    assert cycle.elapsed_seconds == 5400
    assert cycle.spans[0].starts == int(at("2026-11-13 17:00").timestamp())
    assert {one.detail for one in cycle.spans if one.reason == "paused"} == {
        "Aguardando cliente"
    }
    assert all(
        before.ends == after.starts
        for before, after in zip(cycle.spans, cycle.spans[1:], strict=False)
    )


def test_a_replay_lists_exactly_what_flips_and_writes_nothing(desk: SlaDesk) -> None:
    quick, slow = (desk.ticket("2026-11-16 09:00") for _ in range(2))
    desk.move(quick, "2026-11-16 09:30", "Novo", "Fechado")
    desk.move(slow, "2026-11-16 12:00", "Novo", "Fechado")
    run(desk)
    order = ReplayOrder(targets={"Alta": (60, 120)}, as_of=LATER)
    found = replay_sla(desk.session, order)
    assert [flip[0] for flip in found.tickets if flip[3] == "resolution"] == [slow]
    assert found.by_change["resolution: met -> late"] == 1
    assert found.before["resolution"].met == 2
    assert desk.cycles(slow)[0].resolution_met is True


def test_a_replay_as_of_a_day_knows_nothing_of_later_days(desk: SlaDesk) -> None:
    ticket = desk.ticket("2026-11-16 09:00")
    desk.move(ticket, "2026-11-17 12:00", "Novo", "Fechado")
    run(desk)
    found = replay_sla(desk.session, ReplayOrder(as_of=at("2026-11-16 10:30")))
    assert (found.before["resolution"].open, found.before["response"].late) == (1, 1)


def test_what_is_asked_of_a_replay_must_exist(desk: SlaDesk) -> None:
    with pytest.raises(ParameterError, match="no calendar 'x'"):
        replay_sla(desk.session, ReplayOrder("x"))
    with pytest.raises(ParameterError, match="no policy 'x'"):
        replay_sla(desk.session, ReplayOrder(targets={"x": (1, 1)}))


def test_a_policy_names_words_of_the_tenant(desk: SlaDesk) -> None:
    with pytest.raises(ParameterError, match="no priority 'Baixa'"):
        set_sla_policy(desk.session, PolicyLine("x", "Baixa", None, 1, 1))
    with pytest.raises(ParameterError, match="no calendar 'nenhum'"):
        set_sla_policy(
            desk.session, PolicyLine("x", "Alta", None, 1, 1, calendar="nenhum")
        )


def test_another_tenants_tickets_are_not_looked_at(desk: SlaDesk, make_session) -> None:
    desk.ticket("2026-11-16 09:00")
    other = SlaDesk(make_session(desk.session.database, "other"))
    other.policy(business_hours_only=False)
    found = run_sla(other.session, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert found.tickets == 0
