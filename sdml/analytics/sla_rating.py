"""Rates SLA cycles: which policy is for each, when it is due, how it stands.

A priority, category or policy that changes midway takes over from the cycle's
start, with the pauses kept. What was late before the change stays late: no ticket
is saved by lowering its priority after its time was used up.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.sla_clock import run_clock
from sdml.analytics.working_hours import WorkingTime, working_time
from sdml.errors import ParameterError
from sdml.records.calendar import BusinessCalendar
from sdml.records.sla_case import NEVER, ClockCases, ClockFindings
from sdml.records.sla_history import SlaCycles
from sdml.records.sla_terms import RiskRule, SlaOutcomes, SlaTerms, TargetOutcomes

__all__ = ["Rating", "match_policies", "rate_cycles", "table_of"]

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_FIRST_DAYS = 120  # after the last instant, for due times; more where they do not do
_MOST_DAYS = 366 * 40


class Rating(NamedTuple):
    """By what cycles are rated.

    Attributes
    ----------
    terms : sequence of SlaTerms
        The policies, those in force and those that decided cycles keep.
    now : int
        Seconds since 1970-01-01 UTC; what is later is not known.
    risk : RiskRule
        When an open cycle is at risk.
    pinned : ndarray of int64, shape (n_cycles,), optional
        The index of the policy that a cycle was decided by, -1 where none was.
    own : ndarray of int64, shape (n_cycles,), optional
        The index of a policy that a ticket names itself, -1 for none.
    """

    terms: Sequence[SlaTerms]
    now: int
    risk: RiskRule = RiskRule()
    pinned: Integers | None = None
    own: Integers | None = None


class _Stretch(NamedTuple):
    """Stretches of cycles with one policy each; the last of a cycle decides."""

    cycle: Integers
    ends: Integers
    policy: Integers
    is_last: Flags


def rate_cycles(cycles: SlaCycles, rating: Rating) -> SlaOutcomes:
    """How each cycle stands at one instant.

    Parameters
    ----------
    cycles : SlaCycles
        From `cut_cycles`.
    rating : Rating
        By which policies, and when.
    """
    kept = np.flatnonzero(cycles.opened <= rating.now)
    begun = cycles.term_starts <= rating.now
    policies = _policies(cycles, rating)
    ended = np.where(cycles.ended > rating.now, NEVER, cycles.ended)
    responded = np.minimum(
        np.where(cycles.responded > rating.now, NEVER, cycles.responded), ended
    )
    of_end = _stretches(cycles, policies, begun, ended)
    deciding = np.full(len(cycles.opened), -1, np.int64)
    deciding[of_end.cycle[of_end.is_last]] = of_end.policy[of_end.is_last]
    is_open = ended == NEVER
    counts = (deciding >= 0) & ~(cycles.is_cancelled & ~is_open)
    resolution = _rate(cycles, rating, of_end, ended, "resolution")
    of_response = _stretches(cycles, policies, begun, responded)
    response = _rate(cycles, rating, of_response, responded, "response")
    handed = _rate(cycles, rating, of_end, ended, "escalation")
    priority, category = _standing(cycles, begun, ended)
    return SlaOutcomes(
        cycle=kept,
        policy=deciding[kept],
        is_open=is_open[kept],
        counts=counts[kept],
        priority=priority[kept],
        category=category[kept],
        response=_of(response, kept, counts),
        resolution=_of(resolution, kept, counts),
        escalation_due=np.where(counts, handed.due, NEVER)[kept],
    )


def match_policies(
    terms: Sequence[SlaTerms], priority: Integers, category: Integers
) -> Integers:
    """The policy in force for each pair: by category first, the lowest id first.

    Parameters
    ----------
    terms : sequence of SlaTerms
        The policies.
    priority, category : ndarray of int64, shape (n,)
        Ids.

    Returns
    -------
    ndarray of int64, shape (n,)
        Indexes into `terms`, -1 where none fits.
    """
    found = np.full(len(priority), -1, np.int64)
    in_force = [place for place, one in enumerate(terms) if one.is_active]
    # The last to be written wins: from the weakest claim to the strongest.
    for place in sorted(
        in_force,
        key=lambda at: (terms[at].category_id is not None, -terms[at].policy_id),
    ):
        one = terms[place]
        fits = priority == one.priority_id
        if one.category_id is not None:
            fits &= category == one.category_id
        found[fits] = place
    return found


def _policies(cycles: SlaCycles, rating: Rating) -> Integers:
    """The policy of each stretch of terms.

    A policy that a cycle was decided by stands for whatever took its place since,
    and in the last stretch for any other.
    """
    found = match_policies(rating.terms, cycles.term_priority, cycles.term_category)
    if rating.own is not None:
        of_term = rating.own[cycles.term_cycle]
        found = np.where(of_term >= 0, of_term, found)
    if rating.pinned is not None:
        of_term = rating.pinned[cycles.term_cycle]
        scopes = {
            (one.priority_id, one.category_id): place
            for place, one in enumerate(rating.terms)
        }
        scope = np.array(
            [scopes[one.priority_id, one.category_id] for one in rating.terms] + [-1]
        )
        is_same = scope[of_term] == scope[found]
        kept = (of_term >= 0) & (is_same | _is_last(cycles, rating.now))
        found = np.where(kept, of_term, found)
    return found


def _is_last(cycles: SlaCycles, now: int) -> Flags:
    """Whether a stretch of terms is the last that began before its cycle's end."""
    until = np.minimum(cycles.ended[cycles.term_cycle], now + 1)
    at_start = cycles.term_starts == cycles.opened[cycles.term_cycle]
    begun = (cycles.term_starts < until) | at_start
    follows = np.r_[np.diff(cycles.term_cycle) == 0, False] & np.r_[begun[1:], False]
    found: Flags = begun & ~follows
    return found


