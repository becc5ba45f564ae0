"""Business time between instants, and the instant at which some of it is used up.

A calendar becomes a table of working intervals in UTC, once for a period; both
questions are then two look-ups an instant, for millions of them. An instant is a
working second exactly where the wall clock, by the zone's offset at that instant,
stands inside a slot of that day: an hour that a zone skipped is never counted, one
that it repeated is counted twice.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError
from sdml.records.calendar import DAY_SECONDS, BusinessCalendar

__all__ = ["WorkingTime", "business_due", "business_elapsed", "working_time"]

Seconds: TypeAlias = NDArray[np.int64]

_FINEST_CELL = 60
_CHUNK = 1 << 16  # rows whose intermediate arrays stay in the cache
_MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The working intervals of a calendar in a period.

    Attributes
    ----------
    first, last : int
        The period, in seconds since 1970-01-01 UTC; instants outside are refused.
    starts, ends : ndarray of int64, shape (n_intervals,)
        The intervals in order, none touching the next.
    before : ndarray of int64, shape (n_intervals,)
        Working seconds of the period before each.
    cell : int
        Width of the grid's cells in seconds; 0 where no grid fits the slots.
    base, rate : ndarray of int64 and int8, shape (n_cells,)
        In a cell, the working seconds until ``t`` are ``base + rate * (t - first)``.
    due_cell : int
        Width of the cells of working seconds; 0 where no grid fits the slots.
    due_shift : ndarray of int64, shape (n_due_cells,)
        In a cell, the instant at which ``w`` working seconds have passed is
        ``w + shift``.
    """

    first: int
    last: int
    starts: Seconds
    ends: Seconds
    before: Seconds
    cell: int
    base: Seconds
    rate: NDArray[np.int8]
    due_cell: int = 0
    due_shift: Seconds = field(default_factory=lambda: np.zeros(0, np.int64))


def working_time(calendar: BusinessCalendar, start: date, end: date) -> WorkingTime:
    """Working intervals of a calendar, from one local day through another.

    Parameters
    ----------
    calendar : BusinessCalendar
        Whose hours.
    start, end : date
        The first and the last day, by UTC midnights; both included.

    Raises
    ------
    ParameterError
        The days are the wrong way round.
    """
    if end < start:
        raise ParameterError(f"the period ends ({end}) before it starts ({start})")
    zone = ZoneInfo(calendar.timezone)
    first = _midnight(start)
    last = _midnight(end + timedelta(days=1))
    found: list[tuple[int, int]] = []
    for since, until, offset in _pieces(zone, first, last):
        day = date.fromordinal(_EPOCH + (since + offset) // DAY_SECONDS)
        while (midnight := _midnight(day) - offset) < until:
            for slot in calendar.slots_on(day):
                opens = max(midnight + slot.opens, since)
                closes = min(midnight + slot.closes, until)
                if opens < closes:
                    _append(found, opens, closes)
            day += timedelta(days=1)
    pairs = np.array(found, np.int64).reshape(-1, 2)
    return _with_grid(first, last, pairs[:, 0].copy(), pairs[:, 1].copy())


def business_elapsed(table: WorkingTime, instants: Seconds) -> Seconds:
    """Working seconds between the start of the period and each instant.

    Parameters
    ----------
    table : WorkingTime
        From `working_time`.
    instants : ndarray of int64, shape (n,)
        Seconds since 1970-01-01 UTC, inside the period.

    Returns
    -------
    ndarray of int64, shape (n,)
        Never falls as the instants grow; a difference of two is the business
        time between them.

    Raises
    ------
    ParameterError
        An instant lies outside the period.
    """
    if not len(instants):
        return np.zeros(0, np.int64)
    _check(table, instants)
    found = np.empty(len(instants), np.int64)
    for at in range(0, len(instants), _CHUNK):
        found[at : at + _CHUNK] = _elapsed(table, instants[at : at + _CHUNK])
    return found


def business_due(table: WorkingTime, elapsed: Seconds, floor: Seconds) -> Seconds:
    """The first instants by which so many working seconds have passed.

    Parameters
    ----------
    table : WorkingTime
        From `working_time`.
    elapsed : ndarray of int64, shape (n,)
        Working seconds since the start of the period, as from
        `business_elapsed`, plus what is to pass.
    floor : ndarray of int64, shape (n,)
        No answer is earlier than these: for no seconds at all, now.

    Raises
    ------
    ParameterError
        The period ends before so much time has passed.
    """
    if not len(elapsed):
        return np.zeros(0, np.int64)
    until = table.before + (table.ends - table.starts)
    if not len(until) or int(elapsed.max()) > int(until[-1]):
        raise ParameterError(
            "the calendar's period ends before a due time: build it for more days"
        )
    found = np.empty(len(elapsed), np.int64)
    for at in range(0, len(elapsed), _CHUNK):
        part = slice(at, at + _CHUNK)
        due = _reached(table, until, elapsed[part])
        np.maximum(due, floor[part], out=found[part])
    found[elapsed == 0] = floor[elapsed == 0]
    return found


_EPOCH = date(1970, 1, 1).toordinal()


def _midnight(day: date) -> int:
    return (day.toordinal() - _EPOCH) * DAY_SECONDS


def _offset(zone: ZoneInfo, instant: int) -> int:
    shift = datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def _pieces(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int, int]]:
    """Stretches of the period with one offset from UTC each."""
    pieces: list[tuple[int, int, int]] = []
    since, offset = first, _offset(zone, first)
    low = first
    while low < last:
        high = min(low + DAY_SECONDS, last)
        if (later := _offset(zone, high)) != offset:
            changed = _changed(zone, low, high)
            pieces.append((since, changed, offset))
            since, offset = changed, later
        low = high
    return [*pieces, (since, last, offset)]


