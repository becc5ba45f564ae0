"""`sdml model watch` and `wb.watch()`: keys, exit codes, words, frames."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sdml.cli.main import main
from sdml.workbench import Workbench
from tests.watched_desk import Clock, Watched

KEYS = {
    "watch_id",
    "is_new",
    "model_id",
    "task",
    "holds",
    "alpha",
    "promise",
    "classes",
    "weeks",
    "drifting",
    "steps",
}


@pytest.fixture
def desk(sqlite_database, make_session) -> Watched:  # type: ignore[no-untyped-def]
    clock = Clock(datetime.now(UTC) - timedelta(days=20))
    return Watched(make_session(sqlite_database), clock=clock)


@pytest.fixture
def ask(desk: Watched, capsys):  # type: ignore[no-untyped-def]
    session = desk.session

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        places = "--db", session.database.address, "--data", str(session.folders.data)
        code = main(["model", "watch", "--tenant", "acme", *places, *words])
        return code, *capsys.readouterr()

    return run


def test_a_kept_promise_exits_0_and_a_broken_one_3_with_the_result(
    desk: Watched, ask
) -> None:  # type: ignore[no-untyped-def]
    desk.decide("Rede", ["Rede"] * 20)
    code, out, _ = ask("--json")
    found = json.loads(out)
    assert (code, found["holds"], found["is_new"]) == (0, True, True)
    assert found.keys() == KEYS
    assert [week["n"] for week in found["weeks"]] == [20, 0]
    desk.decide("Rede", ["Acesso"] * 12)
    code, out, line = ask("--json")
    found = json.loads(out)
    assert (code, found["holds"], len(found["steps"])) == (3, False, 1)
    assert found["steps"][0]["cause"] == "risk"
    assert "does not keep its promise (too often wrong: Rede)" in line
    code, out, _ = ask("--json")
    assert (code, json.loads(out)["steps"]) == (3, [])


def test_people_get_a_line_a_class_and_a_line_a_week(desk: Watched, ask) -> None:  # type: ignore[no-untyped-def]
    tickets = desk.decide("Rede", ["Rede"] * 20)
    desk.audit(tickets[:12], ["Acesso"] * 12)
    code, out, line = ask()
    assert code == 3
    assert "95.0% right, until" in out
    assert "Rede: recommend, closed unchanged 1.000 [0.839, 1.000] of 20" in out
    assert "against the promise" in out
    assert "stepped down: Rede, auto to recommend (risk)" in out
    assert "20 predictions" in out
    assert line.startswith("sdml: model")
    assert "nothing new" in ask()[1]


def test_the_workbench_gives_classes_and_weeks_as_frames(desk: Watched) -> None:
    desk.decide("Rede", ["Acesso"] * 12)
    desk.clock.now += timedelta(days=8)
    wb = Workbench(desk.session)
    classes = wb.watch().set_index("label")
    assert classes["mode"].to_dict() == {
        "Acesso": "auto",
        "Impressora": "auto",
        "Rede": "recommend",
    }
    assert classes.loc["Rede", "kept"] == 0.0
    assert wb.drift()["n"].tolist() == [12]
