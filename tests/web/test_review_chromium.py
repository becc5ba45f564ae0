"""The reviewer's page in a real browser: by keyboard, in a race, late, scriptless."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from sdml.records.access import Preferences
from sdml.records.review import DecisionOrder
from sdml.records.review_words import DecisionKind
from sdml.steps.change_preferences import change_preferences
from sdml.steps.claim_example import claim_example
from sdml.steps.comment_example import comment_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.decide_example import decide_example
from sdml.steps.set_answers import set_answers
from sdml.store.engine import Database
from sdml.store.tables.review import ReviewDecision
from tests.review_desk import add_labels
from tests.web.conftest import ANA, PASSWORD, Web, listening
from tests.web.review_browser import (
    BIA,
    CAIO,
    LEASE_SECONDS,
    end_leases,
    open_desk,
    reviewer_of,
    session_of,
)
from tests.web.test_chromium import problems

Open = Callable[..., Any]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: the other tests of the pages run on both."""
    return sqlite_database


@pytest.fixture
def desk(web: Web) -> Iterator[Web]:
    """A served desk; `root_path` is its whole address while it runs."""
    with listening(web) as address:
        web.root_path = address
        yield web


@pytest.fixture
def enter(desk: Web, open_context: Open) -> Open:
    """Opens a browser where somebody is logged in."""

    def entered(email: str = BIA, **options: Any) -> Any:
        page = open_context(**options).new_page()
        page.goto(f"{desk.root_path}/login")
        page.fill("#tenant", "acme")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".who")
        page.goto(f"{desk.root_path}/review")
        return page

    return entered


def decisions(web: Web) -> list[tuple[int, str, str | None]]:
    with web.database.read_transaction() as connection:
        rows = connection.execute(
            select(
                ReviewDecision.example_id, ReviewDecision.kind, ReviewDecision.label
            ).order_by(ReviewDecision.id)
        )
        return [(row[0], row[1].value, row[2]) for row in rows]


def shows(page: Any, number: int) -> None:
    """Wait for the card of that example."""
    page.wait_for_selector(f'[data-card][data-example="{number}"][data-begun]')


def focused(page: Any) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def test_a_whole_session_by_keyboard_alone(desk: Web, enter: Open) -> None:
    ids = open_desk(desk, count=7)
    page = enter()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.keyboard.press("a")
    shows(page, ids[0])
    assert focused(page) == "card-title"
    page.keyboard.press("a")
    shows(page, ids[1])
    assert focused(page) == "card-title"
    page.keyboard.press("u")
    shows(page, ids[0])
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    shows(page, ids[1])
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    shows(page, ids[2])
    page.keyboard.press("r")
    assert focused(page) == "reject-reason"
    page.keyboard.type("The text")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("a and s are letters here")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, ids[3])
    page.keyboard.press("s")
    assert focused(page) == "skip-reason"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, ids[4])
    assert [(kind, label) for _, kind, label in decisions(desk)] == [
        ("approve", "Impressora"),
        ("undo", None),
        ("edit", "VPN"),
        ("edit", "Senha"),
        ("reject", None),
        ("skip", None),
    ]
    assert said == []


def test_letters_in_a_comment_decide_nothing(desk: Web, enter: Open) -> None:
    ids = open_desk(desk)
    page = enter()
    page.keyboard.press("a")
    shows(page, ids[0])
    page.locator("#comment").press_sequentially("aersu?1")
    assert decisions(desk) == []
    page.locator("#talk button").click()
    page.wait_for_selector(".comment")
    assert "aersu?1" in page.locator(".comment").inner_text()
    shows(page, ids[0])
    page.locator("#comment").fill("half a thought")
    page.locator(".approve").click()
    shows(page, ids[1])
    page.goto(f"{desk.root_path}/examples/{ids[0]}")
    assert "half a thought" in page.locator("#talk").inner_text()


