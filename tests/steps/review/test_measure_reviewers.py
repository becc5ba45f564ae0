"""Trust in the reviewers against truth made by hand, on both databases."""

import pytest
from sqlalchemy import insert, select, update

from sdml.records.review import Reviewer
from sdml.records.review_words import (
    ClaimKind,
    ProposalReason,
    QueueState,
)
from sdml.records.trust import DROPPED, ReviewerTrust
from sdml.steps.measure_reviewers import measure_reviewers
from sdml.steps.session import Session
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Ticket
from sdml.store.tables.review import ReviewItem
from tests.review_desk import LABELS, add_examples, add_people, add_tickets
from tests.review_history import START, Said, say


def figure(trust: ReviewerTrust, name: str) -> float | None:
    return next(one.value for one in trust.agreement if one.name == name)


@pytest.fixture
def people(session: Session) -> list[Reviewer]:
    return add_people(session, 3)


def test_a_desk_without_answers_says_why_nothing_is_known(session: Session) -> None:
    trust = measure_reviewers(session)
    assert (trust.answers, trust.examples, trust.reviewers) == (0, 0, 0)
    assert {one.value for one in trust.agreement} == {None}
    assert trust.agreement[0].reason == "no example has two answers"
    assert trust.consensus is None
    assert trust.gold.reason == "no trials"
    assert trust.by_reviewer == ()


def test_agreement_overall_by_class_and_by_pair_is_that_of_the_table(
    session: Session, people: list[Reviewer]
) -> None:
    ids = add_examples(session, 4, answers=2)
    first, second, third = people
    rede, vpn = LABELS[1], LABELS[3]
    table = [(rede, rede), (rede, vpn), (vpn, vpn), (vpn, vpn)]
    for example_id, (one, two) in zip(ids, table, strict=True):
        say(session, Said(example_id, first, one), Said(example_id, second, two))
    say(session, Said(ids[0], third, None))
    trust = measure_reviewers(session)
    assert (trust.answers, trust.examples, trust.shared, trust.reviewers) == (
        9,
        4,
        4,
        3,
    )
    # 1 of 3 pairs agrees on the first example, none on the second, all else.
    assert figure(trust, "percent_agreement") == pytest.approx((1 / 3 + 0 + 1 + 1) / 4)
    named = {one.label: one.specific for one in trust.by_class}
    assert set(named) == {rede, vpn, DROPPED}
    # "vpn" was said 5 times: 4 of them are met by the other's answer.
    assert named[vpn].value == pytest.approx(4 / 5)
    pairs = {(one.first, one.second): one for one in trust.by_pair}
    both = pairs[first.email, second.email]
    assert both.percent.value == pytest.approx(3 / 4)
    # Cohen: observed .75, chance .5 * .25 + .5 * .75.
    assert both.kappa.value == pytest.approx((0.75 - 0.5) / 0.5)
    assert pairs[first.email, third.email].percent.n == 1


def test_only_answers_that_stand_count(
    session: Session, people: list[Reviewer]
) -> None:
    first, second, _ = people
    ids = add_examples(session, 3, answers=2)
    rede, vpn = LABELS[1], LABELS[3]
    (taken_back, _) = say(session, Said(ids[0], first, vpn), Said(ids[0], second, rede))
    say(session, Said(ids[0], first, None, undoes=taken_back))
    say(session, Said(ids[0], first, rede))  # again, after the undo
    say(session, Said(ids[1], first, vpn), Said(ids[1], first, rede))  # a duplicate
    say(session, Said(ids[1], second, rede))
    say(session, Said(ids[2], first, vpn), Said(ids[2], second, rede))
    with session.write("test") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == ids[2])
            .values(state=QueueState.WITHDRAWN, vacancies=0)
        )
    trust = measure_reviewers(session)
    assert (trust.answers, trust.examples, trust.shared) == (4, 2, 2)
    assert figure(trust, "percent_agreement") == 1.0


