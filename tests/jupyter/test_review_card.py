"""The card's Python side: messages in, state out, the same steps behind it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update

from sdml.errors import Forbidden, ParameterError
from sdml.jupyter.card_request import read_request
from sdml.jupyter.review_card import ReviewCard
from sdml.records.access import Preferences, ReviewAction
from sdml.records.review import QueueFilter
from sdml.records.review_words import Client, DecisionKind
from sdml.steps.change_preferences import change_preferences
from sdml.steps.open_review import open_review
from sdml.steps.session import Session
from sdml.steps.show_example import show_example
from sdml.store.tables.review import ReviewClaim, ReviewDecision
from tests.review_desk import add_examples, add_people, plain_review


class Script:
    """Stands for the card's script in a browser: sends messages, reads the state."""

    def __init__(self, card: ReviewCard) -> None:
        self.card = card
        self.sent = 0

    @property
    def state(self) -> dict[str, object]:
        return dict(self.card.state)

    def send(self, action: str, **more: object) -> dict[str, object]:
        self.sent += 1
        number = f"message {self.sent}"
        content = {"action": action, "id": number, "key": number} | more
        self.card._handle_custom_msg(content, [])
        assert self.state["answers"] == number
        return self.state

    def decide(self, kind: str, **more: object) -> dict[str, object]:
        card = self.card.state["card"]
        names = ("example_id", "token", "version")
        return self.send("decide", kind=kind, **{n: card[n] for n in names} | more)


@pytest.fixture
def queue(session: Session) -> list[int]:
    plain_review(session)
    return add_examples(session, 4)


@pytest.fixture
def script(session: Session, queue: list[int]) -> Iterator[Script]:
    add_people(session, 2)
    card = ReviewCard(open_review(session, "reviewer0@example.com"))
    yield Script(card)
    card.close()


def decisions(session: Session) -> list[tuple[str, str, str]]:
    with session.read() as connection:
        rows = connection.execute(
            select(
                ReviewDecision.kind, ReviewDecision.client, ReviewDecision.label
            ).order_by(ReviewDecision.id)
        )
        return [(row.kind, row.client, row.label) for row in rows]


def claims(session: Session) -> int:
    with session.read() as connection:
        return connection.scalar(select(func.count(ReviewClaim.id))) or 0


def test_nothing_is_claimed_before_a_browser_shows_the_card(
    session: Session, script: Script
) -> None:
    assert script.state["stage"] == "waiting"
    assert script.state["card"] is None
    assert claims(session) == 0


def test_approve_edit_reject_and_skip_go_through_the_queue(
    session: Session, script: Script, queue: list[int]
) -> None:
    seen = []
    script.send("open")
    for kind, more in (
        ("approve", {}),
        ("edit", {"label": "VPN"}),
        ("reject", {"reason": "no_label_fits", "outcome": "drop", "note": "vazio"}),
        ("skip", {"reason": "later"}),
    ):
        seen.append(script.state["card"]["example_id"])
        script.decide(kind, **more)
    assert seen == queue
    assert script.state["stage"] == "empty"
    assert script.state["has_skipped"]
    notebook = Client.NOTEBOOK
    assert decisions(session) == [
        (DecisionKind.APPROVE, notebook, "Impressora"),
        (DecisionKind.EDIT, notebook, "VPN"),
        (DecisionKind.REJECT, notebook, None),
        (DecisionKind.SKIP, notebook, None),
    ]
    script.send("similar")
    assert "3 decisões aqui · 3 de 4" in script.card.progress["text"]
    again = script.send("open", skipped=True)
    assert again["card"]["example_id"] == queue[3]


def test_the_card_says_what_a_reviewer_needs_in_his_language(script: Script) -> None:
    card = script.send("open")["card"]
    assert card["suggestion"] == "Impressora"
    assert card["probability"] == "50%"
    assert card["labels"] == ["Impressora", "Rede", "Senha", "VPN"]
    assert "Confiança baixa" in card["facts"]
    assert 60 < card["lease"] <= 120
    assert script.card.words["approve"] == "Aprovar"
    assert script.card.words["reason.later"] == "Volto a ele mais tarde"


def test_undo_brings_the_same_card_again(
    session: Session, script: Script, queue: list[int]
) -> None:
    script.send("open")
    script.decide("approve")
    state = script.send("undo")
    assert state["card"]["example_id"] == queue[0]
    assert state["is_good"]
    assert not state["can_undo"]
    refused = script.send("undo")
    assert not refused["is_good"]
    assert [kind for kind, *_ in decisions(session)] == ["approve", "undo"]


