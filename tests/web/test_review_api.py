"""The JSON interface of the review: the keys of the command line, codes, roles."""

import json
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import func, select

from sdml.records.review import ClaimedExample, DecisionResult
from sdml.records.review_stats import ReviewStats
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.set_answers import set_answers
from sdml.store.tables.review import ReviewDecision
from tests.web.conftest import ANA, Browser, Web, header_of
from tests.web.review_browser import (
    BIA,
    CAIO,
    add_person,
    fill_queue,
    open_desk,
    reviewer_of,
    session_of,
)


def call(browser: Browser, path: str, body: dict[str, object] | None = None) -> Any:
    """Send JSON as a program does."""
    return browser.client.post(
        f"{browser.root_path}/api/v1{path}",
        json=body or {},
        headers=header_of(browser),
    )


def order_of(card: dict[str, Any], **words: object) -> dict[str, object]:
    return {
        "example_id": card["example"]["id"],
        "token": card["claim"]["token"],
        "version": card["claim"]["version"],
        "decision": "approve",
        "key": "k1",
        **words,
    }


def test_a_card_is_claimed_decided_and_taken_back(web: Web) -> None:
    ids = open_desk(web)
    browser = web.login(BIA)
    card = call(browser, "/review/next").json()
    assert set(card) == {one.name for one in fields(ClaimedExample)}
    assert card["example"]["id"] == ids[0]
    assert (
        call(browser, "/review/next").json()["claim"]["token"]
        == (card["claim"]["token"])
    )
    done = call(browser, "/review/decide", order_of(card))
    assert done.status_code == 200
    assert set(done.json()) == {one.name for one in fields(DecisionResult)}
    assert done.json()["example_status"] == "approved"
    again = call(browser, "/review/decide", order_of(card)).json()
    assert again == done.json() | {"replayed": True}
    undo = {"decision_id": done.json()["decision_id"], "key": "u1"}
    assert call(browser, "/review/undo", undo).json()["example_status"] == "pending"
    stats = browser.get("/api/v1/review/stats").json()
    assert set(stats) == {one.name for one in fields(ReviewStats)}
    assert (stats["pending"], stats["decided"]) == (len(ids), 0)


def test_an_empty_queue_answers_with_nothing(web: Web) -> None:
    open_desk(web, count=1)
    browser = web.login(BIA)
    nothing = call(browser, "/review/next", {"task": "priority"}).json()
    assert nothing == {"example": None, "labels": [], "claim": None}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"token": 99}, 409, "claim_lost"),
        ({"version": 99}, 409, "stale_version"),
        ({"decision": "edit"}, 422, "bad_parameter"),
        ({"decision": "edit", "label": "Nada"}, 422, "bad_parameter"),
        ({"decision": "skip"}, 422, "bad_parameter"),
        ({"decision": "dance"}, 422, "bad_parameter"),
        ({"unknown": 1}, 422, "bad_parameter"),
        ({"example_id": 987_654}, 404, "not_found"),
    ],
)
def test_refusals_have_a_code_and_change_nothing(
    web: Web, change: dict[str, object], status: int, code: str
) -> None:
    open_desk(web)
    browser = web.login(BIA)
    card = call(browser, "/review/next").json()
    answer = call(browser, "/review/decide", order_of(card, **change))
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "request_id"}
    with web.database.read_transaction() as connection:
        assert connection.scalar(select(func.count(ReviewDecision.id))) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"example_id": True},
        {"example_id": 1.0},
        {"example_id": "1"},
        {"token": "1"},
        {"version": True},
    ],
    ids=str,
)
def test_an_id_is_a_whole_number(web: Web, change: dict[str, object]) -> None:
    open_desk(web)
    browser = web.login(BIA)
    card = call(browser, "/review/next").json()
    answer = call(browser, "/review/decide", order_of(card, **change))
    assert answer.status_code == 422
    assert next(iter(change)) in answer.json()["error"]["message"]
    with web.database.read_transaction() as connection:
        assert not connection.scalar(select(func.count()).select_from(ReviewDecision))


@pytest.mark.parametrize(
    "body", [{"skipped": 1}, {"assigned": "yes"}, {"low": "0.5"}], ids=str
)
def test_other_words_keep_to_their_kind_too(web: Web, body: dict[str, object]) -> None:
    open_desk(web)
    assert call(web.login(BIA), "/review/next", body).status_code == 422