def _changed(zone: ZoneInfo, low: int, high: int) -> int:
    """The second at which the offset at ``low`` ends."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _reached(table: WorkingTime, until: Seconds, elapsed: Seconds) -> Seconds:
    """The first instants by which so many working seconds have passed."""
    if table.due_cell:
        # The last second of a cell still belongs to it; none at all to the first.
        cell = np.maximum(elapsed - 1, 0).astype(np.uint32)
        place = (cell // np.uint32(table.due_cell)).astype(np.intp)
        due: Seconds = elapsed + table.due_shift[place]
        return due
    place = np.searchsorted(until, elapsed, side="left")
    return table.starts[place] + elapsed - table.before[place]


def _with_due_grid(table: WorkingTime) -> WorkingTime:
    """The same with the grid that answers due times by one look-up."""
    lengths = table.ends - table.starts
    cell = int(np.gcd.reduce(lengths, initial=0))
    total = int(lengths.sum())
    if cell < _FINEST_CELL or total // cell > _MOST_CELLS or total >= 1 << 32:
        return table
    shift = np.repeat(table.starts - table.before, lengths // cell)
    return replace(table, due_cell=cell, due_shift=shift)


def _append(found: list[tuple[int, int]], opens: int, closes: int) -> None:
    if found and found[-1][1] == opens:
        found[-1] = (found[-1][0], closes)
    else:
        found.append((opens, closes))


def _with_grid(first: int, last: int, starts: Seconds, ends: Seconds) -> WorkingTime:
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    edges = np.concatenate([starts, ends]) - first
    cell = int(np.gcd.reduce(edges, initial=DAY_SECONDS))
    if cell < _FINEST_CELL or (last - first) // cell > _MOST_CELLS:
        none = np.zeros(0, np.int64)
        return WorkingTime(
            first, last, starts, ends, before, 0, none, none.astype(np.int8)
        )
    left = np.arange(first, last + cell, cell)
    plain = WorkingTime(
        first, last, starts, ends, before, 0, left, np.zeros(0, np.int8)
    )
    passed = _searched(plain, left)
    rate = np.zeros(len(left), np.int8)
    rate[:-1] = np.diff(passed) > 0
    return _with_due_grid(
        WorkingTime(
            first,
            last,
            starts,
            ends,
            before,
            cell,
            passed - rate * (left - first),
            rate,
        )
    )


def _check(table: WorkingTime, instants: Seconds) -> None:
    low, high = int(instants.min()), int(instants.max())
    if low < table.first or high > table.last:
        wrong = low if low < table.first else high
        raise ParameterError(
            f"{_shown(wrong)} is outside the calendar's period, from "
            f"{_shown(table.first)} to {_shown(table.last)}"
        )


def _shown(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _elapsed(table: WorkingTime, instants: Seconds) -> Seconds:
    if not table.cell:
        return _searched(table, instants)
    since = instants - table.first
    place = (since.astype(np.uint32) // np.uint32(table.cell)).astype(np.intp)
    found: Seconds = since * table.rate[place]
    found += table.base[place]
    return found


def _searched(table: WorkingTime, instants: Seconds) -> Seconds:
    if not len(table.starts):
        return np.zeros(len(instants), np.int64)
    place = np.searchsorted(table.starts, instants, side="right") - 1
    inside = np.maximum(place, 0)
    worked = np.minimum(instants, table.ends[inside]) - table.starts[inside]
    return np.where(place < 0, 0, table.before[inside] + worked)
