"""Disagreements and assignments never leave an example without anybody to take it."""

import pytest
from sqlalchemy import delete, update

from sdml.errors import CheckFailed, ClaimLost
from sdml.records.review import ClaimedExample, DecisionOrder, QueueFilter, Reviewer
from sdml.records.review_words import (
    ClaimKind,
    DecisionKind,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.steps.assign_examples import assign_examples
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.session import Session
from sdml.steps.set_answers import set_answers
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.review_queue import read_item
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Ticket, User
from sdml.store.tables.review import ReviewClaim
from tests.review_desk import add_examples, add_people, plain_review


@pytest.fixture
def desk(session: Session) -> Session:
    plain_review(session)
    return session


def decide(
    session: Session, who: Reviewer, card: ClaimedExample, kind: str, **more: object
) -> None:
    order = DecisionOrder(
        example_id=card.example.id,
        token=card.claim.token,
        version=card.claim.version,
        kind=DecisionKind(kind),
        key=f"{card.example.id}-{card.claim.token}",
        **more,
    )
    decide_example(session, who, order)


def dispute(session: Session, people: list[Reviewer]) -> int:
    """An example about which three people say three things."""
    [number] = add_examples(session, 1, answers=3)
    for who, label in zip(people, ("VPN", "Rede", "Senha"), strict=True):
        card = claim_example(session, who, example_id=number)
        decide(session, who, card, "edit", label=label)
    return number


def test_the_only_approver_left_settles_what_he_had_answered(desk: Session) -> None:
    ana, bia = add_people(desk, 2)
    chief, other = add_people(desk, 2, "approver")
    number = dispute(desk, [ana, bia, chief])
    assert claim_example(desk, chief).example is None, "another can"
    with desk.write("switch_user") as connection:
        connection.execute(
            update(User).where(User.id == other.user_id).values(is_active=False)
        )
    card = claim_example(desk, chief)
    assert (card.example.id, card.claim.kind) == (number, ClaimKind.ADJUDICATION)
    decide(desk, chief, card, "edit", label="VPN")
    with desk.read() as connection:
        item = read_item(connection, desk.tenant, number)
    assert (item.state, item.decided_label) == (QueueState.COMPLETED, "VPN")
    assert item.answers == 3


@pytest.mark.parametrize("way", ["skip", "send back"])
def test_a_disagreement_that_an_approver_puts_off_comes_back_last(
    desk: Session, way: str
) -> None:
    number = dispute(desk, add_people(desk, 3))
    [chief] = add_people(desk, 1, "approver")
    [fresh] = add_examples(desk, 1, first=1)
    card = claim_example(desk, chief)
    assert card.example.id == number
    if way == "skip":
        decide(desk, chief, card, "skip", reason_code=ReasonCode.LATER)
    else:
        more = {"reason_code": ReasonCode.UNCLEAR, "outcome": RejectOutcome.REQUEUE}
        decide(desk, chief, card, "reject", **more)
    card = claim_example(desk, chief)
    assert card.example.id == fresh
    decide(desk, chief, card, "approve")
    assert claim_example(desk, chief).example.id == number


def test_an_assignment_binds_while_its_people_can_still_answer(desk: Session) -> None:
    ana, bia = add_people(desk, 2)
    [chief] = add_people(desk, 1, "approver")
    first, second = add_examples(desk, 2, answers=2)
    assign_examples(desk, chief, QueueFilter(), ana.email)
    assert claim_example(desk, bia).example is None
    decide(desk, ana, claim_example(desk, ana), "approve")
    card = claim_example(desk, bia)
    assert card.example.id == first, "she has answered: the second answer is open"
    decide(desk, bia, card, "approve")
    assert claim_example(desk, bia).example is None
    with desk.write("switch_user") as connection:
        connection.execute(
            update(User).where(User.id == ana.user_id).values(is_active=False)
        )
    assert claim_example(desk, bia).example.id == second


def test_a_disagreement_about_an_assigned_example_reaches_an_approver(
    desk: Session,
) -> None:
    people = add_people(desk, 3)
    [chief] = add_people(desk, 1, "approver")
    [number] = add_examples(desk, 1, answers=3)
    for who, label in zip(people, ("VPN", "Rede", "Senha"), strict=True):
        assign_examples(desk, chief, QueueFilter(), who.email)
        decide(desk, who, claim_example(desk, who), "edit", label=label)
    assert claim_example(desk, chief).example.id == number


def test_the_claim_of_an_erased_ticket_runs_out_like_any_other(desk: Session) -> None:
    from tests.review_desk import add_tickets
    from tests.steps.review.test_review_loop import expire, propose_ticket

    add_examples(desk, 1)
    [ticket] = add_tickets(desk, ["a VPN caiu"])
    number = propose_ticket(desk, ticket, "a VPN caiu")
    ana, bia = add_people(desk, 2)
    claim_example(desk, ana, example_id=number)
    with desk.write("erase_person") as connection:
        connection.execute(delete(Ticket).where(Ticket.id == ticket))
    expire(desk)
    claim_example(desk, bia)
    with desk.read() as connection:
        claims = connection.execute(
            ReviewClaim.__table__.select().where(ReviewClaim.example_id == number)
        ).all()
    assert [one.status for one in claims] == ["expired"]


def test_a_claim_of_a_kind_that_is_over_is_given_back(desk: Session) -> None:
    people = add_people(desk, 3)
    chief, other = add_people(desk, 2, "approver")
    number = dispute(desk, people)
    card = claim_example(desk, chief)
    assert card.claim.kind is ClaimKind.ADJUDICATION
    set_answers(desk, other, number, 4)
    card = claim_example(desk, chief)
    assert (card.example.id, card.claim.kind) == (number, ClaimKind.REVIEW)


def test_a_label_that_was_tampered_with_is_found_and_rebuilt(desk: Session) -> None:
    [number] = add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    decide(desk, ana, claim_example(desk, ana), "edit", label="VPN")
    with desk.write("tamper") as connection:
        connection.execute(
            update(AiTrainingData)
            .where(AiTrainingData.id == number)
            .values(output="Rede")
        )
    with pytest.raises(CheckFailed):
        verify_reviews(desk)
    assert verify_reviews(desk, repair=True).repaired == 1
    assert verify_reviews(desk).differing == ()


def test_named_examples_of_each_other_are_refused_and_not_waited_for(
    desk: Session,
) -> None:
    first, second = add_examples(desk, 2)
    ana, bia = add_people(desk, 2)
    claim_example(desk, ana, example_id=first)
    claim_example(desk, bia, example_id=second)
    for who, wanted in ((ana, second), (bia, first)):
        with pytest.raises(ClaimLost, match="held by others"):
            claim_example(desk, who, example_id=wanted)
