"""Cuts tickets' pasts into SLA cycles, with their pauses and changes of terms.

A cycle runs from the opening, or from the change out of a final status, until the
next change into one. The time between two cycles belongs to none, and what a
ticket waited before it was reopened stays with the cycle in which it waited.
"""

from collections.abc import Collection
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.sla_case import NEVER
from sdml.records.sla_history import (
    UNKNOWN,
    SlaCycles,
    StatusMeanings,
    TicketHistory,
    ValueRows,
)

__all__ = ["cut_cycles", "owner_rows", "status_rows", "team_rows"]

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_SHIFT = 1 << 34  # seconds until the year 2514: a ticket and an instant in one key


def cut_cycles(history: TicketHistory, meanings: StatusMeanings) -> SlaCycles:
    """Every cycle of every ticket, whatever the date.

    A ticket that is in a final status ended when the desk says it was resolved,
    where that lies in its last cycle; else at the change into that status.

    Parameters
    ----------
    history : TicketHistory
        The tickets.
    meanings : StatusMeanings
        What their statuses mean.
    """
    rows = status_rows(history, meanings)
    is_final = _is_in(rows.value, meanings.final)
    is_first = np.diff(rows.ticket, prepend=-1) != 0
    before_final = np.r_[False, is_final[:-1]] & ~is_first
    starts = (is_first & ~is_final) | (before_final & ~is_final)
    places = np.flatnonzero(starts)
    of_row = np.cumsum(starts) - 1
    ended, is_cancelled = _ends(rows, is_final, of_row, len(places), meanings)
    ticket, opened = rows.ticket[places], rows.at[places]
    ended = _as_the_desk_says(history, meanings, ticket, opened, ended)
    pausing = _is_in(rows.value, meanings.pausing) & ~is_final
    until = np.r_[rows.at[1:], NEVER]
    until[np.r_[is_first[1:], True]] = NEVER
    terms = _terms(history, ticket, opened, ended)
    return SlaCycles(
        ticket=ticket,
        cycle=_ranks(ticket) + 1,
        opened=opened,
        ended=ended,
        responded=_responses(history, ticket, opened),
        is_cancelled=is_cancelled,
        pause_cycle=of_row[pausing],
        pause_starts=rows.at[pausing],
        pause_ends=until[pausing],
        pause_status=rows.value[pausing],
        **terms,
    )


def status_rows(history: TicketHistory, meanings: StatusMeanings) -> ValueRows:
    """In which status each ticket was from when on; no two rows alike in a row.

    The first row of a ticket starts at its opening. Where nothing tells how a
    ticket came into a final status, it was in an `UNKNOWN` one until then.

    Parameters
    ----------
    history : TicketHistory
        The tickets.
    meanings : StatusMeanings
        Which statuses are final.
    """
    rows = _values(
        history,
        (history.old_status, history.new_status, history.status),
        meanings.final,
    )
    last = np.r_[np.flatnonzero(np.diff(rows.ticket)), len(rows.ticket) - 1]
    lags = rows.value[last] != history.status
    is_final = _is_in(history.status, meanings.final)
    said = np.where(history.resolved == NEVER, history.touched, history.resolved)
    at = np.where(is_final, said, history.touched)
    at = np.maximum(at, rows.at[last])
    # A ticket that nothing is told of but that it is over: when it ended.
    silent = ~lags & is_final & (np.bincount(rows.ticket) == 1)
    rows.value[last[silent]] = UNKNOWN
    added = np.flatnonzero(lags | silent)
    joined = ValueRows(
        np.r_[rows.ticket, added],
        np.r_[rows.at, at[added]],
        np.r_[rows.value, history.status[added]],
    )
    return _distinct(_ordered(joined))


def owner_rows(history: TicketHistory) -> ValueRows:
    """Whom each ticket was assigned to from when on.

    Parameters
    ----------
    history : TicketHistory
        The tickets.
    """
    return _values(history, (history.old_owner, history.new_owner, history.owner))


def team_rows(history: TicketHistory) -> ValueRows:
    """With which team each ticket was from when on.

    Parameters
    ----------
    history : TicketHistory
        The tickets.
    """
    return _values(history, (history.old_team, history.new_team, history.team))


def _values(
    history: TicketHistory,
    column: tuple[Integers, Integers, Integers],
    never_first: Collection[int] = (),
) -> ValueRows:
    """A column from the opening on: old and new values of changes, and those of now.

    The first change tells what stood before it, or that its value did from the
    start, unless that cannot be: then it is `UNKNOWN` until the change.
    """
    old, new, now = column
    told = np.flatnonzero(new != UNKNOWN)
    ticket = history.change_ticket[told]
    firsts = np.flatnonzero(np.diff(ticket, prepend=-1) != 0)
    initial = now.copy()
    before, after = old[told][firsts], new[told][firsts]
    since_ever = np.where(_is_in(after, never_first), UNKNOWN, after)
    initial[ticket[firsts]] = np.where(before == UNKNOWN, since_ever, before)
    at = np.maximum(history.change_at[told], history.opened[ticket])
    everyone = np.arange(len(now))
    joined = ValueRows(
        np.r_[everyone, ticket],
        np.r_[history.opened, at],
        np.r_[initial, new[told]],
    )
    return _distinct(_ordered(joined))