def test_keys_that_are_switched_off_do_nothing(desk: Web, enter: Open) -> None:
    ids = open_desk(desk)
    reviewer = reviewer_of(desk, BIA)
    change_preferences(session_of(desk), reviewer.user_id, Preferences(keyboard=False))
    page = enter()
    page.keyboard.press("a")
    page.locator(".start button.primary").click()
    shows(page, ids[0])
    for key in "aersu1?":
        page.keyboard.press(key)
    assert page.locator(".panel.open, dialog[open]").count() == 0
    assert page.locator("kbd:visible").count() == 0
    assert page.locator("#labels input:checked").count() == 0
    assert decisions(desk) == []


def test_keys_are_those_that_the_person_chose(desk: Web, enter: Open) -> None:
    ids = open_desk(desk)
    keys = dict(Preferences().keys) | {"approve": "j"}
    reviewer = reviewer_of(desk, BIA)
    change_preferences(session_of(desk), reviewer.user_id, Preferences(keys=keys))
    page = enter()
    page.keyboard.press("j")
    shows(page, ids[0])
    page.keyboard.press("a")
    page.keyboard.press("j")
    shows(page, ids[1])
    assert [kind for _, kind, _ in decisions(desk)] == ["approve"]


def test_a_double_click_is_one_decision(desk: Web, enter: Open) -> None:
    ids = open_desk(desk)
    page = enter()
    page.keyboard.press("a")
    shows(page, ids[0])
    page.locator(".approve").dblclick()
    shows(page, ids[1])
    page.wait_for_load_state("networkidle")
    assert [one[0] for one in decisions(desk)] == [ids[0]]


def test_two_reviewers_race_for_one_card_and_one_gets_it(
    desk: Web, enter: Open
) -> None:
    ids = open_desk(desk, count=1)
    pages = [enter(BIA), enter(CAIO)]
    for page in pages:
        page.goto(f"{desk.root_path}/examples/{ids[0]}")
    buttons = [page.locator(".page-head button.primary") for page in pages]
    for button in buttons:
        button.click(no_wait_after=True)
    for page in pages:
        page.wait_for_selector("#card")
    holders = [page for page in pages if page.locator("[data-card]").count()]
    losers = [page for page in pages if not page.locator("[data-card]").count()]
    assert (len(holders), len(losers)) == (1, 1)
    assert losers[0].locator("#lost-title").is_visible()
    holders[0].locator(".approve").click()
    holders[0].wait_for_selector("#start-title")
    assert len(decisions(desk)) == 1


def test_a_lease_that_runs_out_says_so_and_keeps_the_words(
    desk: Web, enter: Open
) -> None:
    ids = open_desk(desk)
    page = enter()
    page.clock.install()
    page.keyboard.press("a")
    shows(page, ids[0])
    page.keyboard.press("r")
    page.select_option("#reject-reason", "unclear")
    page.fill("#reject-note", "sem anexo")
    page.fill("#comment", "meio comentário")
    end_leases(desk)
    page.clock.fast_forward(LEASE_SECONDS * 1_000)
    page.wait_for_selector("#expired:not([hidden])")
    assert page.locator("#expired").get_attribute("role") == "alert"
    assert page.locator(".approve").is_disabled()
    page.locator("#expired button").click()
    page.wait_for_selector("#expired", state="hidden")
    shows(page, ids[0])
    assert page.locator("#reject-panel").is_visible()
    assert page.locator("#reject-note").input_value() == "sem anexo"
    assert page.locator("#reject-reason").input_value() == "unclear"
    assert page.locator("#comment").input_value() == "meio comentário"
    page.locator("#reject-panel button").click()
    shows(page, ids[1])
    assert [kind for _, kind, _ in decisions(desk)] == ["reject"]


