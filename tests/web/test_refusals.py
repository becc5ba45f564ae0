"""What a failed or hostile request gets: our page, our headers, nothing inside."""

import json
import re
from typing import Any

import pytest

from sdml.errors import DatabaseBusy
from sdml.web import account_pages
from sdml.web.envelope import LARGEST_BODY
from tests.web.conftest import Browser, Web

INSIDE = re.compile(r"Traceback|File \"|sqlalchemy|SELECT |site-packages|\.py\b", re.I)


@pytest.fixture
def browser(web: Web) -> Browser:
    web.add()
    return web.login()


def break_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(account_pages, "render", fail)


@pytest.mark.parametrize("language", ["en", "pt_BR"])
@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RuntimeError("SELECT secret"), 500, ("went wrong", "deu errado")),
        (DatabaseBusy("locked SELECT"), 503, ("is busy", "ocupado")),
    ],
)
def test_a_failure_shows_a_page_of_ours_with_its_number(
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    error: Exception,
    status: int,
    said: tuple[str, str],
) -> None:
    browser.post("/account/preferences", {"language": language, "theme": "auto"})
    break_with(monkeypatch, error)
    answer = browser.get("/account")
    assert answer.status_code == status
    assert said[language == "pt_BR"] in answer.text
    assert f"<code>{answer.headers['x-request-id']}</code>" in answer.text
    assert not INSIDE.search(answer.text)
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/sdml.css", "/static/..%2fapp.py"]
)
@pytest.mark.parametrize("who", ["guest", "person"])
def test_an_unknown_path_is_not_found(web: Web, path: str, who: str) -> None:
    web.add()
    browser = web.login() if who == "person" else web.client()
    answer = browser.get(path)
    assert answer.status_code == 404
    assert answer.headers["x-request-id"] in answer.text
    assert not INSIDE.search(answer.text.replace(path, ""))


@pytest.mark.parametrize("path", ["/login", "/account", "/nothing", "/healthz"])
def test_every_answer_has_the_headers_that_keep_it_safe(
    browser: Browser, path: str
) -> None:
    headers = browser.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'self'; frame-ancestors 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert len(headers["x-request-id"]) == 32


def test_no_page_has_a_script_or_style_inside(browser: Browser) -> None:
    for path in ("/login", "/account", "/admin/users", "/nothing"):
        text = browser.get(path).text
        assert not re.search(r"<script(?! type=\"module\" src=)|<style|\son\w+=", text)
        assert not re.search(r"\sstyle=|javascript:|https?://", text)


def test_files_have_names_that_change_with_their_content(browser: Browser) -> None:
    page = browser.get("/account").text
    found = re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page)
    assert {re.sub(r"\.[0-9a-f]{16}", "", path) for path in found} >= {
        "/static/sdml.css",
        "/static/sdml.js",
        "/static/mark.svg",
    }
    for path in found:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_behind_a_prefix_every_address_has_it(web: Web) -> None:
    web.root_path = "/user/ana b/desk"
    web.add()
    browser = web.login()
    for path in ("/account", "/admin/users"):
        text = browser.get(path).text
        found = re.findall(r"(?:href|src|action)=\"([^\"#]+)\"", text)
        assert found
        for one in found:
            assert one.startswith("/user/ana%20b/desk/"), one
    cookie = {"cookie": f"sdml_session={browser.cookie()}"}
    taken_away = browser.client.get("/account", headers=cookie)
    assert taken_away.status_code == 200
    bare = browser.client.get("/user/ana%20b/desk")
    assert bare.headers["location"].startswith("/user/ana%20b/desk/")
    assert browser.client.get("/user/ana%20b/deskx/account").status_code == 404


def test_the_host_header_is_not_believed(browser: Browser) -> None:
    answer = browser.get("/", headers={"host": "evil.example"})
    assert "evil" not in answer.headers["location"]
    assert "evil" not in browser.get("/account", headers={"host": "evil.example"}).text


def test_a_body_over_a_megabyte_is_refused_before_it_is_read(browser: Browser) -> None:
    def endless() -> Any:
        for _ in range(40):
            yield b"x" * 65536

    for content in (b"x" * (LARGEST_BODY + 1), endless()):
        answer = browser.client.post("/account/keys", content=content)
        assert answer.status_code == 413
        assert answer.headers["x-request-id"] in answer.text


BAD_WORDS = {
    "NUL": "a%00b",
    "half a character": "%ED%A0%80",
    "no UTF-8 at all": "%FF%FE",
    "long": "a" * 5000,
}


@pytest.mark.parametrize("word", BAD_WORDS.values(), ids=BAD_WORDS)
def test_words_that_no_database_holds_never_fail_inside(
    browser: Browser, word: str
) -> None:
    body = f"csrf_token={browser.token()}&email={word}&role=viewer"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for method, path, content in (
        ("POST", "/admin/users", body),
        ("POST", "/login", body + f"&tenant={word}&password={word}"),
        ("GET", f"/login?next={word}&tenant={word}", ""),
        ("POST", f"/admin/users/{word}/active", body),
    ):
        answer = browser.client.request(method, path, content=content, headers=headers)
        assert answer.status_code < 500, path
        assert answer.status_code != 201


JSON_BODIES = {
    "a lone surrogate": r'{"tenant":"\ud800","email":"a","password":"b"}',
    "NUL": r'{"tenant":"\u0000","email":"a","password":"b"}',
    "deep": "[" * 100_000,
    "deep objects": '{"a":' * 50_000,
    "no JSON": "{",
    "a number": "NaN",
    "a huge number": '{"tenant":' + "9" * 5000 + "}",
    "twice the same key": '{"tenant":"a","tenant":1}',
    "nothing": "",
    "no UTF-8": b"\xff\xfe\xfa",
}


@pytest.mark.parametrize("body", JSON_BODIES.values(), ids=JSON_BODIES)
def test_json_that_cannot_be_read_is_refused(web: Web, body: str | bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = web.client().client.post("/api/v1/session", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert set(json.loads(answer.text)["error"]) == {"code", "message", "request_id"}
    assert not INSIDE.search(answer.text)


def test_health_says_whether_the_database_answers(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sdml.web import site_routes

    browser = web.client()
    assert browser.get("/healthz").json() == {"status": "ok"}

    def fail(_: object) -> None:
        raise DatabaseBusy("locked")

    monkeypatch.setattr(site_routes, "check_site", fail)
    assert browser.get("/healthz").status_code == 503


def test_the_interface_describes_itself_without_a_page_from_elsewhere(web: Web) -> None:
    browser = web.client()
    described = browser.get("/openapi.json").json()
    assert "/api/v1/session" in described["paths"]
    for path in ("/docs", "/redoc"):
        assert browser.get(path).status_code == 404
