"""In a real JupyterLab, under a prefix: the tile's tab, and the card under a cell."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from sdml.steps.session import Session
from sdml.store.tables.review import ReviewClaim, ReviewDecision
from tests.chromium import SLOWEST_ANSWER
from tests.jupyter.conftest import BIA, PASSWORD
from tests.jupyter.lab_server import LabServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.slow

CELL = "%load_ext sdml\n%sdml open acme\n%sdml review task=category"


@pytest.fixture
def page(chromium: "Browser", lab: LabServer) -> "Iterator[Page]":
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SLOWEST_ANSWER)
    seen = context.new_page()
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))
    yield seen
    context.close()
    outside = [url for url in asked if url.startswith("http")]
    assert not [url for url in outside if not url.startswith(lab.address)]


def decisions(session: Session) -> list[tuple[str, str]]:
    with session.read() as connection:
        rows = connection.execute(
            select(ReviewDecision.kind, ReviewDecision.client).order_by(
                ReviewDecision.id
            )
        )
        return [(row.kind, row.client) for row in rows]


def show_card(page: "Page", lab: LabServer) -> "Locator":
    lab.write_notebook("review.ipynb", CELL)
    page.goto(lab.url("lab/tree/review.ipynb"))
    cell = page.locator(".jp-CodeCell .cm-content").first
    cell.click()
    page.keyboard.press("Control+Enter")
    card = page.locator(".sdml-review")
    card.locator("button[aria-keyshortcuts=a]").wait_for()
    return card


def test_the_card_under_a_cell_goes_on_by_keys(
    page: "Page", lab: LabServer, desk: Session
) -> None:
    card = show_card(page, lab)
    facts = card.locator(".sdml-facts")
    first = facts.inner_text()
    card.locator(".sdml-facts").click()
    cells = page.locator(".jp-Cell").count()
    page.keyboard.press("a")
    facts.filter(has_not_text=first).wait_for()
    page.keyboard.press("u")
    facts.filter(has_text=first).wait_for()
    page.keyboard.press("s")
    facts.filter(has_not_text=first).wait_for()
    assert page.locator(".jp-Cell").count() == cells
    assert decisions(desk) == [
        ("approve", "notebook"),
        ("undo", "notebook"),
        ("skip", "notebook"),
    ]


def test_the_card_has_no_barrier_and_keeps_its_keys_from_the_notebook(
    page: "Page", lab: LabServer
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe-playwright-python is not installed",
    )
    card = show_card(page, lab)
    page.locator(".sdml-neighbours > *").first.wait_for()
    found = axe.Axe().run(page, context=".sdml-review")
    assert found.violations_count == 0, found.generate_report()
    facts = card.locator(".sdml-facts")
    shown = facts.inner_text()
    cells = page.locator(".jp-Cell").count()
    card.locator("textarea").click()
    page.keyboard.type("a note; dd x b r s u")
    card.get_by_role("region").focus()
    page.keyboard.type("bddxxm")
    assert page.locator(".jp-Cell").count() == cells
    assert facts.inner_text() == shown
    card.get_by_role("button", name="Rejeitar").click()
    assert "motivo" in card.get_by_role("status").inner_text()


def test_who_was_away_or_too_late_is_told_and_goes_on(
    page: "Page", lab: LabServer, desk: Session
) -> None:
    page.clock.install()
    card = show_card(page, lab)
    page.locator(".sdml-neighbours > *").first.wait_for()
    page.clock.fast_forward(130_000)
    card.get_by_text("Você se ausentou").wait_for()
    card.get_by_role("button", name="Continuar").click()
    card.get_by_role("button", name="Aprovar").wait_for()
    before = decisions(desk)
    with desk.write("expire") as connection:
        connection.execute(
            update(ReviewClaim).values(expires_at=ReviewClaim.claimed_at)
        )
    card.locator(".sdml-facts").click()
    page.keyboard.press("a")
    card.get_by_text("Sua reserva tinha vencido").wait_for()
    assert decisions(desk) == before
    card.get_by_role("button", name="Pegar o próximo exemplo").click()
    card.get_by_role("button", name="Aprovar").wait_for()


def test_the_tile_opens_the_pages_in_a_tab(
    page: "Page", lab: LabServer, desk: Session
) -> None:
    page.goto(f"{lab.url('lab')}&reset")
    tile = page.locator(".jp-LauncherCard[title='Review | Revisão']")
    tile.wait_for()
    assert tile.locator("img").evaluate("image => image.decode().then(() => true)")
    tile.click()
    frame = page.frame_locator("iframe")
    frame.locator("[name=email]").fill(BIA)
    frame.locator("[name=tenant]").fill("acme")
    frame.locator("[name=password]").fill(PASSWORD)
    frame.locator("[name=password]").press("Enter")
    frame.locator("form[action$='/review/next'] button").click()
    card = frame.locator("[data-example]")
    first = card.get_attribute("data-example")
    before = len(decisions(desk))
    page.keyboard.press("a")
    frame.locator(f"[data-example]:not([data-example='{first}'])").wait_for()
    assert decisions(desk)[before:] == [("approve", "web")]


def test_the_pages_stand_in_a_plain_tab_too(page: "Page", lab: LabServer) -> None:
    page.goto(lab.url("sdml-review/"))
    page.locator("[name=password]").wait_for()
    assert page.url.startswith(f"{lab.address}sdml-review/login")
