"""Measure where tickets' time went: by status, team, owner; reopened, passed around."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import numpy as np

from sdml.analytics.sla_cycles import (
    cut_cycles,
    owner_rows,
    status_rows,
    team_rows,
)
from sdml.analytics.time_shares import count_returns, time_by_value
from sdml.records.sla_case import NEVER
from sdml.records.sla_figures import TimeShares
from sdml.records.sla_history import NOBODY, TicketHistory, ValueRows
from sdml.steps.session import Session
from sdml.store.sla_history import HistoryReader, read_meanings, read_word_names
from sdml.store.tables.core import Team

__all__ = ["measure_time_shares"]

T = TypeVar("T", str, int)

_AT_ONCE = 20_000


def measure_time_shares(
    session: Session, *, as_of: datetime | None = None
) -> TimeShares:
    """Give the seconds by status, by team and by owner; each sums to the elapsed time.

    Stages, in pages of tickets: read the past -> sum. A ticket's time runs from
    its opening to its last end, or to now, on the clock of the wall.

    Parameters
    ----------
    session : Session
        Whose tickets.
    as_of : datetime, optional
        As of when; without it now.
    """
    now = int((as_of or session.now()).timestamp())
    sums = _Sums()
    with session.read() as connection:
        meanings = read_meanings(connection, session.tenant)
        teams = read_word_names(connection, session.tenant, Team)
        reader = HistoryReader(session.tenant)
        for ids in reader.pages(connection, _AT_ONCE):
            history = reader.read(connection, ids[0], ids[-1])
            cycles = cut_cycles(history, meanings)
            until = np.full(len(history.ticket_ids), now, np.int64)
            ended = np.where(cycles.ended == NEVER, now, cycles.ended)
            until[cycles.ticket] = np.minimum(ended, now)  # the last cycle stays
            has_cycle = np.isin(np.arange(len(until)), cycles.ticket)
            until[~has_cycle] = history.opened[~has_cycle]
            until = np.maximum(until, np.minimum(history.opened, now))
            sums.add(history, until, status_rows(history, meanings), now)
            sums.reopened += len(
                np.unique(cycles.ticket[(cycles.cycle > 1) & (cycles.opened <= now)])
            )
    return sums.result(meanings.names, teams)


@dataclass(slots=True)
class _Sums:
    """What the pages sum to."""

    tickets: int = 0
    seconds: int = 0
    reopened: int = 0
    moved: int = 0
    returned: int = 0
    by_status: "Counter[int]" = field(default_factory=Counter)
    by_team: "Counter[int]" = field(default_factory=Counter)
    by_owner: "Counter[int]" = field(default_factory=Counter)

    def add(
        self, history: TicketHistory, until: np.ndarray, rows: ValueRows, now: int
    ) -> None:
        """One page more."""
        teams = team_rows(history)
        moves, returns = count_returns(_before(teams, now), len(until))
        self.tickets += int((history.opened <= now).sum())
        self.seconds += int((until - np.minimum(history.opened, until)).sum())
        self.moved += int((moves > 0).sum())
        self.returned += int((returns > 0).sum())
        self.by_status.update(time_by_value(rows, until))
        self.by_team.update(time_by_value(teams, until))
        self.by_owner.update(time_by_value(owner_rows(history), until))

    def result(self, statuses: dict[int, str], teams: dict[int, str]) -> TimeShares:
        """The sums by name."""
        return TimeShares(
            tickets=self.tickets,
            seconds=self.seconds,
            by_status=_named(self.by_status, statuses),
            by_team=_named(self.by_team, teams),
            by_owner=_named(self.by_owner, {n: n for n in self.by_owner if n > NOBODY}),
            reopened=self.reopened,
            moved=self.moved,
            returned=self.returned,
        )


def _before(rows: ValueRows, now: int) -> ValueRows:
    kept = rows.at <= now
    return ValueRows(rows.ticket[kept], rows.at[kept], rows.value[kept])


def _named(seconds: "Counter[int]", names: Mapping[int, T]) -> dict[T | None, int]:
    """By name, the longest first; None for what has none; nothing for no time."""
    found: Counter[T | None] = Counter()
    for number, spent in seconds.items():
        if spent:
            found[names.get(number)] += spent
    return dict(found.most_common())
