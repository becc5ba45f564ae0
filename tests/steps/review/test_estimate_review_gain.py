"""What the next reviews buy, on made texts that are learnt slowly or at once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from sdml.errors import ParameterError
from sdml.ml.text import ticket_text
from sdml.steps.choose_next_reviews import choose_next_reviews
from sdml.steps.estimate_review_gain import estimate_review_gain
from sdml.steps.session import Session
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.database_clock import read_clock
from sdml.store.proposals import insert_examples
from tests.review_desk import (
    LABELS,
    add_labels,
    add_people,
    add_tickets,
    new_example,
    plain_review,
)
from tests.review_history import Said, say


def write_text(draw: random.Random, label: int, share: float) -> str:
    """Ten words, of which a share speaks for the label; each word has its number."""
    own = [f"tema{label}x{draw.randrange(60)}" for _ in range(10)]
    any_ = [f"palavra{draw.randrange(400)}" for _ in range(10)]
    return " ".join(
        one if draw.random() < share else other
        for one, other in zip(own, any_, strict=True)
    )


def review(session: Session, count: int, share: float, pending: int = 0) -> list[int]:
    """Approved examples made from tickets, and pending ones; two reviewers each."""
    draw = random.Random(5)
    add_labels(session)
    plain_review(session)
    first, second = add_people(session, 2)
    numbers = [number % len(LABELS) for number in range(count + pending)]
    texts = [write_text(draw, number, share) for number in numbers]
    tickets = add_tickets(session, texts)
    examples = [
        new_example(place, ticket_text(text, text), LABELS[number], ticket_id=ticket_id)
        for place, (text, number, ticket_id) in enumerate(
            zip(texts, numbers, tickets, strict=True)
        )
    ]
    with session.write("propose_examples") as connection:
        now = read_clock(connection)
        ids = insert_examples(connection, session.tenant, examples, "category", 2, now)
    for place, example_id in enumerate(ids[:count]):
        label = LABELS[numbers[place]]
        wrong = LABELS[(numbers[place] + 1) % len(LABELS)]
        # The second one errs now and then, and then the first settles it below.
        said = wrong if place % 25 == 0 else label
        say(session, Said(example_id, first, label), Said(example_id, second, said))
    verify_reviews(session, repair=True)
    return ids


def test_too_few_labels_are_an_answer(session: Session) -> None:
    found = estimate_review_gain(session)
    assert found.forecast.decision == "not_enough_data"
    assert "0 approved examples" in found.forecast.reason
    assert found.points == ()
    assert found.per_hour.value is None
    assert found.needed == 61  # 43 to learn from, and 18 to judge
    assert found.rate.labels_per_hour is None
    assert found.next.chosen == ()
    assert "needs at least 40" in found.next.reason


def test_a_class_that_is_learnt_at_once_says_stop(session: Session) -> None:
    review(session, 240, share=0.9)
    found = estimate_review_gain(session, worth=0.05, seeds=2)
    assert found.forecast.decision == "stop"
    assert found.needed is None
    assert found.points[-1].value > 0.95
    assert found.labels + found.held_back > 200
    assert found.rate.median_seconds == 12.0
    assert found.rate.answers_per_label == pytest.approx(2, abs=0.2)
    assert found.rate.labels_per_hour == pytest.approx(150, abs=15)


def test_a_slow_curve_says_go_on_and_what_an_hour_buys(
    sqlite_database, make_session
) -> None:
    session = make_session(sqlite_database)
    ids = review(session, 400, share=0.22, pending=60)
    found = estimate_review_gain(session, worth=0.001, seeds=3)
    assert [one.n_labels for one in found.points][-1] == found.labels
    assert found.points[0].value < found.points[-1].value
    assert found.forecast.decision == "go_on"
    assert found.per_hour.value is not None
    assert found.per_hour.value > 0
    labels = {one.label for one in found.by_class}
    assert labels == set(LABELS)
    assert not found.stopped_early
    assert found == estimate_review_gain(session, worth=0.001, seeds=3)
    chosen = found.next
    assert len(chosen.chosen) == 100
    assert chosen.new + chosen.again == 100
    assert {one.is_answered for one in chosen.chosen} == {True, False}
    bits = [one.bits for one in chosen.chosen]
    assert bits == sorted(bits, reverse=True)
    assert {one.example_id for one in chosen.chosen} <= set(ids)
    # Answered twice alike tells less than never answered.
    assert chosen.new > chosen.again * 60 / 400


def test_a_curve_that_is_not_sure_says_how_many_more_labels_not_what_an_hour_buys(
    sqlite_database, make_session
) -> None:
    session = make_session(sqlite_database)
    review(session, 90, share=0.5)
    gain = estimate_review_gain(session, worth=0.02, seeds=1).forecast.gain
    assert gain.value is not None
    assert gain.high is not None
    between = (gain.value + gain.high) / 2
    found = estimate_review_gain(session, worth=between, seeds=1)
    assert found.forecast.decision == "not_enough_data"
    assert found.per_hour.value is None
    assert found.needed is not None
    assert found.needed > 0


def test_the_time_limit_ends_after_a_whole_seed(sqlite_database, make_session) -> None:
    import dataclasses

    session = make_session(sqlite_database)
    review(session, 120, share=0.5)
    clock = iter(range(1_000))
    start = datetime(2026, 3, 2, tzinfo=UTC)
    hurried = dataclasses.replace(
        session, now=lambda: start + timedelta(seconds=next(clock))
    )
    found = estimate_review_gain(hurried, seeds=5, limit_seconds=1)
    assert found.stopped_early
    assert len(found.points) > 1


@pytest.mark.parametrize(
    "wrong",
    [{"reviews": 0}, {"worth": 0.0}, {"seeds": 0}, {"limit_seconds": 0.0}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_numbers_that_cannot_be_are_refused(
    session: Session, wrong: dict[str, float]
) -> None:
    with pytest.raises(ParameterError, match="above 0"):
        estimate_review_gain(session, **wrong)


def test_a_queue_nobody_answered_has_nothing_to_compare(session: Session) -> None:
    assert choose_next_reviews(session).reason.startswith("0 approved examples")
