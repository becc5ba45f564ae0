"""The web server killed with SIGKILL at random moments loses and repeats nothing.

Clients that keep their session, as browsers do, claim, decide, renew and undo through
the JSON interface; where the server dies they send the same request again, with the
same key, to the one that is started in its place. Every server is a process of its own
that runs what ``sdml serve --workers 1`` runs; it is forked from one that has imported
it, so that five hundred starts take minutes.
"""

import json
import multiprocessing
import random
import re
import socket
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import Folders, Settings
from sdml.steps.add_user import add_user
from tests.conftest import PostgresqlServer
from tests.proofs.review_kills import left_behind
from tests.review_crowd import (
    SLUG,
    Desk,
    make_desk,
    new_postgresql,
    new_sqlite,
    opened,
    postgresql_server,
)
from tests.review_desk import LABELS

PASSWORD = "uma senha bem comprida"
_TOKEN = re.compile(r'name="csrf_token" value="(\w+)"')


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["sdml.web.server"])


def serve(location: str, folder: Path, port: int, tells: Connection) -> None:
    """What the command does with its options, in the process that is killed."""
    from sdml.web.server import Place, run_server

    settings = Settings(location, Folders(folder / "data", folder / "reports"))
    run_server(settings, Place("127.0.0.1", port, ""), 1, tells.send)


@dataclass
class Server:
    """The web server on one port, started again whenever it was killed."""

    location: str
    folder: Path
    port: int = 0
    process: ForkServerProcess | None = None

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        hears, tells = FORKS.Pipe(duplex=False)
        self.process = FORKS.Process(
            target=serve, args=(self.location, self.folder, self.port, tells)
        )
        self.process.start()
        tells.close()  # the server's death is then the end of what is heard
        assert "http://" in hears.recv()
        hears.close()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Client:
    """A reviewer at a browser that sends again what got no answer."""

    server: Server
    email: str
    draw: random.Random
    stop: threading.Event
    lines: list[dict[str, object]] = field(default_factory=list)
    asking: str | None = None
    unanswered: int = 0
    is_in: bool = False

    def run(self) -> None:
        try:
            with httpx.Client(base_url=self.server.url, timeout=60) as client:
                self._log_in(client)
                while not self.stop.is_set():
                    self._one(client)
        except Exception as error:
            self.lines.append({"error": type(error).__name__, "said": str(error)})

    def _log_in(self, client: httpx.Client) -> None:
        page = self._until_answered(lambda: client.get("/login"))
        token = _TOKEN.search(page.text)
        assert token is not None
        form = {"csrf_token": token[1], "tenant": SLUG, "email": self.email}
        sent = form | {"password": PASSWORD}
        self._until_answered(lambda: client.post("/login", data=sent))
        me = self._until_answered(lambda: client.get("/api/v1/me"))
        client.headers["X-CSRF-Token"] = me.json()["csrf_token"]
        self.is_in = True

    def _until_answered(self, ask) -> httpx.Response:
        while True:
            try:
                return ask()
            except httpx.TransportError:
                self.unanswered += 1
                time.sleep(0.05)

    def _post(
        self, client: httpx.Client, what: str, body: dict[str, object]
    ) -> httpx.Response:
        self.asking = what
        path = f"/api/v1/review/{what}"
        before = self.unanswered
        answer = self._until_answered(lambda: client.post(path, json=body))
        self.asking = None
        key = body.get("key")
        if key is not None:
            again = self.unanswered > before
            line: dict[str, object] = {"key": key, "again": again}
            if answer.status_code == 200:
                said = answer.json()
                line |= {"id": said["decision_id"], "replayed": said["replayed"]}
            elif answer.status_code in (403, 404, 409):
                line["refused"] = answer.json()["error"]["code"]
            else:
                line |= {"error": answer.status_code, "said": answer.text[:200]}
            self.lines.append(line)
        return answer

    def _one(self, client: httpx.Client) -> None:
        card = self._post(client, "next", {}).json()
        if card.get("claim") is None:
            time.sleep(0.05)
            return
        example, claim = card["example"], card["claim"]
        held = {"example_id": example["id"], "token": claim["token"]}
        if self.draw.random() < 0.15:
            self._post(client, "renew", held)
        order = held | {
            "version": claim["version"],
            "decision": "edit",
            "label": LABELS[example["id"] % len(LABELS)],
            "key": f"{self.email}-{example['id']}-{claim['token']}",
        }
        done = self._post(client, "decide", order)
        if done.status_code == 200 and self.draw.random() < 0.3:
            number = done.json()["decision_id"]
            self._post(client, "undo", {"decision_id": number, "key": f"u{number}"})


