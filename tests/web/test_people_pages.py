"""The administrators' page: who may come in, with which roles, at once."""

import re

import pytest
from sqlalchemy import select

from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.tables.core import User
from tests.web.conftest import ANA, PASSWORD, Browser, Web

BIA = "bia@acme.example"
REVIEWER = WorkbenchRoleName.REVIEWER


@pytest.fixture
def browser(web: Web) -> Browser:
    web.add()
    return web.login()


def one_time(text: str) -> str:
    found = re.search(r'class="one-time"><code>([\w-]+)</code>', text)
    assert found
    return found[1]


def test_a_person_comes_in_with_a_password_shown_once_and_chooses_another(
    web: Web, browser: Browser
) -> None:
    answer = browser.post("/admin/users", {"email": BIA, "role": "reviewer"})
    assert answer.status_code == 201
    password = one_time(answer.text)
    assert password not in browser.get("/admin/users").text
    bia = web.client()
    assert bia.log_in(BIA, password).status_code == 303
    assert bia.get("/").headers["location"] == "/account"
    assert bia.get("/api/v1/me").json()["roles"] == ["reviewer"]
    page = bia.get("/account").text
    assert "Sua senha valia para um só acesso" in page
    fields = {"old": password, "new": PASSWORD, "again": PASSWORD}
    assert bia.post("/account/password", fields).status_code == 303
    assert web.client().log_in(BIA, password).status_code == 401
    assert web.login(BIA).get("/").headers["location"] == "/review"


def test_an_administrator_may_type_the_first_password(
    web: Web, browser: Browser
) -> None:
    fields = {"email": BIA, "role": "viewer", "password": "doze letras ou mais"}
    assert browser.post("/admin/users", fields).status_code == 201
    assert web.client().log_in(BIA, "doze letras ou mais").status_code == 303


REFUSED = {
    "no e-mail": ({"email": "bia", "role": "viewer"}, 422),
    "a short password": ({"email": BIA, "role": "viewer", "password": "curta"}, 422),
    "an unknown role": ({"email": BIA, "role": "owner"}, 422),
    "somebody who has a password": ({"email": ANA, "role": "viewer"}, 409),
}


@pytest.mark.parametrize(("fields", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_added_is_refused_and_kept_in_the_form(
    web: Web, browser: Browser, fields: dict[str, str], status: int
) -> None:
    answer = browser.post("/admin/users", fields)
    assert answer.status_code == status
    if fields["role"] == "viewer":
        assert f'value="{fields["email"]}"' in answer.text
        assert 'role="alert"' in answer.text
    with web.database.read_transaction() as connection:
        assert connection.scalars(select(User.email)).all() == [ANA]


def test_roles_are_given_and_taken_at_once_and_noted(
    web: Web, browser: Browser
) -> None:
    user_id = web.add(BIA, REVIEWER)
    bia = web.login(BIA)
    roles = f"/admin/users/{user_id}/roles"
    browser.post(roles, {"role": "admin", "action": "grant"})
    assert bia.get("/admin/users").status_code == 200
    browser.post(roles, {"role": "admin", "action": "grant"})
    browser.post(roles, {"role": "admin", "action": "revoke"})
    assert bia.get("/admin/users").status_code == 403
    changes = [
        entry.new_values
        for entry in web.audit(AuditAction.UPDATE)
        if entry.entity_id == user_id
    ]
    assert changes == [{"granted": "admin"}, {"revoked": "admin"}]


def test_nobody_takes_away_his_own_access(web: Web, browser: Browser) -> None:
    me = browser.get("/api/v1/me").json()["user_id"]
    for path, fields in (
        ("roles", {"role": "admin", "action": "revoke"}),
        ("active", {"is_active": "no"}),
        ("password", {}),
    ):
        answer = browser.post(f"/admin/users/{me}/{path}", fields)
        assert answer.status_code == 403, path
        assert "another administrator" in answer.text or "outro administrador" in (
            answer.text
        )
    assert browser.get("/admin/users").status_code == 200
    assert len(web.audit(AuditAction.DENIED)) == 3


def test_switching_off_ends_every_session_and_switching_on_lets_in_again(
    web: Web, browser: Browser
) -> None:
    user_id = web.add(BIA, REVIEWER)
    here, there = web.login(BIA), web.login(BIA)
    browser.post(f"/admin/users/{user_id}/active", {"is_active": "no"})
    assert here.get("/account").status_code == 303
    assert there.get("/account").status_code == 303
    assert web.client().log_in(BIA).status_code == 401
    browser.post(f"/admin/users/{user_id}/active", {"is_active": "yes"})
    assert here.get("/account").status_code == 303
    assert web.client().log_in(BIA).status_code == 303


def test_a_new_password_for_one_login_ends_every_session(
    web: Web, browser: Browser
) -> None:
    user_id = web.add(BIA, REVIEWER)
    bia = web.login(BIA)
    answer = browser.post(f"/admin/users/{user_id}/password")
    assert bia.get("/account").status_code == 303
    assert web.client().log_in(BIA).status_code == 401
    assert web.client().log_in(BIA, one_time(answer.text)).status_code == 303


def test_people_of_another_tenant_are_like_nobody(web: Web, browser: Browser) -> None:
    foreign = web.add("eva@other.example", slug="other")
    fields = {"role": "admin", "action": "grant", "is_active": "no"}
    for path in ("roles", "active", "password"):
        answers = [
            browser.post(f"/admin/users/{number}/{path}", fields)
            for number in (foreign, 987654)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        pages = [re.sub(r"<code>\w+</code>", "", one.text) for one in answers]
        assert pages[0] == pages[1]
        assert "other" not in answers[0].text
    assert "eva@" not in browser.get("/admin/users").text
    assert web.client().log_in("eva@other.example", tenant="other").status_code == 303
    reasons = {entry.new_values["reason"] for entry in web.audit(AuditAction.DENIED)}
    assert reasons == {"not_found"}


def test_a_session_is_of_its_tenant_alone(web: Web, browser: Browser) -> None:
    web.add("eva@other.example", slug="other")
    secret = str(browser.cookie()).partition(".")[2]
    thief = web.client()
    thief.client.cookies.set("sdml_session", f"other.{secret}")
    assert thief.get("/account").status_code == 303


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "1e3", "x", "%00", "1%27--"])
def test_an_id_that_cannot_be_is_not_found(browser: Browser, number: str) -> None:
    answer = browser.post(f"/admin/users/{number}/active", {"is_active": "no"})
    assert answer.status_code in (404, 422)
