"""`sdml dataset`, `train`, `model`, `classify`: keys and exit codes of the contract."""

import json
from pathlib import Path

import numpy as np
import pytest

from sdml.cli.main import main
from sdml.records.model_card import METRIC_NAMES

SUBJECTS = {
    "Acesso": ("senha", "login", "perfil", "bloqueio"),
    "Rede": ("vpn", "wifi", "cabo", "rede"),
}
MAPPING = """
[mapping]
name = "small"
entity = "tickets"
source = "small"
[columns]
external_id = "id"
title = { column = "text", cut = 40 }
description = "text"
category = "label"
priority = { constant = "Alta" }
status = { constant = "Novo" }
[fields]
part = "part"
[priorities]
Alta = 3
"""


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch):  # type: ignore[no-untyped-def]
    """Runs a command on a desk of 120 tickets; its exit code and JSON."""
    monkeypatch.setenv("SDML_DATA", str(tmp_path / "data"))
    random = np.random.default_rng(1)
    lines = ["id,text,label,part"]
    for number in range(120):
        name = list(SUBJECTS)[number % 2]
        words = [*random.choice(SUBJECTS[name], 3), *random.choice(list("abcdefgh"), 4)]
        part = "later" if number >= 100 else "first"
        lines.append(f"{number},{' '.join(words)},{name},{part}")
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "small.toml").write_text(MAPPING, "utf-8")

    def run(*words: str) -> tuple[int, dict]:
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    def with_tenant(*words: str) -> tuple[int, dict]:
        return run(*words, "--tenant", "acme")

    assert run("init")[0] == 0
    assert run("tenant", "add", "acme", "--name", "Acme")[0] == 0
    rows, mapping = str(tmp_path / "rows.csv"), str(tmp_path / "small.toml")
    assert with_tenant("import", "tickets", rows, "--mapping", mapping)[0] == 0
    return with_tenant


def test_from_freeze_to_classify(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, frozen = ask(
        "dataset", "freeze", "--task", "category", "--where", "part=first"
    )
    assert code == 0
    assert frozen.keys() >= {"dataset_id", "hash", "sizes"}
    assert frozen["sizes"]["rows"] == 100
    number = str(frozen["dataset_id"])
    code, trained = ask("train", "--task", "category", "--dataset", number)
    assert code == 0
    assert tuple(trained["metrics"])[: len(METRIC_NAMES)] == METRIC_NAMES
    for figure in trained["metrics"].values():
        assert figure.keys() == {"value", "low", "high", "n"}
    code, listed = ask("model", "list")
    assert [model["status"] for model in listed["models"]] == ["candidate"]
    code, moved = ask("model", "promote", str(trained["model_id"]))
    assert (code, moved["models"][0]["status"]) == (0, "champion")
    code, aimed = ask("model", "targets", "--aim", "0.9")
    assert (code, aimed["n"], aimed["targets"]) == (0, 0, [])  # nothing was kept apart
    code, done = ask("classify", "--new", "--where", "part=later")
    assert code == 0
    assert done.keys() >= {"classified", "auto", "recommend", "monitor"}
    assert done["classified"] == done["auto"] + done["recommend"] == 20
    code, done = ask("model", "replay", str(trained["model_id"]), "--weeks", "1")
    assert (code, done["tickets"], done["learnt"]) == (0, 120, 100)
    assert done["live"] == done["live_equal"] == 20
    assert done["agreement"]["n"] == 20
    out = tmp_path / "out.csv"
    files = ("--file", str(tmp_path / "rows.csv"), "--out", str(out))
    code, done = ask("classify", *files, "--mapping", str(tmp_path / "small.toml"))
    assert (code, done["classified"]) == (0, 120)
    head, *rows = out.read_text("utf-8").splitlines()
    assert head == "external_id,label,probability,mode,p:Acesso,p:Rede"
    assert [row.split(",")[0] for row in rows] == [str(n) for n in range(120)]
    code, found = ask("dataset", "diff", number, number)
    assert (code, found["unchanged"]) == (0, 100)
    exported = str(tmp_path / "rows.parquet")
    assert ask("dataset", "export", number, "--out", exported)[1]["rows"] == 100
    assert ask("model", "shadow", str(trained["model_id"]))[0] == 0
    assert ask("model", "retire", str(trained["model_id"]))[0] == 0
    code, failed = ask("classify")
    assert (code, failed["error"]["code"]) == (1, "no_model")


REFUSED = {
    "an unknown task": (("dataset", "freeze", "--task", "colour"), 2, "bad_parameter"),
    "an unknown column": (
        ("dataset", "freeze", "--task", "category", "--where", "nope=1"),
        2,
        "bad_parameter",
    ),
    "a filter without =": (
        ("dataset", "freeze", "--task", "category", "--where", "nope"),
        2,
        "misuse",
    ),
    "one class": (("train", "--task", "priority"), 1, "not_enough_data"),
    "an unknown data set": (
        ("train", "--task", "category", "--dataset", "9"),
        2,
        "bad_parameter",
    ),
    "weeks and days at once": (
        ("model", "replay", "9", "--weeks", "1", "--from", "2026-03-01"),
        2,
        "bad_parameter",
    ),
    "no model": (("classify",), 1, "no_model"),
    "an aim in percent": (("model", "targets", "--aim", "90"), 2, "bad_parameter"),
    "an unknown model": (("model", "promote", "9"), 2, "bad_parameter"),
    "a file without OUT": (("classify", "--file", "rows.csv"), 2, "misuse"),
    "OUT of another kind": (
        ("classify", "--file", "r.csv", "--mapping", "small", "--out", "out.xlsx"),
        2,
        "bad_parameter",
    ),
}


@pytest.mark.parametrize(
    ("words", "code", "word"), REFUSED.values(), ids=REFUSED.keys()
)
def test_what_is_refused(ask, words: tuple[str, ...], code: int, word: str) -> None:  # type: ignore[no-untyped-def]
    found, answer = ask(*words)
    assert (found, answer["error"]["code"]) == (code, word)
