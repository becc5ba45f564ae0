"""What another site makes a browser send is refused, whatever form it has."""

from typing import Any

import pytest

from sdml.records.enterprise import AuditAction
from sdml.web.forgery import CHANGING
from tests.web.conftest import Browser, Route, Web, every_route

MUTATING = [
    route
    for route in every_route()
    if route.method in CHANGING and not route.path.startswith("/api/")
]
OTHER = "https://evil.example"
JSON_AS_TEXT = {"content": '{"csrf_token":"x"}'}


def forgeries(token: str) -> dict[str, dict[str, Any]]:
    """Twelve ways to send a changing request without being our page."""
    good = {"csrf_token": token}
    return {
        "no token": {"data": {"a": "b"}},
        "an empty token": {"data": {"csrf_token": ""}},
        "another token": {"data": {"csrf_token": "0" * 64}},
        "a longer token": {"data": {"csrf_token": token + "0"}},
        "the token in the address alone": {"params": good, "data": {"a": "b"}},
        "another origin": {"data": good, "headers": {"origin": OTHER}},
        "no origin at all": {"data": good, "headers": {"origin": "null"}},
        "cross-site": {"data": good, "headers": {"sec-fetch-site": "cross-site"}},
        "same-site": {"data": good, "headers": {"sec-fetch-site": "same-site"}},
        "typed into the address": {"data": good, "headers": {"sec-fetch-site": "none"}},
        "JSON as text": JSON_AS_TEXT | {"headers": {"content-type": "text/plain"}},
        "JSON": JSON_AS_TEXT | {"headers": {"content-type": "application/json"}},
    }


@pytest.fixture
def browser(web: Web) -> Browser:
    web.add()
    return web.login()


@pytest.mark.parametrize("route", MUTATING, ids=str)
def test_twelve_forgeries_are_refused_and_noted(
    web: Web, browser: Browser, route: Route
) -> None:
    for name, sent in forgeries(browser.token()).items():
        answer = browser.client.request(route.method, route.filled, **sent)
        assert answer.status_code == 403, name
        assert "set-cookie" not in answer.headers, name
    denials = [entry.new_values for entry in web.audit(AuditAction.DENIED)]
    assert denials == [{"reason": "forgery_refused"}] * 12
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize("route", MUTATING, ids=str)
def test_what_changes_something_is_not_to_be_had_by_get(
    browser: Browser, route: Route
) -> None:
    answer = browser.client.get(route.filled, params={"csrf_token": browser.token()})
    reads = {one.path for one in every_route() if one.method == "GET"}
    assert answer.status_code == 405 or route.path in reads


@pytest.mark.parametrize("header", ["x-http-method-override", "x-http-method"])
def test_a_method_cannot_be_named_in_a_header(browser: Browser, header: str) -> None:
    answer = browser.get("/logout", headers={header: "POST"})
    assert answer.status_code == 405


def test_a_guests_form_needs_the_guests_token(web: Web) -> None:
    stranger, other = web.client(), web.client()
    token = other.token()
    sent = {"csrf_token": token, "locale": "en"}
    assert stranger.client.post("/language", data=sent).status_code == 403
    stranger.get("/login")
    assert stranger.client.post("/language", data=sent).status_code == 403
    assert other.client.post("/language", data=sent).status_code == 303


def test_a_page_of_ours_may_send_its_forms(browser: Browser) -> None:
    for headers in (
        {"origin": "http://desk.example"},
        {"sec-fetch-site": "same-origin"},
        # Behind a proxy that gives the server a host of its own.
        {"sec-fetch-site": "same-origin", "origin": "https://lab.example"},
    ):
        fields = {"theme": "dark", "language": "en"}
        answer = browser.post("/account/preferences", fields, headers=headers)
        assert answer.status_code == 303


API = [route for route in every_route() if route.path.startswith("/api/")]


@pytest.mark.parametrize(
    "route", [one for one in API if one.method in CHANGING], ids=str
)
def test_a_program_needs_the_header_and_json(browser: Browser, route: Route) -> None:
    body = '{"tenant":"acme","email":"a","password":"b"}'
    token = {"x-csrf-token": browser.token()}
    tries: dict[str, tuple[dict[str, str], int]] = {
        "as text": (token | {"content-type": "text/plain"}, 415),
        "as a form": (
            token | {"content-type": "application/x-www-form-urlencoded"},
            415,
        ),
        "of no type": (token, 415),
        "from another site": (
            token | {"content-type": "application/json", "origin": OTHER},
            403,
        ),
    }
    if route.path != "/api/v1/session" or route.method != "POST":
        tries["without the header"] = ({"content-type": "application/json"}, 403)
    for name, (headers, status) in tries.items():
        answer = browser.client.request(
            route.method, route.filled, content=body, headers=headers
        )
        assert answer.status_code == status, name


def test_no_other_origin_may_read_an_answer(browser: Browser) -> None:
    answer = browser.get("/api/v1/me", headers={"origin": OTHER})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    asked = {"origin": OTHER, "access-control-request-method": "POST"}
    answer = browser.client.request("OPTIONS", "/api/v1/session", headers=asked)
    assert answer.status_code == 405
