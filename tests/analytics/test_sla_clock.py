"""The clock against an oracle that counts second by second, and others' bugs."""

import functools
import itertools
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.analytics.sla_clock import run_clock
from sdml.analytics.sla_explanation import explain_case
from sdml.analytics.working_hours import WorkingTime, business_elapsed, working_time
from sdml.errors import ParameterError
from sdml.records.calendar import BusinessCalendar, office_week
from sdml.records.sla_case import NEVER, ClockCases, ClockFindings

ZONE = "America/Sao_Paulo"
HOURS = office_week(9, 18, (12, 13))
CALENDAR = BusinessCalendar(
    ZONE, HOURS, {date(2026, 11, 20): ()}, {date(2026, 11, 20): "Consciência Negra"}
)
HOUR = 3600


@functools.cache
def table() -> WorkingTime:
    return working_time(CALENDAR, date(2026, 11, 1), date(2026, 12, 31))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp())


def shown(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, ZoneInfo(ZONE)):%m-%d %H:%M}"


def clock(
    opened: str,
    ended: str | None,
    hours: float,
    pauses: list[tuple[str, str | None]] | None = None,
    now: str = "2026-12-01 12:00",
) -> ClockFindings:
    spans = pauses or []
    return run_clock(
        table(),
        ClockCases(
            opened=np.array([at(opened)]),
            ended=np.array([NEVER if ended is None else at(ended)]),
            target=np.array([round(hours * HOUR)]),
            pause_case=np.zeros(len(spans), np.int64),
            pause_starts=np.array([at(start) for start, _ in spans], np.int64),
            pause_ends=np.array(
                [NEVER if end is None else at(end) for _, end in spans], np.int64
            ),
        ),
        at(now),
    )


def test_the_lunch_break_is_not_counted() -> None:
    found = clock("2026-11-09 11:30", "2026-11-09 13:30", 1)
    assert found.elapsed.tolist() == [HOUR]
    assert found.is_met.tolist() == [True]


def test_one_second_late_is_late_and_on_the_second_is_in_time() -> None:
    on_time = clock("2026-11-09 09:00", "2026-11-09 11:00", 2)
    late = clock("2026-11-09 09:00", "2026-11-09 11:00:01", 2)
    assert (on_time.is_met[0], late.is_met[0]) == (True, False)


def test_a_ticket_from_outside_the_hours_is_counted_from_the_next_opening() -> None:
    found = clock("2026-11-14 03:00", "2026-11-16 10:00", 2)
    assert found.elapsed.tolist() == [HOUR]
    assert shown(found.due[0]) == "11-16 11:00"


def test_a_pause_moves_the_due_time_by_its_business_time_alone() -> None:
    night = [("2026-11-09 17:00", "2026-11-10 10:00")]
    found = clock("2026-11-09 16:00", "2026-11-10 11:00", 2, night)
    assert found.paused.tolist() == [2 * HOUR]
    assert found.elapsed.tolist() == [2 * HOUR]
    assert shown(found.due[0]) == "11-10 11:00"


def test_a_pause_after_the_time_was_used_up_does_not_save_the_case() -> None:
    found = clock(
        "2026-11-09 09:00",
        "2026-11-09 17:00",
        2,
        [("2026-11-09 11:30", "2026-11-09 16:30")],
    )
    assert shown(found.due[0]) == "11-09 11:00"
    assert not found.is_met[0]


def test_a_paused_case_has_no_due_time_and_does_not_tick() -> None:
    found = clock("2026-11-09 09:00", None, 4, [("2026-11-09 10:00", None)])
    assert found.due.tolist() == [NEVER]
    assert (found.is_paused[0], found.is_decided[0]) == (True, False)
    assert found.elapsed.tolist() == [HOUR]


def test_a_case_that_paused_too_late_is_decided_while_it_waits() -> None:
    found = clock("2026-11-09 09:00", None, 1, [("2026-11-09 11:00", None)])
    assert shown(found.due[0]) == "11-09 10:00"
    assert (found.is_decided[0], found.is_met[0]) == (True, False)


def test_what_comes_after_now_is_not_known() -> None:
    early = clock(
        "2026-11-09 09:00",
        "2026-11-10 10:00",
        4,
        [("2026-11-09 16:00", "2026-11-09 17:00")],
        now="2026-11-09 10:00",
    )
    assert (early.is_decided[0], early.is_paused[0]) == (False, False)
    assert shown(early.due[0]) == "11-09 14:00"


def test_another_target_midway_counts_from_the_start_with_the_pauses_kept() -> None:
    # GLPI forgot the pauses when the policy of a running case was changed.
    pause = [("2026-11-09 10:00", "2026-11-09 11:00")]
    before = clock("2026-11-09 09:00", None, 4, pause, now="2026-11-09 15:00")
    after = clock("2026-11-09 09:00", None, 2, pause, now="2026-11-09 15:00")
    assert before.paused.tolist() == after.paused.tolist() == [HOUR]
    assert shown(before.due[0]) == "11-09 15:00"
    assert shown(after.due[0]) == "11-09 12:00"


