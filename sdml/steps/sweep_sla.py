"""Sweep open tickets: which are late or short of time, and hand on what is due."""

from datetime import UTC, datetime

import numpy as np

from sdml.records.sla import AtRisk, SlaSweep
from sdml.records.sla_case import NEVER
from sdml.records.sla_terms import SlaOutcomes, TargetOutcomes
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import read_sla_setup
from sdml.steps.run_sla import run_sla
from sdml.steps.session import Session
from sdml.store.sla_escalations import find_due_escalations, write_escalations

__all__ = ["sweep_sla"]

_AT_ONCE = 20_000


def sweep_sla(session: Session, *, limit: int = 20) -> SlaSweep:
    """Bring the clock up to date and say what is urgent; hand on once a cycle.

    Stages: run the clock -> find what is due to be handed on -> write it with
    its mark in one transaction -> read what is late or at risk. Two sweeps at
    once, or one after another, hand a cycle on once.

    Parameters
    ----------
    session : Session
        Whose tickets.
    limit : int
        How many of the most urgent to name.

    Raises
    ------
    ParameterError
        There is no policy, or no calendar for one that needs it.
    """
    now = session.now()
    run = run_sla(session, now=now)
    with session.write("sweep_sla") as connection:
        due = find_due_escalations(connection, session.tenant, now)
        taken = [one for one in due if one.escalated_to is not None]
        write_escalations(connection, session.tenant, taken, now)
    urgent = _urgent(session, now)
    return SlaSweep(
        run=run,
        late=sum(one.state == "late" for one in urgent),
        at_risk=sum(one.state == "at_risk" for one in urgent),
        escalated=len(taken),
        unescalated=len(due) - len(taken),
        first=tuple(urgent[:limit]),
    )


def _urgent(session: Session, now: datetime) -> list[AtRisk]:
    found: list[AtRisk] = []
    with session.read() as connection:
        setup = read_sla_setup(connection, session.tenant)
        for ids in setup.reader.pages(connection, _AT_ONCE):
            rated = rate_tickets(
                connection,
                session.tenant,
                setup,
                (ids[0], ids[-1]),
                int(now.timestamp()),
            )
            outcomes = rated.outcomes
            found += _lines(rated, outcomes, outcomes.response, "response")
            found += _lines(rated, outcomes, outcomes.resolution, "resolution")
    return sorted(found, key=lambda one: (one.left_minutes, one.ticket_id))


def _lines(
    rated: RatedTickets, found: SlaOutcomes, target: TargetOutcomes, name: str
) -> list[AtRisk]:
    """Open cycles that are late or at risk; an answer that was given is over."""
    waits = found.is_open & found.counts
    if name == "response":
        waits &= rated.cycles.responded[found.cycle] > rated.rating.now
    lines = []
    for place in np.flatnonzero(waits & (target.is_late | target.is_at_risk)).tolist():
        at = int(rated.cycles.ticket[found.cycle[place]])
        due = int(target.due[place])
        lines.append(
            AtRisk(
                ticket_id=int(rated.history.ticket_ids[at]),
                external_id=rated.history.external_ids[at],
                cycle=int(rated.cycles.cycle[found.cycle[place]]),
                target=name,
                state="late" if target.is_late[place] else "at_risk",
                due_at=None if due == NEVER else datetime.fromtimestamp(due, UTC),
                left_minutes=int(target.target[place] - target.elapsed[place]) // 60,
            )
        )
    return lines
