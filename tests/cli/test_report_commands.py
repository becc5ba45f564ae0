"""`sdml report`: its JSON and its exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.steps.session import Session
from sdml.store.engine import Database

Run = Callable[..., int]


@pytest.fixture
def run(
    sqlite_database: Database, make_session: Callable[..., Session], tmp_path: Path
) -> Run:
    make_session(sqlite_database)

    def call(*words: str) -> int:
        place = ("--tenant", "acme", "--db", sqlite_database.address)
        return main([*words, *place, "--data", str(tmp_path / "data"), "--json"])

    return call


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_report_on_an_empty_desk_is_warned_about_listed_and_shown(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", "run", "import_quality", "-p", "months=6") == 3
    made = answer(capsys)
    assert made["status"] == "warned"
    for key in ("notebook", "html", "index"):
        assert Path(str(made[key])).is_absolute()
        assert Path(str(made[key])).is_file()
    assert run("report", "list") == 0
    (listed,) = answer(capsys)["runs"]  # type: ignore[misc, attr-defined]
    assert listed["run_id"] == made["run_id"]
    assert listed["parameters"] == {"months": 6}
    assert run("report", "show", str(made["run_id"])) == 0
    assert answer(capsys)["html"] == made["html"]


MISUSES = {
    "unknown report": ["nothing"],
    "a path": ["../10_import_quality.ipynb"],
    "unknown parameter": ["import_quality", "-p", "weeks=1"],
    "mistyped parameter": ["import_quality", "-p", "months=many"],
    "injected parameter": ["import_quality", "-p", "tenant=globex"],
    "no equals sign": ["import_quality", "-p", "months"],
}


@pytest.mark.parametrize("words", MISUSES.values(), ids=MISUSES)
def test_misuse_exits_2_before_any_work(
    words: list[str], run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("report", "run", *words) == 2
    assert "error" in answer(capsys)
    assert not (tmp_path / "data" / "reports").exists()
    assert run("report", "list") == 0
    assert answer(capsys)["runs"] == []


def test_a_run_that_is_not_there_is_misuse(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", "show", "77") == 2
    assert "sdml report list" in capsys.readouterr().err
