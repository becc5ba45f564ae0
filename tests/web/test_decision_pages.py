"""The page of a decision: for reviewers, logged, with the way to object."""

from typing import Any

import pytest
from sqlalchemy import select

from sdml.records.enterprise import AuditAction
from sdml.records.review_words import ProposalReason
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.claim_example import claim_example
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.promote_model import promote_model
from sdml.steps.train_model import train_model
from sdml.store.engine import Database
from sdml.store.tables.review import ReviewItem
from tests.review_desk import plain_review
from tests.steps.classifier.conftest import Desk
from tests.web.conftest import PASSWORD, Web, listening
from tests.web.review_browser import BIA, CAIO, add_person, reviewer_of, session_of
from tests.web.test_chromium import problems

TEXT = "a impressora e o toner, ana@acme.example"


def open_decisions(web: Web) -> int:
    """Reviewers, and a ticket that a champion answered: the last decision's id."""
    add_person(web, BIA, WorkbenchRoleName.REVIEWER)
    add_person(web, CAIO, WorkbenchRoleName.REVIEWER)
    desk = Desk(session_of(web))
    plain_review(desk.session)
    desk.fill(90)
    model_id = train_model(desk.session, task="category").model_id
    promote_model(desk.session, model_id)
    desk.add_ticket(TEXT, None, 900)
    return classify_tickets(desk.session).classified


def items(web: Web) -> list[Any]:
    with web.database.read_transaction() as connection:
        return list(connection.execute(select(ReviewItem.__table__)))


def test_a_reviewer_reads_why_and_objects(web: Web) -> None:
    number = open_decisions(web)
    browser = web.login(BIA)
    html = browser.get(f"/classifications/{number}").text
    assert f"Decision {number}: Impressora" in html
    assert "Why this answer" in html
    assert "ana@acme.example" not in html
    (line,) = [
        row
        for row in web.audit(AuditAction.VIEW)
        if row.entity_type == "ai_classifications"
    ]
    assert (line.actor, line.entity_id) == (BIA, number)
    assert line.api_endpoint == "GET /classifications/{classification_id}"
    answer = browser.post(
        f"/classifications/{number}/objections", {"note": "é um scanner"}
    )
    assert answer.headers["location"].endswith(f"/classifications/{number}")
    (item,) = items(web)
    assert item.reason is ProposalReason.OBJECTION
    html = browser.get(f"/classifications/{number}").text
    assert "An objection was taken." in html
    assert 'name="note"' not in html
    # The example links back, and who holds its card reads the decision afterwards.
    caio = web.login(CAIO)
    assert claim_example(session_of(web), reviewer_of(web, CAIO)).example is not None
    refused = caio.get(f"/classifications/{number}")
    assert (refused.status_code, "First the card" in refused.text) == (403, True)
    linked = browser.get(f"/examples/{item.example_id}").text
    assert f"/classifications?ticket={item.ticket_id}&amp;task=category" in linked
    found = browser.get(f"/classifications?ticket={item.ticket_id}&task=category")
    assert found.headers["location"].endswith(f"/classifications/{number}")


def test_what_is_not_there_or_not_allowed_is_refused(web: Web) -> None:
    number = open_decisions(web)
    browser = web.login(BIA)
    assert browser.get("/classifications/987654").status_code == 404
    assert browser.get("/classifications?ticket=987654").status_code == 404
    too_long = browser.post(
        f"/classifications/{number}/objections", {"note": "x" * 10_001}
    )
    assert too_long.status_code == 422
    assert "or the note is too long" in too_long.text
    web.make_session(web.database, "globex")
    web.add("eva@globex.example", WorkbenchRoleName.ADMIN, slug="globex")
    other = web.login("eva@globex.example", slug="globex")
    assert other.get(f"/classifications/{number}").status_code == 404
    objected = other.post(f"/classifications/{number}/objections")
    assert objected.status_code == 404
    assert items(web) == []


class TestInABrowser:
    """In a real browser, on one kind of database."""

    @pytest.fixture
    def database(self, sqlite_database: Database) -> Database:
        return sqlite_database

    def test_the_page_has_no_barrier_and_needs_no_script(
        self, web: Web, open_context: Any
    ) -> None:
        number = open_decisions(web)
        with listening(web) as address:
            for scheme, width in (("light", 1280), ("dark", 320)):
                page = open_context(
                    color_scheme=scheme,
                    bypass_csp=True,
                    viewport={"width": width, "height": 800},
                ).new_page()
                self.enter(page, address)
                page.goto(f"{address}/classifications/{number}")
                assert problems(page) == []
            page = open_context(java_script_enabled=False).new_page()
            self.enter(page, address)
            page.goto(f"{address}/classifications/{number}")
            page.fill("#note", "não é a impressora")
            page.click("text=Object >> nth=-1")
            assert "objection was taken" in page.content()

    def enter(self, page: Any, address: str) -> None:
        page.goto(f"{address}/login")
        page.fill("#tenant", "acme")
        page.fill("#email", BIA)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".who")
