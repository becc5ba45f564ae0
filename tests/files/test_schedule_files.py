"""The files for cron and systemd call `sdml report due`, and hold no password."""

import shlex
from pathlib import Path

from sdml.cli.main import main
from sdml.files.schedule_files import SchedulerPlace, scheduler_files

PLACE = SchedulerPlace("/srv/my desk/100%.db", "/srv/data", "/srv/reports", None, 5)


def test_a_crontab_line_reads_as_one_command() -> None:
    (crontab,) = scheduler_files("cron", PLACE).values()
    line = crontab.splitlines()[-1]
    assert line.startswith("*/5 * * * * ")
    words = shlex.split(line.split(" ", 5)[5].replace(r"\%", "%"))
    assert words[0] == "SDML_DB=/srv/my desk/100%.db"
    assert words[-3:] == ["report", "due", "--all-tenants"]


def test_a_unit_escapes_what_systemd_would_read() -> None:
    files = scheduler_files("systemd", PLACE)
    assert (
        'Environment="SDML_DB=/srv/my desk/100%%.db"' in files["sdml-reports.service"]
    )
    assert "OnCalendar=*:0/5" in files["sdml-reports.timer"]
    assert "Persistent=true" in files["sdml-reports.timer"]


def test_no_password_is_written(tmp_path: Path) -> None:
    words = ["schedule", "print", "systemd", "--all-tenants", "--out", str(tmp_path)]
    place = "postgresql://ana:hunter2@db.example/desk"
    assert main([*words, "--db", place, "--data", str(tmp_path), "--json"]) == 0
    written = "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert "://ana@db.example/desk" in written
    assert "hunter2" not in written
