"""Run the SLA clock over a tenant's tickets and keep what it finds."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import numpy as np

from sdml.records.sla import SlaRun, SlaTally
from sdml.records.sla_case import NEVER
from sdml.records.sla_terms import SlaOutcomes, TargetOutcomes
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import SlaSetup, read_sla_setup
from sdml.steps.session import Session
from sdml.store.sla_tracking import TrackedCycle, write_tracking

__all__ = ["run_sla", "tally"]

_AT_ONCE = 5_000  # tickets: a transaction is to be short


def run_sla(
    session: Session, *, now: datetime | None = None, afresh: bool = False
) -> SlaRun:
    """Fill ``sla_tracking``: due times, answers, resolutions, what was kept.

    Stages, in pages of tickets: read the past -> cut cycles -> run the clock ->
    write what differs. Again: the same rows, nothing is written. Imported
    history is rated like any other; nobody is told of it, `sweep_sla` does that.

    Parameters
    ----------
    session : Session
        Whose tickets.
    now : datetime, optional
        As of when; without it now.
    afresh : bool
        Whether what was decided under policies that are closed is rated anew by
        those in force.

    Raises
    ------
    ParameterError
        There is no policy, or no calendar for one that needs it.
    """
    as_of = now or session.now()
    with session.read() as connection:
        setup = read_sla_setup(connection, session.tenant)
        pages = list(setup.reader.pages(connection, _AT_ONCE))
    total = _Total()
    with session.progress(
        sum(map(len, pages)), "tickets", "running the SLA clock"
    ) as bar:
        for ids in pages:
            with session.write("run_sla") as connection:
                rated = rate_tickets(
                    connection,
                    session.tenant,
                    setup,
                    (ids[0], ids[-1]),
                    int(as_of.timestamp()),
                    afresh=afresh,
                )
                counts = write_tracking(
                    connection,
                    session.tenant,
                    rated.stored,
                    _tracked(rated, setup),
                    session.now(),
                )
            total.add(rated, Counter(asdict(counts)))
            bar.advance(len(ids))
    return total.result(as_of, setup)


def tally(outcomes: SlaOutcomes, target: TargetOutcomes) -> Counter[str]:
    """How many cycles stand how, by one target.

    Parameters
    ----------
    outcomes : SlaOutcomes
        Which of them count.
    target : TargetOutcomes
        The target.
    """
    open_ones = outcomes.counts & ~target.is_decided
    return Counter(
        met=int((target.is_decided & target.is_met).sum()),
        late=int(target.is_late.sum()),
        open=int(open_ones.sum()),
        at_risk=int(target.is_at_risk.sum()),
    )


@dataclass(slots=True)
class _Total:
    """What the pages sum to."""

    rows: Counter[str] = field(default_factory=Counter)
    response: Counter[str] = field(default_factory=Counter)
    resolution: Counter[str] = field(default_factory=Counter)
    used: set[int] = field(default_factory=set)
    first: int = NEVER

    def add(self, rated: RatedTickets, written: Counter[str]) -> None:
        """One page more."""
        found = rated.outcomes
        has_policy = found.policy >= 0
        self.rows += written
        self.rows += Counter(
            tickets=len(rated.history.ticket_ids),
            cycles=len(found.cycle),
            excluded=int((has_policy & ~found.counts).sum()),
            without_policy=int((~has_policy).sum()),
        )
        self.response += tally(found, found.response)
        self.resolution += tally(found, found.resolution)
        self.used |= set(np.unique(found.policy[has_policy]).tolist())
        if len(found.cycle):
            self.first = min(self.first, int(rated.cycles.opened.min()))

    def result(self, as_of: datetime, setup: SlaSetup) -> SlaRun:
        """The sums as a record."""
        names = ("tickets", "cycles", "excluded", "without_policy")
        written = ("inserted", "updated", "removed", "unchanged")
        return SlaRun(
            **{name: self.rows[name] for name in (*names, *written)},
            response=_tally(self.response),
            resolution=_tally(self.resolution),
            as_of=as_of,
            warnings=self._warnings(as_of, setup),
        )

    def _warnings(self, as_of: datetime, setup: SlaSetup) -> tuple[str, ...]:
        """Calendars in use without holidays for a year that was counted."""
        if self.first == NEVER:
            return ()
        since = datetime.fromtimestamp(self.first, UTC).year
        names = {setup.terms[place].calendar_name for place in self.used} - {None}
        found = []
        for name in sorted(str(one) for one in names):
            years = set(range(since, as_of.year + 1)) - set(setup.sheets[name].years)
            if years:
                shown = f"{min(years)}-{max(years)}"
                found.append(
                    f"calendar {name!r} lacks the national holidays of {len(years)} "
                    f"years: 'sdml calendar fill {name} {shown}' puts them in"
                )
        return tuple(found)


def _tally(counts: Counter[str]) -> SlaTally:
    return SlaTally(counts["met"], counts["late"], counts["open"], counts["at_risk"])


def _tracked(
    rated: RatedTickets, setup: SlaSetup
) -> dict[tuple[int, int], TrackedCycle]:
    """The row of each cycle that a policy is for."""
    found, cycles, now = rated.outcomes, rated.cycles, rated.rating.now
    waits = (cycles.pause_starts <= now) & (cycles.pause_ends > now)
    paused_at = np.full(len(cycles.ticket), NEVER, np.int64)
    paused_at[cycles.pause_cycle[waits]] = cycles.pause_starts[waits]
    is_held = found.is_open & found.resolution.is_paused
    responded = cycles.responded[found.cycle]
    has_response = responded <= now
    answered = has_response | ~found.is_open
    columns = (
        [setup.terms[place].policy_id for place in found.policy.tolist()],
        _instants(found.response.due),
        _instants(found.resolution.due),
        _instants(found.escalation_due),
        _instants(np.where(has_response, responded, NEVER)),
        _instants(np.where(found.is_open, NEVER, cycles.ended[found.cycle])),
        _claims(found.response),
        _claims(found.resolution),
        _minutes(found.response.elapsed, answered),
        _minutes(found.resolution.elapsed, ~found.is_open),
        _instants(np.where(is_held, paused_at[found.cycle], NEVER)),
        (found.resolution.paused // 60).tolist(),
        (~found.counts).tolist(),
        cycles.opened[found.cycle].tolist(),
    )
    keys = zip(
        rated.ticket_ids().tolist(), cycles.cycle[found.cycle].tolist(), strict=True
    )
    rows = zip(*columns, strict=True)
    return {
        key: TrackedCycle(*row)
        for key, row, place in zip(keys, rows, found.policy.tolist(), strict=True)
        if place >= 0
    }


def _instants(values: np.ndarray) -> list[int | None]:
    return [None if value == NEVER else value for value in values.tolist()]


def _claims(target: TargetOutcomes) -> list[bool | None]:
    pairs = zip(target.is_decided.tolist(), target.is_met.tolist(), strict=True)
    return [met if decided else None for decided, met in pairs]


def _minutes(seconds: np.ndarray, known: np.ndarray) -> list[int | None]:
    pairs = zip((seconds // 60).tolist(), known.tolist(), strict=True)
    return [minutes if is_known else None for minutes, is_known in pairs]
