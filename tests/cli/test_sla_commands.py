"""`sdml calendar` and `sdml sla`: from the first calendar to what would be if."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.steps.session import Session
from tests.steps.sla.conftest import SlaDesk


@pytest.fixture
def options(session: Session) -> list[str]:
    return ["--tenant", "acme", "--db", session.database.location]


def asked(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict:
    assert main([*words, "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_calendar_from_the_command_line(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calendar", "show", *options]) == 0
    assert "no calendars" in capsys.readouterr().out
    hours = ["--hours", "mon-fri 09:00-12:00,13:00-18:00", "--hours", "sat 09:00-12:00"]
    found = asked(capsys, "calendar", "set", "sp", *hours, "--state", "sp", *options)
    assert found["calendars"][0]["state"] == "SP"
    filled = asked(capsys, "calendar", "fill", "sp", "2026-2027", *options)
    assert filled["by_source"] == {"national": 20, "optional": 14, "state": 2}
    day = ["calendar", "day", "sp", "2026-12-28", "--name", "Recesso", *options]
    assert main(day) == 0
    assert "2026-12-28 Mon  Recesso (own holiday)" in capsys.readouterr().out
    assert main(["calendar", "show", "sp", "--year", "2026", *options]) == 0
    shown = capsys.readouterr().out
    assert "mon-fri 09:00-12:00, 13:00-18:00" in shown
    assert "Revolução Constitucionalista (state holiday)" in shown
    assert main(["calendar", "fill", "sp", "soon", *options]) == 2
    assert "no years such as 2026" in capsys.readouterr().err


def test_the_clock_from_the_command_line(
    session: Session,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    desk = SlaDesk(session)
    assert main(["sla", "run", *options]) == 2
    assert "sdml sla policy" in capsys.readouterr().err
    policy = ["sla", "policy", "Alta", "--priority", "Alta", "--response", "1h"]
    assert main([*policy, *options]) == 2
    assert "--resolution" in capsys.readouterr().err
    # pm4py showed 32 business hours as 1.33 days: days of 24 hours, all of them open.
    wrong = [*policy, "--resolution", "2d", *options]
    assert main(wrong) == 2
    assert "no fixed length" in capsys.readouterr().err
    made = asked(capsys, *policy, "--resolution", "4h", *options)
    assert made["policies"][0]["resolution_minutes"] == 240
    asked(capsys, "calendar", "set", "sp", *options)
    ticket = desk.ticket("2026-11-16 09:00", external_id="T-1", source="otrs")
    desk.move(ticket, "2026-11-16 12:00", "Novo", "Fechado")
    run = asked(capsys, "sla", "run", *options)
    assert (run["inserted"], run["resolution"]["met"]) == (1, 1)
    reason = asked(capsys, "sla", "explain", "T-1", "--external", *options)
    assert reason["cycles"][0]["elapsed_seconds"] == 3 * 3600
    assert main(["sla", "explain", str(ticket), *options]) == 0
    assert "resolution met: 3h00m00s of 4h00m00s used" in capsys.readouterr().out
    out = tmp_path / "flips.csv"
    words = ["--target", "Alta=1h/2h", "--out", str(out)]
    replay = asked(capsys, "sla", "replay", *words, *options)
    assert replay["by_change"] == {"resolution: met -> late": 1}
    assert out.read_text("utf-8").splitlines()[0].startswith("ticket_id,external_id")
    swept = asked(capsys, "sla", "sweep", *options)
    assert (swept["late"], swept["escalated"]) == (0, 0)
    assert main(["sla", "policy", "Alta", "--close", *options]) == 0
    assert "(closed)" in capsys.readouterr().out
