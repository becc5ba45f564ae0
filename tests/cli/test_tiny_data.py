"""162 questions of five intents: what cannot be promised is said, not guessed."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main

FILE = "se_it_intents/AskUbuntuCorpus.parquet"
INTENTS = {
    "Make Update",
    "Setup Printer",
    "Shutdown Computer",
    "Software Recommendation",
}


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch, real_data: Path):  # type: ignore[no-untyped-def]
    """Runs a command on a desk of these questions: its exit code and output."""
    if not (real_data / FILE).is_file():
        pytest.skip(f"{FILE} is not in SDML_REAL_DATA")
    monkeypatch.setenv("SDML_DATA", str(tmp_path / "data"))

    def run(*words: str) -> tuple[int, str]:
        code = main(list(words))
        return code, capsys.readouterr().out

    def of_ubuntu(*words: str) -> tuple[int, str]:
        return run(*words, "--tenant", "ubuntu")

    assert run("init")[0] == 0
    assert run("tenant", "add", "ubuntu", "--name", "Ubuntu")[0] == 0
    file = str(real_data / FILE)
    assert of_ubuntu("import", "tickets", file, "--mapping", "se_it_intents")[0] == 0
    return of_ubuntu


def test_of_tiny_data_nothing_is_promised_and_what_it_takes_is_told(ask) -> None:  # type: ignore[no-untyped-def]
    code, out = ask("dataset", "freeze", "--task", "category", "--json")
    frozen = json.loads(out)
    assert code == 0
    assert frozen["sizes"]["calibration"] == 0  # too few to prove anything on
    assert (frozen["sizes"]["rare_classes"], frozen["sizes"]["rare_rows"]) == (1, 8)
    number = str(frozen["dataset_id"])
    code, out = ask("train", "--task", "category", "--dataset", number, "--json")
    trained = json.loads(out)
    assert code == 0
    assert (trained["promised"], trained["judged_on"]) == (0, "test")
    assert trained["metrics"]["coverage"]["value"] is None
    assert trained["metrics"]["accuracy"]["n"] == 30
    assert trained["metrics"]["accuracy"]["low"] < 0.95  # a wide interval, and said
    assert ask("model", "promote", str(trained["model_id"]))[0] == 0
    code, out = ask("promise", "show")
    assert "assumed label error: 0.0% of wrong predictions confirmed; of 0 that" in out
    told = {line.split("\t")[1]: line for line in out.splitlines() if "\t" in line}
    assert code == 0
    assert told.keys() == INTENTS
    for line in told.values():
        assert line.startswith("recommend\t")
        assert "not enough data: about" in line
        assert "more reviewed example" in line
    code, out = ask("classify", "--json")
    said = json.loads(out)
    assert (code, said["auto"], said["recommend"]) == (0, 0, 162)
