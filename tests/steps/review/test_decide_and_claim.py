"""A decision and the next card in one transaction: both, or neither."""

import dataclasses

import pytest
from sqlalchemy import event, func, select, update

from sdml.errors import ClaimLost, KeyReused, ParameterError, SdmlError, StaleVersion
from sdml.ml.text import text_hash, ticket_text
from sdml.records.review import (
    ClaimedExample,
    DecisionOrder,
    QueueFilter,
    Reviewer,
)
from sdml.records.review_words import ClaimStatus, Client, DecisionKind
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_and_claim import decide_and_claim
from sdml.steps.session import Session
from sdml.steps.take_card import CardWish
from sdml.store.database_clock import read_clock
from sdml.store.proposals import insert_examples
from sdml.store.review_queue import read_item
from sdml.store.tables.core import Ticket
from sdml.store.tables.review import ReviewClaim, ReviewDecision
from tests.review_desk import (
    LABELS,
    add_examples,
    add_labels,
    add_people,
    add_tickets,
    new_example,
    plain_review,
)

NEXT = CardWish(QueueFilter(), Client.WEB, skipped=False)


def order(card: ClaimedExample, key: str = "k1", **more: object) -> DecisionOrder:
    assert card.example is not None
    assert card.claim is not None
    return DecisionOrder(
        example_id=card.example.id,
        token=card.claim.token,
        version=card.claim.version,
        key=key,
        **{"kind": DecisionKind.APPROVE, **more},
    )


def count(session: Session, table: type) -> int:
    with session.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(session: Session) -> Session:
    plain_review(session)
    return session


@pytest.fixture
def ana(desk: Session) -> Reviewer:
    [who] = add_people(desk, 1)
    return who


def test_the_next_card_comes_with_the_decision_and_one_commit(
    desk: Session, ana: Reviewer
) -> None:
    first, second = add_examples(desk, 2)
    card = claim_example(desk, ana)
    commits = []
    event.listen(desk.database.engine, "commit", lambda _: commits.append(1))
    done, following = decide_and_claim(desk, ana, order(card), NEXT)
    assert commits == [1]
    assert (card.example.id, following.example.id) == (first, second)
    assert following.labels == LABELS
    assert claim_example(desk, ana).claim.token == following.claim.token
    assert not done.replayed
    with desk.read() as connection:
        statuses = connection.scalars(
            select(ReviewClaim.status).order_by(ReviewClaim.id)
        )
        assert list(statuses) == [ClaimStatus.DECIDED, ClaimStatus.OPEN]


def test_the_last_decision_brings_no_card(desk: Session, ana: Reviewer) -> None:
    add_examples(desk, 1)
    _, following = decide_and_claim(desk, ana, order(claim_example(desk, ana)), NEXT)
    assert following == ClaimedExample(None, (), None)


def test_what_was_skipped_comes_again_only_to_who_asks_for_it(
    desk: Session, ana: Reviewer
) -> None:
    add_examples(desk, 1)
    skip = {"kind": DecisionKind.SKIP, "reason_code": "later"}
    card = claim_example(desk, ana)
    _, following = decide_and_claim(desk, ana, order(card, **skip), NEXT)
    assert following.example is None
    again = order(claim_example(desk, ana), "k2", **skip)
    _, following = decide_and_claim(
        desk, ana, again, dataclasses.replace(NEXT, skipped=True)
    )
    assert following.example is not None


def test_sent_twice_it_decides_once_and_gives_the_open_card(
    desk: Session, ana: Reviewer
) -> None:
    add_examples(desk, 3)
    sent = order(claim_example(desk, ana))
    done, following = decide_and_claim(desk, ana, sent, NEXT)
    again, same = decide_and_claim(desk, ana, sent, NEXT)
    assert (again.decision_id, again.replayed) == (done.decision_id, True)
    assert same.claim.token == following.claim.token
    assert same.example.id == following.example.id
    assert count(desk, ReviewDecision) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"token": 99}, ClaimLost),
        ({"version": 99}, StaleVersion),
        ({"kind": DecisionKind.EDIT, "label": "Café"}, ParameterError),
        ({"kind": DecisionKind.SKIP}, ParameterError),
    ],
)
def test_a_refused_decision_claims_nothing_and_changes_nothing(
    desk: Session, ana: Reviewer, change: dict[str, object], error: type[SdmlError]
) -> None:
    add_examples(desk, 2)
    card = claim_example(desk, ana)
    sent = dataclasses.replace(order(card), **change)
    with pytest.raises(error):
        decide_and_claim(desk, ana, sent, NEXT)
    assert count(desk, ReviewDecision) == 0
    assert count(desk, ReviewClaim) == 1
    assert claim_example(desk, ana).claim.token == card.claim.token


def test_a_key_of_another_decision_is_refused(desk: Session, ana: Reviewer) -> None:
    add_examples(desk, 3)
    _, following = decide_and_claim(desk, ana, order(claim_example(desk, ana)), NEXT)
    with pytest.raises(KeyReused):
        decide_and_claim(desk, ana, order(following), NEXT)


def test_a_changed_ticket_is_read_again_and_stays_the_open_card(
    desk: Session, ana: Reviewer
) -> None:
    add_labels(desk)
    [ticket] = add_tickets(desk, ["a impressora parou"])
    with desk.write("propose_examples") as connection:
        one = new_example(0, "a impressora parou", LABELS[0], ticket_id=ticket)
        text = ticket_text("a impressora parou", "a impressora parou")
        one = dataclasses.replace(one, text=text, text_hash=text_hash(text))
        now = read_clock(connection)
        insert_examples(connection, desk.tenant, [one], "category", 1, now)
    add_examples(desk, 1, first=1)
    card = claim_example(desk, ana)
    with desk.write("edit") as connection:
        connection.execute(
            update(Ticket).where(Ticket.id == ticket).values(title="a VPN caiu")
        )
    with pytest.raises(StaleVersion):
        decide_and_claim(desk, ana, order(card), NEXT)
    assert count(desk, ReviewDecision) == 0
    assert count(desk, ReviewClaim) == 1
    with desk.read() as connection:
        assert "a VPN caiu" in read_item(connection, desk.tenant, card.example.id).input
    fresh = claim_example(desk, ana)
    assert fresh.example.id == card.example.id
    decide_and_claim(desk, ana, order(fresh, "k2"), NEXT)
    assert count(desk, ReviewDecision) == 1
