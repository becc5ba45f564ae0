"""The page of one's own account: what is kept, and what is refused kindly."""

import pytest

from tests.web.conftest import PASSWORD, Browser, Web

KEYS = {
    "approve": "j",
    "edit": "k",
    "reject": "l",
    "skip": "ç",
    "undo": "z",
    "help": "?",
}


@pytest.fixture
def browser(web: Web) -> Browser:
    web.add()
    return web.login()


def test_language_and_colours_hold_for_every_page_at_once(browser: Browser) -> None:
    assert '<html lang="pt-BR" data-theme="auto">' in browser.get("/account").text
    answer = browser.post("/account/preferences", {"language": "en", "theme": "dark"})
    assert answer.headers["location"] == "/account"
    page = browser.get("/account").text
    assert '<html lang="en" data-theme="dark">' in page
    assert 'role="status"' in page
    assert "Saved." in page
    assert "Saved." not in browser.get("/account").text
    browser.post("/account/preferences", {"language": "", "theme": "light"})
    assert '<html lang="pt-BR" data-theme="light">' in browser.get("/account").text


def test_preferences_go_with_the_person_to_another_browser(
    web: Web, browser: Browser
) -> None:
    browser.post("/account/preferences", {"language": "en", "theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in web.login().get("/account").text


def test_keys_can_be_chosen_and_switched_off(browser: Browser) -> None:
    browser.post("/account/keys", {"keyboard": "on", **KEYS})
    page = browser.get("/account").text
    for key in KEYS.values():
        assert f'value="{key}"' in page
    assert 'value="on" checked' in page
    browser.post("/account/keys", KEYS)
    assert 'value="on" checked' not in browser.get("/account").text


@pytest.mark.parametrize(
    "change",
    [{"edit": "j"}, {"edit": "J"}, {"edit": ""}, {"edit": "ab"}, {"edit": " "}],
)
def test_keys_that_cannot_be_are_refused_and_shown_again(
    browser: Browser, change: dict[str, str]
) -> None:
    answer = browser.post("/account/keys", {"keyboard": "on", **KEYS, **change})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'name="skip" class="key" value="ç"' in answer.text
    assert 'name="skip" class="key" value="s"' in browser.get("/account").text


NEW = "outra senha comprida"
PASSWORDS = {
    "the old one is wrong": {"old": "nope", "new": NEW, "again": NEW},
    "they differ": {"old": PASSWORD, "new": NEW, "again": NEW + "!"},
    "too short": {"old": PASSWORD, "new": "curta", "again": "curta"},
    "the same as before": {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD},
}


@pytest.mark.parametrize("fields", PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_that_cannot_be_changed_stays(
    web: Web, browser: Browser, fields: dict[str, str]
) -> None:
    answer = browser.post("/account/password", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert NEW not in answer.text
    assert browser.get("/account").status_code == 200
    assert web.client().log_in().status_code == 303


def test_guessing_the_old_password_is_slowed_down(web: Web, browser: Browser) -> None:
    fields = {"old": "nope", "new": NEW, "again": NEW}
    answers = [browser.post("/account/password", fields) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    right = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert browser.post("/account/password", right).status_code == 429


def test_a_message_somebody_made_up_is_not_shown(browser: Browser) -> None:
    browser.client.cookies.set("sdml_notice", "WyJiYWQiLCJQd25lZCJd.deadbeef")
    assert "Pwned" not in browser.get("/account").text
