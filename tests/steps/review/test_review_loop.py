"""Claims, decisions and undos: what a reviewer may do, and what becomes of it."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from sdml.errors import (
    ClaimLost,
    ConstraintViolated,
    Forbidden,
    KeyReused,
    MisuseError,
    ParameterError,
    StaleVersion,
)
from sdml.records.machine_learning import ExampleStatus
from sdml.records.review import (
    ClaimedExample,
    DecisionOrder,
    DecisionResult,
    QueueFilter,
    Reviewer,
)
from sdml.records.review_words import (
    ClaimKind,
    DecisionKind,
    EventKind,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.steps.claim_example import claim_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.decide_example import decide_example
from sdml.steps.read_review_stats import read_review_stats
from sdml.steps.release_claim import release_claim
from sdml.steps.renew_claim import renew_claim
from sdml.steps.session import Session
from sdml.steps.undo_decision import undo_decision
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.review_queue import read_item
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Category, Ticket, User
from sdml.store.tables.events import OutboxEvent
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.tables.workbench import WorkbenchRole
from tests.review_desk import (
    LABELS,
    add_examples,
    add_labels,
    add_people,
    add_tickets,
    new_example,
    plain_review,
)


def order(card: ClaimedExample, kind: str, key: str = "k1", **more: object):
    assert card.example is not None
    assert card.claim is not None
    return DecisionOrder(
        example_id=card.example.id,
        token=card.claim.token,
        version=card.claim.version,
        kind=DecisionKind(kind),
        key=key,
        **more,
    )


def answer(
    session: Session, who: Reviewer, kind: str = "approve", **more: object
) -> DecisionResult:
    card = claim_example(session, who)
    key = f"{who.user_id}-{card.claim.token}-{card.example.id}"
    return decide_example(session, who, order(card, kind, key, **more))


def state_of(session: Session, example_id: int):
    with session.read() as connection:
        return read_item(connection, session.tenant, example_id)


@pytest.fixture
def desk(session: Session) -> Session:
    plain_review(session)
    return session


def test_the_next_card_is_the_same_until_it_is_decided(desk: Session) -> None:
    add_examples(desk, 3)
    [ana] = add_people(desk, 1)
    first, second = claim_example(desk, ana), claim_example(desk, ana)
    assert first.example == second.example
    assert first.claim.token == second.claim.token
    assert first.labels == LABELS
    done = decide_example(desk, ana, order(first, "approve"))
    assert done.example_status is ExampleStatus.APPROVED
    assert claim_example(desk, ana).example.id != first.example.id


def test_two_reviewers_never_hold_one_example(desk: Session) -> None:
    add_examples(desk, 2)
    ana, bia, caio = add_people(desk, 3)
    cards = [claim_example(desk, who) for who in (ana, bia, caio)]
    assert cards[0].example.id != cards[1].example.id
    assert cards[2] == ClaimedExample(None, (), None)


def test_an_approved_example_has_its_label_its_reviewer_and_its_events(
    desk: Session,
) -> None:
    [number] = add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    answer(desk, ana, "edit", label="VPN", note="é VPN")
    with desk.read() as connection:
        row = connection.execute(
            select(
                AiTrainingData.output,
                AiTrainingData.status,
                AiTrainingData.reviewed_by,
                AiTrainingData.quality_score,
            ).where(AiTrainingData.id == number)
        ).one()
        kinds = connection.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id))
        assert list(kinds) == [
            "example.proposed",
            "example.decided",
            "example.completed",
        ]
    assert (row.output, row.status, row.reviewed_by) == ("VPN", "approved", ana.user_id)
    assert 0 < row.quality_score <= 1


@pytest.mark.parametrize("way", ["late", "swept", "released", "another"])
def test_a_decision_on_a_lost_claim_is_refused_and_changes_nothing(
    desk: Session, way: str
) -> None:
    [number] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    card = claim_example(desk, ana)
    who = ana
    if way in ("late", "swept"):
        expire(desk)
    if way == "swept":
        assert claim_example(desk, bia).example.id == number
    if way == "released":
        assert release_claim(desk, ana, number, card.claim.token)
        assert not release_claim(desk, ana, number, card.claim.token)
    if way == "another":
        who = bia
    before = state_of(desk, number)
    with pytest.raises(ClaimLost, match="nothing was changed"):
        decide_example(desk, who, order(card, "approve"))
    assert state_of(desk, number) == before
    with desk.read() as connection:
        assert connection.scalar(select(ReviewDecision.id)) is None


def test_the_token_of_an_example_only_grows(desk: Session) -> None:
    [number] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    tokens = []
    for who in (ana, bia, ana):
        card = claim_example(desk, who)
        tokens.append(card.claim.token)
        release_claim(desk, who, number, card.claim.token)
    assert tokens == [1, 2, 3]


def test_activity_renews_a_claim_and_a_lost_one_is_not_renewed(desk: Session) -> None:
    [number] = add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    later = renew_claim(desk, ana, number, card.claim.token)
    assert later.expires_at >= card.claim.expires_at
    expire(desk)
    with pytest.raises(ClaimLost):
        renew_claim(desk, ana, number, card.claim.token)


def test_the_same_key_answers_again_and_another_content_is_refused(
    desk: Session,
) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    first = decide_example(desk, ana, order(card, "approve", "one"))
    again = decide_example(desk, ana, order(card, "approve", "one"))
    assert again == dataclasses.replace(first, replayed=True)
    with pytest.raises(KeyReused):
        decide_example(desk, ana, order(card, "edit", "one", label="VPN"))
    with pytest.raises(ClaimLost):
        decide_example(desk, ana, order(card, "approve", "two"))


def test_a_changed_ticket_is_read_again_before_it_is_decided(desk: Session) -> None:
    add_labels(desk)
    [ticket] = add_tickets(desk, ["a VPN caiu"])
    number = propose_ticket(desk, ticket, "a VPN caiu")
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    with desk.write("edit") as connection:
        connection.execute(
            update(Ticket).where(Ticket.id == ticket).values(description="e o e-mail")
        )
    with pytest.raises(StaleVersion, match="changed meanwhile"):
        decide_example(desk, ana, order(card, "approve"))
    again = claim_example(desk, ana)
    assert again.example.id == number
    assert "e o e-mail" in again.example.input
    assert again.claim.version > card.claim.version
    decide_example(desk, ana, order(again, "approve"))


def test_an_erased_ticket_takes_its_example_along(desk: Session) -> None:
    add_labels(desk)
    [ticket] = add_tickets(desk, ["a VPN caiu"])
    propose_ticket(desk, ticket, "a VPN caiu")
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    with desk.write("erase_person") as connection:
        connection.execute(Ticket.__table__.delete().where(Ticket.id == ticket))
    with pytest.raises(ParameterError, match="erased"):
        decide_example(desk, ana, order(card, "approve"))
    assert claim_example(desk, ana).example is None


def test_a_label_that_is_gone_is_not_approved(desk: Session) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    with desk.write("edit") as connection:
        connection.execute(
            update(Category)
            .where(Category.name == card.example.suggestion)
            .values(name="Outra")
        )
    with pytest.raises(StaleVersion, match="choose again"):
        decide_example(desk, ana, order(card, "approve"))
    with pytest.raises(ParameterError, match="Outra"):
        decide_example(desk, ana, order(card, "edit", label="Nenhuma"))


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("edit", {}, "takes the label"),
        ("reject", {}, "takes a reason"),
        ("skip", {}, "takes a reason"),
        ("skip", {"reason_code": ReasonCode.LATER, "label": "VPN"}, "no label"),
        ("approve", {"outcome": RejectOutcome.DROP}, "only a rejected"),
        ("approve", {"label": "VPN"}, "takes the suggestion"),
        ("undo", {}, "names the decision"),
        ("approve", {"note": "x" * 10_001}, "at most"),
        ("approve", {"note": "a\0b"}, "at most"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    desk: Session, kind: str, more: dict, said: str
) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    with pytest.raises(ParameterError, match=said):
        decide_example(desk, ana, order(card, kind, **more))


@pytest.mark.parametrize("key", ["", "k" * 201, "a\nb"])
def test_a_key_is_one_to_two_hundred_printable_characters(
    desk: Session, key: str
) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    with pytest.raises(ParameterError, match="key"):
        decide_example(desk, ana, order(card, "approve", key))


def test_nobody_reviews_his_own_proposal(desk: Session) -> None:
    ana, bia = add_people(desk, 2)
    [number] = add_examples(desk, 1, proposed_by=ana.user_id)
    assert claim_example(desk, ana).example is None
    with pytest.raises(Forbidden, match="own proposal"):
        claim_example(desk, ana, example_id=number)
    assert claim_example(desk, bia).example.id == number


@pytest.mark.parametrize("way", ["role", "switched off"])
def test_who_loses_the_role_loses_the_claim(desk: Session, way: str) -> None:
    add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    card = claim_example(desk, ana)
    with desk.write("edit") as connection:
        if way == "role":
            connection.execute(
                WorkbenchRole.__table__.delete().where(
                    WorkbenchRole.user_id == ana.user_id
                )
            )
        else:
            connection.execute(
                update(User).where(User.id == ana.user_id).values(is_active=False)
            )
    with pytest.raises(Forbidden):
        decide_example(desk, ana, order(card, "approve"))
    expire(desk)
    assert claim_example(desk, bia).example is not None


def test_a_viewer_does_not_review(desk: Session) -> None:
    add_examples(desk, 1)
    [eva] = add_people(desk, 1, "viewer")
    with pytest.raises(Forbidden, match="role"):
        claim_example(desk, eva)


def test_a_rejected_example_goes_to_another_or_out(desk: Session) -> None:
    first, second = add_examples(desk, 2)
    ana, bia = add_people(desk, 2)
    answer(
        desk,
        ana,
        "reject",
        reason_code=ReasonCode.UNCLEAR,
        outcome=RejectOutcome.REQUEUE,
    )
    assert state_of(desk, first).state is QueueState.OPEN
    assert claim_example(desk, ana).example.id == second
    assert claim_example(desk, bia).example.id == first
    done = answer(desk, ana, "reject", reason_code=ReasonCode.NOT_A_TICKET)
    assert done.example_status is ExampleStatus.REJECTED
    assert state_of(desk, second).state is QueueState.COMPLETED


def test_a_skipped_example_comes_back_when_nothing_else_is_left(desk: Session) -> None:
    first, second = add_examples(desk, 2)
    [ana] = add_people(desk, 1)
    answer(desk, ana, "skip", reason_code=ReasonCode.LATER)
    card = claim_example(desk, ana)
    assert card.example.id == second
    answer(desk, ana)
    assert claim_example(desk, ana, skipped=False).example is None
    assert claim_example(desk, ana).example.id == first


def test_an_undo_gives_the_example_back_and_keeps_both_rows(desk: Session) -> None:
    [number] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    done = answer(desk, ana)
    with pytest.raises(Forbidden, match="only who decided"):
        undo_decision(desk, bia, done.decision_id, "u0")
    back = undo_decision(desk, ana, done.decision_id, "u1")
    assert back.example_status is ExampleStatus.PENDING
    assert undo_decision(desk, ana, done.decision_id, "u1").replayed
    with pytest.raises(MisuseError, match="already"):
        undo_decision(desk, ana, done.decision_id, "u2")
    with pytest.raises(MisuseError, match="decide again"):
        undo_decision(desk, ana, back.decision_id, "u3")
    with pytest.raises(ParameterError, match="no decision"):
        undo_decision(desk, ana, 9_999, "u4")
    assert claim_example(desk, ana).example.id == number
    answer(desk, ana, "edit", label="VPN")
    with desk.read() as connection:
        kinds = connection.scalars(select(ReviewDecision.kind))
        assert sorted(kinds) == ["approve", "edit", "undo"]
        assert connection.scalar(select(AiTrainingData.output)) == "VPN"


def test_an_undo_is_open_for_a_time_only(desk: Session) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    done = answer(desk, ana)
    configure_tenant(desk, "review.undo_seconds", "0")
    with pytest.raises(Forbidden, match="0 seconds"):
        undo_decision(desk, ana, done.decision_id, "u1")


def test_three_answers_settle_by_majority_and_a_tie_asks_an_approver(
    desk: Session,
) -> None:
    agreed, disputed = add_examples(desk, 2, answers=3)
    people = add_people(desk, 3)
    [chief] = add_people(desk, 1, "approver")
    for who in people:
        label = "VPN" if who is people[0] else "Rede"
        answer(desk, who, "edit", label=label)
    item = state_of(desk, agreed)
    assert (item.state, item.decided_label) == (QueueState.COMPLETED, "Rede")
    for who, label in zip(people, ("VPN", "Senha", "Impressora"), strict=True):
        answer(desk, who, "edit", label=label)
    assert state_of(desk, disputed).state is QueueState.ADJUDICATION
    assert claim_example(desk, people[0]).example is None
    card = claim_example(desk, chief)
    assert card.claim.kind is ClaimKind.ADJUDICATION
    decide_example(desk, chief, order(card, "edit", label="Senha"))
    item = state_of(desk, disputed)
    assert (item.state, item.decided_label) == (QueueState.COMPLETED, "Senha")


def test_low_agreement_asks_one_reviewer_more_at_a_time(desk: Session) -> None:
    [number] = add_examples(desk, 1, answers=2)
    ana, bia, caio = add_people(desk, 3)
    for who, label in ((ana, "VPN"), (bia, "Rede")):
        answer(desk, who, "edit", label=label)
    item = state_of(desk, number)
    assert (item.state, item.required_answers) == (QueueState.OPEN, 3)
    assert claim_example(desk, ana).example is None
    answer(desk, caio, "edit", label="Rede")
    assert state_of(desk, number).decided_label == "Rede"


def test_an_example_that_everybody_sends_back_goes_to_an_approver(
    desk: Session,
) -> None:
    configure_tenant(desk, "review.most_answers", "2")
    [number] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    for who in (ana, bia):
        answer(
            desk,
            who,
            "reject",
            reason_code=ReasonCode.NO_LABEL_FITS,
            outcome=RejectOutcome.REQUEUE,
        )
    assert state_of(desk, number).state is QueueState.ADJUDICATION


def test_a_gold_card_looks_like_any_other_and_changes_nothing(desk: Session) -> None:
    [known] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    answer(desk, ana)
    with desk.write("set_gold") as connection:
        connection.execute(update(ReviewItem).values(gold_label="Rede"))
    configure_tenant(desk, "review.gold_percent", "50")
    configure_tenant(desk, "review.planted_percent", "100")
    add_examples(desk, 40, first=1)
    before = state_of(desk, known)
    met = None
    for _ in range(40):
        card = claim_example(desk, bia)
        assert card.claim.kind is ClaimKind.REVIEW
        assert card.example.state is QueueState.OPEN
        held = claim_example(desk, bia)
        for one in (card, held):
            assert (one.example.version, one.claim.version) == (1, 1)
        done = decide_example(
            desk, bia, order(held, "approve", f"k{card.claim.token}-{card.example.id}")
        )
        assert done.example_status is ExampleStatus.APPROVED
        if card.example.id == known:
            met = card
            break
    assert met is not None
    assert met.example.suggestion != "Rede"
    after = state_of(desk, known)
    assert dataclasses.replace(after, last_token=0) == dataclasses.replace(
        before, last_token=0
    )
    with desk.read() as connection:
        row = connection.execute(
            select(ReviewDecision.claim_kind, ReviewDecision.is_planted).where(
                ReviewDecision.user_id == bia.user_id,
                ReviewDecision.example_id == known,
            )
        ).one()
    assert tuple(row) == ("gold", True)


def test_a_gold_card_whose_example_changed_meanwhile_is_read_again(
    desk: Session,
) -> None:
    [known] = add_examples(desk, 1)
    ana, bia = add_people(desk, 2)
    answer(desk, ana)
    with desk.write("set_gold") as connection:
        connection.execute(update(ReviewItem).values(gold_label="Rede"))
    configure_tenant(desk, "review.gold_percent", "50")
    add_examples(desk, 40, first=1)
    for turn in range(40):
        card = claim_example(desk, bia)
        if card.example.id == known:
            break
        decide_example(desk, bia, order(card, "approve", f"k{turn}"))
    with desk.write("settle") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == known)
            .values(version=ReviewItem.version + 1)
        )
    with pytest.raises(StaleVersion):
        decide_example(desk, bia, order(card, "approve", "last"))
    decide_example(desk, bia, order(claim_example(desk, bia), "approve", "last"))


def test_an_old_answer_is_asked_again_without_changing_the_example(
    desk: Session,
) -> None:
    [old] = add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    answer(desk, ana)
    add_examples(desk, 40, first=1)
    configure_tenant(desk, "review.repeat_percent", "50")
    seen = [answer_id(desk, ana) for _ in range(20)]
    assert old not in seen  # not before three weeks are over
    with desk.write("erase_person") as connection:
        age_decisions(connection, old)
    seen = [answer_id(desk, ana) for _ in range(15)]
    assert old in seen
    with desk.read() as connection:
        kinds = connection.scalars(
            select(ReviewDecision.claim_kind).where(ReviewDecision.example_id == old)
        )
        assert sorted(kinds) == ["repeat", "review"]


def test_a_blind_card_hides_the_suggestion_and_takes_a_label(desk: Session) -> None:
    configure_tenant(desk, "review.blind_percent", "100")
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana)
    assert card.claim.is_blind
    assert (card.example.suggestion, card.example.probability) == (None, None)
    with pytest.raises(ParameterError, match="no suggestion"):
        decide_example(desk, ana, order(card, "approve"))
    decide_example(desk, ana, order(card, "edit", label="Rede"))


def test_the_filter_chooses_the_next_card(desk: Session) -> None:
    add_examples(desk, 8)
    [ana] = add_people(desk, 1)
    card = claim_example(desk, ana, QueueFilter.parse({"suggestion": "VPN"}))
    assert card.example.suggestion == "VPN"
    other = QueueFilter.parse({"text": "acme 2"})
    release_claim(desk, ana, card.example.id, card.claim.token)
    assert claim_example(desk, ana, other).example.input.endswith("acme 2")
    with pytest.raises(ParameterError, match="turn them"):
        QueueFilter.parse({"low": "0.9", "high": "0.1"})
    with pytest.raises(ParameterError, match="no filter"):
        QueueFilter.parse({"colour": "red"})


def test_tenants_never_meet(desk: Session, make_session) -> None:
    other = make_session(desk.database, "borealis")
    plain_review(other)
    [theirs] = add_examples(other, 1)
    [ana] = add_people(desk, 1)
    [bob] = add_people(other, 1, prefix="bob")
    assert claim_example(desk, ana).example is None
    with pytest.raises(ParameterError, match="no example"):
        claim_example(desk, ana, example_id=theirs)
    with pytest.raises(Forbidden):
        claim_example(desk, bob)
    card = claim_example(other, bob)
    with pytest.raises(ParameterError, match="no example"):
        decide_example(desk, ana, order(card, "approve"))


def test_decisions_are_never_altered_or_deleted(desk: Session) -> None:
    add_examples(desk, 1)
    [ana] = add_people(desk, 1)
    answer(desk, ana)
    for statement in (
        "UPDATE review_decisions SET label = 'Rede'",
        "DELETE FROM review_decisions",
        "DELETE FROM ai_training_data",
    ):
        with (
            pytest.raises(ConstraintViolated, match="decision is never"),
            desk.write("tamper") as connection,
        ):
            connection.execute(text(statement))


def test_a_state_that_was_tampered_with_is_found_and_rebuilt(desk: Session) -> None:
    first, second = add_examples(desk, 2)
    ana, bia = add_people(desk, 2)
    answer(desk, ana)
    claim_example(desk, bia)
    assert verify_reviews(desk).differing == ()
    with desk.write("tamper") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == first)
            .values(state="open", vacancies=1, decided_label=None)
        )
        connection.execute(
            update(ReviewItem).where(ReviewItem.example_id == second).values(held=0)
        )
    from sdml.errors import CheckFailed

    with pytest.raises(CheckFailed) as caught:
        verify_reviews(desk)
    assert caught.value.result.differing == (first, second)
    assert verify_reviews(desk, repair=True).repaired == 2
    assert verify_reviews(desk).differing == ()


def completions(session: Session) -> list[dict[str, object]]:
    with session.read() as connection:
        found = connection.scalars(
            select(OutboxEvent.payload)
            .where(OutboxEvent.kind == EventKind.EXAMPLE_COMPLETED)
            .order_by(OutboxEvent.id)
        )
        return list(found)


def test_a_repair_after_another_rule_tells_each_outcome_once(desk: Session) -> None:
    configure_tenant(desk, "review.most_answers", "3")
    [number] = add_examples(desk, 1, answers=3)
    ana, bia, caio = add_people(desk, 3)
    answer(desk, ana)
    answer(desk, bia)
    answer(desk, caio, "edit", label="VPN")
    assert state_of(desk, number).state is QueueState.COMPLETED
    [told] = completions(desk)
    for percent, state in (
        ("100", QueueState.ADJUDICATION),
        ("66", QueueState.COMPLETED),
        ("100", QueueState.ADJUDICATION),
        ("66", QueueState.COMPLETED),
    ):
        configure_tenant(desk, "review.agreement_percent", percent)
        assert verify_reviews(desk, repair=True).repaired == 1
        assert state_of(desk, number).state is state
    assert completions(desk) == [told]


def test_a_repair_tells_of_what_it_completes_first(desk: Session) -> None:
    configure_tenant(desk, "review.agreement_percent", "100")
    [number] = add_examples(desk, 1, answers=3)
    for who, label in zip(add_people(desk, 3), (None, None, "VPN"), strict=True):
        answer(desk, who, "edit" if label else "approve", label=label)
    assert completions(desk) == []
    configure_tenant(desk, "review.agreement_percent", "66")
    verify_reviews(desk, repair=True)
    assert [one["example_id"] for one in completions(desk)] == [number]


def test_stats_count_what_stands(desk: Session) -> None:
    add_examples(desk, 6, answers=2)
    ana, bia = add_people(desk, 2)
    for who in (ana, bia):
        for _ in range(3):
            answer(desk, who)
    undone = answer(desk, ana)
    undo_decision(desk, ana, undone.decision_id, "u")
    answer(desk, ana, "skip", reason_code=ReasonCode.LATER)
    claim_example(desk, bia)
    found = read_review_stats(desk)
    assert (found.pending, found.decided, found.claimed) == (3, 3, 1)
    assert sum(found.by_label.values()) == 3
    assert found.by_reason == {"low_confidence": 3}
    counts = {one.email: (one.decided, one.skipped) for one in found.by_reviewer}
    assert counts == {ana.email: (3, 1), bia.email: (3, 0)}
    assert (found.agreement["percent"].value, found.agreement["percent"].n) == (1, 3)


def expire(session: Session) -> None:
    with session.write("test") as connection:
        moment = select(ReviewClaim.expires_at).limit(1)
        past = connection.scalar(moment) - timedelta(days=1)
        connection.execute(update(ReviewClaim).values(expires_at=past))


def propose_ticket(session: Session, ticket_id: int, words: str) -> int:
    from sdml.store.database_clock import read_clock
    from sdml.store.proposals import insert_examples

    example = new_example(0, words, "VPN", ticket_id=ticket_id)
    with session.write("propose_examples") as connection:
        now = read_clock(connection)
        [number] = insert_examples(
            connection, session.tenant, [example], "category", 1, now
        )
    assert number is not None
    return number


def answer_id(session: Session, who: Reviewer) -> int:
    card = claim_example(session, who)
    key = f"{card.example.id}-{card.claim.token}"
    decide_example(session, who, order(card, "approve", key))
    return card.example.id


def age_decisions(connection, example_id: int) -> None:
    """Decisions cannot be altered: this one is written anew, a month older."""
    row = connection.execute(
        select(ReviewDecision.__table__).where(ReviewDecision.example_id == example_id)
    ).one()
    connection.execute(
        ReviewDecision.__table__.delete().where(ReviewDecision.id == row.id)
    )
    values = dict(row._mapping) | {"decided_at": row.decided_at - timedelta(days=30)}
    connection.execute(ReviewDecision.__table__.insert().values(values))