def test_a_card_that_arrives_when_its_lease_is_over_says_so(
    desk: Web, enter: Open
) -> None:
    ids = open_desk(desk)
    page = enter()
    claim_example(session_of(desk), reviewer_of(desk, BIA))

    def delay(route: Any) -> None:
        answer = route.fetch()
        late = re.sub(r'data-seconds="\d+"', 'data-seconds="0"', answer.text())
        assert late != answer.text()
        route.fulfill(response=answer, body=late)

    page.route("**/review", delay, times=1)
    page.reload()
    shows(page, ids[0])
    assert page.locator("#expired").is_visible()
    assert page.locator(".approve").is_disabled()
    page.keyboard.press("Enter")  # the focus is on what takes it again
    page.wait_for_selector("#expired", state="hidden")
    page.keyboard.press("a")
    shows(page, ids[1])
    assert [kind for _, kind, _ in decisions(desk)] == ["approve"]


def test_a_claim_that_ended_before_its_card_came_is_offered_again(
    desk: Web, enter: Open
) -> None:
    ids = open_desk(desk)
    page = enter()

    def lose(route: Any) -> None:
        route.fetch()
        end_leases(desk)
        route.fulfill(status=303, headers={"Location": "/review"})

    page.route("**/review/next", lose, times=1)
    page.keyboard.press("a")
    page.get_by_text(f"Your time on example {ids[0]} ran out").wait_for()
    page.get_by_role("button", name=f"Take example {ids[0]} again").click()
    shows(page, ids[0])


def test_somebody_at_work_keeps_his_card(desk: Web, enter: Open) -> None:
    ids = open_desk(desk)
    page = enter()
    page.clock.install()
    page.keyboard.press("a")
    shows(page, ids[0])
    step = LEASE_SECONDS // 3
    for _ in range(5):
        page.clock.fast_forward(step * 1_000)
        left = page.locator("#lease").inner_text()
        with page.expect_response("**/review/renewals") as renewal:
            page.locator("#comment").press("x")
        assert renewal.value.ok
        page.wait_for_function(
            "shown => document.querySelector('#lease').textContent > shown", arg=left
        )
    assert page.locator("#expired").is_hidden()
    page.locator(".approve").click()
    shows(page, ids[1])


def test_many_labels_are_found_by_their_letters(desk: Web, enter: Open) -> None:
    ids = open_desk(desk, count=2)
    add_labels(session_of(desk), [f"Serviço {number:02d}" for number in range(77)])
    page = enter()
    page.keyboard.press("a")
    shows(page, ids[0])
    assert page.locator("#labels input[type=radio]").count() == 81
    page.keyboard.press("e")
    assert focused(page) == "label-filter"
    page.keyboard.type("servico 61")
    assert page.locator("#labels .choice:visible").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    shows(page, ids[1])
    assert decisions(desk) == [(ids[0], "edit", "Serviço 61")]


def test_the_neighbours_arrive_after_the_card(desk: Web, enter: Open) -> None:
    ids = open_desk(desk, count=4)
    page = enter()
    page.keyboard.press("a")
    shows(page, ids[0])
    page.wait_for_selector("#similar:not([data-load])")
    page.keyboard.press("a")
    shows(page, ids[1])
    page.wait_for_selector("#similar .near")


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_loop_works_without_scripts(desk: Web, enter: Open, language: str) -> None:
    ids = open_desk(desk, count=6)
    for email in (BIA, ANA):
        person = reviewer_of(desk, email)
        change_preferences(
            session_of(desk), person.user_id, Preferences(language=language)
        )
    page = enter(java_script_enabled=False)
    page.locator(".start button.primary").click()
    assert page.locator("html").get_attribute("lang") == language.replace("_", "-")
    page.locator(".approve").click()
    page.locator(".undo-bar button").click()
    assert str(ids[0]) in page.locator("#card-title").inner_text()
    page.locator(".choice", has_text="VPN").click()
    page.locator(".save").click()
    page.select_option("#reject-reason", "duplicate")
    page.locator("#reject-panel input[value=drop]").check()
    page.locator("#reject-panel button").click()
    page.select_option("#skip-reason", "later")
    page.locator("#skip-panel button").click()
    page.locator("#similar a").click()
    page.locator("#comment").fill("sem script")
    page.locator("#talk button").click()
    assert "sem script" in page.locator(".comment").inner_text()
    page.locator(".card-aside .foot button").first.click()
    page.wait_for_selector("#start-title")
    assert [(kind, label) for _, kind, label in decisions(desk)] == [
        ("approve", "Impressora"),
        ("undo", None),
        ("edit", "VPN"),
        ("reject", None),
        ("skip", None),
    ]


