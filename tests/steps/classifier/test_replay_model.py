"""A replay does again what a champion did, and what a shadow would have done."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sdml.errors import ParameterError
from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import PromiseTerms
from sdml.records.promise_words import ClassMode
from sdml.records.workbench_words import ModelStatus
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.make_promise import make_promise
from sdml.steps.promote_model import promote_model
from sdml.steps.replay_model import replay_model, replay_period
from sdml.steps.set_class_mode import set_class_mode
from sdml.steps.train_model import train_model
from sdml.store.shadow_replays import read_live_answers, read_replays
from sdml.store.tables.ai import AiClassification
from tests.steps.classifier.conftest import TABLES, Desk

TERMS = PromiseTerms(0.9, 0.9)
START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC)


@pytest.fixture
def busy_desk(make_desk) -> Desk:  # type: ignore[no-untyped-def]
    """900 tickets to learn from, in the first week; a team's 30 in the second."""
    desk: Desk = make_desk()
    ids = desk.fill(900)
    team = desk.add("teams", name="Campo")
    tickets = TABLES["tickets"]
    later = {"created_at": START + timedelta(days=8), "team_id": team}
    with desk.at_once() as connection:
        connection.execute(
            update(tickets).where(tickets.c.id.in_(ids[-30:])).values(**later)
        )
    return desk


def test_a_replay_equals_what_the_champion_did(busy_desk: Desk) -> None:
    session = busy_desk.session
    model_id = train_model(session, task="category").model_id
    promised = make_promise(session, model_id, TERMS)
    shadow = _replay(busy_desk, model_id)
    assert (shadow.live, shadow.auto > 0) == (0, True)
    promote_model(session, model_id)
    fresh = [
        busy_desk.add_ticket(text, label, 2_000 + at)
        for at, (text, label) in enumerate(
            [
                ("vpn cabo wifi roteador", "Rede"),
                ("toner papel fila", "Rede"),
                ("", None),
            ]
        )
    ]
    done = classify_tickets(session)
    found = _replay(busy_desk, model_id)
    assert found.tickets == found.live == found.live_equal == 903
    assert (found.auto, found.recommend, found.monitor) == (
        done.auto,
        done.recommend,
        done.monitor,
    )
    assert found.promise_id == promised.promise.promise_id
    with session.read() as connection:
        live = read_live_answers(
            connection, session.tenant, ("category", model_id), fresh
        )
    assert live[fresh[2]].mode is DecisionMode.MONITOR
    # What stepped down, or was renewed, since does not change what was done then.
    set_class_mode(session, task="category", label="Rede", mode=ClassMode.RECOMMEND)
    assert _replay(busy_desk, model_id).live_equal == 903
    make_promise(session, model_id, PromiseTerms(0.99, 0.99))
    assert _replay(busy_desk, model_id).live_equal == 903


def test_it_counts_queues_teams_and_agreement(busy_desk: Desk) -> None:
    session = busy_desk.session
    model_id = train_model(session, task="category").model_id
    promote_model(session, model_id, ModelStatus.SHADOW)
    busy_desk.add_ticket("vpn cabo wifi roteador", "Rede", 2_000)
    busy_desk.add_ticket("toner papel fila bandeja", "Rede", 2_001)
    found = _replay(busy_desk, model_id)
    assert (found.tickets, found.learnt) == (902, 900)
    assert (found.agreement.value, found.agreement.n) == (0.5, 2)
    assert found.auto + found.recommend + found.monitor == 902
    for loads in (found.labels, found.teams):
        counts = [one.auto + one.recommend + one.monitor for one in loads]
        assert sum(counts) == sum(one.chosen for one in loads) == 902
    team = [one for one in found.teams if one.name == "Campo"]
    assert [(one.starts_at, one.chosen) for one in team] == [
        (START + timedelta(days=7), 30)
    ]
    assert {one.name for one in found.labels} == {"Acesso", "Impressora", "Rede"}
    with session.read() as connection:
        stored = read_replays(connection, session.tenant, model_id)
        said = connection.scalars(select(AiClassification.id)).all()
        other = replace(session.tenant, id=session.tenant.id + 1)
        assert read_replays(connection, other, model_id) == []
    assert [(number, one["tickets"]) for number, one in stored] == [
        (found.replay_id, 902)
    ]
    assert said == []


def test_a_period_is_weeks_or_days(busy_desk: Desk) -> None:
    session = replace(busy_desk.session, now=lambda: END)
    assert replay_period(session, 2) == (START, END)
    days = date(2026, 3, 1), date(2026, 3, 14)
    assert replay_period(session, None, *days) == (START, END)
    for words in ((2, *days), (None, days[0], None)):
        with pytest.raises(ParameterError, match="a number of weeks, or"):
            replay_period(session, *words)
    with pytest.raises(ParameterError, match="must be before"):
        replay_model(session, 1, starts_at=END, ends_at=START)


def _replay(desk: Desk, model_id: int):  # type: ignore[no-untyped-def]
    return replay_model(desk.session, model_id, starts_at=START, ends_at=END)