def _stretches(
    cycles: SlaCycles, policies: Integers, begun: Flags, until: Integers
) -> _Stretch:
    """The stretches before an instant of each cycle, later terms left out."""
    starts = cycles.term_starts
    at_start = starts == cycles.opened[cycles.term_cycle]
    kept = np.flatnonzero(begun & ((starts < until[cycles.term_cycle]) | at_start))
    cycle = cycles.term_cycle[kept]
    is_last = np.r_[np.diff(cycle) != 0, True][: len(cycle)]
    ends = np.where(is_last, until[cycle], cycles.term_ends[kept])
    return _Stretch(cycle, ends, policies[kept], is_last)


def _standing(
    cycles: SlaCycles, begun: Flags, until: Integers
) -> tuple[Integers, Integers]:
    """The priority and category of each cycle's last stretch."""
    n_cycles = len(cycles.opened)
    found = np.full((2, n_cycles), -1, np.int64)
    at_start = cycles.term_starts == cycles.opened[cycles.term_cycle]
    kept = begun & ((cycles.term_starts < until[cycles.term_cycle]) | at_start)
    found[0, cycles.term_cycle[kept]] = cycles.term_priority[kept]
    found[1, cycles.term_cycle[kept]] = cycles.term_category[kept]
    return found[0], found[1]


def _rate(
    cycles: SlaCycles,
    rating: Rating,
    stretches: _Stretch,
    until: Integers,
    target: str,
) -> TargetOutcomes:
    """One target of every cycle."""
    made = _empty(len(cycles.opened))
    was_late = np.zeros(len(cycles.opened), np.bool_)
    for places, table, targets in _groups(rating, stretches, until, target, cycles):
        cases = _cases(cycles, stretches, places, targets)
        found = _clock(cases, table, rating.now)
        cycle, is_last = stretches.cycle[places], stretches.is_last[places]
        was_late[cycle[~is_last & found.is_decided & ~found.is_met]] = True
        _put(made, found, cycle, is_last, targets)
    made.is_decided[was_late] = True
    made.is_met[was_late] = False
    left = made.target - made.elapsed
    limit = np.maximum(rating.risk.seconds, made.target * rating.risk.share)
    made.is_at_risk[:] = ~made.is_decided & (left <= limit) & (made.target > 0)
    return made