def fill_every_state(web: Web) -> list[int]:
    """A queue with decisions, a disagreement and comments."""
    ids = open_desk(web, count=12)
    session, admin = session_of(web), reviewer_of(web, ANA)
    configure_tenant(session, "review.most_answers", "2")
    set_answers(session, admin, ids[0], 2)
    for email, label in ((BIA, "VPN"), (CAIO, "Rede")):
        reviewer = reviewer_of(web, email)
        for turn in range(3):
            card = claim_example(session, reviewer)
            assert card.example is not None
            assert card.claim is not None
            decide_example(
                session,
                reviewer,
                DecisionOrder(
                    card.example.id,
                    card.claim.token,
                    card.claim.version,
                    DecisionKind.EDIT,
                    f"{email}{turn}",
                    label,
                ),
            )
    comment_example(session, admin, ids[0], "Qual dos dois?")
    return ids


@pytest.mark.parametrize("width", [1280, 320])  # 320 is 1280 at 400 % zoom
@pytest.mark.parametrize(("language", "scheme"), [("pt_BR", "light"), ("en", "dark")])
def test_no_page_has_a_barrier(
    desk: Web, enter: Open, language: str, scheme: str, width: int
) -> None:
    ids = fill_every_state(desk)
    for email in (ANA, BIA):
        change_preferences(
            session_of(desk),
            reviewer_of(desk, email).user_id,
            Preferences(language=language),
        )
    options = {
        "color_scheme": scheme,
        "bypass_csp": True,
        "viewport": {"width": width, "height": 800},
    }
    page = enter(ANA, **options)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert problems(page) == [], "start"
    page.keyboard.press("a")
    shows(page, ids[0])
    page.wait_for_selector("#similar:not([data-load])")
    assert problems(page) == [], "disagreement"
    page.keyboard.press("a")
    page.wait_for_selector(".undo-bar")
    page.wait_for_selector("#similar:not([data-load])")
    for key in ("r", "s", "1", "?"):
        page.keyboard.press(key)
        assert problems(page) == [], key
        page.keyboard.press("Escape")
    for path in (
        "/queue",
        "/queue?suggestion=VPN&low=0.1",
        "/queue?text=nothing",
        "/bulk?suggestion=VPN",
        "/bulk?suggestion=nothing",
        "/progress",
        "/progress/reviewers",
        "/progress/gain",
        "/admin/gold",
        "/admin/assignments",
        f"/examples/{ids[0]}?similar=1",
        f"/examples/{ids[7]}",
        "/review?suggestion=nothing",
    ):
        page.goto(desk.root_path + path)
        page.wait_for_load_state("networkidle")
        assert problems(page) == [], path
    assert not [url for url in asked if not url.startswith(desk.root_path)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_blind_and_lost_cards_have_no_barrier(
    desk: Web, enter: Open, scheme: str
) -> None:
    ids = open_desk(desk, count=1, blind_percent=100)
    page = enter(color_scheme=scheme, bypass_csp=True)
    page.clock.install()
    page.keyboard.press("a")
    page.wait_for_selector(".no-suggestion")
    page.wait_for_selector("#similar:not([data-load])")
    end_leases(desk)
    page.clock.fast_forward(LEASE_SECONDS * 1_000)
    page.wait_for_selector("#expired:not([hidden])")
    assert problems(page) == []
    claim_example(session_of(desk), reviewer_of(desk, CAIO), example_id=ids[0])
    page.locator("#expired button").click()
    page.wait_for_selector("#lost-title")
    assert focused(page) == "lost-title"
    assert problems(page) == []
