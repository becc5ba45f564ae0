"""Beside the next card: neighbours, lists, bulk, assignments, gold, comments."""

import pytest
from sqlalchemy import select, update

from sdml.errors import (
    CheckFailed,
    Forbidden,
    MisuseError,
    ParameterError,
    StaleVersion,
)
from sdml.records.example_card import BulkOrder
from sdml.records.review import QueueFilter, Reviewer
from sdml.records.review_words import Client, QueueState, ReasonCode
from sdml.steps.assign_examples import assign_examples
from sdml.steps.claim_card import claim_card
from sdml.steps.claim_example import claim_example
from sdml.steps.comment_example import comment_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.decide_in_bulk import decide_in_bulk
from sdml.steps.find_similar_examples import find_similar_examples
from sdml.steps.list_examples import list_examples
from sdml.steps.plan_bulk import plan_bulk
from sdml.steps.reveal_example import reveal_example
from sdml.steps.session import Session
from sdml.steps.set_answers import set_answers
from sdml.steps.set_gold import set_gold
from sdml.steps.show_example import show_example
from sdml.store.database_clock import read_clock
from sdml.store.proposals import insert_examples
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.review import ReviewDecision, ReviewItem
from tests.review_desk import (
    add_examples,
    add_labels,
    add_people,
    decide_next,
    new_example,
    plain_review,
)


@pytest.fixture
def desk(session: Session) -> Session:
    plain_review(session)
    return session


@pytest.fixture
def ana(desk: Session) -> Reviewer:
    return add_people(desk, 1)[0]


@pytest.fixture
def chief(desk: Session) -> Reviewer:
    return add_people(desk, 1, "approver")[0]


def propose(session: Session, texts: dict[str, str | None]) -> list[int]:
    add_labels(session)
    examples = [
        new_example(number, text, label)
        for number, (text, label) in enumerate(texts.items())
    ]
    with session.write("propose_examples") as connection:
        now = read_clock(connection)
        return insert_examples(connection, session.tenant, examples, "category", 1, now)


def test_neighbours_are_approved_and_one_contradicts(desk, ana, chief) -> None:
    propose(
        desk,
        {
            "a vpn não conecta em casa": "VPN",
            "vpn não conecta no hotel": "VPN",
            "impressora sem papel": "Impressora",
            "cabo de rede solto": "Rede",
        },
    )
    for _ in range(2):
        decide_next(desk, ana)
    assert decide_next(desk, chief, "edit", label="Impressora")
    [new] = propose(desk, {"minha vpn não conecta": "VPN"})
    found = find_similar_examples(desk, ana, new)
    assert found.measure == "words"
    assert [one.label for one in found.nearest[:2]] == ["VPN", "VPN"]
    assert found.contradicting is None  # nothing else shares a word
    marked = {piece for piece, is_marked in found.words if is_marked}
    assert marked == {"conecta"}
    [other] = propose(desk, {"vpn não conecta": "Rede"})
    assert find_similar_examples(desk, ana, other).contradicting.label == "VPN"


def test_a_neighbour_that_was_taken_back_is_gone(desk, ana) -> None:
    from sdml.steps.undo_decision import undo_decision

    propose(desk, {"vpn caiu": "VPN"})
    done = decide_next(desk, ana)
    [new] = propose(desk, {"vpn caiu de novo": "VPN"})
    assert len(find_similar_examples(desk, ana, new).nearest) == 1
    undo_decision(desk, ana, done.decision_id, "u")
    assert find_similar_examples(desk, ana, new).nearest == ()


def test_personal_data_is_masked_until_it_is_revealed_and_that_is_logged(
    desk, ana
) -> None:
    [number] = propose(desk, {"CPF 529.982.247-25 sem VPN": "VPN"})
    card = claim_card(desk, ana, client=Client.WEB)
    assert "529.982" not in card.example.input
    assert card.has_personal_data
    assert "529.982.247-25" in reveal_example(desk, ana, number)
    assert show_example(desk, ana, number, reveal=True).is_revealed
    with desk.read() as connection:
        row = connection.execute(
            select(AuditAdvanced.entity_id, AuditAdvanced.actor).where(
                AuditAdvanced.action == "view"
            )
        ).one()
    assert tuple(row) == (number, ana.email)
    [eva] = add_people(desk, 1, "viewer")
    with pytest.raises(Forbidden):
        reveal_example(desk, eva, number)


