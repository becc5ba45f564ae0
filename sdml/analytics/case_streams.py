"""Decided cases as the streams and shares that a promise is judged by.

An agent who closes a ticket has seen what the machine set, so what he left alone is
not therefore right. Two streams are kept apart. *Closed*: every closed ticket, wrong
where it was closed with another label, until a reviewer upholds the prediction; it
comes soon and finds too few errors. *Audited*: the tickets drawn by lot among all
decisions, whatever an agent did with them, as reviewers settled them; it is small and
finds them all.

A lot says nothing of the ticket, so those drawn are like all. Of those drawn together
the largest lot is asked first, whatever else speaks for a ticket, so that those that
are answered already are like all as well. Reviewers may pick by hand all the same; so
an answer counts once every ticket of the class that was drawn with it and comes before
it is settled, and what was picked waits for its turn.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.proportion_intervals import Count, share_with_interval
from sdml.analytics.reviewer_trust import acceptance_bias
from sdml.records.agreement import Coefficient
from sdml.records.decided_case import AuditLot, DecidedCase

__all__ = [
    "Turn",
    "audited_stream",
    "audited_turns",
    "closed_stream",
    "kept_and_right",
]

Bools: TypeAlias = NDArray[np.bool_]


class Turn(NamedTuple):
    """When an audited ticket may be read.

    Attributes
    ----------
    at : datetime
        When the last one before it was settled.
    place : int
        Among those that may be read at the same time.
    """

    at: datetime
    place: int


def audited_turns(lots: Iterable[AuditLot]) -> dict[int, Turn]:
    """The turns of the tickets that may be read, by ticket id.

    Parameters
    ----------
    lots : iterable of AuditLot
        All that were drawn, whether their review is over or not; their label is
        the one that was predicted.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = [datetime(2026, 3, one, tzinfo=UTC) for one in (1, 2, 3)]
    >>> lots = [
    ...     AuditLot(7, "a", 0.9, day[0], day[2]),
    ...     AuditLot(8, "a", 0.5, day[0], day[1]),
    ...     AuditLot(9, "a", 0.2, day[0], None),
    ...     AuditLot(10, "a", 0.1, day[0], day[1]),
    ... ]
    >>> [(ticket, turn.at.day) for ticket, turn in audited_turns(lots).items()]
    [(7, 3), (8, 3)]
    """
    together: dict[tuple[datetime, str | None], list[AuditLot]] = defaultdict(list)
    for one in lots:
        together[one.drawn_at, one.label].append(one)
    turns: dict[int, Turn] = {}
    for drawn in together.values():
        at = drawn[0].drawn_at
        for place, one in enumerate(sorted(drawn, key=_place)):
            if one.settled_at is None:
                break
            at = max(at, one.settled_at)
            turns.setdefault(one.ticket_id, Turn(at, place))
    return turns


def closed_stream(cases: Iterable[DecidedCase]) -> Bools:
    """Whether each closed case was wrong, in the order in which they were closed.

    A review only ever takes an override back: reviews of what was kept are found
    where something looked wrong, and would count its errors twice over.

    Parameters
    ----------
    cases : iterable of DecidedCase
        Of one class.
    """
    closed = [
        (one.closed_at, one.classification_id, one)
        for one in cases
        if one.closed_at is not None
    ]
    closed.sort(key=lambda entry: entry[:2])
    wrong = [
        not one.is_kept and one.reviewed_label != one.label for _, _, one in closed
    ]
    return np.array(wrong, np.bool_)


def audited_stream(cases: Iterable[DecidedCase], turns: Mapping[int, Turn]) -> Bools:
    """Whether each audited case was wrong, in the order of the lots.

    Parameters
    ----------
    cases : iterable of DecidedCase
        Of one class; those that were not drawn, or whose turn has not come, are
        passed over.
    turns : mapping of int to Turn
        From `audited_turns`.
    """
    read = [
        (turns[one.ticket_id], one.classification_id, one)
        for one in cases
        if one.reviewed_label is not None and one.ticket_id in turns
    ]
    read.sort(key=lambda entry: entry[:2])
    return np.array([one.reviewed_label != one.label for _, _, one in read], np.bool_)


def kept_and_right(
    cases: Sequence[DecidedCase], turns: Mapping[int, Turn]
) -> tuple[Coefficient, Coefficient]:
    """The share of closed cases that agents kept, and the share that is right.

    Closed cases are of two kinds, kept and overridden; how many of each is known.
    Given that, the audited ones are a random sample within either kind, so the
    share that is right among them estimates that of the kind without bias, and
    the mix of both the share of all (`acceptance_bias`, which also gives the
    interval). Where nothing was closed, it is the share among the audited.

    Parameters
    ----------
    cases : sequence of DecidedCase
        Of one class.
    turns : mapping of int to Turn
        From `audited_turns`.

    Returns
    -------
    tuple of Coefficient
        Each with its 95 % interval; without a value where nothing is known.
    """
    audited = {
        one.ticket_id: int(one.reviewed_label == one.label)
        for one in cases
        if one.reviewed_label is not None and one.ticket_id in turns
    }
    closed = [one for one in cases if one.closed_at is not None]
    if not closed:
        right = share_with_interval(
            "precision", Count(sum(audited.values()), len(audited))
        )
        return share_with_interval("kept", Count(0, 0)), right
    found = acceptance_bias(
        np.array([one.is_kept for one in closed], np.bool_),
        np.array([audited.get(one.ticket_id, -1) for one in closed], np.int64),
    )
    return _named("kept", found.raw), _named("precision", found.audited)


def _named(name: str, one: Coefficient) -> Coefficient:
    return Coefficient(name, one.value, one.low, one.high, one.n, one.reason)


def _place(lot: AuditLot) -> tuple[float, int]:
    return -lot.lot, lot.ticket_id
