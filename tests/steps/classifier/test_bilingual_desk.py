"""A desk in two languages: one model for both, judged in each."""

from datetime import date

from sdml.cli.language_lines import language_lines
from sdml.ml.text import ticket_text
from sdml.records.sample import SamplePlan
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets
from sdml.steps.list_models import list_models
from sdml.steps.train_model import train_model
from sdml.store.promises import read_open_promise

PLAN = SamplePlan(7, 900, date(2026, 6, 30))
MOST = {"pt-BR": 420, "en": 180}


def fill(desk) -> None:  # type: ignore[no-untyped-def]
    """Made tickets of both languages under one set of categories."""
    names = [f"Assunto {number:02}" for number in range(12)]
    with desk.at_once():
        for name in names:
            desk.categories[name] = desk.add("categories", name=name)
        left, number = dict(MOST), 0
        for made in make_desks(PLAN):
            for ticket in make_tickets(PLAN, made):
                if left[ticket.language]:
                    left[ticket.language] -= 1
                    number += 1
                    text = ticket_text(ticket.title, ticket.description)
                    desk.add_ticket(text, names[ticket.category], number)
    assert not any(left.values())


def test_a_desk_of_two_languages_is_learnt_and_judged_in_each(make_desk, said) -> None:  # type: ignore[no-untyped-def]
    desk = make_desk()
    fill(desk)
    result = train_model(desk.session, task="category")
    [card] = list_models(desk.session).models
    figures = {one["language"]: one for one in card.languages}
    assert list(figures) == ["pt", "en"]
    assert sum(one["n"] for one in card.languages) == result.metrics["accuracy"]["n"]
    for one in figures.values():
        accuracy = one["metrics"]["accuracy"]
        assert accuracy["n"] == one["n"]
        assert 0.7 < accuracy["value"] <= accuracy["high"]
        assert accuracy["low"] <= accuracy["value"]
    assert not figures["en"]["is_enough"]
    assert any("language en is judged on" in line for line in said.lines)
    assert any("too few rows" in line for line in language_lines(card.languages))

    with desk.session.read() as connection:
        promise = read_open_promise(connection, desk.session.tenant, card.model_id)
    assert promise is not None
    routes = promise.facts["languages"]
    assert sum(one["n"] for one in routes) == promise.facts["rows"]["calibration"]
