"""Priorities are levels: the answer is the one of least expected cost."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from sdml.files.catalogues import read_language
from sdml.files.decision_page import write_decision_page
from sdml.ml.ordinal import cost_matrix, decide_least_cost
from sdml.records.decision_file import ExplainOrder, ModeReason
from sdml.records.machine_learning import DecisionMode
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.explain_classification import explain_classification
from sdml.steps.list_models import list_models
from sdml.steps.promote_model import promote_model
from sdml.steps.train_model import train_model
from sdml.store.tables.ai import AiClassification
from tests.steps.classifier.conftest import FILLING, SUBJECTS, TABLES, Desk

LEVELS = {"Alta": 3, "Baixa": 1, "Media": 2}


@pytest.fixture
def urgent_desk(make_desk) -> Desk:  # type: ignore[no-untyped-def]
    """300 tickets whose words say the priority two times in three."""
    desk: Desk = make_desk()
    numbers = {"Alta": desk.priority}
    for name in ("Baixa", "Media"):
        numbers[name] = desk.add("priorities", name=name, level=LEVELS[name])
    random = np.random.default_rng(3)
    words = dict(zip(sorted(LEVELS, key=LEVELS.__getitem__), SUBJECTS, strict=True))
    tickets = TABLES["tickets"]
    with desk.at_once() as connection:
        for number in range(300):
            name = sorted(LEVELS)[number % 3]
            said = name if random.random() < 0.5 else str(random.choice([*LEVELS]))
            text = " ".join(
                [*random.choice(SUBJECTS[words[said]], 2), *random.choice(FILLING, 4)]
            )
            ticket = desk.add_ticket(text, None, number)
            connection.execute(
                update(tickets)
                .where(tickets.c.id == ticket)
                .values(priority_id=numbers[name])
            )
    return desk


def test_priorities_are_answered_at_least_cost(urgent_desk: Desk) -> None:
    session = urgent_desk.session
    result = train_model(session, task="priority")
    facts = result.ordinal
    assert facts is not None
    assert facts["levels"] == LEVELS
    assert (facts["undercall_percent"], facts["judged_on"]) == (200, result.judged_on)
    figures = facts["figures"]
    cost = {name: found["mean_cost"]["value"] or 0.0 for name, found in figures.items()}
    assert cost["least_cost"] < cost["most_frequent"]
    assert figures["least_cost"]["mean_cost"]["n"] == result.metrics["accuracy"]["n"]
    assert figures["most_probable"]["accuracy"]["value"] == pytest.approx(
        result.metrics["accuracy"]["value"]
    )
    assert list_models(session).models[0].ordinal == facts
    promote_model(session, result.model_id)
    assert classify_tickets(session, task="priority").classified == 300
    rows = _said(urgent_desk)
    names = sorted(LEVELS)
    table = np.array([[row[1][name] for name in names] for row in rows])
    expected = decide_least_cost(table, cost_matrix([LEVELS[n] for n in names]))
    assert [row[0] for row in rows] == [names[number] for number in expected]
    assert all(row[2] == pytest.approx(row[1][row[0]]) for row in rows)
    differs = [row for row in rows if row[2] < max(row[1].values())]
    assert differs
    assert all(row[3] is not DecisionMode.AUTO for row in differs)
    # Too low costs more than too high, so doubt goes up.
    graver = [
        LEVELS[row[0]] - LEVELS[max(row[1], key=row[1].__getitem__)] for row in differs
    ]
    assert sum(graver) > 0


def test_the_file_of_a_decision_says_that_another_level_was_more_probable(
    urgent_desk: Desk, tmp_path: Path
) -> None:
    session = urgent_desk.session
    model = train_model(session, task="priority")
    promote_model(session, model.model_id)
    classify_tickets(session, task="priority")
    said = AiClassification.__table__.c
    with session.read() as connection:
        rows = connection.execute(
            select(said.id, said.confidence_score, said.probability_distribution)
        )
        overtaken = [row[0] for row in rows if row[1] + 1e-6 < max(row[2].values())]
    assert overtaken
    file = explain_classification(session, ExplainOrder(overtaken[0]))
    assert ModeReason.NOT_LIKELIEST in file.mode.reasons
    assert file.explanation is not None
    page = tmp_path / "decision.html"
    write_decision_page(file, read_language("pt_BR"), page)
    text = page.read_text("utf-8")
    assert "o nível de menor custo esperado" in text
    assert "a pergunta “prioridade”" in text


def test_the_setting_says_what_too_low_costs(urgent_desk: Desk) -> None:
    session = urgent_desk.session
    configure_tenant(session, "priority.undercall_percent", "400")
    facts = train_model(session, task="priority").ordinal
    assert facts is not None
    assert facts["undercall_percent"] == 400


def test_other_tasks_have_no_levels(desk: Desk) -> None:
    result = train_model(desk.session, task="category")
    assert result.ordinal is None
    assert list_models(desk.session).models[0].ordinal is None


def _said(desk: Desk):  # type: ignore[no-untyped-def]
    said = AiClassification
    with desk.session.read() as connection:
        return connection.execute(
            select(
                said.suggested_category,
                said.probability_distribution,
                said.confidence_score,
                said.mode,
            ).where(said.model_name == "priority")
        ).all()