def test_a_case_that_ends_before_it_is_opened_is_refused() -> None:
    with pytest.raises(ParameterError, match="ends before it is opened"):
        clock("2026-11-09 10:00", "2026-11-09 09:00", 1)


def test_the_explanation_has_no_gap_and_names_every_reason() -> None:
    case = (at("2026-11-19 17:30"), at("2026-11-23 11:00"))
    pauses = [(at("2026-11-23 09:30"), at("2026-11-23 10:00"), "Aguardando cliente")]
    spans = explain_case(table(), CALENDAR, case, pauses)
    assert [(span.reason, span.detail) for span in spans] == [
        ("working", ""),
        ("closed", ""),
        ("special", "Consciência Negra"),
        ("closed", ""),
        ("working", ""),
        ("paused", "Aguardando cliente"),
        ("working", ""),
    ]
    assert (spans[0].starts, spans[-1].ends) == case
    joined = itertools.pairwise(spans)
    assert all(left.ends == right.starts for left, right in joined)


@st.composite
def one_case(draw: st.DrawFn) -> tuple[int, int, int, list[tuple[int, int]], int]:
    """Opened, ended, target, pauses and now, in minutes from a Thursday."""
    opened = draw(st.integers(0, 4_000))
    ended = opened + draw(st.integers(0, 6_000))
    edges = sorted(draw(st.lists(st.integers(0, 9_000), max_size=8, unique=True)))
    pauses = list(zip(edges[::2], edges[1::2], strict=False))
    now = opened + draw(st.integers(0, 9_000))
    return opened, ended, draw(st.integers(0, 1_500)), pauses, now


@settings(max_examples=150, deadline=None)
@given(st.lists(one_case(), min_size=1, max_size=4), st.integers(0, 9_000))
def test_the_clock_counts_what_a_minute_by_minute_clock_counts(
    made: list[tuple[int, int, int, list[tuple[int, int]], int]], later: int
) -> None:
    zero = at("2026-11-19 00:00")
    now = zero + 60 * max(max(case[0] for case in made), later)
    pauses = [(number, *pause) for number, case in enumerate(made) for pause in case[3]]
    found = run_clock(
        table(),
        ClockCases(
            opened=np.array([zero + 60 * case[0] for case in made]),
            ended=np.array([zero + 60 * case[1] for case in made]),
            target=np.array([60 * case[2] for case in made]),
            pause_case=np.array([pause[0] for pause in pauses], np.int64),
            pause_starts=np.array([zero + 60 * p[1] for p in pauses], np.int64),
            pause_ends=np.array([zero + 60 * p[2] for p in pauses], np.int64),
        ),
        now,
    )
    minutes = zero + 60 * np.arange(0, 25_000)
    working = np.diff(business_elapsed(table(), minutes)) // 60
    for number, (opened, ended, target, spans, _) in enumerate(made):
        is_open = zero + 60 * ended > now
        until = (now - zero) // 60 if is_open else ended
        elapsed, used_up_at = 0, None
        if target == 0:
            used_up_at = opened
        for minute in range(opened, len(working)):
            paused = any(low <= minute < high for low, high in spans)
            # No pause outlasts the case, or is known beyond now.
            known = minute < until
            if working[minute] and not (paused and known):
                elapsed += minute < until
                target -= 1
                if target == 0 and used_up_at is None:
                    used_up_at = minute + 1
            if used_up_at is not None and minute >= until:
                break
        waits = is_open and any(
            zero + 60 * low < now < zero + 60 * high for low, high in spans
        )
        assert found.elapsed[number] == 60 * elapsed
        assert found.is_paused[number] == (waits and zero + 60 * opened < now)
        if found.due[number] != NEVER:
            assert found.due[number] == zero + 60 * (used_up_at or 0)
        else:
            assert waits


def test_many_cases_in_blocks_are_what_each_is_alone() -> None:
    rng = np.random.default_rng(2)
    n = 40_000
    opened = at("2026-11-03 08:00") + rng.integers(0, 10 * 86_400, n)
    ended = opened + rng.integers(60, 5 * 86_400, n)
    case = np.unique(rng.integers(0, n, n // 2))
    starts = opened[case] + 30
    cases = ClockCases(
        opened, ended, rng.integers(60, 20 * HOUR, n), case, starts, starts + HOUR
    )
    order = rng.permutation(len(case))  # not by case: in one piece
    mixed = ClockCases(
        opened, ended, cases.target, case[order], starts[order], starts[order] + HOUR
    )
    now = at("2026-12-01 12:00")
    blocks, whole = run_clock(table(), cases, now), run_clock(table(), mixed, now)
    for name in ("elapsed", "paused", "due", "is_decided", "is_met", "is_paused"):
        assert (getattr(blocks, name) == getattr(whole, name)).all()
