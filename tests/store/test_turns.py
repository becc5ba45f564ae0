"""Writers of a SQLite database come in turn, and a dead one gives its turn free."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sdml.errors import DatabaseBusy
from sdml.store.turns import turn_to_write

HOLDER = """
import sys, time
from pathlib import Path
from sdml.store.turns import turn_to_write
with turn_to_write(Path(sys.argv[1]), 1):
    print("mine", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    path.touch()
    return path


def test_one_at_a_time_and_in_order(desk: Path) -> None:
    came: list[int] = []
    inside: list[int] = []

    def write(number: int) -> None:
        with turn_to_write(desk, 30):
            inside.append(number)
            assert inside == [number]
            came.append(number)
            inside.remove(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with turn_to_write(desk, 1):
        for thread in threads:
            thread.start()
            waits_for_lock(thread)
    for thread in threads:
        thread.join()
    assert sorted(came) == list(range(8))


def test_a_turn_that_does_not_come_is_said(desk: Path) -> None:
    started = time.monotonic()
    with (
        turn_to_write(desk, 1),
        pytest.raises(DatabaseBusy, match="try again"),
        turn_to_write(desk, 0.1),
    ):
        pass
    assert time.monotonic() - started < 60
    for _ in range(1_200):  # the one who gave up frees what came to him after all
        if is_free(desk):
            break
        threading.Event().wait(0.05)
    with turn_to_write(desk, 1):
        pass


def test_a_line_that_moves_is_waited_in(desk: Path) -> None:
    came: list[int] = []

    def hold(number: int) -> None:
        with turn_to_write(desk, 1.5):
            came.append(number)
            threading.Event().wait(0.3)

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == list(range(8))


def test_a_killed_holder_gives_its_turn_free(desk: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(desk)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        assert not is_free(desk)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with turn_to_write(desk, 60):
            pass


def test_a_folder_without_the_right_to_write_has_no_queue(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    with turn_to_write(desk, 1), turn_to_write(desk, 1):
        pass


def test_an_error_gives_the_turn_free(desk: Path) -> None:
    with pytest.raises(ZeroDivisionError), turn_to_write(desk, 1):
        1 / 0  # noqa: B018
    assert is_free(desk)


def is_free(desk: Path) -> bool:
    file = os.open(f"{desk}-turn", os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(file)


def waits_for_lock(thread: threading.Thread) -> None:
    """Give the thread time to stand in the line."""
    thread.join(0.02)
