"""`sdml examples propose`: keys, exit codes and words of the contract."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main

MAPPING = """
[mapping]
name = "small"
entity = "tickets"
source = "small"
[columns]
external_id = "id"
title = "text"
category = "label"
priority = { constant = "Alta" }
status = { constant = "Novo" }
[priorities]
Alta = 3
"""
RULES = "[[rule]]\nname = 'vpn'\npattern = 'vpn'\nlabel = 'Rede'\n"


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch):  # type: ignore[no-untyped-def]
    """Runs a command on a desk of 20 imported tickets; its exit code and output."""
    monkeypatch.setenv("SDML_DATA", str(tmp_path / "data"))
    rows = [
        f"{n},{'vpn' if n % 2 else 'senha'} {'x' * (n + 1)},Rede" for n in range(20)
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["id,text,label", *rows]), "utf-8")
    (tmp_path / "small.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main([*words])
        return code, capsys.readouterr().out

    assert run("init")[0] == 0
    assert run("tenant", "add", "a", "--name", "A")[0] == 0
    file, mapping = str(tmp_path / "rows.csv"), str(tmp_path / "small.toml")
    words = ("import", "tickets", file, "--mapping", mapping, "--tenant", "a")
    assert run(*words)[0] == 0
    return lambda *more: run("examples", "propose", "--tenant", "a", *more)


def test_propose_prints_what_it_did_and_is_idempotent(ask) -> None:  # type: ignore[no-untyped-def]
    words = ("--reason", "imported", "--sample", "100", "--json")
    code, out = ask(*words)
    done = json.loads(out)
    assert code == 0
    assert done.keys() >= {"proposed", "duplicates", "raised", "by_reason", "notes"}
    assert (done["proposed"], done["by_reason"]) == (20, {"imported": 20})
    assert json.loads(ask(*words)[1])["duplicates"] == 20
    code, out = ask("--limit", "5", "--sample", "100")
    assert code == 0
    assert out.startswith("0 proposed for category, 5 were there already")
    assert "note: " in out


def test_rules_and_filters_narrow_what_is_proposed(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rules = ("--rules", str(tmp_path / "rules.toml"), "--reason", "weak_rule")
    done = json.loads(ask(*rules, "--where", "category=Outra", "--json")[1])
    assert done["proposed"] == 0
    assert json.loads(ask(*rules, "--json")[1])["by_reason"] == {"weak_rule": 10}


REFUSED = {
    "no model": (("--reason", "low_confidence"), 1, "no_model"),
    "no second model": (("--reason", "disagreement"), 1, "no_model"),
    "no rules": (("--reason", "weak_rule"), 2, "bad_parameter"),
    "no such file": (("--rules", "none.toml"), 2, "bad_mapping"),
    "an unknown reason": (("--reason", "luck"), 2, "misuse"),
    "a limit of none": (("--limit", "0"), 2, "misuse"),
    "an unknown column": (("--where", "nope=1"), 2, "bad_parameter"),
}


@pytest.mark.parametrize(("words", "code", "name"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_says_why(ask, words, code, name) -> None:  # type: ignore[no-untyped-def]
    found, out = ask(*words, "--json")
    assert (found, json.loads(out)["error"]["code"]) == (code, name)
