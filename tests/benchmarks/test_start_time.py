"""How long ``sdml --help`` takes beside importing click alone, in one run."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 15


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def test_help_against_importing_click(capsys: pytest.CaptureFixture[str]) -> None:
    sdml = shutil.which("sdml", path=str(Path(sys.executable).parent))
    assert sdml
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "sdml --help": [sdml, "--help"],
        "import sdml": [sys.executable, "-c", "import sdml"],
    }
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for name, command in commands.items():
            best[name] = min(best[name], seconds(command))
    with capsys.disabled():
        print(f"\nbest of {ROUNDS}, ratio to 'import click'")
        for name, taken in best.items():
            ratio = taken / best["import click"]
            print(f"  {name:14} {taken * 1000:6.0f} ms  {ratio:5.2f}")
    assert best["sdml --help"] > 0