def test_who_has_not_answered_does_not_see_the_others_answers(desk, ana, chief) -> None:
    [number] = add_examples(desk, 1, answers=2)
    decide_next(desk, chief)
    assert show_example(desk, ana, number).history == ()
    decide_next(desk, ana)
    assert len(show_example(desk, ana, number).history) == 2


def test_pages_show_each_example_once_while_the_queue_changes(desk, ana) -> None:
    ids = add_examples(desk, 7)
    seen, cursor = [], None
    while True:
        page = list_examples(desk, ana, cursor=cursor, most=2)
        seen += [line.id for line in page.lines]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        decide_next(desk, ana)  # the queue shrinks at its head
    assert seen == ids
    for bad in ("", "x:1", "1:x", "nan:1", "1"):
        with pytest.raises(ParameterError, match="cursor"):
            list_examples(desk, ana, cursor=bad)


def test_comments_are_kept_in_order(desk, ana) -> None:
    [number] = add_examples(desk, 1)
    first = comment_example(desk, ana, number, " por quê? ")
    comment_example(desk, ana, number, "porque sim")
    shown = show_example(desk, ana, number).comments
    assert [one.body for one in shown] == ["por quê?", "porque sim"]
    assert shown[0].comment_id == first.comment_id
    for bad in ("  ", "x" * 10_001, "a\0b"):
        with pytest.raises(ParameterError):
            comment_example(desk, ana, number, bad)


def test_an_assigned_example_goes_to_nobody_else(desk, ana, chief) -> None:
    first, second = add_examples(desk, 2)
    with pytest.raises(Forbidden):
        assign_examples(desk, ana, QueueFilter(), ana.email)
    done = assign_examples(desk, chief, QueueFilter(), chief.email, most=1)
    assert (done.assigned, done.unchanged) == (1, 0)
    assert claim_example(desk, ana).example.id == second
    assert claim_example(desk, chief).example.id == first
    mine = list_examples(desk, chief, QueueFilter(assigned=True))
    assert [line.id for line in mine.lines] == [first]
    back = assign_examples(
        desk, chief, QueueFilter(), chief.email, most=1, take_back=True
    )
    assert back.assigned == 1


def test_gold_is_set_on_approved_examples_by_approvers(desk, ana, chief) -> None:
    first, second = add_examples(desk, 2)
    decide_next(desk, ana)
    with pytest.raises(Forbidden):
        set_gold(desk, ana, first, "VPN")
    with pytest.raises(MisuseError, match="not approved"):
        set_gold(desk, chief, second, "VPN")
    with pytest.raises(ParameterError, match="no label"):
        set_gold(desk, chief, first, "Nenhuma")
    set_gold(desk, chief, first, "VPN")
    kept = QueueFilter(state=QueueState.COMPLETED)
    assert list_examples(desk, chief, kept).lines[0].is_gold
    assert not list_examples(desk, ana, kept).lines[0].is_gold
    set_gold(desk, chief, first, None)


def test_more_answers_open_an_example_again_and_fewer_complete_it(
    desk, ana, chief
) -> None:
    [number] = add_examples(desk, 1)
    decide_next(desk, ana)
    assert set_answers(desk, chief, number, 2).state is QueueState.OPEN
    assert claim_example(desk, chief).example.id == number
    assert set_answers(desk, chief, number, 1).state is QueueState.COMPLETED
    assert claim_example(desk, chief).example is None
    with pytest.raises(Forbidden):
        set_answers(desk, ana, number, 2)


def bulk(plan, label, key="b1", **more):
    sample = tuple((line.id, label or "") for line in plan.sample)
    return BulkOrder(
        label, more.pop("reason", None), sample, plan.fingerprint, key, **more
    )


