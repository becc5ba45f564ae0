"""Forecast which open cases will be late, and say how good such forecasts were."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.sla_cycles import status_rows, team_rows
from sdml.errors import NotEnoughData
from sdml.ml.breach_risk import (
    BreachModel,
    judge_risk,
    predict_breach,
    train_breach,
)
from sdml.ml.word_means import CaseRows
from sdml.records.breach_risk import BreachForecast, OpenRisk, RiskFigures
from sdml.records.sla_history import (
    UNKNOWN,
    StatusMeanings,
    TicketHistory,
    ValueRows,
)
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import read_sla_setup
from sdml.steps.session import Session

__all__ = ["forecast_breaches", "try_forecast"]

_AT_ONCE = 20_000
_USED = (0.0, 0.25, 0.5, 0.75)
_MOST_CASES = 20_000  # the latest: a desk changes, and training is to take seconds
_JUDGED = 0.2


def forecast_breaches(
    session: Session, *, as_of: datetime | None = None, seed: int = 0
) -> BreachForecast:
    """Give each open case its probability to be late.

    Stages: rate every cycle -> take each decided case as it was with 0, 25, 50 and
    75 % of its target used up, where it was still open then -> judge a model of
    the earlier four fifths on the latest fifth -> train on all -> ask it of what is
    open. A case is known by what stood at its opening and by the share used.

    Parameters
    ----------
    session : Session
        Whose tickets.
    as_of : datetime, optional
        As of when; without it now.
    seed : int
        Makes it repeatable.

    Raises
    ------
    NotEnoughData
        Fewer than 200 late or 200 timely cases to learn from or to judge by.
    ParameterError
        No policy, or no calendar for one that needs it.
    """
    now = int((as_of or session.now()).timestamp())
    cases = _Cases()
    with session.read() as connection:
        setup = read_sla_setup(connection, session.tenant)
        for ids in setup.reader.pages(connection, _AT_ONCE):
            bounds = (ids[0], ids[-1])
            rated = rate_tickets(connection, session.tenant, setup, bounds, now)
            cases.add(rated, setup.meanings)
    past, waiting = cases.split()
    snapshots = _snapshots(past)
    figures = _judge(snapshots, seed)
    model = train_breach(snapshots.rows, snapshots.late, seed)
    return BreachForecast(len(snapshots.late), figures, _ask(model, waiting))


def try_forecast(session: Session, *, as_of: datetime | None = None) -> BreachForecast:
    """The same for a page, which says so where there is too little to learn from.

    Parameters
    ----------
    session : Session
        Whose tickets.
    as_of : datetime, optional
        As of when; without it now.
    """
    try:
        return forecast_breaches(session, as_of=as_of)
    except NotEnoughData:
        return BreachForecast(0, {}, ())


@dataclass(slots=True)
class _Cases:
    """Cycles that count, column by column."""

    pages: dict[str, list[np.ndarray]] = field(default_factory=dict)
    names: list[str | None] = field(default_factory=list)

    def add(self, rated: RatedTickets, meanings: StatusMeanings) -> None:
        """One page more."""
        found, cycles, history = rated.outcomes, rated.cycles, rated.history
        kept = np.flatnonzero(found.counts & (found.resolution.target > 0))
        cycle = found.cycle[kept]
        ticket = cycles.ticket[cycle]
        firsts = np.searchsorted(cycles.term_cycle, cycle)
        columns = {
            "ticket_id": history.ticket_ids[ticket],
            "opened": cycles.opened[cycle],
            "cycle": np.minimum(cycles.cycle[cycle], 3),
            "priority": cycles.term_priority[firsts],
            "category": cycles.term_category[firsts],
            "team": _first_values(team_rows(history), ticket),
            "status": _first_statuses(history, meanings)[ticket],
            "requester": history.requester[ticket],
            "used": found.resolution.elapsed[kept] / found.resolution.target[kept],
            "target": found.resolution.target[kept],
            "is_decided": found.resolution.is_decided[kept],
            "late": found.resolution.is_late[kept],
        }
        for name, values in columns.items():
            self.pages.setdefault(name, []).append(values)
        self.names += [history.external_ids[place] for place in ticket]

    def split(self) -> tuple["_Table", "_Table"]:
        """What is decided, in order of opening, and what is open and in time."""
        if not self.pages:
            raise NotEnoughData("the tenant has no tickets: nothing to learn from")
        whole = _Table(
            {name: np.concatenate(parts) for name, parts in self.pages.items()},
            np.array(self.names, object),
        )
        order = np.argsort(whole.columns["opened"], kind="stable")
        decided = whole.columns["is_decided"][order]
        past = order[decided][-_MOST_CASES:]
        return whole.part(past), whole.part(order[~decided])


def _first_statuses(
    history: TicketHistory, meanings: StatusMeanings
) -> NDArray[np.int64]:
    """The status at each ticket's opening, where its past tells it.

    A ticket without a past shows the status of today: that would tell its end.
    """
    rows = status_rows(history, meanings)
    first = _first_values(rows, np.arange(len(history.ticket_ids)))
    told = np.zeros(len(first), np.bool_)
    told[history.change_ticket[history.new_status != UNKNOWN]] = True
    return np.where(told, first, UNKNOWN)


def _first_values(rows: ValueRows, ticket: NDArray[np.int64]) -> NDArray[np.int64]:
    """What stood at each ticket's opening."""
    return rows.value[np.searchsorted(rows.ticket, ticket)]