def _distinct(rows: ValueRows) -> ValueRows:
    same = (rows.ticket[1:] == rows.ticket[:-1]) & (rows.value[1:] == rows.value[:-1])
    kept = np.r_[True, ~same][: len(rows.ticket)]
    return ValueRows(rows.ticket[kept], rows.at[kept], rows.value[kept])


def _ordered(rows: ValueRows) -> ValueRows:
    order = np.lexsort((rows.at, rows.ticket))  # stable: the opening comes first
    return ValueRows(rows.ticket[order], rows.at[order], rows.value[order])


def _ends(
    rows: ValueRows,
    is_final: Flags,
    of_row: Integers,
    n_cycles: int,
    meanings: StatusMeanings,
) -> tuple[Integers, Flags]:
    """When each cycle reached its first final status, and whether as cancelled."""
    ended = np.full(n_cycles, NEVER, np.int64)
    is_cancelled = np.zeros(n_cycles, np.bool_)
    places = np.flatnonzero(is_final & (of_row >= 0))[::-1]  # the first one stays
    ended[of_row[places]] = rows.at[places]
    is_cancelled[of_row[places]] = _is_in(rows.value[places], meanings.cancelled)
    return ended, is_cancelled


def _as_the_desk_says(
    history: TicketHistory,
    meanings: StatusMeanings,
    ticket: Integers,
    opened: Integers,
    ended: Integers,
) -> Integers:
    is_last = np.r_[np.diff(ticket) != 0, True][: len(ticket)]
    said = history.resolved[ticket]
    fits = (
        is_last
        & _is_in(history.status[ticket], meanings.final)
        & (said >= opened)
        & (said <= ended)
        & (said != NEVER)
    )
    return np.where(fits, said, ended)


def _responses(history: TicketHistory, ticket: Integers, opened: Integers) -> Integers:
    """The first answer of each cycle: one after it began and before the next."""
    found = np.full(len(ticket), NEVER, np.int64)
    if not len(history.reply_ticket) or not len(ticket):
        return found
    replies = history.reply_ticket * _SHIFT + history.reply_at
    starts = ticket * _SHIFT + opened
    place = np.searchsorted(replies, starts)
    ends = np.r_[starts[1:], NEVER]
    inside = np.minimum(place, len(replies) - 1)
    is_found = (
        (place < len(replies))
        & (history.reply_ticket[inside] == ticket)
        & (replies[inside] < ends)
    )
    found[is_found] = history.reply_at[inside[is_found]]
    return found


def _terms(
    history: TicketHistory, ticket: Integers, opened: Integers, ended: Integers
) -> dict[str, Integers]:
    """Stretches of each cycle with one priority and one category."""
    of_priority = _values(
        history, (history.old_priority, history.new_priority, history.priority)
    )
    of_category = _values(
        history, (history.old_category, history.new_category, history.category)
    )
    keys = np.unique(
        np.concatenate(
            [
                ticket * _SHIFT + opened,
                of_priority.ticket * _SHIFT + of_priority.at,
                of_category.ticket * _SHIFT + of_category.at,
            ]
        )
    )
    keys = keys if len(ticket) else keys[:0]
    cycle = np.searchsorted(ticket * _SHIFT + opened, keys, side="right") - 1
    at = keys % _SHIFT
    kept = np.flatnonzero((cycle >= 0) & (ticket[cycle] == keys // _SHIFT))
    kept = kept[(at[kept] < ended[cycle[kept]]) | (at[kept] == opened[cycle[kept]])]
    keys, cycle, at = keys[kept], cycle[kept], at[kept]
    follows = np.r_[cycle[1:] == cycle[:-1], False][: len(cycle)]
    return {
        "term_cycle": cycle,
        "term_starts": at,
        "term_ends": np.where(follows, np.r_[at[1:], NEVER][: len(at)], NEVER),
        "term_priority": _value_at(of_priority, keys),
        "term_category": _value_at(of_category, keys),
    }


def _value_at(rows: ValueRows, keys: Integers) -> Integers:
    """What stood at each instant; each ticket's first row is at its opening."""
    place = np.searchsorted(rows.ticket * _SHIFT + rows.at, keys, side="right") - 1
    return rows.value[np.maximum(place, 0)] if len(rows.value) else keys


def _ranks(groups: Integers) -> Integers:
    """The place of each row in its run of equal values, from 0 on."""
    firsts = np.flatnonzero(np.diff(groups, prepend=-1) != 0)
    lengths = np.diff(np.r_[firsts, len(groups)])
    return np.arange(len(groups)) - np.repeat(firsts, lengths)


def _is_in(ids: Integers, wanted: Collection[int]) -> Flags:
    return np.isin(ids, np.fromiter(wanted, np.int64, len(wanted)))
