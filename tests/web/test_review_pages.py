"""The review without JavaScript: cards, refusals, lists, bulk, gold and assignments."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from sdml.records.enterprise import AuditAction
from sdml.records.review import DecisionOrder, QueueFilter
from sdml.records.review_words import Client, DecisionKind, QueueState
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.claim_example import claim_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.decide_example import decide_example
from sdml.steps.list_examples import list_examples
from sdml.steps.set_answers import set_answers
from sdml.steps.set_gold import set_gold
from sdml.store.database_clock import read_clock
from sdml.store.proposals import insert_examples
from sdml.store.tables.review import ReviewClaim, ReviewDecision
from tests.review_desk import (
    LABELS,
    add_examples,
    add_labels,
    new_example,
    plain_review,
)
from tests.web.conftest import ANA, Browser, Web
from tests.web.review_browser import (
    BIA,
    CAIO,
    LEASE_SECONDS,
    add_person,
    card_fields,
    end_leases,
    example_of,
    fill_queue,
    hidden_fields,
    open_desk,
    reviewer_of,
    session_of,
    take_next,
)


def count(web: Web, table: Any) -> int:
    with web.database.read_transaction() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def decide_first(web: Web, email: str, label: str | None = None) -> int:
    """The next example of a reviewer, decided past the pages."""
    session, reviewer = session_of(web), reviewer_of(web, email)
    card = claim_example(session, reviewer)
    assert card.example is not None
    assert card.claim is not None
    kind = DecisionKind.EDIT if label else DecisionKind.APPROVE
    order = DecisionOrder(
        card.example.id,
        card.claim.token,
        card.claim.version,
        kind,
        f"{email}-{card.example.id}",
        label,
    )
    decide_example(session, reviewer, order)
    return card.example.id


def test_looking_claims_nothing_and_taking_claims_one(web: Web) -> None:
    first, *_ = open_desk(web)
    browser = web.login(BIA)
    for path in ("/review", "/queue", f"/examples/{first}", "/progress"):
        assert browser.get(path).status_code == 200
    assert count(web, ReviewClaim) == 0
    answer = browser.post("/review/next")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert example_of(browser.get("/review")) == first
    assert count(web, ReviewClaim) == 1


def test_a_decision_brings_the_next_card_until_nothing_is_left(web: Web) -> None:
    ids = open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser)
    seen = []
    for _ in ids:
        seen.append(int(fields["example_id"]))
        answer = browser.post("/review/decisions", fields)
        assert answer.status_code == 303
        if len(seen) < len(ids):
            fields = card_fields(browser)
    assert seen == ids
    page = browser.get("/review")
    assert "The queue is empty" in page.text
    assert "There is nothing more for you here now." in page.text


def test_our_script_gets_the_next_card_in_the_answer_itself(web: Web) -> None:
    ids = open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser)
    script = {"headers": {"X-Requested-With": "sdml"}}
    answer = browser.post("/review/decisions", fields, **script)
    assert (answer.status_code, example_of(answer)) == (200, ids[1])
    assert "may be taken back until" in answer.text
    for part in ("notices", "desk-counts", "card", "similar", "talk"):
        assert answer.text.count(f'id="{part}"') == 1
    assert "<nav" not in answer.text
    assert f"<title>Example {ids[1]}" in answer.text
    whole = browser.get("/review").text
    key = re.compile(r'name="key" value="[^"]+"|data-seconds="[0-9]+"')
    card = key.sub("", answer.text[answer.text.index('id="card"') :])
    assert card.split("</aside>")[0] in key.sub("", whole)


def test_our_script_is_sent_on_where_nothing_is_left(web: Web) -> None:
    open_desk(web, 1)
    browser = web.login(BIA)
    fields = take_next(browser)
    script = {"headers": {"X-Requested-With": "sdml"}}
    answer = browser.post("/review/decisions", fields, **script)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert "There is nothing more for you here now." in browser.get("/review").text


@pytest.mark.parametrize(
    ("fields", "kind", "label"),
    [
        ({"kind": "approve"}, "approve", LABELS[0]),
        ({"kind": "edit", "label": "VPN"}, "edit", "VPN"),
        ({"kind": "edit", "other": "Rede"}, "edit", "Rede"),
        ({"kind": "edit", "label": LABELS[0]}, "approve", LABELS[0]),
        (
            {"kind": "reject", "reason_code": "unclear", "outcome": "drop"},
            "reject",
            None,
        ),
        ({"kind": "skip", "reason_code": "later"}, "skip", None),
    ],
    ids=["approve", "edit", "edit_by_list", "edit_to_suggestion", "reject", "skip"],
)
def test_each_form_decides(
    web: Web, fields: dict[str, str], kind: str, label: str | None
) -> None:
    open_desk(web)
    browser = web.login(BIA)
    card = take_next(browser)
    assert browser.post("/review/decisions", card | fields).status_code == 303
    with web.database.read_transaction() as connection:
        row = connection.execute(select(ReviewDecision.__table__)).one()
    assert (row.kind, row.label, row.client) == (kind, label, "web")


def test_the_same_form_twice_is_one_decision(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser)
    answers = [browser.post("/review/decisions", fields) for _ in range(3)]
    assert [one.status_code for one in answers] == [303, 303, 303]
    assert count(web, ReviewDecision) == 1
    assert count(web, ReviewClaim) == 2
    changed = browser.post(
        "/review/decisions", fields | {"kind": "edit", "label": "VPN"}
    )
    assert changed.status_code == 409
    assert "You had already decided this card." in changed.text
    assert count(web, ReviewDecision) == 1


def test_what_is_missing_is_said_and_what_was_typed_is_kept(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser) | {
        "kind": "reject",
        "reason_code": "",
        "note": "não entendi <b>",
    }
    answer = browser.post("/review/decisions", fields)
    assert answer.status_code == 422
    assert "check the label and the reason" in answer.text
    assert ">não entendi &lt;b&gt;</textarea>" in answer.text
    assert example_of(answer) == int(fields["example_id"])
    assert count(web, ReviewDecision) == 0


def test_a_lease_that_ran_out_gives_the_card_again_with_what_was_typed(
    web: Web,
) -> None:
    open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser)
    end_leases(web)
    page = browser.get("/review")
    assert example_of(page) is None
    assert f"Take example {fields['example_id']} again" in page.text
    typed = fields | {"kind": "skip", "reason_code": "unclear", "note": "falta o anexo"}
    answer = browser.post("/review/decisions", typed)
    assert answer.status_code == 409
    assert "Your time on this example had run out." in answer.text
    assert example_of(answer) == int(fields["example_id"])
    assert ">falta o anexo</textarea>" in answer.text
    assert count(web, ReviewDecision) == 0
    again = hidden_fields(answer.text, 'id="approve-form"')
    assert int(again["token"]) > int(fields["token"])
    assert again["key"] != fields["key"]


def test_a_card_that_went_to_another_is_lost_and_the_words_are_kept(web: Web) -> None:
    open_desk(web)
    bia, caio = web.login(BIA), web.login(CAIO)
    fields = take_next(bia)
    end_leases(web)
    assert take_next(caio)["example_id"] == fields["example_id"]
    typed = fields | {"kind": "reject", "reason_code": "unclear", "note": "meu texto"}
    answer = bia.post("/review/decisions", typed)
    assert answer.status_code == 409
    assert f"Example {fields['example_id']} is with somebody else" in answer.text
    assert "meu texto</textarea>" in answer.text
    assert "Take the next" in answer.text
    assert example_of(answer) is None
    assert count(web, ReviewDecision) == 0


def test_a_renewed_claim_lives_longer_and_a_lost_one_says_so(web: Web) -> None:
    open_desk(web)
    browser = web.login(BIA)
    fields = take_next(browser)
    held = {name: fields[name] for name in ("example_id", "token")}
    answer = browser.post("/review/renewals", held)
    assert answer.status_code == 200
    assert LEASE_SECONDS / 2 < answer.json()["seconds_left"] <= LEASE_SECONDS
    assert browser.post("/review/release", held).status_code == 303
    assert browser.post("/review/renewals", held).status_code == 409
    assert example_of(browser.get("/review")) is None


def test_undo_takes_the_last_decision_back_and_its_card_again(web: Web) -> None:
    first, *_ = open_desk(web)
    browser = web.login(BIA)
    browser.post("/review/decisions", take_next(browser))
    page = browser.get("/review")
    assert "1 decided by you today" in page.text
    undo = hidden_fields(page.text, 'class="undo-bar"')
    undo.pop("csrf_token")
    for _ in range(2):
        assert browser.post("/review/undo", undo).status_code == 303
        page = browser.get("/review")
        assert example_of(page) == first
    with web.database.read_transaction() as connection:
        kinds = connection.scalars(
            select(ReviewDecision.kind).order_by(ReviewDecision.id)
        ).all()
    assert kinds == ["approve", "undo"]
    assert "undo-bar" not in page.text
    other = web.login(CAIO)
    assert other.post("/review/undo", undo).status_code == 303
    assert count(web, ReviewDecision) == 2


def test_a_blind_card_shows_neither_suggestion_nor_given_label(web: Web) -> None:
    open_desk(web, count=1, blind_percent=100)
    browser = web.login(BIA)
    browser.post("/review/next")
    page = browser.get("/review").text
    assert "The suggestion is hidden on this card." in page
    assert "data-key" in page
    assert 'class="primary big approve"' not in page
    assert "50%" not in page


def test_filters_stand_in_the_address_and_follow_the_decisions(web: Web) -> None:
    open_desk(web, count=8)
    browser = web.login(BIA)
    page = browser.get("/queue?suggestion=VPN")
    assert "2 examples" in page.text
    assert "Suggestion: VPN" in page.text
    query = "?suggestion=VPN"
    fields = take_next(browser, query)
    answer = browser.post(f"/review/decisions{query}", fields)
    assert answer.headers["location"] == "/review?suggestion=VPN"
    second = card_fields(browser, f"/review{query}")
    browser.post(f"/review/decisions{query}", second)
    assert "No pending example fits this filter." in browser.get(f"/review{query}").text
    for wrong in ("low=2", "reason=nothing", "group=x"):
        assert browser.get(f"/queue?{wrong}").status_code == 422
    assert browser.get("/queue?text=exemplo%20acme%206").text.count("data-label") == 5


def test_pages_of_the_queue_hold_each_row_once_while_rows_change(web: Web) -> None:
    ids = open_desk(web, count=120)
    browser = web.login(BIA)
    seen: list[int] = []
    path: str | None = "/queue"
    while path:
        page = browser.get(path).text
        seen += [
            int(one)
            for one in re.findall(r'<th scope="row"><a href="/examples/(\d+)"', page)
        ]
        decide_first(web, CAIO)
        fill_queue(web, 1, first=1_000 + len(seen))
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen))
    assert set(ids[3:]) <= set(seen)


@pytest.mark.parametrize(
    ("method", "path", "fields"),
    [
        ("get", "/examples/{id}", {}),
        ("get", "/review/examples/{id}/similar", {}),
        ("post", "/examples/{id}/comments", {"body": "olá"}),
        ("post", "/examples/{id}/reveal", {}),
        ("post", "/examples/{id}/answers", {"answers": "2"}),
        ("post", "/review/claims", {"example_id": "{id}"}),
        ("post", "/admin/gold", {"example_id": "{id}", "label": "VPN"}),
        ("post", "/review/release", {"example_id": "{id}", "token": "1"}),
        (
            "post",
            "/review/decisions",
            {
                "example_id": "{id}",
                "token": "1",
                "version": "1",
                "key": "k",
                "kind": "approve",
            },
        ),
    ],
)
def test_another_tenants_example_is_not_there(
    web: Web, method: str, path: str, fields: dict[str, str]
) -> None:
    open_desk(web)
    web.add("zoe@other.example", slug="other")
    (foreign,) = fill_queue(web, 1, slug="other")
    browser = web.login(ANA)
    for number in (foreign, 987_654):
        sent = {name: value.format(id=number) for name, value in fields.items()}
        goal = path.format(id=number)
        answer = browser.get(goal) if method == "get" else browser.post(goal, sent)
        assert answer.status_code == 404, number


def personal_example(web: Web) -> int:
    session = session_of(web)
    plain_review(session)
    add_labels(session)
    text = "Meu CPF é 529.982.247-25, troquem a senha"
    with session.write("propose_examples") as connection:
        (made,) = insert_examples(
            connection,
            session.tenant,
            [new_example(0, text, "Senha")],
            "category",
            1,
            read_clock(connection),
        )
    assert made is not None
    return made


def test_personal_data_is_masked_shown_once_and_the_look_is_recorded(web: Web) -> None:
    add_person(web, BIA, WorkbenchRoleName.REVIEWER)
    add_person(web, "vera@acme.example", WorkbenchRoleName.VIEWER)
    number = personal_example(web)
    browser = web.login(BIA)
    browser.post("/review/next")
    for path in ("/review", f"/examples/{number}", "/queue"):
        assert "529.982" not in browser.get(path).text
    for where in ("card", "example"):
        answer = browser.post(f"/examples/{number}/reveal", {"where": where})
        assert answer.status_code == 200
        assert "529.982.247-25" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert "529.982" not in browser.get("/review").text
    looks = [one for one in web.audit(AuditAction.VIEW) if one.entity_id == number]
    assert [one.actor for one in looks] == [BIA, BIA]
    viewer = web.login("vera@acme.example")
    assert viewer.post(f"/examples/{number}/reveal").status_code == 403
    assert "Show it (recorded)" not in viewer.get(f"/examples/{number}").text


def test_comments_have_a_place_of_their_own(web: Web) -> None:
    first, *_ = open_desk(web)
    browser = web.login(BIA)
    answer = browser.post(f"/examples/{first}/comments", {"body": "olha <isto>"})
    place = answer.headers["location"]
    assert re.fullmatch(rf"/examples/{first}#comment-\d+", place)
    page = browser.get(f"/examples/{first}").text
    assert "olha &lt;isto&gt;" in page
    assert f'id="{place.partition("#")[2]}"' in page
    empty = browser.post(f"/examples/{first}/comments", {"body": "  "})
    assert empty.status_code == 422
    browser.post("/review/next?task=category")
    fields = {"body": "mais um", "where": "card"}
    again = browser.post(f"/examples/{first}/comments?task=category", fields)
    assert again.headers["location"].startswith("/review?task=category#comment-")


def disputed(web: Web) -> int:
    """An example about which two reviewers differ."""
    number, _ = open_desk(web, count=2, most_answers=2)
    set_answers(session_of(web), reviewer_of(web, ANA), number, 2)
    assert decide_first(web, BIA, "VPN") == number
    assert decide_first(web, CAIO, "Rede") == number
    return number


def test_a_disagreement_is_marked_and_settled_by_an_approver(web: Web) -> None:
    disputed(web)
    browser = web.login(ANA)
    page = browser.get("/queue?state=adjudication")
    assert "for an approver" in page.text
    fields = take_next(browser)
    card = browser.get("/review").text
    assert "Disagreement: yours is the last word" in card
    assert BIA in card
    assert CAIO in card
    answer = browser.post(
        "/review/decisions", fields | {"kind": "edit", "label": "Senha"}
    )
    assert answer.status_code == 303
    done = list_examples(
        session_of(web), reviewer_of(web, ANA), QueueFilter(state=QueueState.COMPLETED)
    )
    assert [line.decided_label for line in done.lines] == ["Senha"]


def bulk_fields(page: str, answer: str) -> dict[str, str]:
    fields = hidden_fields(page, 'class="steps"')
    fields.pop("csrf_token")
    sampled = re.findall(r'name="(sample-\d+)"', page)
    return fields | dict.fromkeys(sampled, answer) | {"answer": answer}


def test_many_are_decided_alike_once_the_sample_agrees(web: Web) -> None:
    open_desk(web, count=16)
    browser = web.login(ANA)
    page = browser.get("/bulk?suggestion=VPN").text
    assert "4 examples would get the same decision" in page
    fields = bulk_fields(page, "label:VPN")
    sampled = next(name for name in fields if name.startswith("sample-"))
    differs = browser.post("/bulk?suggestion=VPN", fields | {sampled: "label:Rede"})
    assert differs.status_code == 409
    assert "The sample does not agree with the label." in differs.text
    assert "differs" in differs.text
    assert count(web, ReviewDecision) == 0
    held = take_next(web.login(BIA), "?suggestion=VPN")
    fields = bulk_fields(browser.get("/bulk?suggestion=VPN").text, "label:VPN")
    stale = browser.post("/bulk?suggestion=VPN", fields | {"fingerprint": "x"})
    assert stale.status_code == 409
    for _ in range(2):
        answer = browser.post("/bulk?suggestion=VPN", fields)
        assert answer.status_code == 200
        assert "3 examples decided" in answer.text
    assert count(web, ReviewDecision) == 3
    assert held["example_id"] not in re.findall(r"/examples/(\d+)", answer.text)
    empty = browser.get("/bulk?suggestion=nothing")
    assert "No open example of this filter is yours to decide." in empty.text


def test_dropping_many_takes_a_reason(web: Web) -> None:
    open_desk(web, count=4)
    browser = web.login(ANA)
    fields = bulk_fields(browser.get("/bulk?task=category").text, "drop:")
    assert browser.post("/bulk?task=category", fields).status_code == 422
    answer = browser.post("/bulk?task=category", fields | {"reason_code": "duplicate"})
    assert "They were dropped." in answer.text
    assert count(web, ReviewDecision) == 4


def test_gold_is_set_listed_and_taken_away(web: Web) -> None:
    open_desk(web, count=2)
    done = decide_first(web, BIA)
    pending = next(iter(set(list_ids(web)) - {done}))
    browser = web.login(ANA)
    assert f'value="{done}"' in browser.get("/admin/gold").text
    fields = {"example_id": str(done), "label": LABELS[0]}
    assert browser.post("/admin/gold", fields).status_code == 303
    page = browser.get("/admin/gold").text
    assert "1 gold example" in page
    refused = browser.post("/admin/gold", {"example_id": str(pending), "label": "VPN"})
    assert refused.status_code == 422
    assert "Only an approved example can be gold" in refused.text
    browser.post("/admin/gold", {"example_id": str(done), "label": ""})
    assert "No gold example yet" in browser.get("/admin/gold").text


def list_ids(web: Web) -> list[int]:
    page = list_examples(session_of(web), reviewer_of(web, ANA))
    return [line.id for line in page.lines]


def test_gold_looks_like_any_other_card(web: Web) -> None:
    open_desk(web, count=6)
    done = decide_first(web, BIA)
    admin = reviewer_of(web, ANA)
    set_gold(session_of(web), admin, done, LABELS[0])
    configure_tenant(session_of(web), "review.gold_percent", "50")
    browser = web.login(CAIO)
    shown = []
    for _ in range(5):
        fields = take_next(browser)
        page = browser.get("/review").text
        shown.append(int(fields["example_id"]))
        assert "gold" not in page.lower()
        assert BIA not in page
        browser.post("/review/decisions", fields)
    assert len(shown) == len(set(shown))


def test_examples_are_assigned_and_taken_back(web: Web) -> None:
    ids = open_desk(web, count=4)
    browser = web.login(ANA)
    fields = {"email": BIA, "most": "2", "action": "give"}
    assert browser.post("/admin/assignments", fields).status_code == 303
    page = browser.get("/admin/assignments").text
    assert "2 examples were assigned." in page
    assert BIA in page
    assert int(take_next(web.login(CAIO))["example_id"]) == ids[2]
    assert "2 examples" in web.login(BIA).get("/queue?assigned=1").text
    browser.post("/admin/assignments", fields | {"most": "500", "action": "take"})
    assert "2 examples are free again." in browser.get("/admin/assignments").text
    for wrong in ({"most": "0"}, {"most": "x"}, {"email": "nobody@acme.example"}):
        assert browser.post("/admin/assignments", fields | wrong).status_code == 422


def test_progress_counts_people_labels_and_agreement(web: Web) -> None:
    disputed(web)
    page = web.login(ANA).get("/progress").text
    for words in ("Pending", BIA, CAIO, "Krippendorff", "n&nbsp;=&nbsp;1"):
        assert words in page, words
    viewer = web.login(BIA)
    assert viewer.get("/progress").status_code == 200
    assert viewer.get("/progress/reviewers").status_code == 403
    assert web.login(ANA).get("/progress/reviewers").status_code == 200
    assert "Too few approved labels to say" in viewer.get("/progress/gain").text


def test_a_viewer_looks_and_does_not_act(web: Web) -> None:
    first, *_ = open_desk(web)
    add_person(web, "vera@acme.example", WorkbenchRoleName.VIEWER)
    browser = web.login("vera@acme.example")
    assert "Your role lets you look" in browser.get("/review").text
    page = browser.get(f"/examples/{first}").text
    assert "Review this example" not in page
    assert "<textarea" not in page
    assert "Review these" not in browser.get("/queue").text
    assert browser.post("/review/next").status_code == 403
    assert count(web, ReviewClaim) == 0


def test_nobody_decides_his_own_proposal(web: Web) -> None:
    open_desk(web, count=1)
    session, bia = session_of(web), reviewer_of(web, BIA)
    (own,) = add_examples(session, 1, first=50, proposed_by=bia.user_id)
    browser = web.login(BIA)
    assert browser.post("/review/claims", {"example_id": str(own)}).status_code == 403
    assert example_of(browser.get("/review")) is None


def test_the_page_behind_a_prefix_names_no_address_without_it(web: Web) -> None:
    web.root_path = "/user/ana/desk"
    open_desk(web)
    browser: Browser = web.login(BIA)
    browser.post("/review/next")
    for path in ("/review", "/queue", "/progress", f"/examples/{list_ids(web)[0]}"):
        page = browser.get(path).text
        links = re.findall(r'(?:href|src|action|data-\w+)="(/[^"]*)"', page)
        assert links
        assert not [one for one in links if not one.startswith("/user/ana/desk/")]


def test_neighbours_come_apart_and_with_the_page_where_asked(web: Web) -> None:
    ids = open_desk(web, count=4)
    decide_first(web, CAIO)
    browser = web.login(BIA)
    browser.post("/review/next")
    assert "% alike" not in browser.get("/review").text
    assert "% alike" in browser.get("/review?similar=1").text
    part = browser.get(f"/review/examples/{ids[1]}/similar")
    assert 'id="similar"' in part.text
    assert "% alike" in part.text


def test_claims_of_the_pages_say_where_they_came_from(web: Web) -> None:
    open_desk(web)
    web.login(BIA).post("/review/next")
    with web.database.read_transaction() as connection:
        assert connection.scalars(select(ReviewClaim.client)).all() == [Client.WEB]
