"""Twenty reviewers at the pages of one server, with 100,000 examples pending.

Prints decisions a second and the wait for the page after a decision, on a queue of
10,000 and on the long one, as a browser with our script asks for it (one request) and
one without (a form, then the page it is sent to). The processor time of the server
and of the clients, who share the machine, is counted apart: decisions a second of
the server's own time are what does not depend on what else runs there.
"""

import http.client
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

import pytest

from sdml.privacy.passwords import hash_password
from sdml.steps.session import Session
from sdml.store.tables.core import User
from tests.review_desk import add_examples, add_people, plain_review

REVIEWERS, SECONDS, PASSWORD = 20, 15, "correct horse battery"
SHORT, LONG = 10_000, 100_000
# Of all together: from ten times as fast as people who read, to near what is aimed at.
PACES = (20, 100, 150)
FIELD = re.compile(r'name="(csrf_token|example_id|token|version|key)" value="([^"]*)"')
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Browser:
    """One person's connection: cookie, and the card that is open."""

    address: tuple[str, int]
    has_script: bool
    cookies: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    page: str = ""

    def __post_init__(self) -> None:
        self.wire = http.client.HTTPConnection(*self.address, timeout=60)

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str, str]:
        body = urlencode(form) if method == "POST" else None
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        if self.has_script:
            headers["X-Requested-With"] = "sdml"
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.wire.request(method, path, body, headers)
        answer = self.wire.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        return answer.status, text, answer.headers.get("Location") or ""

    def fields(self, page: str) -> dict[str, str]:
        start = page.find('id="approve-form"')
        return dict(FIELD.findall(page[max(0, start) : start + 2_000]))

    def log_in(self, email: str) -> None:
        """Come in and take the first card."""
        token = self.fields(self.ask("GET", "/login")[1])["csrf_token"]
        who = {"tenant": "acme", "email": email, "password": PASSWORD}
        status, said, _ = self.ask("POST", "/login", csrf_token=token, **who)
        assert status == 303, (email, status, said[-1500:])
        token = re.search(r'name="csrf_token" value="(\w+)"', self._review())[1]
        self.ask("POST", "/review/next", csrf_token=token)
        self.page = self._review()
        self.decide()  # what is made once, on first use, is made now
        self.waits.clear()
        self.wire.close()  # the next request opens it again

    def _review(self) -> str:
        return self.ask("GET", "/review")[1]

    def decide(self, due: float | None = None) -> None:
        """Approve the open card and wait for the next; the wait counts from `due`."""
        began = due or time.monotonic()
        status, self.page, place = self.ask(
            "POST", "/review/decisions", **self.fields(self.page), kind="approve"
        )
        if status == 303:
            status, self.page, _ = self.ask("GET", urlsplit(place).path)
        assert status == 200, (status, self.page[-1500:])
        self.waits.append(time.monotonic() - began)


def work(browser: Browser, gate: threading.Barrier) -> None:
    """Decide as fast as it goes."""
    gate.wait(300)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        browser.decide()


def work_steadily(
    browser: Browser, gate: threading.Barrier, period: float, first: float
) -> None:
    """Decide once a period, or as soon after as the server lets one."""
    gate.wait(300)
    due = time.monotonic() + first
    for _ in range(int(SECONDS / period)):
        time.sleep(max(0.0, due - time.monotonic()))
        browser.decide(due)
        due += period


@pytest.fixture
def desk(sqlite_database, make_session) -> Session:
    session = make_session(sqlite_database)
    plain_review(session)
    people = add_people(session, REVIEWERS)
    hashed = hash_password(PASSWORD)
    with session.write("test") as connection:
        connection.execute(
            User.__table__.update()
            .where(User.id.in_([one.user_id for one in people]))
            .values(password_hash=hashed)
        )
    return session


