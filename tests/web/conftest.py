"""Browsers, people and servers for the tests of the pages, on both databases."""

import functools
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import argon2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.testclient import TestClient

from sdml.privacy import passwords
from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import Folders, Settings
from sdml.steps.add_user import add_user
from sdml.store.engine import Database
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.web import login_pages
from sdml.web.app import ROUTERS, create_app
from sdml.web.forgery import TOKEN_HEADER
from sdml.web.permissions import Operation
from sdml.web.visitors import Guest, Permission
from tests.chromium import SLOWEST_ANSWER, running_chromium
from tests.conftest import SessionMaker

PASSWORD = "uma senha bem comprida"
ANA = "ana@acme.example"
PREFIX = "/user/ana/desk"
_TOKEN = re.compile(r'name="csrf_token" value="(\w+)"')


@dataclass
class Browser:
    """A browser without JavaScript: keeps cookies, sends what forms send."""

    client: TestClient
    root_path: str = ""

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(self.root_path + path, **options)

    def post(
        self, path: str, fields: dict[str, str] | None = None, **options: Any
    ) -> Any:
        """Send a form of this session, with its token."""
        sent = {"csrf_token": self.token(), **(fields or {})}
        return self.client.post(self.root_path + path, data=sent, **options)

    def token(self) -> str:
        """The token of a page that this browser may see."""
        for path in ("/login", "/account"):
            found = _TOKEN.search(self.get(path).text)
            if found:
                return found[1]
        raise AssertionError("no page has a token")

    def log_in(
        self, email: str = ANA, password: str = PASSWORD, tenant: str = "acme"
    ) -> Any:
        fields = {"tenant": tenant, "email": email, "password": password}
        return self.post("/login", fields)

    def cookie(self, name: str = "sdml_session") -> str | None:
        return next(
            (one.value for one in self.client.cookies.jar if one.name == name), None
        )


@dataclass
class Web:
    """A server's application and its people."""

    database: Database
    settings: Settings
    make_session: SessionMaker
    root_path: str = ""
    apps: list[FastAPI] = field(default_factory=list)

    @property
    def app(self) -> FastAPI:
        return self.apps[0] if self.apps else self.open_app()

    def open_app(self) -> FastAPI:
        """One more server process on the same database."""
        self.apps.append(create_app(self.settings, self.root_path))
        return self.apps[-1]

    def add(
        self, email: str = ANA, *roles: WorkbenchRoleName, slug: str = "acme"
    ) -> int:
        """A person with these roles, an administrator if none is named."""
        session = self.make_session(self.database, slug)
        for role in roles or (WorkbenchRoleName.ADMIN,):
            added = add_user(session, email, role, PASSWORD)
        return added.user_id

    def client(self, app: FastAPI | None = None, scheme: str = "http") -> Browser:
        """A browser where nobody is logged in."""
        client = TestClient(
            app or self.app,
            base_url=f"{scheme}://desk.example",
            raise_server_exceptions=False,
            follow_redirects=False,
            headers={"accept-language": "en"},
        )
        return Browser(client, self.root_path)

    def login(self, email: str = ANA, slug: str = "acme") -> Browser:
        """A browser where this person is logged in."""
        browser = self.client()
        answer = browser.log_in(email, tenant=slug)
        assert answer.status_code == 303, answer.text
        return browser

    def audit(self, action: AuditAction) -> list[Any]:
        """The rows of the audit with that action, oldest first."""
        with self.database.read_transaction() as connection:
            return list(
                connection.execute(
                    select(AuditAdvanced.__table__)
                    .where(AuditAdvanced.action == action)
                    .order_by(AuditAdvanced.id)
                )
            )


@dataclass(frozen=True)
class Route:
    """A route and what it asks of who calls it."""

    method: str
    path: str
    gate: Permission | Guest | None

    @property
    def operation(self) -> Operation | None:
        return self.gate.operation if self.gate else None

    @property
    def filled(self) -> str:
        """The path with an id that no tenant has."""
        return re.sub(r"\{\w+\}", "987654", self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def every_route() -> list[Route]:
    found = []
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            gates = [
                one.call
                for one in route.dependant.dependencies
                if isinstance(one.call, Permission | Guest)
            ]
            assert len(gates) <= 1, route.path
            for method in sorted(route.methods):
                found.append(Route(method, route.path, gates[0] if gates else None))
    return found


def header_of(browser: Browser) -> dict[str, str]:
    return {TOKEN_HEADER: browser.token()}


@pytest.fixture
def web(
    database: Database,
    folders: Folders,
    make_session: SessionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Web]:
    monkeypatch.setattr(login_pages, "REFUSAL_STEP", 0.0)
    cheap = functools.partial(
        argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1
    )
    monkeypatch.setattr(argon2, "PasswordHasher", cheap)
    passwords._nobodys_hash.cache_clear()
    made = Web(database, Settings(database.location, folders), make_session)
    make_session(database)
    yield made
    for app in made.apps:
        app.state.shell.site.database.close()


@contextmanager
def listening(web: Web) -> Iterator[str]:
    """The application behind a prefix, at a port of its own: its address."""
    import uvicorn

    web.root_path = PREFIX
    config = uvicorn.Config(web.app, port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}{PREFIX}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for the tests of one file: open no contexts of your own there."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def open_context(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens patient browser contexts and closes them at the end."""
    contexts = []

    def opened(**options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        contexts[-1].set_default_timeout(SLOWEST_ANSWER)
        return contexts[-1]

    yield opened
    for context in contexts:
        context.close()