def test_an_erased_ticket_takes_its_answers_along(
    session: Session, people: list[Reviewer]
) -> None:
    first, second, _ = people
    ids = add_examples(session, 2, answers=2)
    (ticket_id,) = add_tickets(session, ["um texto qualquer"])
    with session.write("test") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == ids[1])
            .values(ticket_id=ticket_id)
        )
    for example_id, other in zip(ids, (LABELS[0], LABELS[1]), strict=True):
        say(
            session,
            Said(example_id, first, LABELS[0]),
            Said(example_id, second, other),
        )
    assert measure_reviewers(session).examples == 2
    with session.write("erase_person") as connection:
        connection.execute(
            ReviewItem.__table__.delete().where(ReviewItem.example_id == ids[1])
        )
    trust = measure_reviewers(session)
    assert trust.examples == 1
    assert figure(trust, "percent_agreement") == 1.0


def test_gold_blind_planted_and_repeated_cards_tell_of_each_reviewer(
    session: Session, people: list[Reviewer]
) -> None:
    careful, hasty, _ = people
    rede, senha = LABELS[1], LABELS[2]
    ids = add_examples(session, 12)
    with session.write("test") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id.in_(ids[:8]))
            .values(gold_label=rede)
        )
    for example_id in ids[:4]:  # planted: a wrong suggestion is shown
        card = {"kind": ClaimKind.GOLD, "shown": senha, "is_planted": True}
        say(session, Said(example_id, careful, rede, **card))
        say(session, Said(example_id, hasty, senha, **card))
    for example_id in ids[4:8]:  # blind: none is shown
        card = {"kind": ClaimKind.GOLD, "is_blind": True}
        say(session, Said(example_id, careful, rede, **card))
        say(session, Said(example_id, hasty, rede, **card))
    for number, example_id in enumerate(ids[8:]):
        say(session, Said(example_id, careful, senha))
        again = senha if number else rede
        say(session, Said(example_id, careful, again, ClaimKind.REPEAT, day=30))
    trust = measure_reviewers(session)
    assert (trust.gold.value, trust.gold.n) == (12 / 16, 16)
    assert (trust.bias.accepted.value, trust.bias.accepted.n) == (0.5, 8)
    assert trust.bias.error_blind.value == 0.0
    best, worst = trust.by_reviewer
    assert (best.email, best.rank, best.gold.value) == (careful.email, 1, 1.0)
    assert (worst.email, worst.rank, worst.gold.value) == (hasty.email, 2, 0.5)
    assert best.gold_shrunk.value > worst.gold_shrunk.value
    assert worst.bias is not None
    assert worst.bias.accepted.value == 1.0
    assert worst.bias.difference.value == 1.0
    assert (trust.repeats.percent.value, trust.repeats.percent.n) == (0.75, 4)
    assert trust.repeats.days == 30
    assert best.repeats.value == 0.75
    # Gold and repeats are no answers of the loop.
    assert (trust.answers, trust.examples) == (4, 4)


def test_what_showing_a_suggestion_does_is_measured_on_ordinary_cards(
    session: Session, people: list[Reviewer]
) -> None:
    first, second, _ = people
    ids = add_examples(session, 8)  # suggestions: LABELS in turn
    for number, example_id in enumerate(ids):
        suggestion = LABELS[number % 4]
        shown = number < 4
        answer = suggestion if shown or number == 4 else LABELS[(number + 1) % 4]
        say(
            session,
            Said(
                example_id,
                (first, second)[number % 2],
                answer,
                shown=suggestion if shown else None,
                is_blind=not shown,
            ),
        )
    effect = measure_reviewers(session).effect
    assert (effect.shown.value, effect.shown.n) == (1.0, 4)
    assert (effect.blind.value, effect.blind.n) == (0.25, 4)
    assert effect.difference.value == 0.75


def test_consensus_weighs_reviewers_and_names_what_it_doubts(
    session: Session, people: list[Reviewer]
) -> None:
    first, second, wild = people
    ids = add_examples(session, 24, answers=3)
    for number, example_id in enumerate(ids):
        truth = LABELS[number % 4]
        guess = LABELS[(number * 7 + 1) % 4]
        for who, label in ((first, truth), (second, truth), (wild, guess)):
            say(session, Said(example_id, who, label))
    with session.write("test") as connection:
        connection.execute(
            update(ReviewItem)
            .where(ReviewItem.example_id == ids[0])
            .values(state=QueueState.COMPLETED, decided_label=LABELS[2], vacancies=0)
        )
    trust = measure_reviewers(session)
    assert trust.consensus is not None
    assert trust.consensus.method == "dawid_skene"
    assert trust.consensus.judged_by_model == 0
    assert [one.example_id for one in trust.consensus.doubtful] == [ids[0]]
    assert trust.consensus.doubtful[0].consensus == LABELS[0]
    quality = {one.email: one.quality for one in trust.by_reviewer}
    assert quality[first.email] > quality[wild.email]


