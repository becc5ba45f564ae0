"""The SLA clock: business time of many cases less their pauses, and due times.

A case is in time where it ends no later than its due instant. The due instant is
the first by which the target's business time has passed, pauses not counted; what
pauses only after that cannot move it.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.working_hours import WorkingTime, business_due, business_elapsed
from sdml.errors import ParameterError
from sdml.records.sla_case import NEVER, ClockCases, ClockFindings

__all__ = ["run_clock"]

Seconds: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_AT_ONCE = 1 << 14


def run_clock(table: WorkingTime, cases: ClockCases, now: int) -> ClockFindings:
    """What the clock says of every case, as of one instant.

    What happens after ``now`` is not known: a later end is open, a later pause
    has not begun.

    Parameters
    ----------
    table : WorkingTime
        Of the cases' calendar, for a period that holds them, ``now`` and the due
        times.
    cases : ClockCases
        In any order; none opened after ``now``.
    now : int
        Seconds since 1970-01-01 UTC.

    Raises
    ------
    ParameterError
        A case ends before it is opened, or an instant is outside the period.
    """
    _check(cases, now)
    if len(cases.opened) <= _AT_ONCE or (np.diff(cases.pause_case) < 0).any():
        return _run(table, cases, now)
    parts = [_run(table, part, now) for part in _blocks(cases)]
    return ClockFindings(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ClockFindings.__dataclass_fields__
        )
    )


def _blocks(cases: ClockCases) -> Iterator[ClockCases]:
    """Cases so many at once: what is computed between stays in the cache."""
    for first in range(0, len(cases.opened), _AT_ONCE):
        last = min(first + _AT_ONCE, len(cases.opened))
        low, high = np.searchsorted(cases.pause_case, [first, last])
        yield ClockCases(
            cases.opened[first:last],
            cases.ended[first:last],
            cases.target[first:last],
            cases.pause_case[low:high] - first,
            cases.pause_starts[low:high],
            cases.pause_ends[low:high],
        )


def _run(table: WorkingTime, cases: ClockCases, now: int) -> ClockFindings:
    is_open = cases.ended > now
    until = np.where(is_open, now, cases.ended)
    case, starts, ends, waits = _known_pauses(cases, until, now)
    opened = business_elapsed(table, cases.opened)
    stopped = business_elapsed(table, until)
    began = business_elapsed(table, starts)
    lengths = business_elapsed(table, ends) - began
    paused = np.bincount(case, lengths, len(opened)).astype(np.int64)
    is_paused = np.zeros(len(opened), np.bool_)
    is_paused[case[waits & is_open[case]]] = True
    used_up, is_held = _spent(opened + cases.target, case, began, lengths, waits)
    due = np.full(len(opened), NEVER, np.int64)
    known = ~(is_held & is_open)
    due[known] = business_due(table, used_up[known], cases.opened[known])
    is_late = until > due
    return ClockFindings(
        elapsed=stopped - opened - paused,
        paused=paused,
        due=due,
        is_decided=~is_open | is_late,
        is_met=~is_open & ~is_late,
        is_paused=is_paused,
    )


def _check(cases: ClockCases, now: int) -> None:
    if (cases.ended < cases.opened).any():
        wrong = int(np.flatnonzero(cases.ended < cases.opened)[0])
        raise ParameterError(f"case {wrong} ends before it is opened")
    if (cases.opened > now).any():
        wrong = int(np.flatnonzero(cases.opened > now)[0])
        raise ParameterError(f"case {wrong} is opened after the instant asked about")
    if (cases.target < 0).any():
        raise ParameterError("a target is negative: expected seconds of business time")


def _known_pauses(
    cases: ClockCases, until: Seconds, now: int
) -> tuple[Seconds, Seconds, Seconds, Flags]:
    """Pauses inside their case, in order of start; and which last until now."""
    case = cases.pause_case
    starts = np.maximum(cases.pause_starts, cases.opened[case])
    ends = np.minimum(cases.pause_ends, until[case])
    order = np.flatnonzero(starts < ends)
    if not _is_sorted(case[order], starts[order]):
        order = order[np.lexsort((starts[order], case[order]))]
    waits = cases.pause_ends[order] > now
    return case[order], starts[order], ends[order], waits


def _is_sorted(case: Seconds, starts: Seconds) -> bool:
    """Whether pauses come as a database gives them: sorting is the dearest step."""
    later = (case[1:] > case[:-1]) | (
        (case[1:] == case[:-1]) & (starts[1:] >= starts[:-1])
    )
    return bool(later.all())


def _spent(
    used_up: Seconds, case: Seconds, began: Seconds, lengths: Seconds, waits: Flags
) -> tuple[Seconds, Flags]:
    """Elapsed time at which each target is used up, and whether a pause holds it.

    The k-th pauses of all cases are looked at together: one moves the due time
    only where it begins while some of the target is left.
    """
    used_up = used_up.copy()
    is_held = np.zeros(len(used_up), np.bool_)
    if not len(case):
        return used_up, is_held
    for places in _rounds(case):
        moves = places[began[places] < used_up[case[places]]]
        used_up[case[moves]] += lengths[moves]
        is_held[case[moves]] |= waits[moves]
    return used_up, is_held


def _rounds(case: Seconds) -> list[Seconds]:
    """Places of the first pauses of all cases, of the second ones, and so on."""
    is_first = np.r_[True, case[1:] != case[:-1]]
    firsts = np.flatnonzero(is_first)
    if len(firsts) == len(case):
        return [firsts]
    ranks = np.arange(len(case)) - np.repeat(firsts, np.diff(np.r_[firsts, len(case)]))
    by_rank = np.argsort(ranks, kind="stable")
    return np.split(by_rank, np.cumsum(np.bincount(ranks))[:-1])
