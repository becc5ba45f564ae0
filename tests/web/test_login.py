"""Coming in and going out: cookies, limits, and answers that say nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.database_clock import read_clock
from sdml.store.tables.access import LoginAttempt, WebSession
from sdml.store.tables.core import User
from tests.web.conftest import ANA, PASSWORD, Browser, Web, header_of


def cookies_set(answer: Any) -> dict[str, str]:
    lines = answer.headers.get_list("set-cookie")
    return {line.partition("=")[0]: line for line in lines}


def age_sessions(web: Web, column: str, by: timedelta) -> None:
    field = getattr(WebSession, column)
    with web.database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        now = read_clock(connection)
        connection.execute(update(WebSession).values({field: now - by}))


def test_the_right_password_opens_a_session_and_is_noted(web: Web) -> None:
    user_id = web.add()
    browser = web.client()
    answer = browser.log_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/account").status_code == 200
    (entry,) = web.audit(AuditAction.LOGIN)
    assert (entry.actor, entry.user_id) == (ANA, user_id)
    assert entry.api_endpoint == "POST /login"
    assert entry.ip_address == "testclient"
    assert entry.request_id == answer.headers["x-request-id"]


def test_the_secret_is_stored_as_a_hash_alone(web: Web) -> None:
    web.add()
    secret = (web.login().cookie() or "").partition(".")[2]
    with web.database.read_transaction() as connection:
        stored = connection.scalars(select(WebSession.secret_hash)).all()
    assert len(stored) == 1
    assert secret not in stored[0]
    assert len(secret) >= 40


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    web: Web, scheme: str
) -> None:
    web.root_path = "/user/ana/desk"
    web.add()
    answer = web.client(scheme=scheme).log_in()
    words = {
        part.strip().lower() for part in cookies_set(answer)["sdml_session"].split(";")
    }
    assert {"httponly", "samesite=lax", "path=/user/ana/desk"} <= words
    assert ("secure" in words) == (scheme == "https")


REFUSED = {
    "another password": {"password": "another password"},
    "an unknown person": {"email": "nobody@acme.example"},
    "an unknown tenant": {"tenant": "nowhere"},
    "a switched-off person": {"email": "off@acme.example"},
    "a person without a role": {"email": "idle@acme.example"},
    "a look-alike letter": {"email": "ana@acme.e\N{CYRILLIC SMALL LETTER HA}ample"},
    "the Kelvin sign for a k": {"email": "\N{KELVIN SIGN}im@acme.example"},
    "nothing at all": {"tenant": "", "email": "", "password": ""},
    "an address of another tenant": {"email": "eva@other.example"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED)
def test_every_refused_login_gets_the_same_answer(
    web: Web, fields: dict[str, str]
) -> None:
    for email in (ANA, "off@acme.example", "kim@acme.example", "idle@acme.example"):
        web.add(email)
    web.add("eva@other.example", slug="other")
    switch_off(web, "off@acme.example")
    take_roles(web, "idle@acme.example")
    sent = {"tenant": "acme", "email": ANA, "password": PASSWORD} | fields
    answer = web.client().post("/login", sent)
    assert answer.status_code == 401
    assert "The organisation, the e-mail or the password is not right." in answer.text
    assert "sdml_session" not in cookies_set(answer)


def test_an_address_is_the_same_in_any_case_and_form(web: Web) -> None:
    web.add("joão@acme.example")
    typed = " JOA\N{COMBINING TILDE}O@acme.example "
    assert web.client().log_in(typed).status_code == 303


def test_a_refused_login_is_noted_without_what_was_typed(web: Web) -> None:
    web.add()
    browser = web.client()
    browser.log_in("maria.segredo@acme.example", "minha senha secreta")
    (entry,) = web.audit(AuditAction.DENIED)
    assert entry.new_values == {"reason": "wrong"}
    assert "maria" not in repr(entry)
    assert "senha" not in repr(entry)


def test_a_login_makes_a_new_secret_and_ends_the_session_before(web: Web) -> None:
    web.add()
    browser = web.client()
    browser.get("/login")
    guest = browser.cookie("sdml_guest")
    browser.log_in()
    first = browser.cookie()
    old = web.client()
    old.client.cookies.set("sdml_session", str(first))
    assert old.get("/account").status_code == 200
    again = header_of(browser)
    fields = {"tenant": "acme", "email": ANA, "password": PASSWORD}
    assert browser.client.post("/login", data=fields, headers=again).status_code == 303
    assert browser.cookie() not in (first, guest, None)
    assert old.get("/account").status_code == 303


def test_a_session_that_somebody_planted_is_not_taken_over(web: Web) -> None:
    web.add()
    browser = web.client()
    browser.client.cookies.set("sdml_session", "acme." + "x" * 43)
    token = header_of_planted(browser)
    fields = {"tenant": "acme", "email": ANA, "password": PASSWORD}
    answer = browser.client.post("/login", data=fields, headers=token)
    assert answer.status_code == 303
    assert "x" * 43 not in cookies_set(answer)["sdml_session"]


def test_logging_out_ends_the_session_at_the_server(web: Web) -> None:
    web.add()
    browser = web.login()
    kept = str(browser.cookie())
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").headers["location"] == "/login"
    assert browser.cookie() is None
    browser.client.cookies.set("sdml_session", kept)
    assert browser.get("/account").status_code == 303
    assert len(web.audit(AuditAction.LOGOUT)) == 1


@pytest.mark.parametrize(
    ("column", "age", "status"),
    [
        ("last_seen_at", timedelta(minutes=29), 200),
        ("last_seen_at", timedelta(minutes=31), 303),
        ("expires_at", timedelta(seconds=1), 303),
    ],
)
def test_a_session_rests_half_an_hour_and_lasts_half_a_day(
    web: Web, column: str, age: timedelta, status: int
) -> None:
    web.add()
    browser = web.login()
    age_sessions(web, column, age)
    assert browser.get("/account").status_code == status


def test_use_renews_a_session(web: Web) -> None:
    web.add()
    browser = web.login()
    age_sessions(web, "last_seen_at", timedelta(minutes=29))
    browser.get("/account")
    with web.database.read_transaction() as connection:
        seen = connection.scalars(select(WebSession.last_seen_at)).one()
        assert read_clock(connection) - seen < timedelta(minutes=1)


def test_a_session_lasts_at_most_twelve_hours(web: Web) -> None:
    web.add()
    web.login()
    with web.database.read_transaction() as connection:
        row = connection.execute(
            select(WebSession.created_at, WebSession.expires_at)
        ).one()
    assert row.expires_at - row.created_at == timedelta(hours=12)


def test_a_new_password_ends_every_session(web: Web) -> None:
    web.add()
    here, there = web.login(), web.login()
    fields = {
        "old": PASSWORD,
        "new": "outra senha comprida",
        "again": "outra senha comprida",
    }
    answer = here.post("/account/password", fields)
    assert answer.headers["location"] == "/login"
    assert "Your password was changed" not in there.get("/account").text
    assert there.get("/account").status_code == 303
    assert "Sua senha foi alterada" in here.get("/login").text or (
        "Your password was changed" in here.get("/login").text
    )
    assert web.client().log_in().status_code == 401
    assert web.client().log_in(password="outra senha comprida").status_code == 303


def test_exactly_ten_failures_pass_over_two_servers_and_a_restart(web: Web) -> None:
    web.add()
    browsers = [web.client(web.open_app()), web.client(web.open_app())]
    answers = [browsers[n % 2].log_in(password="wrong").status_code for n in range(12)]
    assert answers == [401] * 10 + [429] * 2
    refused = web.client(web.open_app()).log_in()
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "900"
    assert "Wait 15 minutes" in refused.text
    assert web.client().log_in("other@acme.example").status_code == 401
    forget_attempts(web, timedelta(minutes=16))
    assert web.client().log_in().status_code == 303


def test_a_success_forgets_the_failures_before(web: Web) -> None:
    web.add()
    browser = web.client()
    for _ in range(9):
        browser.log_in(password="wrong")
    assert web.client().log_in().status_code == 303
    assert browser.log_in(password="wrong").status_code == 401
    assert web.client().log_in().status_code == 303


def test_a_program_is_told_no_more_than_a_person(web: Web) -> None:
    web.add()
    told = []
    for tenant, email in (("acme", ANA), ("acme", "no@acme.example"), ("no", ANA)):
        form = {"tenant": tenant, "email": email, "password": "wrong"}
        answer = web.client().client.post("/api/v1/session", json=form)
        assert answer.status_code == 401
        told.append(answer.json()["error"] | {"request_id": ""})
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("tenant", ["acme", "nowhere"])
def test_nobody_is_slowed_down_just_like_somebody(web: Web, tenant: str) -> None:
    web.add()
    browser = web.client()
    answers = [
        browser.log_in("nobody@acme.example", tenant=tenant).status_code
        for _ in range(11)
    ]
    assert answers == [401] * 10 + [429]


def test_what_was_over_for_a_month_is_forgotten(web: Web) -> None:
    web.add()
    web.login()
    web.client().log_in(password="wrong")
    month = timedelta(days=31)
    age_sessions(web, "expires_at", month)
    with web.database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        now = read_clock(connection)
        connection.execute(update(LoginAttempt).values(attempted_at=now - month))
    ended, kept = web.login(), web.login()
    ended.post("/logout")
    age_sessions(web, "ended_at", timedelta(days=29))
    web.login()
    with web.database.read_transaction() as connection:
        sessions = connection.scalar(select(func.count()).select_from(WebSession))
        tries = connection.scalar(select(func.count()).select_from(LoginAttempt))
    assert (sessions, tries) == (3, 3)
    assert kept.get("/healthz").status_code == 200


def test_attempts_hold_no_address(web: Web) -> None:
    web.add()
    web.login()
    with web.database.read_transaction() as connection:
        row = connection.execute(select(LoginAttempt.__table__)).one()
        assert connection.scalar(select(func.count()).select_from(LoginAttempt)) == 1
    assert row.succeeded
    assert "ana" not in row.subject_hash
    assert "testclient" not in row.address_hash


GOALS = {
    "/review?task=category": "/review?task=category",
    "//evil.example": "/",
    "/\\evil.example": "/",
    "https://evil.example": "/",
    "javascript:alert(1)": "/",
    "/x\r\nSet-Cookie: a=b": "/",
    "review": "/",
    "": "/",
}


@pytest.mark.parametrize(("asked", "went"), GOALS.items(), ids=map(repr, GOALS))
def test_a_login_goes_on_to_paths_of_its_own_alone(
    web: Web, asked: str, went: str
) -> None:
    web.root_path = "/user/x"
    web.add()
    fields = {"tenant": "acme", "email": ANA, "password": PASSWORD, "next": asked}
    answer = web.client().post("/login", fields)
    assert answer.headers["location"] == "/user/x" + went


def test_who_is_not_logged_in_comes_back_to_where_he_wanted(web: Web) -> None:
    answer = web.client().get("/admin/users?page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fadmin%2Fusers%3Fpage%3D2"


def test_the_language_is_the_browsers_until_another_is_chosen(web: Web) -> None:
    browser = web.client()
    assert '<html lang="en"' in browser.get("/login").text
    browser.post("/language", {"locale": "pt_BR"})
    assert '<html lang="pt-BR"' in browser.get("/login").text
    browser.post("/language", {"locale": "../../etc"})
    assert '<html lang="pt-BR"' in browser.get("/login").text


def test_a_program_logs_in_and_out_with_json(web: Web) -> None:
    user_id = web.add()
    client = web.client().client
    form = {"tenant": "acme", "email": ANA, "password": PASSWORD}
    opened = client.post("/api/v1/session", json=form)
    assert opened.status_code == 201
    me = client.get("/api/v1/me").json()
    assert me == {
        "user_id": user_id,
        "email": ANA,
        "tenant": "acme",
        "roles": ["admin"],
        "language": "pt_BR",
        "csrf_token": opened.json()["csrf_token"],
    }
    assert client.delete("/api/v1/session").status_code == 403
    headers = {"x-csrf-token": me["csrf_token"]}
    assert client.delete("/api/v1/session", headers=headers).status_code == 204
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "login_needed"


@pytest.mark.parametrize(
    "more", [{"role": "admin"}, {"organization_id": 1}, {"is_active": True}]
)
def test_a_program_cannot_send_more_than_asked(web: Web, more: dict[str, Any]) -> None:
    web.add()
    form = {"tenant": "acme", "email": ANA, "password": PASSWORD} | more
    answer = web.client().client.post("/api/v1/session", json=form)
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def header_of_planted(browser: Browser) -> dict[str, str]:
    from sdml.web.forgery import token_of

    return {"x-csrf-token": token_of("x" * 43)}


def switch_off(web: Web, email: str) -> None:
    _write(web, update(User).where(User.email == email).values(is_active=False))


def take_roles(web: Web, email: str) -> None:
    from sqlalchemy import delete

    from sdml.store.tables.workbench import WorkbenchRole

    mine = select(User.id).where(User.email == email)
    _write(web, delete(WorkbenchRole).where(WorkbenchRole.user_id.in_(mine)))


def forget_attempts(web: Web, by: timedelta) -> None:
    with web.database.read_transaction() as connection:
        then = read_clock(connection) - by
    _write(web, update(LoginAttempt).values(attempted_at=then))


def _write(web: Web, statement: Any) -> None:
    tenant = web.make_session(web.database).tenant
    with web.database.write_transaction(
        tenant, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        connection.execute(statement)


def test_a_role_is_needed_to_come_in(web: Web) -> None:
    web.add("ver@acme.example", WorkbenchRoleName.VIEWER)
    assert web.client().log_in("ver@acme.example").status_code == 303
