"""What steps down, on what evidence, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sdml.analytics.step_down import (
    flag_drift,
    plan_steps,
    stepped_down,
    strong_drift,
    watched_since,
)
from sdml.records.agreement import Coefficient
from sdml.records.promise import ClassPromiseCard, ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.watch import (
    ClassWatch,
    DriftFigure,
    ExpectedAccuracy,
    LaneWatch,
    RiskEvidence,
    WeekWatch,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AUTO, RECOMMEND, MONITOR = ClassMode.AUTO, ClassMode.RECOMMEND, ClassMode.MONITOR
PROMISE = PromiseCard(
    promise_id=1,
    model_id=1,
    dataset_id=1,
    task="category",
    precision=0.95,
    delta=0.1,
    n=900,
    scope_threshold=None,
    made_at=NOON,
    made_by="cli:tester",
    expires_at=NOON + timedelta(days=90),
    ended_at=None,
    classes=(
        ClassPromiseCard("a", 0.8, 100, 1, 0.95, 0.01, 0.9, None),
        ClassPromiseCard("b", 0.9, 100, 1, 0.95, 0.01, 0.9, None),
        ClassPromiseCard("c", None, 20, 3, None, 0.6, 0.0, 80),
    ),
)
NOTHING = Coefficient("x", None, None, None, 0)


def lane(crossed: int | None = None) -> LaneWatch:
    stream = RiskEvidence(40, 9, 3.1, 2.9, crossed, 0.1, 0.4)
    quiet = RiskEvidence(5, 0, 0.0, 2.9, None, 0.0, 0.5)
    return LaneWatch(0.05, quiet, stream, NOTHING, NOTHING)


def seen(label: str, automatic: LaneWatch | None, suggested: LaneWatch) -> ClassWatch:
    return ClassWatch(label, AUTO, 0.8, NOON, automatic, suggested, 5)


def change(
    label: str | None, cause: ModeChangeCause, day: int, after: ClassMode = RECOMMEND
) -> ModeChangeCard:
    moment = NOON + timedelta(days=day)
    return ModeChangeCard(label, AUTO, after, cause, {}, "cli:tester", moment, 1)


RISK, DRIFT = ModeChangeCause.RISK, ModeChangeCause.DRIFT
HAND, EXPIRY = ModeChangeCause.HAND, ModeChangeCause.EXPIRY


def plan(
    modes: dict, classes=(), drifting=(), changes=(), day: int = 10
) -> list[tuple]:
    moment = NOON + timedelta(days=day)
    found = plan_steps(modes, classes, drifting, PROMISE, changes, moment)
    return [(one.label, one.before, one.after, one.cause) for one in found]


BROKEN, KEPT = lane(31), lane()


@pytest.mark.parametrize(
    ("mode", "automatic", "suggested", "expected"),
    [
        (AUTO, BROKEN, KEPT, [("a", AUTO, RECOMMEND, RISK)]),
        (AUTO, KEPT, BROKEN, []),
        (RECOMMEND, BROKEN, KEPT, []),
        (RECOMMEND, BROKEN, BROKEN, [("a", RECOMMEND, MONITOR, RISK)]),
        (RECOMMEND, None, BROKEN, [("a", RECOMMEND, MONITOR, RISK)]),
        (MONITOR, BROKEN, BROKEN, []),
        (ClassMode.OFF, BROKEN, BROKEN, []),
        (AUTO, KEPT, KEPT, []),
    ],
    ids=[
        "a broken promise ends auto",
        "useless suggestions say nothing of auto",
        "what stepped down steps down once",
        "useless suggestions are only watched",
        "also of a class that was never auto",
        "below monitor is no step",
        "off stays off",
        "a kept promise changes nothing",
    ],
)
def test_a_class_steps_down(mode, automatic, suggested, expected) -> None:
    assert plan({"a": mode}, [seen("a", automatic, suggested)]) == expected


def test_evidence_names_both_streams_and_the_limit() -> None:
    (step,) = plan_steps({"a": AUTO}, [seen("a", BROKEN, KEPT)], (), PROMISE, (), NOON)
    assert step.evidence["tolerated"] == 0.05
    assert step.evidence["audited"] == {
        "n": 40,
        "wrong": 9,
        "log10_wealth": 3.1,
        "log10_limit": 2.9,
        "crossed_after": 31,
    }


def test_a_promise_that_is_over_is_noted_once_and_leaves_nothing_automatic() -> None:
    modes = {"a": RECOMMEND, "b": RECOMMEND}
    expired = [(None, AUTO, RECOMMEND, EXPIRY)]
    assert plan(modes, day=90) == expired
    assert plan(modes, changes=[change(None, EXPIRY, 90)], day=91) == []
    assert plan({"a": AUTO}, [seen("a", BROKEN, KEPT)], day=90) == expired


def test_strong_drift_takes_every_class_from_auto_while_there_is_one() -> None:
    assert plan({"a": AUTO, "b": RECOMMEND}, drifting=["words"]) == [
        (None, AUTO, RECOMMEND, DRIFT)
    ]
    assert plan({"a": RECOMMEND}, drifting=["words"]) == []


def test_a_class_lifted_by_hand_is_watched_anew() -> None:
    changes = [change("a", RISK, 5), change("a", HAND, 7, AUTO)]
    assert watched_since("a", PROMISE, changes) == NOON + timedelta(days=7)
    assert watched_since("b", PROMISE, changes) == NOON
    assert watched_since(None, PROMISE, changes) == NOON + timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "down"),
    [
        ([], set()),
        ([change("a", RISK, 1)], {"a"}),
        ([change(None, DRIFT, 1)], {"a", "b"}),
        ([change("a", RISK, 1), change("a", HAND, 2, AUTO)], set()),
        ([change(None, DRIFT, 1), change("b", HAND, 2, AUTO)], {"a"}),
        ([change("a", HAND, 1)], set()),
        ([change(None, EXPIRY, 1)], set()),
        ([change("c", RISK, 1, MONITOR)], {"c"}),
    ],
    ids=[
        "nothing changed",
        "errors",
        "drift takes all that are promised",
        "lifted again",
        "one of them lifted again",
        "a person's choice is no step down",
        "expiry says nothing of a class",
        "useless suggestions",
    ],
)
def test_which_classes_stepped_down(changes, down) -> None:
    assert stepped_down(PROMISE, changes) == down
    assert stepped_down(None, changes) == frozenset()


def figure(name: str, effect: float, p_adjusted: float | None) -> DriftFigure:
    return DriftFigure(name, 100, 100, effect=effect, p_adjusted=p_adjusted)


def week(*figures: DriftFigure) -> WeekWatch:
    accuracy = ExpectedAccuracy(0, None, None, None)
    return WeekWatch(NOON, 100, figures, flag_drift(figures, 0.05), accuracy)


FAR, NEAR = figure("class_mix", 0.4, 0.01), figure("class_mix", 0.1, 0.01)
BY_CHANCE = figure("class_mix", 0.4, 0.2)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ([FAR, FAR], ("class_mix",)),
        ([FAR, NEAR], ()),
        ([FAR, BY_CHANCE, FAR], ()),
        ([NEAR, FAR, FAR], ("class_mix",)),
        ([figure("words", 0.72, 0.01)] * 2, ("words",)),
        ([figure("words", 0.6, 0.01)] * 2, ()),
        ([FAR], ()),
        ([figure("confidence", 0.5, None)] * 2, ()),
    ],
    ids=[
        "two weeks in a row",
        "a small effect",
        "not in a row",
        "the last two",
        "texts told apart",
        "texts hardly told apart",
        "one week alone",
        "not compared",
    ],
)
def test_drift_is_strong_when_it_is_far_and_lasts(weeks, expected) -> None:
    assert strong_drift([week(one) for one in weeks]) == expected


def test_a_promise_made_anew_is_not_the_one_that_stepped_down() -> None:
    later = replace(PROMISE, promise_id=2, made_at=NOON + timedelta(days=8))
    assert watched_since("a", later, []) == later.made_at