def test_a_key_that_stands_twice_in_a_body_is_refused(web: Web) -> None:
    ids = open_desk(web)
    browser = web.login(BIA)
    header = {**header_of(browser), "Content-Type": "application/json"}
    for body in (f'{{"example_id": {ids[0]}, "example_id": {ids[1]}}}', '{"a": [{"b":'):
        answer = browser.client.post(
            f"{browser.root_path}/api/v1/review/next", content=body, headers=header
        )
        assert answer.status_code == 422
    assert call(browser, "/review/next").json()["example"]["id"] == ids[0]


def test_one_key_for_two_orders_is_refused(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    card = call(browser, "/review/next").json()
    call(browser, "/review/decide", order_of(card))
    other = call(browser, "/review/next").json()
    answer = call(browser, "/review/decide", order_of(other))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key_reused")


def test_claims_are_renewed_and_given_back(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    card = call(browser, "/review/next").json()
    held = {"example_id": card["example"]["id"], "token": card["claim"]["token"]}
    renewed = call(browser, "/review/renew", held).json()
    assert renewed["expires_at"] >= card["claim"]["expires_at"]
    assert call(browser, "/review/release", held).json() == {"released": True}
    assert call(browser, "/review/release", held).json() == {"released": False}
    lost = call(browser, "/review/renew", held)
    assert (lost.status_code, lost.json()["error"]["code"]) == (409, "claim_lost")


def test_another_tenants_rows_are_not_there(web: Web) -> None:
    open_desk(web)
    web.add("zoe@other.example", slug="other")
    (foreign,) = fill_queue(web, 1, slug="other")
    browser = web.login(BIA)
    held: dict[str, object] = {"example_id": foreign, "token": 1}
    assert browser.get(f"/api/v1/examples/{foreign}").status_code == 404
    assert call(browser, "/review/release", held).status_code == 404
    decide = held | {"version": 1, "decision": "approve", "key": "k"}
    assert call(browser, "/review/decide", decide).status_code == 404
    zoe = web.login("zoe@other.example", slug="other")
    card = call(zoe, "/review/next").json()
    done = call(zoe, "/review/decide", order_of(card)).json()
    undo = {"decision_id": done["decision_id"], "key": "u"}
    assert call(browser, "/review/undo", undo).status_code == 404


def test_an_example_hides_what_would_sway_who_has_not_answered(web: Web) -> None:
    first, *_ = open_desk(web, count=1)
    set_answers(session_of(web), reviewer_of(web, ANA), first, 2)
    bia, caio = web.login(BIA), web.login(CAIO)
    call(bia, "/review/decide", order_of(call(bia, "/review/next").json()))
    assert len(bia.get(f"/api/v1/examples/{first}").json()["history"]) == 1
    assert caio.get(f"/api/v1/examples/{first}").json()["history"] == []


def test_who_only_looks_cannot_claim(web: Web) -> None:
    open_desk(web)
    add_person(web, "vera@acme.example", WorkbenchRoleName.VIEWER)
    browser = web.login("vera@acme.example")
    answer = call(browser, "/review/next")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "role_needed")
    assert browser.get("/api/v1/review/stats").status_code == 200


def test_a_form_of_another_site_cannot_decide(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    plain = browser.client.post("/api/v1/review/next", json={})
    assert plain.status_code == 403
    text = browser.client.post(
        "/api/v1/review/next",
        content=json.dumps({}),
        headers=header_of(browser) | {"content-type": "text/plain"},
    )
    assert text.status_code == 415


def test_the_interface_is_described_with_its_answers_and_refusals(web: Web) -> None:
    web.add(ANA)
    described = web.login(ANA).get("/openapi.json").json()
    paths = described["paths"]
    for name in ("next", "decide", "undo", "renew", "release"):
        answers = paths[f"/api/v1/review/{name}"]["post"]["responses"]
        assert {"200", "403", "404", "409", "422"} <= set(answers), name
        assert "$ref" in answers["200"]["content"]["application/json"]["schema"]
        refused = answers["409"]["content"]["application/json"]["schema"]
        assert refused["$ref"].endswith("RefusalAnswer")
    for name in ("/api/v1/review/stats", "/api/v1/examples/{example_id}"):
        assert "200" in paths[name]["get"]["responses"]