def test_a_model_that_never_learnt_the_tickets_joins_the_consensus(
    session: Session, people: list[Reviewer]
) -> None:
    from sdml.store.tables.workbench import DatasetVersion, ModelVersion

    ids = add_examples(session, 12, answers=2)
    tickets = add_tickets(session, [f"texto número {number}" for number in range(12)])
    tenant_id = session.tenant.id
    with session.write("test") as connection:
        dataset = connection.execute(
            insert(DatasetVersion)
            .values(
                organization_id=tenant_id,
                task="category",
                source="tickets",
                filter={},
                hash="h",
                classes=list(LABELS),
                sizes={},
                created_by="test",
                created_at=START,
            )
            .returning(DatasetVersion.id)
        ).scalar_one()
        model = connection.execute(
            insert(ModelVersion)
            .values(
                organization_id=tenant_id,
                task="category",
                dataset_id=dataset,
                status="candidate",
                candidate="words",
                reason="made",
                path="x",
                manifest={},
                manifest_sha256="0",
                created_at=START,
            )
            .returning(ModelVersion.id)
        ).scalar_one()
        for number, (example_id, ticket_id) in enumerate(
            zip(ids, tickets, strict=True)
        ):
            connection.execute(
                update(ReviewItem)
                .where(ReviewItem.example_id == example_id)
                .values(ticket_id=ticket_id)
            )
            label = LABELS[number % 4]
            connection.execute(
                insert(AiClassification).values(
                    organization_id=tenant_id,
                    ticket_id=ticket_id,
                    model_name="category",
                    model_version=str(model),
                    suggested_category=label,
                    confidence_score=0.7,
                    probability_distribution={
                        one: 0.7 if one == label else 0.1 for one in LABELS
                    },
                )
            )
    for number, example_id in enumerate(ids):
        for who in people[:2]:
            say(session, Said(example_id, who, LABELS[number % 4]))
    trust = measure_reviewers(session)
    assert trust.consensus is not None
    assert trust.consensus.judged_by_model == 12
    assert trust.consensus.method == "crowdlab"


def test_the_bias_of_acceptance_is_told_by_the_audited_share(
    session: Session, people: list[Reviewer]
) -> None:
    ids = add_examples(session, 10)
    tickets = add_tickets(session, [f"pedido {number}" for number in range(40)])
    tenant_id = session.tenant.id
    with session.write("test") as connection:
        for ticket_id in tickets:
            connection.execute(
                insert(AiClassification).values(
                    organization_id=tenant_id,
                    ticket_id=ticket_id,
                    model_name="category",
                    model_version="1",
                    suggested_category=LABELS[0],
                    confidence_score=0.7,
                    was_accepted=True,
                    feedback_by=people[0].user_id,
                    feedback_at=START,
                )
            )
        for number, (example_id, ticket_id) in enumerate(
            zip(ids, tickets, strict=False)
        ):
            connection.execute(
                update(ReviewItem)
                .where(ReviewItem.example_id == example_id)
                .values(
                    ticket_id=ticket_id,
                    reason=ProposalReason.ACCEPTED_SAMPLE,
                    state=QueueState.COMPLETED,
                    vacancies=0,
                    decided_label=LABELS[0] if number < 8 else LABELS[1],
                )
            )
    found = measure_reviewers(session).acceptance
    assert (found.raw.value, found.raw.n) == (1.0, 40)
    assert (found.audited.value, found.audited.n) == (0.8, 10)
    assert found.bias.value == pytest.approx(0.2)


def test_figures_are_of_one_tenant(
    session: Session, people: list[Reviewer], make_session
) -> None:
    ids = add_examples(session, 1)
    say(session, Said(ids[0], people[0], LABELS[0]))
    other = make_session(session.database, "outra")
    assert measure_reviewers(other).answers == 0
    with session.read() as connection:
        assert connection.scalar(select(Ticket.id).limit(1)) is None
