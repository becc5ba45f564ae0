"""Logging in, step by step: the limit holds whoever tries at once."""

import functools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import argon2
import pytest

from sdml.errors import LoginRefused, TooManyAttempts
from sdml.privacy import passwords
from sdml.records.access import (
    DEFAULT_KEYS,
    Credentials,
    Preferences,
    RequestOrigin,
    Theme,
)
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import Folders, Settings
from sdml.steps.add_user import add_user
from sdml.steps.check_web_session import check_web_session
from sdml.steps.log_in import log_in
from sdml.steps.open_site import Site, open_site
from sdml.steps.session import Session
from sdml.store.engine import Database

ANA, PASSWORD = "ana@acme.example", "uma senha bem comprida"
ORIGIN = RequestOrigin("r", "203.0.113.7", "POST /login", "a browser")
FOLDERS = Folders(Path("nowhere"), Path("nowhere"))


@pytest.fixture
def site(database: Database, session: Session, monkeypatch: pytest.MonkeyPatch) -> Site:
    cheap = functools.partial(
        argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1
    )
    monkeypatch.setattr(argon2, "PasswordHasher", cheap)
    passwords._nobodys_hash.cache_clear()
    add_user(session, ANA, WorkbenchRoleName.REVIEWER, PASSWORD)
    return open_site(Settings(database.location, FOLDERS))


def test_of_many_tries_at_once_exactly_ten_pass(site: Site) -> None:
    def attempt(_: int) -> type[Exception] | None:
        try:
            log_in(site, Credentials("acme", ANA, "wrong"), ORIGIN)
        except LoginRefused as error:
            return type(error)
        return None

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(attempt, range(40)))
    assert ends.count(LoginRefused) == 10
    assert ends.count(TooManyAttempts) == 30
    site.database.close()


def test_a_login_is_found_again_by_its_secret_alone(site: Site) -> None:
    login = log_in(site, Credentials("acme", ANA, PASSWORD), ORIGIN)
    found = check_web_session(site, "acme", login.secret, ORIGIN)
    assert found is not None
    assert found.reviewer.email == ANA
    assert found.reviewer.roles == {WorkbenchRoleName.REVIEWER}
    assert found.preferences == Preferences()
    assert check_web_session(site, "acme", login.secret + "x", ORIGIN) is None
    assert check_web_session(site, "other", login.secret, ORIGIN) is None
    site.database.close()


def test_credentials_do_not_show_the_password() -> None:
    assert PASSWORD not in repr(Credentials("acme", ANA, PASSWORD))


def test_preferences_survive_their_rows_and_bad_rows_fall_back() -> None:
    chosen = Preferences("en", Theme.DARK, keyboard=False)
    assert Preferences.parse(chosen.as_rows()) == chosen
    odd = {"language": "fr", "theme": "pink", "keyboard": "?"}
    assert Preferences.parse(odd) == Preferences(keys=DEFAULT_KEYS)


def test_passwords_cost_what_argon2_advises() -> None:
    hashed = passwords.hash_password(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_password(PASSWORD, hashed)
    assert not passwords.is_password(PASSWORD + "x", hashed)
    assert not passwords.is_password("", None)
