"""Replay the SLA clock under another calendar, other targets or another date."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from sdml.analytics.sla_rating import rate_cycles
from sdml.errors import ParameterError
from sdml.files.artefacts import check_place
from sdml.files.dataset_files import check_suffix, write_columns
from sdml.records.calendar import BusinessCalendar, around_the_clock
from sdml.records.sla import SlaReplay, SlaTally
from sdml.records.sla_terms import SlaOutcomes, SlaTerms
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import SlaSetup, read_sla_setup
from sdml.steps.run_sla import tally
from sdml.steps.session import Session

__all__ = ["ALWAYS", "ReplayOrder", "change_calendar", "replay_sla"]

ALWAYS = "always"
"""Stands for a calendar in which every second counts."""

_AT_ONCE = 20_000
_COLUMNS = ("ticket_id", "external_id", "cycle", "target", "before", "after")


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """What is to be otherwise; what is left out stays.

    Attributes
    ----------
    calendar : str, optional
        A calendar of the tenant for all policies, or ``always``.
    targets : dict of str to tuple of int
        Response and resolution minutes by a policy's name.
    percent : int
        All targets, in percent of what they are.
    with_pauses : bool
        Whether pauses count.
    as_of : datetime, optional
        As of when, both before and after; without it now.
    """

    calendar: str | None = None
    targets: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    percent: int = 100
    with_pauses: bool = True
    as_of: datetime | None = None


def replay_sla(
    session: Session, order: ReplayOrder, *, out: Path | None = None
) -> SlaReplay:
    """Give compliance before and after, and the tickets that flip.

    Stages, in pages of tickets: read the past -> run the clock as it is -> run it
    under what was asked -> compare. Nothing in the database is written.

    Parameters
    ----------
    session : Session
        Whose tickets.
    order : ReplayOrder
        What is to be otherwise.
    out : Path, optional
        A table of what flips is written here: ``.csv``, ``.parquet`` or
        ``.jsonl``.

    Raises
    ------
    ParameterError
        Nothing was asked, or a calendar or policy that there is not.
    """
    if out is not None:
        check_suffix(out, (".csv", ".parquet", ".jsonl"))
        check_place(out)
    now = order.as_of or session.now()
    found = _Comparison()
    with session.read() as connection:
        setup = read_sla_setup(connection, session.tenant)
        changed = _changed(setup, order)
        pages = list(setup.reader.pages(connection, _AT_ONCE))
        with session.progress(
            sum(map(len, pages)), "tickets", "replaying the SLA clock"
        ) as bar:
            for ids in pages:
                rated = rate_tickets(
                    connection,
                    session.tenant,
                    setup,
                    (ids[0], ids[-1]),
                    int(now.timestamp()),
                )
                found.add(rated, changed, with_pauses=order.with_pauses)
                bar.advance(len(ids))
    result = found.result(_what(order, now))
    if out is not None:
        columns = zip(*result.tickets, strict=True) if result.tickets else [()] * 6
        write_columns(out, dict(zip(_COLUMNS, map(list, columns), strict=True)))
    return result


def change_calendar(setup: SlaSetup, name: str | None) -> SlaSetup:
    """The same policies, all by another calendar; without one as they are.

    Parameters
    ----------
    setup : SlaSetup
        The policies.
    name : str or None
        A calendar of the tenant, or ``always``.

    Raises
    ------
    ParameterError
        There is no such calendar.
    """
    if name is None:
        return setup
    return replace(setup, terms=_changed(setup, ReplayOrder(name)))


def _changed(setup: SlaSetup, order: ReplayOrder) -> tuple[SlaTerms, ...]:
    names = {one.name for one in setup.terms}
    unknown = sorted(set(order.targets) - names)
    if unknown:
        raise ParameterError(
            f"there is no policy {unknown[0]!r}: expected one of "
            f"{', '.join(map(repr, sorted(names)))}"
        )
    if not 1 <= order.percent <= 10_000:
        raise ParameterError(f"targets of {order.percent} %: expected 1 to 10000")
    calendar = _calendar(setup, order.calendar)
    return tuple(_otherwise(one, order, calendar) for one in setup.terms)


def _otherwise(
    terms: SlaTerms, order: ReplayOrder, calendar: BusinessCalendar | None
) -> SlaTerms:
    minutes = order.targets.get(terms.name)
    response, resolution = (
        (terms.response, terms.resolution)
        if minutes is None
        else (minutes[0] * 60, minutes[1] * 60)
    )
    name = None if order.calendar == ALWAYS else order.calendar
    return replace(
        terms,
        response=max(1, response * order.percent // 100),
        resolution=max(1, resolution * order.percent // 100),
        calendar=terms.calendar if calendar is None else calendar,
        calendar_name=terms.calendar_name if calendar is None else name,
    )


def _calendar(setup: SlaSetup, name: str | None) -> BusinessCalendar | None:
    if name is None:
        return None
    if name == ALWAYS:
        return BusinessCalendar("UTC", around_the_clock())
    if name not in setup.sheets:
        there = ", ".join(map(repr, setup.sheets)) or "none yet"
        raise ParameterError(
            f"there is no calendar {name!r} ({there}); {ALWAYS!r} counts every minute"
        )
    return setup.sheets[name].calendar()


def _what(order: ReplayOrder, now: datetime) -> str:
    parts = []
    if order.calendar is not None:
        parts.append(f"calendar {order.calendar}")
    parts += [
        f"policy {name} with response {response} min, resolution {resolution} min"
        for name, (response, resolution) in order.targets.items()
    ]
    if order.percent != 100:
        parts.append(f"targets of {order.percent} %")
    if not order.with_pauses:
        parts.append("pauses counted")
    asked = ", ".join(parts) or "as it is"
    return f"{asked}, as of {now:%Y-%m-%d %H:%M} UTC"


@dataclass(slots=True)
class _Comparison:
    """What the pages sum to."""

    before: dict[str, Counter[str]] = field(default_factory=dict)
    after: dict[str, Counter[str]] = field(default_factory=dict)
    flips: list[tuple[int, str | None, int, str, str, str]] = field(
        default_factory=list
    )

    def add(
        self, rated: RatedTickets, changed: tuple[SlaTerms, ...], *, with_pauses: bool
    ) -> None:
        """One page more."""
        cycles = rated.cycles
        if not with_pauses:
            none = cycles.pause_cycle[:0]
            cycles = replace(
                cycles,
                pause_cycle=none,
                pause_starts=none,
                pause_ends=none,
                pause_status=none,
            )
        after = rate_cycles(cycles, rated.rating._replace(terms=changed))
        for target in ("response", "resolution"):
            for sums, found in ((self.before, rated.outcomes), (self.after, after)):
                counts = tally(found, getattr(found, target))
                sums.setdefault(target, Counter()).update(counts)
            self.flips += _flips(rated, after, target)

    def result(self, what: str) -> SlaReplay:
        """The sums as a record."""
        changes = Counter(
            f"{target}: {before} -> {after}"
            for _, _, _, target, before, after in self.flips
        )
        return SlaReplay(
            what=what,
            before={name: _tally(one) for name, one in self.before.items()},
            after={name: _tally(one) for name, one in self.after.items()},
            flips=len(self.flips),
            by_change=dict(sorted(changes.items())),
            tickets=tuple(self.flips),
        )


def _flips(
    rated: RatedTickets, after: SlaOutcomes, target: str
) -> list[tuple[int, str | None, int, str, str, str]]:
    """Cycles whose state differs; short of time is open here."""
    found = rated.outcomes
    old = getattr(found, target).states(found.counts)
    new = getattr(after, target).states(after.counts)
    old, new = (np.where(one == "at_risk", "open", one) for one in (old, new))
    lines = []
    for place in np.flatnonzero(old != new).tolist():
        cycle = int(found.cycle[place])
        at = int(rated.cycles.ticket[cycle])
        lines.append(
            (
                int(rated.history.ticket_ids[at]),
                rated.history.external_ids[at],
                int(rated.cycles.cycle[cycle]),
                target,
                str(old[place]),
                str(new[place]),
            )
        )
    return lines


def _tally(counts: Counter[str]) -> SlaTally:
    return SlaTally(counts["met"], counts["late"], counts["open"], counts["at_risk"])
