"""`sdml webhook`: the secret is shown once, addresses inside only when asked for."""

import json

import pytest

from sdml.cli.main import main
from sdml.records.review_words import EventKind
from sdml.steps.session import Session
from sdml.store.outbox import add_event

NOWHERE = "http://127.0.0.1:9/hook"


@pytest.fixture
def options(session: Session) -> list[str]:
    return ["--tenant", "acme", "--db", session.database.location]


def test_a_webhook_from_its_first_to_its_last_day(
    session: Session, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["webhook", "add", NOWHERE, "--event", "dataset.frozen", *options]
    assert main(add) == 2
    assert "--allow-private" in capsys.readouterr().err
    assert main([*add, "--allow-private", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["webhook"]["kinds"] == ["dataset.frozen"]
    assert made["secret"].startswith("whsec_")
    with session.write("fixture") as connection:
        for kind in EventKind:
            add_event(connection, session.tenant, kind, {}, session.now())
    assert main(["webhook", "deliver", *options]) == 0
    assert "0 delivered, 1 to try again, 0 dead, 1 waiting" in capsys.readouterr().out
    for form in ([], ["--json"]):
        assert main(["webhook", "list", *form, *options]) == 0
        shown = capsys.readouterr().out
        assert NOWHERE in shown
        assert made["secret"] not in shown
    assert main(["webhook", "resend", "1", "--json", *options]) == 0
    assert json.loads(capsys.readouterr().out) == {"webhook_id": 1, "resent": 0}
    assert main(["webhook", "remove", "1", *options]) == 0
    assert main(["webhook", "remove", "1", *options]) == 2
    capsys.readouterr()
    assert main(["webhook", "list", *options]) == 0
    assert capsys.readouterr().out == "no webhooks\n"


def test_following_ends_when_it_is_interrupted(
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", pause)
    assert main(["webhook", "deliver", "--follow", "2", *options]) == 130
    assert pauses == [2.0, 2.0, 2.0]
    assert main(["webhook", "deliver", "--follow", "0", *options]) == 2
    assert "interrupted" in capsys.readouterr().err


def test_an_id_too_large_for_a_database_is_misuse(options: list[str]) -> None:
    assert main(["webhook", "remove", f"{2**70}", *options]) == 2
