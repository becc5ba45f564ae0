"""Who may do what: one table, asked of every route with every role."""

import pytest
from sqlalchemy import delete

from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.tables.workbench import WorkbenchRole
from sdml.web.forgery import CHANGING
from sdml.web.permissions import (
    OPERATIONS_WITHOUT_LOGIN,
    PERMISSIONS,
    Operation,
    is_allowed,
)
from sdml.web.visitors import Guest, Permission
from tests.web.conftest import Browser, Route, Web, every_route

OPEN = {"/static/{name}", "/healthz"}
GATED = [route for route in every_route() if isinstance(route.gate, Permission)]


def test_every_route_has_a_gate_but_for_two_that_only_read() -> None:
    for route in every_route():
        if route.gate is None:
            assert route.path in OPEN
            assert route.method in ("GET", "HEAD")
        if isinstance(route.gate, Guest):
            assert route.operation in OPERATIONS_WITHOUT_LOGIN


def test_every_operation_is_in_the_table_and_some_role_may_do_it() -> None:
    for operation in Operation:
        assert is_allowed(operation, frozenset(WorkbenchRoleName))
    assert all(PERMISSIONS.values())


def ask(browser: Browser, route: Route) -> int:
    """The status of a call that carries a right token and nothing else."""
    headers = {"x-csrf-token": browser.token()} if route.method in CHANGING else {}
    status: int = browser.client.request(
        route.method, route.filled, headers=headers
    ).status_code
    return status


@pytest.mark.parametrize("role", WorkbenchRoleName)
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    web: Web, role: WorkbenchRoleName
) -> None:
    web.add("ele@acme.example", role)
    for route in GATED:
        if route.operation is Operation.LOG_OUT:
            continue
        browser = web.login("ele@acme.example")
        before = len(web.audit(AuditAction.DENIED))
        assert route.operation is not None
        allowed = is_allowed(route.operation, frozenset({role}))
        status = ask(browser, route)
        assert (status == 403) != allowed, f"{route}: {status}"
        assert status < 500, f"{route}: {status}"
        if not allowed:
            denials = web.audit(AuditAction.DENIED)[before:]
            assert [entry.purpose for entry in denials] == [route.operation]
            assert denials[0].actor == "ele@acme.example"
            assert denials[0].api_endpoint == str(route)
            assert denials[0].new_values == {"reason": "role_needed"}


def test_who_is_not_logged_in_is_sent_to_log_in(web: Web) -> None:
    browser = web.client()
    for route in GATED:
        status = ask(browser, route)
        assert status == (401 if route.path.startswith("/api/") else 303), route


def test_a_role_taken_away_is_gone_at_the_next_click(web: Web) -> None:
    web.add()
    browser = web.login()
    assert browser.get("/admin/users").status_code == 200
    tenant = web.make_session(web.database).tenant
    with web.database.write_transaction(
        tenant, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        connection.execute(delete(WorkbenchRole))
    assert browser.get("/admin/users").status_code == 403
    web.add("outra@acme.example")
