"""The line magic: opens the workbench as wb, shows the card, says what is wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import sdml
from sdml.jupyter.review_card import ReviewCard
from sdml.records.review_stats import ReviewStats
from sdml.steps.session import Session
from sdml.store.engine import Database
from tests.review_desk import add_examples, add_people, plain_review

Run = Callable[[str], object]


@pytest.fixture
def run(
    sqlite_database: Database,
    make_session: Callable[..., Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Run]:
    session = make_session(sqlite_database)
    plain_review(session)
    add_people(session, 1)
    add_examples(session, 3)
    monkeypatch.setenv("SDML_DB", sqlite_database.location)
    monkeypatch.setenv("SDML_DATA", str(tmp_path / "derived"))
    monkeypatch.delenv("SDML_REVIEWER", raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    sdml.load_ipython_extension(shell)
    yield lambda line: shell.run_line_magic("sdml", line)
    wb = shell.user_ns.get("wb")
    if wb is not None:
        wb.close()


def test_open_makes_wb_and_review_shows_its_card(run: Run) -> None:
    assert run("open acme --as reviewer0@example.com") is None
    card = run("review task=category low=0.2")
    assert isinstance(card, ReviewCard)
    assert card.desk.kept.low == 0.2
    assert repr(card) == "<ReviewCard of acme for reviewer0@example.com>"


def test_the_reviewer_may_stand_in_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDML_REVIEWER", "reviewer0@example.com")
    run("open acme")
    assert isinstance(run("review"), ReviewCard)


def test_examples_and_stats_are_the_workbenchs(run: Run) -> None:
    run("open acme")
    assert len(run("examples reason=low_confidence")) == 3
    stats = run("stats")
    assert isinstance(stats, ReviewStats)
    assert stats.pending == 3


REFUSED = {
    "review": "no workbench is open",
    "open": "arguments are required: TENANT",
    "open nobody": "nobody",
    "dance": "invalid choice",
    "open 'acme": "No closing quotation",
}


@pytest.mark.parametrize("line", REFUSED, ids=str)
def test_what_cannot_be_is_one_line(run: Run, line: str) -> None:
    with pytest.raises(UsageError, match=REFUSED[line]):
        run(line)


WRONG_FILTERS = {
    "review colour=red --as reviewer0@example.com": "no filter 'colour'",
    "review red --as reviewer0@example.com": "expected NAME=VALUE",
    "review": "say who reviews",
    "review --as nobody@example.com": "no active person",
}


@pytest.mark.parametrize("line", WRONG_FILTERS, ids=str)
def test_a_card_that_cannot_be_is_one_line(run: Run, line: str) -> None:
    run("open acme")
    with pytest.raises(UsageError, match=WRONG_FILTERS[line]):
        run(line)


def test_help_is_shown_and_ends_nothing(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--help") is None
    assert "%sdml review task=category" in capsys.readouterr().out
