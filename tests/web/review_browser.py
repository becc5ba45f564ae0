"""What the tests of the review pages need: a queue, people, the fields of a card."""

import re
from html import unescape
from typing import Any

from sqlalchemy import update

from sdml.records.access import Preferences
from sdml.records.review import Reviewer
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.change_preferences import change_preferences
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.session import Session
from sdml.store.tables.review import ReviewClaim
from tests.review_desk import add_examples, plain_review
from tests.web.conftest import ANA, Browser, Web

__all__ = [
    "BIA",
    "CAIO",
    "LEASE_SECONDS",
    "add_person",
    "card_fields",
    "end_leases",
    "example_of",
    "fill_queue",
    "hidden_fields",
    "open_desk",
    "reviewer_of",
    "session_of",
    "take_next",
]

BIA, CAIO = "bia@acme.example", "caio@acme.example"
LEASE_SECONDS = 3_600  # no machine is so slow that a lease ends unasked
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def open_desk(web: Web, count: int = 3, **settings: int) -> list[int]:
    """An administrator, two reviewers, and pending examples."""
    add_person(web, ANA, WorkbenchRoleName.ADMIN)
    add_person(web, BIA, WorkbenchRoleName.REVIEWER)
    add_person(web, CAIO, WorkbenchRoleName.REVIEWER)
    return fill_queue(web, count, **settings)


def add_person(web: Web, email: str, role: WorkbenchRoleName) -> None:
    """A person who reads English."""
    user_id = web.add(email, role)
    change_preferences(session_of(web), user_id, Preferences(language="en"))


def fill_queue(
    web: Web, count: int, slug: str = "acme", first: int = 0, **settings: int
) -> list[int]:
    """Pending examples of a tenant, the most urgent first."""
    session = session_of(web, slug)
    plain_review(session, **{"lease_seconds": LEASE_SECONDS, **settings})
    return add_examples(session, count, first=first)


def end_leases(web: Web) -> None:
    """Every lease is over, as if its time had passed."""
    with session_of(web).write("expire") as connection:
        connection.execute(
            update(ReviewClaim).values(expires_at=ReviewClaim.claimed_at)
        )


def session_of(web: Web, slug: str = "acme") -> Session:
    return web.make_session(web.database, slug)


def reviewer_of(web: Web, email: str, slug: str = "acme") -> Reviewer:
    return find_reviewer(session_of(web, slug), email)


def hidden_fields(html: str, form: str) -> dict[str, str]:
    """The hidden fields of the form whose opening tag holds these letters."""
    begin = html.index(form)
    part = html[begin : html.index("</form>", begin)]
    return {name: unescape(value) for name, value in _HIDDEN.findall(part)}


def card_fields(browser: Browser, path: str = "/review") -> dict[str, str]:
    """What the approval form of the open card sends."""
    fields = hidden_fields(browser.get(path).text, 'id="approve-form"')
    fields.pop("csrf_token")
    return fields


def take_next(browser: Browser, query: str = "") -> dict[str, str]:
    """Claim the next card and give the fields of its form."""
    answer = browser.post(f"/review/next{query}")
    assert answer.status_code == 303, answer.text
    return card_fields(browser, f"/review{query}")


def example_of(answer: Any) -> int | None:
    """Which example a page shows as its card."""
    found = re.search(r'data-example="(\d+)"', answer.text)
    return int(found[1]) if found else None
