"""A promise that is no longer kept ends: once, with its evidence, with a notice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from sdml.errors import NoModel
from sdml.ml.risk_monitor import tickets_to_detect
from sdml.records.promise_words import ModeChangeCause
from sdml.records.watch import ClassWatch, WatchResult
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.train_model import train_model
from sdml.steps.watch_model import watch_model
from tests.steps.classifier.conftest import Desk
from tests.watched_desk import AUTO, MONITOR, NOON, RECOMMEND, Watched

RISK = ModeChangeCause.RISK


def of(result: WatchResult, label: str) -> ClassWatch:
    (found,) = (one for one in result.classes if one.label == label)
    return found


@pytest.fixture
def desk(session) -> Watched:
    return Watched(session)


GOOD = ["Rede"] * 40
BAD = ["Rede"] * 8 + ["Acesso"] * 12


def test_a_kept_promise_is_seen_and_nothing_steps_down(desk: Watched) -> None:
    tickets = desk.decide("Rede", GOOD)
    desk.audit(tickets[:10], GOOD[:10])
    result = desk.watch()
    assert result.holds
    assert (result.steps, desk.changes(), desk.notices()) == ((), [], [])
    seen = of(result, "Rede").automatic
    assert seen is not None
    assert (seen.closed.n, seen.closed.wrong, seen.audited.n) == (40, 0, 10)
    assert (seen.kept.value, seen.precision.value, seen.precision.n) == (1.0, 1.0, 10)
    assert seen.finds_within == tickets_to_detect(0.05, 0.2, 0.05 / 3 / 2, seen=40)
    assert {one.mode for one in result.classes} == {AUTO}


def test_a_class_closed_otherwise_too_often_steps_down_alone(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    desk.decide("Impressora", ["Impressora"] * 40)
    result = desk.watch()
    assert not result.holds
    assert desk.changes() == [("Rede", AUTO, RECOMMEND, RISK)]
    assert of(result, "Rede").mode is RECOMMEND
    assert of(result, "Impressora").mode is AUTO
    (step,) = result.steps
    assert step.promise_id == desk.promise
    assert step.evidence["tolerated"] == 0.05
    closed = step.evidence["closed"]
    assert isinstance(closed, dict)
    assert (closed["n"], closed["wrong"]) == (20, 12)
    assert closed["log10_wealth"] >= closed["log10_limit"]


def test_the_notice_names_the_change_and_no_word_of_a_ticket(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    desk.watch()
    (notice,) = desk.notices()
    assert {key: value for key, value in notice.items() if key != "change_id"} == {
        "task": "category",
        "model_id": desk.model,
        "promise_id": desk.promise,
        "before": "auto",
        "after": "recommend",
        "cause": "risk",
    }


def test_what_nobody_changed_is_found_by_the_audited_share(desk: Watched) -> None:
    tickets = desk.decide("Rede", ["Rede"] * 60)
    assert desk.watch().holds
    desk.audit(tickets[:20], BAD)
    result = desk.watch()
    assert desk.changes() == [("Rede", AUTO, RECOMMEND, RISK)]
    seen = of(result, "Rede").automatic
    assert seen is not None
    assert (seen.kept.value, seen.precision.value) == (1.0, 0.4)
    assert not seen.closed.is_against
    assert seen.audited.is_against


def test_looking_again_writes_nothing(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    first = desk.watch()
    again = desk.watch()
    assert (first.is_new, again.is_new) == (True, False)
    assert again.watch_id == first.watch_id
    assert again.steps == ()
    assert not again.holds
    assert (desk.watches(), len(desk.changes()), len(desk.notices())) == (1, 1, 1)
    desk.decide("Impressora", ["Impressora"])
    assert desk.watch().is_new
    assert (desk.watches(), len(desk.changes())) == (2, 1)


def test_two_that_look_at_once_step_down_once(desk: Watched) -> None:
    """The second has read everything before the first writes."""
    desk.decide("Rede", BAD)
    inner: list[WatchResult] = []

    def interrupting_clock() -> datetime:
        # Its second question is asked before the transaction that writes.
        asked.append(1)
        if len(asked) == 2:
            inner.append(desk.watch())
        return desk.clock.now

    asked: list[int] = []
    outer = watch_model(replace(desk.session, now=interrupting_clock))
    assert len(inner) == 1
    assert (len(inner[0].steps), len(outer.steps)) == (1, 0)
    assert (inner[0].is_new, outer.is_new) == (True, False)
    assert outer.watch_id == inner[0].watch_id
    assert (len(desk.changes()), len(desk.notices()), desk.watches()) == (1, 1, 1)


def test_two_that_write_at_the_same_moment_step_down_once(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    both = Barrier(2, timeout=300)

    def look(_: int) -> WatchResult:
        asked: list[int] = []

        def meeting_clock() -> datetime:
            asked.append(1)
            if len(asked) == 2:  # all is read, nothing is written
                both.wait()
            return desk.clock.now

        return watch_model(replace(desk.session, now=meeting_clock))

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(look, range(2)))
    assert sorted(len(one.steps) for one in results) == [0, 1]
    assert sorted(one.is_new for one in results) == [False, True]
    assert len({one.watch_id for one in results}) == 1
    assert (len(desk.changes()), len(desk.notices()), desk.watches()) == (1, 1, 1)


def test_a_promise_renewed_while_one_looks_is_not_blamed(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    asked: list[int] = []

    def renewing_clock() -> datetime:
        asked.append(1)
        if len(asked) == 2:
            desk.promise = desk.promise_anew()
        return desk.clock.now

    result = watch_model(replace(desk.session, now=renewing_clock))
    assert (result.steps, desk.changes()) == ((), [])


def test_useless_suggestions_of_a_class_are_only_watched_from_then_on(
    desk: Watched,
) -> None:
    desk.decide("Rede", BAD)
    desk.watch()
    desk.decide("Rede", ["Acesso"] * 30, "recommend")
    result = desk.watch()
    assert desk.changes()[1:] == [("Rede", RECOMMEND, MONITOR, RISK)]
    assert of(result, "Rede").mode is MONITOR
    assert desk.watch().steps == ()


def test_suggestions_that_are_mostly_right_stay(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    desk.watch()
    desk.decide("Rede", ["Rede"] * 20 + ["Acesso"] * 10, "recommend")
    assert desk.watch().steps == ()


def test_a_class_lifted_by_hand_is_watched_from_then_on(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    desk.watch()
    desk.lift("Rede")
    result = desk.watch()
    assert (result.steps, result.holds, of(result, "Rede").mode) == ((), True, AUTO)
    assert of(result, "Rede").watched_since > NOON
    desk.decide("Rede", BAD)
    assert len(desk.watch().steps) == 1


def test_an_expired_promise_is_recorded_once(desk: Watched) -> None:
    desk.clock.now += timedelta(days=91)
    first, again = desk.watch(), desk.watch()
    assert desk.changes() == [(None, AUTO, RECOMMEND, ModeChangeCause.EXPIRY)]
    assert {one.mode for one in first.classes} == {RECOMMEND}
    assert not first.holds
    assert first.promise is not None
    assert first.promise.is_expired
    assert (len(first.steps), again.steps, again.is_new) == (1, (), False)


def test_a_new_promise_brings_the_classes_back(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    desk.watch()
    desk.clock.now += timedelta(hours=1)
    desk.promise = desk.promise_anew()
    result = desk.watch()
    assert result.holds
    assert {one.mode for one in result.classes} == {AUTO}


def test_a_class_that_stepped_down_is_to_be_audited_more(desk: Watched) -> None:
    desk.decide("Rede", BAD)
    result = desk.watch()
    assert of(result, "Rede").audit_percent == 25
    assert of(result, "Impressora").audit_percent == 5


def test_the_tenant_says_how_seldom_a_step_may_be_false(desk: Watched) -> None:
    configure_tenant(desk.session, "watch.alpha_percent", "1")
    desk.decide("Rede", ["Acesso"] * 2)
    result = desk.watch()
    assert result.alpha == 0.01
    seen = of(result, "Rede").automatic
    assert seen is not None
    assert seen.closed.log10_limit == pytest.approx(2.7782, abs=1e-4)  # 600


def test_a_candidate_promises_nothing_and_is_seen_all_the_same(session) -> None:
    desk = Desk(session)
    desk.fill()
    train_model(session, task="category")
    result = watch_model(session)
    assert result.holds
    assert result.promise is None
    assert {one.automatic for one in result.classes} == {None}
    assert {one.mode for one in result.classes} == {RECOMMEND}


def test_without_a_model_there_is_nothing_to_watch(session) -> None:
    with pytest.raises(NoModel):
        watch_model(session)
