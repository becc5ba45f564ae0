"""The pages in a real browser: both languages, light and dark, without a barrier."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sdml.store.engine import Database
from tests.web.conftest import ANA, PASSWORD, Web

PAGES = ("/account", "/admin/users", "/nothing")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: the other tests of the pages run on both."""
    return sqlite_database


@pytest.fixture
def live_server(web: Web) -> Iterator[str]:
    """The application behind a prefix, at a port of its own."""
    import uvicorn

    web.root_path = "/user/ana/desk"
    config = uvicorn.Config(web.app, port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}{web.root_path}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed"
    )
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


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
    web: Web, live_server: str, chromium: Any, language: str, scheme: str, width: int
) -> None:
    web.add()
    context = chromium.new_context(
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
    context.close()


def test_the_strict_policy_breaks_nothing(
    web: Web, live_server: str, chromium: Any
) -> None:
    web.add()
    context = chromium.new_context()
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
    context.close()
    scriptless = chromium.new_context(java_script_enabled=False)
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
    scriptless.close()
