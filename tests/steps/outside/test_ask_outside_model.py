"""An outside model classifies: counted, priced, cached, masked, within a budget."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from sdml.errors import EndpointUnavailable, NotEnoughData, ParameterError
from sdml.records.machine_learning import DecisionMode
from sdml.records.outside_model import ModelPrice
from sdml.remote.openai_compatible import ChatEndpoint
from sdml.steps.add_price import add_price
from sdml.steps.ask_outside_model import OutsideOrder, ask_outside_model
from sdml.steps.compare_models import compare_models
from sdml.steps.session import Session
from sdml.store.tables.ai import AiClassification
from tests.conftest import SessionMaker
from tests.steps.classifier.conftest import SUBJECTS, Desk
from tests.steps.outside.conftest import FakeEndpoint

PRICE = ModelPrice(
    "gpt-4o", datetime(2024, 1, 1, tzinfo=UTC), "USD", 2_500_000, 10_000_000, 1_250_000
)
# 60 tokens read at 2.5, 40 at 1.25 and 10 written at 10 millionths each.
COST = 300
MODEL = "gpt-4o 2024-08-06"


@pytest.fixture
def desk(session: Session) -> Desk:
    made = Desk(session)
    made.fill(9)
    add_price(session, PRICE)
    return made


def honest(text: str, labels: list[str]) -> str:
    found = next(name for name in labels if set(SUBJECTS[name]) & set(text.split()))
    return json.dumps({"label": found, "confidence": 0.8})


def rows(session: Session) -> list[AiClassification]:
    with session.read() as connection:
        return list(
            connection.execute(select(AiClassification.__table__).order_by("id"))
        )


def ask(session: Session, fake: FakeEndpoint, **order: object):
    wanted = OutsideOrder(fake.url, MODEL, **order)  # type: ignore[arg-type]
    return ask_outside_model(session, wanted, "secret-key")


def test_each_ticket_gets_an_answer_with_tokens_and_cost(
    desk: Desk, fake: FakeEndpoint
) -> None:
    fake.answer = honest
    done = ask(desk.session, fake)
    assert (done.classified, done.cost_micros) == (9, 9 * COST)
    assert (done.input_tokens, done.output_tokens) == (900, 90)
    stored = rows(desk.session)
    assert {row.mode for row in stored} == {DecisionMode.MONITOR}
    assert {row.model_version for row in stored} == {MODEL}
    assert all(row.suggested_category_id for row in stored)
    assert fake.asked[0]["path"] == "/v1/chat/completions"
    assert set(fake.keys) == {"Bearer secret-key"}


def test_the_same_run_again_asks_nothing(desk: Desk, fake: FakeEndpoint) -> None:
    ask(desk.session, fake)
    asked = len(fake.asked)
    again = ask(desk.session, fake)
    assert (again.classified, len(fake.asked)) == (0, asked)


def test_the_same_text_costs_once(desk: Desk, fake: FakeEndpoint) -> None:
    for number in (100, 101):
        desk.add_ticket("impressora sem papel", None, number)
    done = ask(desk.session, fake)
    assert (done.cache_hits, len(fake.asked)) == (1, 10)
    hit = next(row for row in rows(desk.session) if row.cache_hit)
    assert (hit.cost_micros, hit.input_tokens) == (0, None)


def test_another_tenant_is_not_answered_from_this_ones_cache(
    desk: Desk, fake: FakeEndpoint, make_session: SessionMaker
) -> None:
    other = Desk(make_session(desk.session.database, "outra"))
    other.add_ticket("impressora sem papel", None, 1)
    add_price(other.session, PRICE)
    desk.add_ticket("impressora sem papel", None, 100)
    ask(desk.session, fake)
    assert ask(other.session, fake).cache_hits == 0


def test_personal_data_does_not_leave_the_house(desk: Desk, fake: FakeEndpoint) -> None:
    desk.add_ticket("senha de ana@acme.example, CPF 529.982.247-25", None, 100)
    ask(desk.session, fake)
    sent = json.dumps(fake.asked, ensure_ascii=False)
    assert "ana@acme.example" not in sent
    assert "529.982.247-25" not in sent


@pytest.mark.parametrize(
    "reply",
    ["no idea", '{"label": "Cozinha", "confidence": 1}', "[]", '{"label": 7}', ""],
)
def test_a_reply_that_names_no_label_is_no_answer(
    desk: Desk, fake: FakeEndpoint, reply: str
) -> None:
    fake.answer = lambda text, labels: reply
    done = ask(desk.session, fake)
    assert (done.classified, done.unanswered) == (0, 9)
    assert done.cost_micros == 9 * COST
    assert rows(desk.session) == []


def test_a_confidence_that_is_none_is_not_made_up(
    desk: Desk, fake: FakeEndpoint
) -> None:
    fake.answer = lambda text, labels: json.dumps(
        {"label": labels[0], "confidence": 42}
    )
    ask(desk.session, fake)
    assert {row.confidence_score for row in rows(desk.session)} == {0.0}


def test_the_budget_ends_the_run(desk: Desk, fake: FakeEndpoint) -> None:
    done = ask(desk.session, fake, budget_micros=2 * COST)
    assert (done.classified, len(fake.asked)) == (2, 2)
    assert done.stopped is not None
    assert ask(desk.session, fake).classified == 7


def test_a_busy_endpoint_is_asked_again(desk: Desk, fake: FakeEndpoint) -> None:
    fake.errors = [429, 503]
    assert ask(desk.session, fake, limit=1).classified == 1


def test_a_refusal_ends_the_run_and_keeps_what_was_answered(
    desk: Desk, fake: FakeEndpoint
) -> None:
    fake.errors = [401]
    with pytest.raises(EndpointUnavailable, match="HTTP 401"):
        ask(desk.session, fake)
    ask(desk.session, fake, limit=3)
    assert len(rows(desk.session)) == 3


def test_without_a_price_nothing_is_asked(session: Session, fake: FakeEndpoint) -> None:
    Desk(session).fill(3)
    with pytest.raises(ParameterError, match="no price of the model"):
        ask(session, fake)
    assert fake.asked == []


def test_a_task_of_one_label_is_no_question(
    session: Session, fake: FakeEndpoint
) -> None:
    Desk(session)
    add_price(session, PRICE)
    with pytest.raises(NotEnoughData, match="1 labels"):
        ask(session, fake, task="priority")


@pytest.mark.parametrize(("url", "model"), [("ftp://x", "m"), ("http://x", "17")])
def test_a_wrong_address_or_name_is_refused(url: str, model: str) -> None:
    with pytest.raises(ParameterError):
        ChatEndpoint(url, model)


def test_models_are_compared_on_their_own_and_on_shared_tickets(
    desk: Desk, fake: FakeEndpoint
) -> None:
    fake.answer = honest
    ask(desk.session, fake)
    fake.answer = lambda text, labels: json.dumps(
        {"label": labels[0], "confidence": 1.0}
    )
    other = OutsideOrder(fake.url, "gpt-4o mini", limit=6)
    ask_outside_model(desk.session, other)
    found = compare_models(desk.session)
    assert found.currency == "USD"
    best, worst = found.models
    assert (best.model, best.accuracy["value"], best.judged) == (MODEL, 1.0, 9)
    assert best.cost_per_right_micros == COST
    assert worst.accuracy["value"] == pytest.approx(1 / 3)
    assert worst.ece["value"] == pytest.approx(2 / 3)
    assert (best.shared_accuracy["n"], worst.shared_accuracy["n"]) == (6, 6)


def test_nothing_to_compare_is_said(session: Session) -> None:
    with pytest.raises(NotEnoughData, match="no model has classified"):
        compare_models(session)
