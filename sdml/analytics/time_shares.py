"""Where tickets' time went: by status, team and owner, to the second; their moves.

Every second of a ticket between its opening and its end, or now, belongs to one
status, one team and one owner, or none, so the parts sum to the elapsed time exactly.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.sla_history import NOBODY, ValueRows

__all__ = ["count_returns", "time_by_value"]

Integers: TypeAlias = NDArray[np.int64]


def time_by_value(rows: ValueRows, until: Integers) -> dict[int, int]:
    """Seconds that tickets spent with each value; their sum is all elapsed time.

    Parameters
    ----------
    rows : ValueRows
        Of a status, a team or an owner.
    until : ndarray of int64, shape (n_tickets,)
        When each ticket ended, or now.

    Examples
    --------
    >>> rows = ValueRows(np.array([0, 0]), np.array([10, 40]), np.array([1, 2]))
    >>> time_by_value(rows, np.array([100]))
    {1: 30, 2: 60}
    """
    if not len(rows.ticket):
        return {}
    ends = until[rows.ticket].copy()
    follows = rows.ticket[1:] == rows.ticket[:-1]
    ends[:-1][follows] = np.minimum(ends[:-1][follows], rows.at[1:][follows])
    spent = np.maximum(ends - rows.at, 0)
    values, places = np.unique(rows.value, return_inverse=True)
    sums = np.zeros(len(values), np.int64)
    np.add.at(sums, places, spent)
    return {int(value): int(total) for value, total in zip(values, sums, strict=True)}


def count_returns(rows: ValueRows, n_tickets: int) -> tuple[Integers, Integers]:
    """How often each ticket moved, and how often to where it had been before.

    Parameters
    ----------
    rows : ValueRows
        Of teams: a return is what people call ping-pong.
    n_tickets : int
        How many tickets there are.

    Returns
    -------
    moves, returns : ndarray of int64, shape (n_tickets,)
        The first value of a ticket is no move, nor is one from or to none.

    Examples
    --------
    >>> rows = ValueRows(np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([7, 8, 7]))
    >>> [counts.tolist() for counts in count_returns(rows, 1)]
    [[2], [1]]
    """
    known = rows.value > NOBODY
    ticket, value = rows.ticket[known], rows.value[known]
    is_change = np.r_[True, (ticket[1:] != ticket[:-1]) | (value[1:] != value[:-1])]
    ticket, value = (one[is_change[: len(ticket)]] for one in (ticket, value))
    is_move = np.r_[False, ticket[1:] == ticket[:-1]][: len(ticket)]
    pairs = np.stack([ticket, value], axis=1)
    _, first = np.unique(pairs, axis=0, return_index=True)
    is_return = np.ones(len(ticket), np.bool_)
    is_return[first] = False
    moves = np.bincount(ticket[is_move], minlength=n_tickets)
    returns = np.bincount(ticket[is_return], minlength=n_tickets)
    return moves.astype(np.int64), returns.astype(np.int64)