def test_the_same_message_twice_is_one_decision(
    session: Session, script: Script, queue: list[int]
) -> None:
    script.send("open")
    card = script.state["card"]
    order = {name: card[name] for name in ("example_id", "token", "version")}
    for _ in range(2):
        state = script.send("decide", kind="approve", **order | {"key": "once"})
    assert len(decisions(session)) == 1
    assert state["card"]["example_id"] == queue[1]


def test_a_lost_claim_is_said_and_changes_nothing(
    session: Session, script: Script
) -> None:
    script.send("open")
    with session.write("expire") as connection:
        connection.execute(
            update(ReviewClaim).values(expires_at=ReviewClaim.claimed_at)
        )
    state = script.decide("approve")
    assert state["stage"] == "lost"
    assert "Sua reserva tinha vencido" in str(state["notice"])
    assert decisions(session) == []
    assert script.send("open")["stage"] == "card"


def test_activity_renews_the_claim_and_its_loss_is_noticed(
    session: Session, script: Script
) -> None:
    script.send("open")
    assert script.send("renew")["stage"] == "card"
    with session.write("expire") as connection:
        connection.execute(
            update(ReviewClaim).values(expires_at=ReviewClaim.claimed_at)
        )
    assert script.send("renew")["stage"] == "lost"


def test_two_cards_never_show_one_example(session: Session, script: Script) -> None:
    other = Script(ReviewCard(open_review(session, "reviewer1@example.com")))
    first = script.send("open")["card"]["example_id"]
    second = other.send("open")["card"]["example_id"]
    assert first != second
    other.card.close()
    assert claims(session) == 2


def test_the_neighbours_come_apart_and_keep_the_notice(script: Script) -> None:
    script.send("open")
    script.decide("approve")
    told = script.send("undo")["notice"]
    assert script.send("similar")["notice"] == told
    found = script.card.similar
    assert found["example_id"] == script.state["card"]["example_id"]
    assert "".join(text for text, _ in found["words"]) == script.state["card"]["text"]


def test_a_refused_order_leaves_the_card_where_it_is(
    session: Session, script: Script
) -> None:
    script.send("open")
    shown = script.state["card"]["example_id"]
    state = script.decide("edit", label="Nada disso")
    assert state["stage"] == "card"
    assert state["card"]["example_id"] == shown
    assert not state["is_good"]
    assert decisions(session) == []


def test_who_lost_the_role_is_refused(session: Session, script: Script) -> None:
    from sdml.store.tables.workbench import WorkbenchRole

    script.send("open")
    with session.write("revoke") as connection:
        connection.execute(update(WorkbenchRole).values(role="viewer"))
    assert "Você não pode fazer isso" in str(script.decide("approve")["notice"])
    assert decisions(session) == []


def test_closing_gives_the_example_back(session: Session, queue: list[int]) -> None:
    add_people(session, 2)
    script = Script(ReviewCard(open_review(session, "reviewer0@example.com")))
    script.send("open")
    script.card.close()
    other = Script(ReviewCard(open_review(session, "reviewer1@example.com")))
    assert other.send("open")["card"]["example_id"] == queue[0]
    other.card.close()


def test_a_note_is_kept_beside_the_example(session: Session, script: Script) -> None:
    script.send("open")
    decided = script.state["card"]["example_id"]
    script.decide("approve", note="conferido")
    reviewer = script.card.desk.opened.reviewer
    (comment,) = show_example(session, reviewer, decided).comments
    assert comment.body == "conferido"


def test_his_own_keys_and_language_hold(session: Session, queue: list[int]) -> None:
    person = add_people(session, 1)[0]
    keys = Preferences().keys | {ReviewAction.SKIP: "j"}
    change_preferences(session, person.user_id, Preferences("en", keys=keys))
    card = ReviewCard(open_review(session, person.email), QueueFilter())
    assert card.shortcuts["skip"] == "j"
    assert card.words["approve"] == "Approve"
    change_preferences(session, person.user_id, Preferences(keyboard=False))
    assert ReviewCard(open_review(session, person.email)).shortcuts == {}


def test_a_viewer_gets_no_card(session: Session) -> None:
    add_people(session, 1, "viewer")
    with pytest.raises(Forbidden, match="may not review"):
        open_review(session, "viewer0@example.com")
    with pytest.raises(Forbidden, match="no active person"):
        open_review(session, "nobody@example.com")


MESSAGES = {
    "no action": {},
    "unknown action": {"action": "drop table"},
    "no example": {"action": "decide", "kind": "approve"},
    "undo as a decision of no kind": {"action": "decide", "kind": 3},
    "a number as text": {"action": "undo", "key": 7},
    "truth as a number": {
        "action": "decide",
        "kind": "approve",
        "example_id": True,
        "token": 1,
        "version": 1,
    },
}


@pytest.mark.parametrize("content", MESSAGES.values(), ids=MESSAGES)
def test_a_message_that_cannot_be_read_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match="cannot be read"):
        read_request(content)
