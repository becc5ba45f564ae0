"""`sdml review`: keys and exit codes of the contract."""

import io
import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.steps.session import Session
from tests.review_desk import LABELS, add_examples, add_people, plain_review

ANA, BIA = "reviewer0@example.com", "reviewer1@example.com"


@pytest.fixture
def desk(sqlite_database, make_session) -> Session:
    session = make_session(sqlite_database)
    plain_review(session)
    add_people(session, 2)
    return session


@pytest.fixture
def ask(desk: Session, capsys, tmp_path: Path):
    def run(*words: str) -> tuple[int, dict]:
        place = ("--db", desk.database.address, "--data", str(tmp_path / "data"))
        code = main(["review", *words, "--tenant", "acme", *place, "--json"])
        said = capsys.readouterr()
        assert bool(code) == bool(said.err)
        return code, json.loads(said.out)

    return run


def decide(ask, card: dict, *words: str, who: str = ANA, key: str = "k"):
    return ask(
        "decide",
        *("--as", who, "--example", str(card["example"]["id"])),
        *("--token", str(card["claim"]["token"])),
        *("--version", str(card["claim"]["version"])),
        *("--key", key, *words),
    )


@pytest.mark.parametrize(
    "words",
    [
        ("undo", "--as", ANA, "--decision", "77", "--key", "k"),
        (
            *("decide", "--as", ANA, "--example", "77", "--token", "1"),
            *("--version", "1", "--decision", "approve", "--key", "k"),
        ),
    ],
    ids=["decision", "example"],
)
def test_an_unknown_id_is_not_found_here_as_on_the_pages(ask, words) -> None:
    code, said = ask(*words)
    assert (code, said["error"]["code"]) == (2, "not_found")


def test_next_gives_the_card_and_null_where_nothing_is_left(desk, ask) -> None:
    code, empty = ask("next", "--as", ANA)
    assert (code, empty) == (0, {"example": None, "claim": None})
    add_examples(desk, 1)
    code, card = ask("next", "--as", ANA)
    assert code == 0
    assert {"id", "input", "suggestion", "probability", "labels"} <= set(
        card["example"]
    )
    assert card["example"]["labels"] == list(LABELS)
    assert set(card["claim"]) >= {"token", "version", "expires_at"}
    assert ask("next", "--as", ANA)[1]["claim"]["token"] == card["claim"]["token"]
    assert ask("next", "--as", BIA)[1]["example"] is None


def test_a_decision_is_answered_again_under_its_key(desk, ask) -> None:
    add_examples(desk, 1)
    card = ask("next", "--as", ANA)[1]
    code, done = decide(ask, card, "--decision", "approve")
    assert code == 0
    assert done["example_status"] == "approved"
    assert not done["replayed"]
    code, again = decide(ask, card, "--decision", "approve")
    assert (code, again) == (0, {**done, "replayed": True})
    code, said = decide(ask, card, "--decision", "edit", "--label", "VPN")
    assert (code, said["error"]["code"]) == (2, "key_reused")
    code, said = decide(ask, card, "--decision", "approve", key="other")
    assert (code, said["error"]["code"]) == (5, "claim_lost")


def test_another_version_and_another_person_are_told_apart(desk, ask) -> None:
    add_examples(desk, 1)
    card = ask("next", "--as", ANA)[1]
    stale = {**card, "claim": {**card["claim"], "version": 9}}
    code, said = decide(ask, stale, "--decision", "approve")
    assert (code, said["error"]["code"]) == (6, "stale_version")
    code, said = decide(ask, card, "--decision", "approve", who=BIA)
    assert (code, said["error"]["code"]) == (5, "claim_lost")
    [eva] = add_people(desk, 1, "viewer")
    code, said = decide(ask, card, "--decision", "approve", who=eva.email)
    assert (code, said["error"]["code"]) == (1, "forbidden")
    code, said = ask("next", "--as", "nobody@example.com")
    assert (code, said["error"]["code"]) == (1, "forbidden")
    assert ask("next")[0] == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--decision", "edit", "--label", "VPN"), "approved"),
        (("--decision", "reject", "--reason", "unclear", "--requeue"), "pending"),
        (("--decision", "reject", "--reason", "not_a_ticket", "--drop"), "rejected"),
        (("--decision", "reject"), "rejected"),
        (("--decision", "skip", "--reason", "sem contexto"), "pending"),
    ],
    ids=lambda words: " ".join(words[1:]) if isinstance(words, tuple) else words,
)
def test_each_decision_has_its_status(desk, ask, words, status) -> None:
    add_examples(desk, 1)
    card = ask("next", "--as", ANA)[1]
    code, done = decide(ask, card, *words)
    assert (code, done["example_status"]) == (0, status)


def test_undo_and_stats_and_verify(desk, ask) -> None:
    add_examples(desk, 2)
    card = ask("next", "--as", ANA)[1]
    done = decide(ask, card, "--decision", "approve")[1]
    code, stats = ask("stats")
    assert code == 0
    assert (stats["pending"], stats["decided"], stats["claimed"]) == (1, 1, 0)
    assert sum(stats["by_label"].values()) == 1
    assert {"percent", "krippendorff_alpha"} <= set(stats["agreement"])
    undo = ("undo", "--decision", str(done["decision_id"]), "--key", "u")
    code, said = ask(*undo, "--as", BIA)
    assert (code, said["error"]["code"]) == (1, "forbidden")
    code, back = ask(*undo, "--as", ANA)
    assert code == 0
    assert back["decision_id"] > done["decision_id"]
    assert ask("stats")[1]["decided"] == 0
    assert ask("verify")[1]["differing"] == []


def test_people_read_the_same_in_words(desk, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    add_examples(desk, 1)
    place = ["--db", desk.database.address, "--data", str(tmp_path)]
    for words in (["next", "--as", ANA], ["stats"], ["verify"]):
        assert main(["review", *words, "--tenant", "acme", *place]) == 0
    said = capsys.readouterr().out
    assert "--token 1 --version 1" in said
    assert "pending 1 (claimed 1" in said
    assert "1 examples checked" in said
