"""The server as a process: says where it is, shares the database, stops cleanly."""

import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.store.engine import open_database

SLOWEST_ANSWER = 300
SDML = [sys.executable, "-m", "sdml.cli.main"]


@contextmanager
def served(database: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and the address it said."""
    command = [*SDML, "serve", "--db", str(database), "--port", "0", *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://[^\s\"]+", line)
        assert found, process.communicate(timeout=SLOWEST_ANSWER)
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=SLOWEST_ANSWER)


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "desk.db"))


def fetch(url: str) -> int:
    with urllib.request.urlopen(url, timeout=SLOWEST_ANSWER) as answer:
        return int(answer.status)


def is_silent(url: str) -> bool:
    """Whether nobody answers there within two minutes."""
    for _ in range(1_200):
        try:
            fetch(f"{url}healthz")
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_where_it_says_and_stops_when_told(
    file: Path, sign: signal.Signals
) -> None:
    words = ("--root-path", "/user/ana/desk/", "--workers", "1")
    with served(file, *words) as (process, url):
        assert url.endswith("/user/ana/desk/")
        assert fetch(f"{url}login?tenant=segredo") == 200
        words = ["tenant", "add", "acme", "--name", "Acme", "--db", str(file)]
        assert main(words) == 0, "the command line writes meanwhile"
        port = url.split(":")[2].partition("/")[0]
        taken = [*SDML, "serve", "--db", str(file), "--port", port]
        second = subprocess.run(
            taken, capture_output=True, text=True, timeout=SLOWEST_ANSWER
        )
        assert second.returncode == 1
        assert len(second.stderr.splitlines()) == 1
        assert "already in use" in second.stderr
        process.send_signal(sign)
        _, log = process.communicate(timeout=SLOWEST_ANSWER)
        assert process.returncode == 0
    assert "GET /login 200" in log
    assert "segredo" not in log
    assert "Traceback" not in log


def test_several_processes_answer_at_one_address(file: Path) -> None:
    with served(file, "--workers", "2", "--json") as (process, url):
        assert fetch(f"{url}healthz") == 200
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SLOWEST_ANSWER)
    assert is_silent(url), "a worker went on"


def test_workers_end_with_the_process_that_started_them(file: Path) -> None:
    with served(file, "--workers", "2", "--json") as (process, url):
        assert fetch(f"{url}healthz") == 200
        process.kill()
    assert is_silent(url), "a worker went on"


def test_pending_migrations_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(tmp_path / "new.db", create=True).close()
    (tmp_path / "new.db").touch()
    assert main(["serve", "--db", str(tmp_path / "new.db"), "--port", "0"]) == 3
    assert "sdml migrate run" in capsys.readouterr().err


@pytest.mark.parametrize("prefix", ["desk", "//evil.example", "/a/../b"])
def test_a_prefix_that_cannot_be_is_misuse(
    file: Path, prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["serve", "--db", str(file), "--port", "0", "--root-path", prefix]
    assert main(words) == 2
    assert "expected a path" in capsys.readouterr().err