@dataclass(frozen=True, slots=True)
class _Table:
    """Cases by column, and their external ids."""

    columns: dict[str, np.ndarray]
    names: NDArray[np.object_]

    def part(self, chosen: NDArray[np.int64]) -> "_Table":
        """Some of the cases, in that order."""
        return _Table(
            {name: values[chosen] for name, values in self.columns.items()},
            self.names[chosen],
        )

    def rows(self, used: NDArray[np.float64], case: NDArray[np.int64]) -> CaseRows:
        """As a model takes them, with a share of the target used up."""
        of = self.columns
        words = np.stack(
            [
                of["priority"].astype(str),
                of["category"].astype(str),
                of["team"].astype(str),
                of["status"].astype(str),
                of["requester"].astype(str),
                np.char.add(of["priority"].astype(str), of["team"].astype(str)),
            ],
            axis=1,
        ).astype(object)
        hour = of["opened"] % 86_400 / 3600
        weekday = (of["opened"] // 86_400 + 3) % 7  # 1 January 1970 was a Thursday
        numbers = np.stack([hour, weekday, of["cycle"], used], axis=1)
        return CaseRows(words, numbers, case)


@dataclass(frozen=True, slots=True)
class _Snapshots:
    """Decided cases as they were at some age, in order of opening."""

    rows: CaseRows
    used: NDArray[np.float64]
    priority: NDArray[np.int64]
    late: NDArray[np.bool_]
    case: NDArray[np.int64]
    left: NDArray[np.float64]


def _snapshots(past: _Table) -> _Snapshots:
    of = past.columns
    parts = [(np.flatnonzero(of["used"] >= used), used) for used in _USED]
    case = np.concatenate([places for places, _ in parts])
    used = np.concatenate([np.full(len(places), share) for places, share in parts])
    order = np.lexsort((used, case))
    case, used = case[order], used[order]
    chosen = past.part(case)
    return _Snapshots(
        rows=chosen.rows(used, case),
        used=used,
        priority=chosen.columns["priority"],
        late=chosen.columns["late"],
        case=case,
        left=chosen.columns["target"] * (1 - used) / 3600,
    )


def _judge(snapshots: _Snapshots, seed: int) -> dict[str, RiskFigures]:
    """Figures on the latest fifth of the cases, at each age."""
    cut = snapshots.case.max(initial=0) * (1 - _JUDGED)
    early, newest = snapshots.case <= cut, snapshots.case > cut
    model = train_breach(snapshots.rows.part(early), snapshots.late[early], seed)
    probability = predict_breach(model, snapshots.rows.part(newest))
    rule = _rule(snapshots, early)[newest]
    late, used = snapshots.late[newest], snapshots.used[newest]
    left = snapshots.left[newest]
    found = {}
    for share in _USED:
        at = used == share
        figures = judge_risk(probability[at], rule[at], late[at], seed)
        lead = float(np.median(left[at & late]))
        found[f"{round(share * 100)}"] = replace(figures, lead_hours=lead)
    return found


def _rule(snapshots: _Snapshots, early: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of earlier cases of the same priority and age that came to be late."""
    found = np.full(len(early), float(snapshots.late[early].mean()))
    keys = np.stack([snapshots.priority, snapshots.used], axis=1)
    for key in np.unique(keys, axis=0):
        same = (keys == key).all(axis=1)
        if (same & early).any():
            found[same] = snapshots.late[same & early].mean()
    return found


def _ask(model: BreachModel, waiting: _Table) -> tuple[OpenRisk, ...]:
    used = waiting.columns["used"]
    probability = predict_breach(model, waiting.rows(used, np.arange(len(used))))
    order = np.argsort(-probability, kind="stable").tolist()
    return tuple(
        OpenRisk(
            ticket_id=int(waiting.columns["ticket_id"][place]),
            external_id=waiting.names[place],
            used=float(used[place]),
            probability=float(probability[place]),
        )
        for place in order
    )