def _groups(
    rating: Rating,
    stretches: _Stretch,
    until: Integers,
    target: str,
    cycles: SlaCycles,
) -> list[tuple[Integers, tuple[BusinessCalendar, int], Integers]]:
    """Places of stretches by calendar, with each one's target in seconds."""
    seconds = np.array(
        [getattr(one, target) or -1 for one in rating.terms] + [-1], np.int64
    )[stretches.policy]
    calendars: dict[int, tuple[BusinessCalendar, list[int]]] = {}
    for place, one in enumerate(rating.terms):
        calendars.setdefault(id(one.calendar), (one.calendar, []))[1].append(place)
    found = []
    for calendar, members in calendars.values():
        chosen = np.flatnonzero(
            np.isin(stretches.policy, members) & (stretches.policy >= 0) & (seconds > 0)
        )
        if len(chosen):
            first = int(cycles.opened[stretches.cycle[chosen]].min())
            found.append((chosen, (calendar, first), seconds[chosen]))
    return found


def _cases(
    cycles: SlaCycles, stretches: _Stretch, places: Integers, targets: Integers
) -> ClockCases:
    """Stretches as cases of the clock: each from its cycle's start, pauses and all."""
    cycle = stretches.cycle[places]
    order = np.argsort(cycles.pause_cycle, kind="stable")
    of_pause = cycles.pause_cycle[order]
    low = np.searchsorted(of_pause, cycle, side="left")
    counts = np.searchsorted(of_pause, cycle, side="right") - low
    case = np.repeat(np.arange(len(cycle)), counts)
    within = np.arange(len(case)) - np.repeat(np.cumsum(counts) - counts, counts)
    pause = order[np.repeat(low, counts) + within]
    return ClockCases(
        opened=cycles.opened[cycle],
        ended=stretches.ends[places],
        target=targets,
        pause_case=case,
        pause_starts=cycles.pause_starts[pause],
        pause_ends=cycles.pause_ends[pause],
    )


def _clock(
    cases: ClockCases, hours: tuple[BusinessCalendar, int], now: int
) -> ClockFindings:
    """The clock over a calendar's table, built for as many days as due times need."""
    calendar, first = hours
    days = _FIRST_DAYS
    while True:
        table = table_of(calendar, first, now, days)
        try:
            return run_clock(table, cases, now)
        except ParameterError as error:
            if "ends before a due time" not in str(error) or days > _MOST_DAYS:
                raise
            days *= 4


def table_of(
    calendar: BusinessCalendar, first: int, last: int, days: int = _FIRST_DAYS
) -> WorkingTime:
    """A calendar's hours from one instant to days after another.

    Parameters
    ----------
    calendar : BusinessCalendar
        Whose hours.
    first, last : int
        Seconds since 1970-01-01 UTC.
    days : int
        How many more.
    """
    start = datetime.fromtimestamp(first, UTC).date()
    end = datetime.fromtimestamp(last, UTC).date() + timedelta(days=days)
    return working_time(calendar, start, end)


def _put(
    made: TargetOutcomes,
    found: ClockFindings,
    cycle: Integers,
    is_last: Flags,
    targets: Integers,
) -> None:
    """The findings of the deciding stretches, by cycle."""
    to = cycle[is_last]
    pairs: Mapping[str, NDArray[np.generic]] = {
        "due": found.due,
        "elapsed": found.elapsed,
        "paused": found.paused,
        "target": targets,
        "is_decided": found.is_decided,
        "is_met": found.is_met,
        "is_paused": found.is_paused,
    }
    for name, values in pairs.items():
        getattr(made, name)[to] = values[is_last]


def _empty(n: int) -> TargetOutcomes:
    def flags() -> Flags:
        return np.zeros(n, np.bool_)

    def seconds() -> Integers:
        return np.zeros(n, np.int64)

    return TargetOutcomes(
        np.full(n, NEVER, np.int64),
        seconds(),
        seconds(),
        seconds(),
        flags(),
        flags(),
        flags(),
        flags(),
    )


def _of(found: TargetOutcomes, kept: Integers, counts: Flags) -> TargetOutcomes:
    """The cycles kept; what does not count is neither decided nor at risk."""
    return TargetOutcomes(
        due=np.where(counts, found.due, NEVER)[kept],
        elapsed=found.elapsed[kept],
        paused=found.paused[kept],
        target=found.target[kept],
        is_decided=(found.is_decided & counts)[kept],
        is_met=(found.is_met & counts)[kept],
        is_paused=(found.is_paused & counts)[kept],
        is_at_risk=(found.is_at_risk & counts)[kept],
    )