def processor_seconds(root: int) -> float:
    """What a process and its living children have used, in seconds."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(folder.name)
        parents[number] = int(words[1])
        used[number] = (int(words[11]) + int(words[12])) / TICKS
    mine, grown = {root}, True
    while grown:
        grown = False
        for number, parent in parents.items():
            if parent in mine and number not in mine:
                mine.add(number)
                grown = True
    return sum(used.get(number, 0.0) for number in mine)


@contextmanager
def served(session: Session, folder: Path) -> Iterator[tuple[int, tuple[str, int]]]:
    """A server as the command line starts it: its process and its address."""
    database = session.database.address
    environment = {**os.environ, "SDML_DB": database, "SDML_DATA": str(folder)}
    command = [sys.executable, "-m", "sdml.cli.main", "serve", "--port", "0"]
    command += os.environ.get("SDML_SERVE_OPTIONS", "").split()
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            said = server.stdout.readline()
            place = urlsplit(re.search(r"http://\S+", said)[0])
            yield server.pid, (place.hostname, place.port)
        finally:
            server.terminate()


@dataclass(frozen=True)
class Figures:
    """What one run gave."""

    rate: float
    median: float
    late: float
    server_ms: float
    client_ms: float

    def __str__(self) -> str:
        return (
            f"{self.rate:.0f} decisions/s, decision and next page p50 "
            f"{self.median * 1000:.0f} ms, p95 {self.late * 1000:.0f} ms; processor "
            f"time a decision: server {self.server_ms:.1f} ms (so "
            f"{1000 / self.server_ms:.0f} decisions a second of it), clients "
            f"{self.client_ms:.1f} ms"
        )


def measure(
    session: Session, folder: Path, *, has_script: bool, pace: float | None = None
) -> Figures:
    """Twenty browsers that decide as fast as they can, or so many times a second."""
    with served(session, folder) as (process, address):
        browsers = [Browser(address, has_script) for _ in range(REVIEWERS)]
        for number, browser in enumerate(browsers):
            browser.log_in(f"reviewer{number}@example.com")
        gate = threading.Barrier(REVIEWERS + 1)
        threads = [
            threading.Thread(target=work, args=(browser, gate))
            if pace is None
            else threading.Thread(
                target=work_steadily,
                args=(browser, gate, REVIEWERS / pace, number / pace),
            )
            for number, browser in enumerate(browsers)
        ]
        for thread in threads:
            thread.start()
        gate.wait(300)
        began = time.monotonic()
        server, client = processor_seconds(process), own_seconds()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        server = processor_seconds(process) - server
        client = own_seconds() - client
        for browser in browsers:
            browser.wire.close()
    waits = [wait for browser in browsers for wait in browser.waits]
    assert all(browser.waits for browser in browsers)
    cuts = quantiles(waits, n=20)
    count = len(waits)
    return Figures(
        rate=count / took,
        median=cuts[9],
        late=cuts[18],
        server_ms=1000 * server / count,
        client_ms=1000 * client / count,
    )


def own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_a_long_queue_is_not_felt(
    desk: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures: dict[tuple[int, bool], Figures] = {}
    made = 0
    for pending in (SHORT, LONG):
        for first in range(made, pending, 5_000):
            add_examples(desk, 5_000, first=first)
        made = pending
        for has_script in (True, False):
            found = measure(desk, tmp_path / "data", has_script=has_script)
            figures[pending, has_script] = found
            with capsys.disabled():
                way = "script" if has_script else "no script"
                print(f"\n{pending:,} pending, {REVIEWERS} reviewers, {way}: {found}")
    for pace in PACES:
        found = measure(desk, tmp_path / "data", has_script=True, pace=pace)
        with capsys.disabled():
            print(f"\n{LONG:,} pending, {pace} decisions asked for a second: {found}")
    felt = figures[LONG, True].server_ms / figures[SHORT, True].server_ms
    with capsys.disabled():
        print(f"\nserver's time of a decision, long over short queue: {felt:.2f}")
    assert felt < 2