def siege(
    location: str, folder: Path, *, seed: int, points: int, clients: int, lease: int
) -> dict[str, object]:
    """Kill the server that often while it was answering; what is left."""
    desk = make_desk(
        location,
        reviewers=0,
        approvers=0,
        examples=max(100, 30 * points),
        answers=2,
        lease=lease,
    )
    emails = tuple(f"reviewer{number}@example.com" for number in range(clients))
    with opened(location) as session:
        for email in emails:
            add_user(session, email, WorkbenchRoleName.REVIEWER, PASSWORD)
    desk = Desk(location, emails, desk.examples)
    server, stop = Server(location, folder), threading.Event()
    server.start()
    draw = random.Random(seed)
    people = [
        Client(server, email, random.Random(draw.random()), stop) for email in emails
    ]
    threads = [threading.Thread(target=one.run) for one in people]
    for thread in threads:
        thread.start()
    while not all(one.is_in or one.lines for one in people):
        time.sleep(0.05)
    killed_in: Counter[str] = Counter()
    hit = 0
    while hit < points and any(thread.is_alive() for thread in threads):
        time.sleep(draw.uniform(0.05, 1.0))
        asking = [one.asking for one in people if one.asking is not None]
        server.kill()
        killed_in.update(asking)
        hit += bool(asking)
        server.start()
    stop.set()
    for thread in threads:
        thread.join()
    server.kill()
    lines = [line for one in people for line in one.lines]
    with opened(location) as session:
        broken = left_behind(session, lines, desk, lease)
    again = [line for line in lines if line.get("again")]
    return {
        "holds": hit == points and not any(broken.values()),
        "broken": {name: count for name, count in broken.items() if count},
        "promises checked": len(broken),
        "killed while it answered": hit,
        "requests it was killed in": dict(killed_in),
        "acknowledged": sum("id" in line for line in lines),
        "repeated: had been done": sum(bool(line.get("replayed")) for line in again),
        "repeated: done now": sum(line.get("replayed") is False for line in again),
        "repeated: refused": sum("refused" in line for line in again),
        "errors": Counter(
            f"{line['error']}: {line['said']}" for line in lines if "error" in line
        ),
    }


def prove(
    seed: int = 20261123,
    points: int = 250,
    clients: int = 6,
    lease: int = 15,
    engines: tuple[str, ...] = ("sqlite", "postgresql"),
    server: PostgresqlServer | None = None,
) -> dict:
    """Kill the web server while it answers, on each engine.

    Parameters
    ----------
    seed : int
        Of the moments and of what is decided.
    points : int
        Kills while at least one request was under way, an engine.
    clients : int
        Browsers at work.
    lease : int
        Seconds that a claim lasts.
    engines : tuple of str
        On which databases.
    server : PostgresqlServer, optional
        Where there is one already.

    Returns
    -------
    dict
        ``holds``, and the figures by engine.
    """
    found: dict[str, dict[str, object]] = {}
    with ExitStack() as stack:
        if "postgresql" in engines and server is None:
            server = stack.enter_context(postgresql_server())
        for engine in engines:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            is_sqlite = engine == "sqlite"
            found[engine] = siege(
                new_sqlite(folder) if is_sqlite else new_postgresql(server),
                folder,
                seed=seed,
                points=points,
                clients=clients,
                lease=lease,
            )
    return {
        "holds": all(one["holds"] for one in found.values()),
        "seed": seed,
        "points": points * len(engines),
        "engines": found,
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))
