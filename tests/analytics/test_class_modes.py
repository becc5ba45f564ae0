"""A class may do the least of what is promised, allowed and left by the watch."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sdml.analytics.class_modes import effective_modes
from sdml.records.promise import ClassPromiseCard, ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROMISE = PromiseCard(
    promise_id=7,
    model_id=1,
    dataset_id=1,
    task="category",
    precision=0.95,
    delta=0.1,
    n=400,
    scope_threshold=None,
    made_at=NOON,
    made_by="cli:tester",
    expires_at=NOON + timedelta(days=90),
    ended_at=None,
    classes=(
        ClassPromiseCard("proved", 0.8, 210, 3, 0.957, 0.002, 0.7, None),
        ClassPromiseCard("open", None, 40, 1, None, 0.4, 0.0, 55),
    ),
)
LABELS = ("proved", "open")
DAY = timedelta(days=1)
STEP = ModeChangeCard(
    "proved",
    ClassMode.AUTO,
    ClassMode.RECOMMEND,
    ModeChangeCause.RISK,
    {},
    "watch",
    NOON + DAY,
    7,
)
DEEPER = replace(STEP, before=ClassMode.RECOMMEND, after=ClassMode.MONITOR)
EVERY = replace(STEP, label=None)
BY_HAND = replace(
    STEP, before=ClassMode.MONITOR, after=ClassMode.AUTO, cause=ModeChangeCause.HAND
)
OTHER = replace(STEP, promise_id=6)

CHANGES: dict[str, tuple[list[ModeChangeCard], str]] = {
    "nothing happened": ([], "auto"),
    "one step down": ([STEP], "recommend"),
    "two steps down": ([STEP, DEEPER], "monitor"),
    "a step of all classes never lifts one": ([DEEPER, EVERY], "monitor"),
    "by hand it is lifted": ([STEP, DEEPER, BY_HAND], "auto"),
    "and stepped down again": ([BY_HAND, STEP], "recommend"),
    "by hand to recommend": (
        [DEEPER, replace(BY_HAND, after=ClassMode.RECOMMEND)],
        "recommend",
    ),
    "another promise's step does not count": ([OTHER], "auto"),
    "a step of another class": ([replace(STEP, label="open")], "auto"),
}


@pytest.mark.parametrize(("changes", "mode"), CHANGES.values(), ids=CHANGES)
def test_step_downs_hold_until_somebody_lifts_them(
    changes: list[ModeChangeCard], mode: str
) -> None:
    modes = effective_modes(LABELS, PROMISE, {}, changes, NOON + 2 * DAY)
    assert modes["proved"] == mode


def test_only_a_class_with_a_threshold_is_automatic() -> None:
    modes = effective_modes((*LABELS, "new"), PROMISE, {}, [], NOON)
    assert [mode.value for mode in modes.values()] == ["auto", "recommend", "recommend"]


@pytest.mark.parametrize("mode", list(ClassMode))
def test_a_person_sets_the_most_and_never_more_than_is_promised(
    mode: ClassMode,
) -> None:
    modes = effective_modes(LABELS, PROMISE, dict.fromkeys(LABELS, mode), [], NOON)
    assert modes["proved"] == mode
    assert modes["open"] == (ClassMode.RECOMMEND if mode is ClassMode.AUTO else mode)


def test_an_expired_promise_means_recommend_at_once() -> None:
    last = PROMISE.expires_at - timedelta(seconds=1)
    assert effective_modes(LABELS, PROMISE, {}, [], last)["proved"] == "auto"
    gone = effective_modes(LABELS, PROMISE, {}, [], PROMISE.expires_at)
    assert gone["proved"] == "recommend"
    deeper = effective_modes(LABELS, PROMISE, {}, [DEEPER], PROMISE.expires_at)
    assert deeper["proved"] == "monitor"


def test_an_ended_promise_promises_nothing() -> None:
    ended = replace(PROMISE, ended_at=NOON + DAY)
    assert effective_modes(LABELS, ended, {}, [], NOON + DAY)["proved"] == "recommend"


def test_without_a_promise_nothing_is_automatic() -> None:
    settings = {"proved": ClassMode.AUTO, "open": ClassMode.OFF}
    modes = effective_modes(LABELS, None, settings, [STEP], NOON)
    assert [mode.value for mode in modes.values()] == ["recommend", "off"]
