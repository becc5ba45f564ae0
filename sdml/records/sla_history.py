"""What is known of tickets' pasts, and the SLA cycles cut from it, as arrays."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "NOBODY",
    "UNKNOWN",
    "SlaCycles",
    "StatusMeanings",
    "TicketHistory",
    "ValueRows",
]

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

UNKNOWN = -1
"""Stands for an id that is missing or not known."""

NOBODY = 0
"""Stands for a team or an owner of which it is known that there was none."""


@dataclass(frozen=True, slots=True)
class StatusMeanings:
    """What statuses mean for the clock, by their ids.

    Attributes
    ----------
    names : dict of int to str
        What people call them.
    final, cancelled, pausing : frozenset of int
        Ids of those that end a cycle, that end it without counting it, and
        that stop its clock. A final status pauses nothing.
    """

    names: dict[int, str]
    final: frozenset[int]
    cancelled: frozenset[int]
    pausing: frozenset[int]


@dataclass(frozen=True, slots=True)
class TicketHistory:
    """Tickets and what happened to them; instants are seconds since 1970 UTC.

    Attributes
    ----------
    ticket_ids : ndarray of int64, shape (n_tickets,)
        In order.
    external_ids : list of str or None
        As long.
    opened, resolved, touched : ndarray of int64, shape (n_tickets,)
        When it was opened; when the desk says it was resolved, or else closed
        (`NEVER` where it says nothing); and when it was last written.
    status, priority, category, policy, team, owner, requester : ndarray of int64
        Ids as they are now, each of shape (n_tickets,); `UNKNOWN` where none.
    change_ticket : ndarray of int64, shape (n_changes,)
        Index of the ticket, in order; of one ticket in order of time.
    change_at : ndarray of int64, shape (n_changes,)
        When.
    old_status, new_status, old_priority, new_priority, old_category, new_category, \
old_team, new_team, old_owner, new_owner : ndarray of int64
        Ids before and after, each of shape (n_changes,); `UNKNOWN` where the
        change says nothing of it, `NOBODY` where it says that there was none.
    reply_ticket, reply_at : ndarray of int64, shape (n_replies,)
        What agents answered the requester, in order of ticket and time.
    """

    ticket_ids: Integers
    external_ids: list[str | None]
    opened: Integers
    resolved: Integers
    touched: Integers
    status: Integers
    priority: Integers
    category: Integers
    policy: Integers
    team: Integers
    owner: Integers
    requester: Integers
    change_ticket: Integers
    change_at: Integers
    old_status: Integers
    new_status: Integers
    old_priority: Integers
    new_priority: Integers
    old_category: Integers
    new_category: Integers
    old_team: Integers
    new_team: Integers
    old_owner: Integers
    new_owner: Integers
    reply_ticket: Integers
    reply_at: Integers


@dataclass(frozen=True, slots=True)
class SlaCycles:
    """Cycles of tickets: from opening or reopening until a final status.

    Attributes
    ----------
    ticket : ndarray of int64, shape (n_cycles,)
        Index of the ticket in its history, in order.
    cycle : ndarray of int64, shape (n_cycles,)
        1 for the first of a ticket.
    opened, ended, responded : ndarray of int64, shape (n_cycles,)
        `NEVER` while it has not happened.
    is_cancelled : ndarray of bool, shape (n_cycles,)
        Whether it ended in a status that counts for nothing.
    pause_cycle, pause_starts, pause_ends, pause_status : ndarray of int64
        When a cycle waited, and in which status; each of shape (n_pauses,).
    term_cycle, term_starts, term_ends : ndarray of int64, shape (n_terms,)
        Stretches of a cycle with one priority and category; at least one each,
        in order.
    term_priority, term_category : ndarray of int64, shape (n_terms,)
        Their ids; `UNKNOWN` for no category.
    """

    ticket: Integers
    cycle: Integers
    opened: Integers
    ended: Integers
    responded: Integers
    is_cancelled: Flags
    pause_cycle: Integers
    pause_starts: Integers
    pause_ends: Integers
    pause_status: Integers
    term_cycle: Integers
    term_starts: Integers
    term_ends: Integers
    term_priority: Integers
    term_category: Integers


@dataclass(frozen=True, slots=True)
class ValueRows:
    """Which value tickets had from when on.

    Attributes
    ----------
    ticket : ndarray of int64, shape (n_rows,)
        Index of the ticket, in order; each has a row at its opening.
    at : ndarray of int64, shape (n_rows,)
        Seconds since 1970-01-01 UTC, rising within a ticket.
    value : ndarray of int64, shape (n_rows,)
        An id; no two rows of a ticket alike in a row.
    """

    ticket: Integers
    at: Integers
    value: Integers