def test_a_bulk_decision_is_a_decision_for_each(desk, ana, chief) -> None:
    ids = add_examples(desk, 12)
    held = claim_example(desk, ana).example.id
    kept = QueueFilter(task="category")
    with pytest.raises(Forbidden):
        plan_bulk(desk, ana, kept)
    plan = plan_bulk(desk, chief, kept)
    assert held not in plan.example_ids
    assert len(plan.sample) == 4
    done = decide_in_bulk(desk, chief, kept, bulk(plan, "VPN"), client=Client.WEB)
    assert set(done.decided) == set(ids) - {held}
    again = decide_in_bulk(desk, chief, kept, bulk(plan, "VPN"), client=Client.WEB)
    assert set(again.decided) == set(done.decided)
    with desk.read() as connection:
        count = connection.execute(select(ReviewDecision.id)).all()
    assert len(count) == 11


def test_a_bulk_decision_needs_a_sample_that_agrees(desk, chief) -> None:
    add_examples(desk, 9)
    kept = QueueFilter()
    plan = plan_bulk(desk, chief, kept)
    order = bulk(plan, "VPN")
    wrong = ((plan.sample[0].id, "Rede"), *order.sample[1:])
    for bad, error in (
        (wrong, CheckFailed),
        (order.sample[1:], ParameterError),
    ):
        with pytest.raises(error):
            decide_in_bulk(
                desk,
                chief,
                kept,
                BulkOrder("VPN", None, bad, plan.fingerprint, "b"),
                client=Client.WEB,
            )
    add_examples(desk, 1, first=50)
    with pytest.raises(StaleVersion):
        decide_in_bulk(desk, chief, kept, order, client=Client.WEB)
    plan = plan_bulk(desk, chief, kept)
    with pytest.raises(ParameterError, match="reason"):
        decide_in_bulk(desk, chief, kept, bulk(plan, None), client=Client.WEB)
    drop = bulk(plan, None, reason=ReasonCode.DUPLICATE)
    done = decide_in_bulk(desk, chief, kept, drop, client=Client.WEB)
    assert len(done.decided) == 10
    assert read_states(desk) == {QueueState.COMPLETED}


def test_what_changed_meanwhile_is_listed_not_lost(desk, chief) -> None:
    ids = add_examples(desk, 4)
    plan = plan_bulk(desk, chief, QueueFilter())
    with desk.write("test") as connection:  # one that others hold by now
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == ids[0])
            .values(suggestion="Senha")
        )
    configure_tenant(desk, "review.blind_percent", "100")
    done = decide_in_bulk(
        desk, chief, QueueFilter(), bulk(plan, "VPN"), client=Client.WEB
    )
    assert sorted((*done.decided, *(one for one, _ in done.refused))) == ids


def read_states(session: Session) -> set[QueueState]:
    with session.read() as connection:
        return set(connection.scalars(select(ReviewItem.state)))


def test_two_tickets_that_say_the_same_are_one_example(desk) -> None:
    add_labels(desk)
    twins = [
        new_example(number, "vpn caiu", label)
        for number, label in enumerate(("VPN", "Rede"))
    ]
    with desk.write("propose_examples") as connection:
        now = read_clock(connection)
        ids = insert_examples(connection, desk.tenant, twins, "category", 1, now)
    assert [one is not None for one in ids] == [True, False]
    assert list_examples(desk, add_people(desk, 1)[0]).total == 1


def test_the_queue_says_no_more_than_a_blind_card(desk, ana, chief) -> None:
    [number] = add_examples(desk, 1)
    configure_tenant(desk, "review.blind_percent", "100")
    assert claim_example(desk, ana).claim.is_blind
    [line] = list_examples(desk, ana).lines
    assert (line.id, line.suggestion, line.probability) == (number, None, None)
    assert line.given_label is None
    assert list_examples(desk, chief).lines[0].suggestion is not None


def test_a_gold_card_looks_new_on_every_page(desk, ana, chief) -> None:
    [known] = add_examples(desk, 1)
    decide_next(desk, chief)
    set_gold(desk, chief, known, "VPN")
    kept = QueueFilter(state=QueueState.COMPLETED)
    assert len(list_examples(desk, ana, kept).lines) == 1
    add_examples(desk, 20, first=1)
    configure_tenant(desk, "review.gold_percent", "50")
    while (card := claim_example(desk, ana)).example.id != known:
        decide_next(desk, ana)
    shown = show_example(desk, ana, known)
    for example in (card.example, shown.example):
        assert (example.state, example.status) == ("open", "pending")
        assert example.decided_label is None
    assert list_examples(desk, ana, kept).lines == ()
