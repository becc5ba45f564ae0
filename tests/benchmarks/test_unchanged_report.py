"""What ``sdml report run`` costs where nothing has changed, beside its parts.

Processor seconds of whole commands, start-up included, best of some rounds of one
run: to make the page, to say that it is unchanged, and to import the declared
tables alone, which every command on a database has to do.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdml.records.tenant import Tenant
from sdml.settings import Folders, Settings
from sdml.steps.add_tenant import add_tenant
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations

ROUNDS = 7


def processor_seconds(command: list[str], environment: dict[str, str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = os.times()
    return (
        after.children_user
        - before.children_user
        + after.children_system
        - before.children_system
    )


def test_unchanged_against_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = Folders(tmp_path / "data", tmp_path / "reports")
    database = open_database(tmp_path / "desk.db", create=True)
    run_migrations(database)
    database.close()
    settings = Settings(str(tmp_path / "desk.db"), folders)
    add_tenant(settings, Tenant(0, "acme", "Acme", "pt_BR"), actor="benchmark")
    environment = {**os.environ, "SDML_REPORTS": str(folders.reports)}
    run = [sys.executable, "-m", "sdml.cli.main", "report", "run", "audit_analytics"]
    run += ["--tenant", "acme", "--db", settings.database, "--data", str(folders.data)]
    made = processor_seconds(run, environment)
    commands = {
        "import the tables": [sys.executable, "-c", "import sdml.store.tables"],
        "unchanged": run,
    }
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for name, command in commands.items():
            best[name] = min(best[name], processor_seconds(command, environment))
    floor = best["import the tables"]
    with capsys.disabled():
        print(f"\nprocessor time, best of {ROUNDS}, ratio to 'import the tables'")
        for name, taken in {**best, "made": made}.items():
            print(f"  {name:18} {taken:6.2f} s  {taken / floor:5.2f}")
    assert best["unchanged"] < made
