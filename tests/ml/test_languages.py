"""In which language a text is, and a model's figures in each."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from sdml.cli.language_lines import route_lines
from sdml.ml.language_figures import figures_by_language, routes_by_language
from sdml.ml.languages import language_of, spoken_languages
from sdml.ml.text import ticket_text
from sdml.records.sample import SamplePlan
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets

TEXTS = {
    "plain Portuguese": ("A impressora não imprime desde ontem", "pt"),
    "plain English": ("The printer does not print since yesterday", "en"),
    "words of both": ("No login do ERP", None),
    "an English product in Portuguese": ("Preciso do Outlook para a reunião", "pt"),
    "a code": ("ERR-500 0x80070005", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_of_the_language_of_its_small_words(name: str) -> None:
    text, expected = TEXTS[name]
    assert language_of(text) == expected


def test_made_tickets_are_told_apart() -> None:
    plan = SamplePlan(3, 400, date(2026, 6, 30))
    found = Counter(
        language_of(ticket_text(ticket.title, ticket.description))
        == ticket.language[:2]
        for desk in make_desks(plan)
        for ticket in make_tickets(plan, desk)
    )
    assert found[True] >= 396


def test_what_the_source_says_counts_before_what_a_text_reads_like() -> None:
    found = spoken_languages(["The VPN is down"] * 4, ["pt_BR", "es", " ", None])
    assert found == ("pt", "es", "en", "en")


def test_figures_of_a_language_are_of_its_rows_alone() -> None:
    labels = np.arange(200) % 2
    answers = np.full((200, 2), 0.1)
    answers[np.arange(200), labels] = 0.9
    languages = ["pt"] * 150 + ["en"] * 50
    answers[150:] = answers[150:, ::-1]  # wrong in English
    found = figures_by_language(answers, labels, languages)
    assert [(one["language"], one["n"], one["is_enough"]) for one in found] == [
        ("pt", 150, True),
        ("en", 50, False),
    ]
    assert [one["metrics"]["accuracy"]["value"] for one in found] == [1.0, 0.0]


def test_a_language_that_breaks_the_promise_is_named() -> None:
    right = np.array([True] * 300 + [True] * 60 + [False] * 40)
    routed = np.ones(400, np.bool_)
    languages = ["pt"] * 300 + ["en"] * 100
    found = routes_by_language(right, routed, languages, 0.95)
    assert [(one["language"], one["is_below"]) for one in found] == [
        ("pt", False),
        ("en", True),
    ]
    lines = route_lines({"languages": found})
    assert lines[1].startswith("en\t100% of 100 rows routed, precision 0.600")
    assert lines[1].endswith("below what is promised")
    nobody = routes_by_language(right, ~routed, languages, 0.95)
    assert [one["precision"]["value"] for one in nobody] == [None, None]
