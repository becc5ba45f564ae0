"""A model acts by itself only under an open promise, on what it was proved for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from sdml.errors import ParameterError
from sdml.records.promise import PromiseTerms
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.review_words import EventKind
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.make_promise import MadePromise, make_promise
from sdml.steps.measure_targets import measure_targets
from sdml.steps.open_model import open_model
from sdml.steps.promote_model import promote_model
from sdml.steps.session import Session
from sdml.steps.set_class_mode import set_class_mode
from sdml.steps.show_promise import show_promise
from sdml.steps.train_model import train_model
from sdml.store.outbox import read_events
from sdml.store.promises import read_grounds, read_mode_changes, read_promises
from tests.review_desk import add_examples, add_people
from tests.review_history import Said, say
from tests.steps.classifier.conftest import SUBJECTS, TABLES, Desk

TERMS = PromiseTerms(0.9, 0.9)
ASKED = ["impressora papel toner bandeja", "vpn wifi roteador sinal cabo"]


@pytest.fixture
def large_desk(make_desk) -> Desk:  # type: ignore[no-untyped-def]
    """900 tickets: a calibration part of 135."""
    desk: Desk = make_desk()
    desk.fill(900)
    return desk


def promised(session: Session) -> MadePromise:
    """A champion with a promise."""
    model = train_model(session, task="category")
    promote_model(session, model.model_id)
    return make_promise(session, model.model_id, TERMS)


def modes_of(session: Session, texts: list[str]) -> list[str]:
    return [
        one.mode.value for one in open_model(session, "category").answer(session, texts)
    ]


def test_a_promise_is_proved_on_rows_the_model_never_saw(large_desk: Desk) -> None:
    session = large_desk.session
    result = train_model(session, task="category")
    made = make_promise(session, result.model_id, TERMS, days=30)
    card = made.promise
    rows = card.facts["rows"]
    assert isinstance(rows, dict)
    assert rows["calibration"] + rows["duplicates"] + rows["changed"] == 135
    assert card.n == rows["calibration"] - rows["beyond_scope"]
    assert (card.task, card.precision, card.delta) == ("category", 0.9, 0.1)
    assert card.expires_at - card.made_at == timedelta(days=30)
    assert set(card.thresholds) == set(SUBJECTS)
    for one in card.classes:
        assert one.precision_low is not None
        assert one.precision_low >= 0.9
    assert made.metrics["coverage"]["n"] == rows["calibration"]
    assert (made.metrics["selective_accuracy"]["value"] or 0) >= 0.9
    assert set(result.metrics) >= {"coverage", "selective_accuracy", "accuracy"}
    with session.read() as connection:
        found = read_promises(connection, session.tenant, model_id=result.model_id)
        events = read_events(connection, session.tenant, kinds=[EventKind.PROMISE_MADE])
    assert [one.ended_at is None for one in found] == [True, False]
    assert events[-1].payload["promise_id"] == card.promise_id
    with pytest.raises(ParameterError, match="days"):
        make_promise(session, result.model_id, TERMS, days=0)


def test_targets_are_measured_on_the_same_rows_and_change_nothing(
    large_desk: Desk,
) -> None:
    session = large_desk.session
    made = promised(session)
    found = measure_targets(session, aims=(0.95, 0.9, 0.9))
    assert (found.model_id, found.task) == (made.promise.model_id, "category")
    assert [one.aim for one in found.targets] == [0.9, 0.95]
    (usual, _) = found.targets
    assert usual.coverage["n"] == found.n == made.metrics["coverage"]["n"]
    assert usual.proved_classes == len(made.promise.thresholds)
    assert usual.proved_coverage == made.metrics["coverage"]
    assert usual.proved_accuracy == made.metrics["selective_accuracy"]
    assert (usual.accuracy["value"] or 0) >= 0.9
    with pytest.raises(ParameterError, match="expected above 0 and below 1"):
        measure_targets(session, aims=(90,))
    with session.read() as connection:
        number = made.promise.model_id
        assert len(read_promises(connection, session.tenant, model_id=number)) == 2


def test_automatic_is_what_the_champion_s_open_promise_covers(large_desk: Desk) -> None:
    session = large_desk.session
    model = train_model(session, task="category").model_id
    make_promise(session, model, TERMS)
    assert modes_of(session, ASKED) == ["recommend", "recommend"]  # no champion yet
    promote_model(session, model)
    assert modes_of(session, ASKED) == ["auto", "auto"]
    assert modes_of(session, ["", "xyzzy plugh quux", "vpn " + "zork " * 40]) == [
        "monitor",
        "recommend",
        "recommend",
    ]
    later = replace(session, now=lambda: session.now() + timedelta(days=91))
    assert modes_of(later, ASKED) == ["recommend", "recommend"]
    assert not show_promise(later).in_force
    tickets = [
        large_desk.add_ticket(text, None, 2_000 + k) for k, text in enumerate(ASKED)
    ]
    done = classify_tickets(session)
    assert done.auto >= 2
    said = TABLES["ai_classifications"]
    with session.read() as connection:
        rows = connection.execute(
            select(
                said.c.id, said.c.mode, said.c.calibrated_score, said.c.confidence_score
            ).where(said.c.ticket_id.in_(tickets))
        ).all()
        grounds = read_grounds(connection, session.tenant, [row[0] for row in rows])
    promise = show_promise(session).promise
    assert promise is not None
    for number, mode, calibrated, confidence in rows:
        assert (mode, calibrated) == ("auto", confidence)
        assert grounds[number].promise_id == promise.promise_id
        assert grounds[number].threshold in promise.thresholds.values()
        assert calibrated >= grounds[number].threshold


def test_a_person_sets_the_most_that_may_happen(large_desk: Desk) -> None:
    session = large_desk.session
    promised(session)
    set_to = set_class_mode(session, task="category", label="Rede", mode=ClassMode.OFF)
    assert (set_to.before, set_to.mode) == (ClassMode.AUTO, ClassMode.OFF)
    assert modes_of(session, ASKED) == ["auto", "monitor"]
    make_promise(session, show_promise(session).model_id, TERMS)
    assert modes_of(session, ASKED) == ["auto", "monitor"]  # it outlives a promise
    set_class_mode(session, task="category", label="Rede", mode=ClassMode.AUTO)
    assert modes_of(session, ASKED) == ["auto", "auto"]
    with session.read() as connection:
        changes = read_mode_changes(connection, session.tenant, "category")
        told = read_events(connection, session.tenant, kinds=[EventKind.MODE_CHANGED])
    by_hand = [one for one in changes if one.cause is ModeChangeCause.HAND]
    assert [(one.label, one.after.value) for one in by_hand] == [
        ("Rede", "off"),
        ("Rede", "auto"),
    ]
    assert len(told) == 2
    with pytest.raises(ParameterError, match="no class"):
        set_class_mode(session, task="category", label="Nada", mode=ClassMode.AUTO)


def test_without_a_calibration_part_it_says_how_many_examples_it_takes(
    desk: Desk,
) -> None:
    session = desk.session
    freeze_dataset(session, task="category")
    result = train_model(session, task="category")
    assert result.promised == 0
    assert result.metrics["coverage"] == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
    }
    promote_model(session, result.model_id)
    shown = show_promise(session)
    assert shown.promise is not None
    assert shown.promise.n == 0
    for one in shown.classes:
        assert one.mode is ClassMode.RECOMMEND
        assert one.promised is not None
        assert one.promised.threshold is None
        assert (one.promised.needed or 0) >= 45
    assert classify_tickets(session).auto == 0


def test_double_reviews_say_how_many_errors_labels_hide(large_desk: Desk) -> None:
    session = large_desk.session
    model = train_model(session, task="category").model_id
    before = make_promise(session, model, TERMS).promise
    assert before.facts["label_error"] == 0.0
    first, second = add_people(session, 2)
    rede, acesso = "Rede", "Acesso"
    for at, example in enumerate(add_examples(session, 40, answers=2)):
        other = rede if at < 8 else acesso  # of 40 wrong ones, 8 are confirmed
        say(
            session,
            Said(example, first, acesso, shown=rede),
            Said(example, second, other, shown=rede),
        )
    after = make_promise(session, model, TERMS).promise
    assert after.facts["double_reviews"] == {
        "contradicted": 40,
        "confirmed": 8,
        "share": after.facts["label_error"],
    }
    assert after.facts["label_error"] == pytest.approx(0.304, abs=0.001)
    # Of 100 wrong predictions labels contradict 70: what was proved no longer is.
    assert set(before.thresholds) == set(SUBJECTS)
    assert set(after.thresholds) < set(SUBJECTS)
    assert all(one.needed for one in after.classes if one.threshold is None)
