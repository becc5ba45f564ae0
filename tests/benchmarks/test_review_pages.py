"""Twenty reviewers at the pages of one server, with 100,000 examples pending.

Prints decisions a second and the wait for the page after a decision, beside
the same on a queue of 1,000: the figures hold for the machine they ran on, the
ratio says whether the queue's length is felt.
"""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
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
FIELD = re.compile(r'name="(csrf_token|example_id|token|version|key)" value="([^"]*)"')


@dataclass
class Browser:
    """One person's connection: cookie, and the card that is open."""

    address: tuple[str, int]
    cookie: str = ""
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wire = http.client.HTTPConnection(*self.address, timeout=60)

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str, str]:
        body = urlencode(form) if method == "POST" else None
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.wire.request(method, path, body, headers)
        answer = self.wire.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            kept = dict(
                part.split("=", 1) for part in self.cookie.split("; ") if "=" in part
            )
            kept[name] = value
            self.cookie = "; ".join(f"{one}={kept[one]}" for one in kept)
        text = answer.read().decode()
        return answer.status, text, answer.headers.get("Location") or ""

    def fields(self, page: str) -> dict[str, str]:
        start = page.find('id="approve-form"')
        return dict(FIELD.findall(page[start:] if start >= 0 else page))


def work(browser: Browser, email: str, until: float) -> None:
    _, page, _ = browser.ask("GET", "/login")
    token = browser.fields(page)["csrf_token"]
    status, said, _ = browser.ask(
        "POST",
        "/login",
        csrf_token=token,
        tenant="acme",
        email=email,
        password=PASSWORD,
    )
    assert status == 303, (email, status, said[-1500:])
    _, page, _ = browser.ask("GET", "/review")
    token = browser.fields(page)["csrf_token"]
    browser.ask("POST", "/review/next", csrf_token=token)
    _, page, _ = browser.ask("GET", "/review")
    while time.monotonic() < until:
        form = browser.fields(page)
        began = time.monotonic()
        status, _, place = browser.ask(
            "POST", "/review/decisions", **form, kind="approve"
        )
        assert status == 303, status
        status, page, _ = browser.ask("GET", urlsplit(place).path)
        assert status == 200, status
        browser.waits.append(time.monotonic() - began)


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


def measure(session: Session, folder: Path) -> tuple[float, float, float]:
    """Decisions a second, median and 95th percentile of the wait in seconds."""
    database = session.database.address
    environment = {**os.environ, "SDML_DB": database, "SDML_DATA": str(folder)}
    command = [sys.executable, "-m", "sdml.cli.main", "serve", "--port", "0"]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        browsers: list[Browser] = []
        try:
            said = server.stdout.readline()
            place = urlsplit(re.search(r"http://\S+", said)[0])
            until = time.monotonic() + SECONDS + 5
            browsers = [Browser((place.hostname, place.port)) for _ in range(REVIEWERS)]
            threads = [
                threading.Thread(
                    target=work,
                    args=(browser, f"reviewer{number}@example.com", until),
                )
                for number, browser in enumerate(browsers)
            ]
            began = time.monotonic()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.monotonic() - began
        finally:
            for browser in browsers:
                browser.wire.close()
            server.terminate()
    waits = [wait for browser in browsers for wait in browser.waits]
    assert all(browser.waits for browser in browsers)
    cuts = quantiles(waits, n=20)
    return len(waits) / took, cuts[9], cuts[18]


def test_a_long_queue_is_not_felt(desk: Session, tmp_path: Path) -> None:
    figures = {}
    for pending in (5_000, 100_000):
        have = 0 if not figures else 5_000
        for first in range(have, pending, 5_000):
            add_examples(desk, 5_000, first=first)
        figures[pending] = measure(desk, tmp_path / "data")
    for pending, (rate, median, late) in figures.items():
        print(
            f"\n{pending:,} pending, {REVIEWERS} reviewers: {rate:.0f} decisions/s, "
            f"decision and next page p50 {median * 1000:.0f} ms, "
            f"p95 {late * 1000:.0f} ms"
        )
    print(f"rate, long over short queue: {figures[100_000][0] / figures[5_000][0]:.2f}")
