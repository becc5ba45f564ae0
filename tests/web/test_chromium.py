"""The pages in a real browser: both languages, light and dark, without a barrier."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sdml.store.engine import Database
from tests.web.conftest import ANA, PASSWORD, Web, listening

PAGES = ("/account", "/admin/users", "/nothing")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: the other tests of the pages run on both."""
    return sqlite_database


@pytest.fixture
def live_server(web: Web) -> Iterator[str]:
    with listening(web) as address:
        yield address


def problems(page: Any) -> list[str]:
    """What axe-core finds wrong, and whether the page is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{one['id']}: {node['html'][:100]}"
        for one in Axe().run(page).response["violations"]
        for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, "wider than the screen"] if wide else found


@pytest.mark.parametrize("width", [1280, 320])  # 320 is 1280 at 400 % zoom
@pytest.mark.parametrize(
    ("language", "scheme"), [("pt-BR", "light"), ("en-US", "dark")]
)
def test_pages_have_no_barrier(
    web: Web,
    live_server: str,
    open_context: Callable[..., Any],
    language: str,
    scheme: str,
    width: int,
) -> None:
    web.add()
    context = open_context(
        locale=language,
        color_scheme=scheme,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server}/login")
    assert page.locator("html").get_attribute("lang") == language[:5].replace("-US", "")
    assert problems(page) == []
    page.fill("#tenant", "acme")
    page.fill("#email", ANA)
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert problems(page) == []
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".who")
    page.goto(f"{live_server}/account")
    page.select_option(
        "#language", language.replace("-", "_")[: 5 if "pt" in language else 2]
    )
    page.locator("section:has(#theme) button").click()
    page.wait_for_selector("[role=status]")
    for path in PAGES:
        page.goto(live_server + path)
        assert problems(page) == [], path
    assert not [url for url in asked if not url.startswith(live_server)]


def test_the_strict_policy_breaks_nothing(
    web: Web, live_server: str, open_context: Callable[..., Any]
) -> None:
    web.add()
    context = open_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server}/login")
    page.fill("#tenant", "acme")
    page.fill("#email", ANA)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".who")
    page.goto(f"{live_server}/admin/users")
    page.wait_for_selector("html[data-script=on]")
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.card')).borderStyle"
    ) == ("solid")
    assert [text for text in said if "404" not in text] == []
    scriptless = open_context(java_script_enabled=False)
    page = scriptless.new_page()
    page.goto(f"{live_server}/login")
    page.fill("#tenant", "acme")
    page.fill("#email", ANA)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".who")
    page.goto(f"{live_server}/admin/users")
    page.fill("#email", "bia@acme.example")
    page.locator("aside button").click()
    page.wait_for_selector(".one-time")
