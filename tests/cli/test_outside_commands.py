"""`sdml price`, `sdml outside` and `sdml import classifications`."""

import json

import pytest

from sdml.cli.main import main
from sdml.steps.session import Session
from tests.steps.classifier.conftest import Desk


@pytest.fixture
def options(session: Session) -> list[str]:
    return ["--tenant", "acme", "--db", session.database.location]


def test_prices_are_exact_and_dated(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["price", "add", "gpt-4o-mini", "--input", "0.15", "--output", "0.60"]
    assert main([*add, "--from", "2024-07-18", "--json", *options]) == 0
    made = json.loads(capsys.readouterr().out)["prices"][0]
    assert (made["input_micros"], made["output_micros"]) == (150_000, 600_000)
    assert made["valid_from"] == "2024-07-18T00:00:00Z"
    again = [*add[:-1], "0.70", "--from", "2024-07-18", *options]
    assert main(again) == 2
    assert "never altered" in capsys.readouterr().err
    other = [*add, "--from", "2025-01-01", "--currency", "brl", *options]
    assert main(other) == 2
    assert "could not be added up" in capsys.readouterr().err
    assert main(["price", "list", *options]) == 0
    assert "USD 0.15 read, 0.6 written" in capsys.readouterr().out


@pytest.mark.parametrize("amount", ["-1", "x", "0.0000001"])
def test_an_amount_that_is_none_is_misuse(
    options: list[str], amount: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["price", "add", "m", "--input", amount, "--output", "1"]
    assert main([*add, "--from", "2024-07-18", *options]) == 2


def test_an_endpoint_that_does_not_answer_is_named(
    session: Session,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sdml.remote.openai_compatible.TRIES", 1)
    Desk(session).fill(3)
    price = ["price", "add", "m", "--input", "1", "--output", "1"]
    assert main([*price, "--from", "2024-01-01", *options]) == 0
    call = ["outside", "classify", "http://127.0.0.1:9/v1", "m", *options]
    assert main(call) == 1
    assert "gave no usable answer for the model 'm'" in capsys.readouterr().err
    assert main(["outside", "compare", *options]) == 1
    assert "no model has classified" in capsys.readouterr().err
