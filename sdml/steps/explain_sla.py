"""Explain the SLA clock of one ticket: each stretch, counted or not, and why."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from sdml.analytics.sla_explanation import explain_case
from sdml.analytics.sla_rating import table_of
from sdml.records.sla import SlaCycleReason, SlaReason
from sdml.records.sla_case import NEVER, TimeSpan
from sdml.records.sla_terms import SlaTerms, TargetOutcomes
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import SlaSetup, read_sla_setup
from sdml.steps.session import Session
from sdml.store.ticket_lineage import find_ticket_id, read_ticket_labels

__all__ = ["explain_sla"]


def explain_sla(
    session: Session, ticket: int | str, *, as_of: datetime | None = None
) -> SlaReason:
    """Give every cycle of a ticket with its stretches, which sum to its elapsed time.

    Stages: find the ticket -> rate its cycles -> lay the calendar and the
    pauses over each.

    Parameters
    ----------
    session : Session
        Whose ticket.
    ticket : int or str
        Its id, or as text its external id or ``source:external id``.
    as_of : datetime, optional
        As of when; without it now.

    Raises
    ------
    ParameterError
        No such ticket, no policy, or no calendar for one that needs it.
    """
    now = as_of or session.now()
    with session.read() as connection:
        tenant = session.tenant
        if isinstance(ticket, str):
            ticket = find_ticket_id(connection, tenant, ticket)
        read_ticket_labels(connection, tenant, ticket)
        setup = read_sla_setup(connection, session.tenant)
        bounds = (ticket, ticket)
        rated = rate_tickets(
            connection, session.tenant, setup, bounds, int(now.timestamp())
        )
    return SlaReason(
        ticket_id=ticket,
        external_id=rated.history.external_ids[0],
        timezone=session.tenant.timezone,
        as_of=now,
        cycles=tuple(
            _reason(rated, setup, place) for place in range(len(rated.outcomes.cycle))
        ),
    )


def _reason(rated: RatedTickets, setup: SlaSetup, place: int) -> SlaCycleReason:
    found, cycles, now = rated.outcomes, rated.cycles, rated.rating.now
    cycle = int(found.cycle[place])
    policy = int(found.policy[place])
    terms = setup.terms[policy] if policy >= 0 else None
    ended = None if found.is_open[place] else int(cycles.ended[cycle])
    responded = int(cycles.responded[cycle])
    return SlaCycleReason(
        cycle=int(cycles.cycle[cycle]),
        policy=terms.name if terms else None,
        calendar=terms.calendar_name if terms else None,
        opened_at=_instant(int(cycles.opened[cycle])),
        ended_at=None if ended is None else _instant(ended),
        responded_at=_instant(responded) if responded <= now else None,
        is_cancelled=bool(cycles.is_cancelled[cycle]) and ended is not None,
        response_due_at=_due(found.response, place),
        resolution_due_at=_due(found.resolution, place),
        response=_state(found.response, place),
        resolution=_state(found.resolution, place),
        target_minutes=terms.resolution // 60 if terms else 0,
        response_target_minutes=terms.response // 60 if terms else 0,
        elapsed_seconds=int(found.resolution.elapsed[place]),
        paused_seconds=int(found.resolution.paused[place]),
        changes=tuple(_changes(rated, setup, cycle, now if ended is None else ended)),
        spans=tuple(_spans(rated, setup, cycle, terms)) if terms else (),
    )


def _spans(
    rated: RatedTickets, setup: SlaSetup, cycle: int, terms: SlaTerms
) -> list[TimeSpan]:
    cycles, now = rated.cycles, rated.rating.now
    opened, until = int(cycles.opened[cycle]), min(int(cycles.ended[cycle]), now)
    mine = np.flatnonzero((cycles.pause_cycle == cycle) & (cycles.pause_starts < until))
    pauses = [
        (
            int(cycles.pause_starts[at]),
            min(int(cycles.pause_ends[at]), until),
            setup.meanings.names.get(int(cycles.pause_status[at]), ""),
        )
        for at in mine
    ]
    table = table_of(terms.calendar, opened, until, 1)
    return explain_case(table, terms.calendar, (opened, until), pauses)


def _changes(rated: RatedTickets, setup: SlaSetup, cycle: int, until: int) -> list[str]:
    """Priorities and categories that took over midway."""
    cycles = rated.cycles
    mine = np.flatnonzero((cycles.term_cycle == cycle) & (cycles.term_starts <= until))
    lines = []
    for before, after in itertools.pairwise(mine.tolist()):
        parts = [
            f"{name} {_word(names, int(column[before]))} -> "
            f"{_word(names, int(column[after]))}"
            for name, names, column in (
                ("priority", setup.priorities, cycles.term_priority),
                ("category", setup.categories, cycles.term_category),
            )
            if column[before] != column[after]
        ]
        at = _instant(int(cycles.term_starts[after]))
        lines.append(f"{at:%Y-%m-%d %H:%M:%S} UTC: {', '.join(parts)}")
    return lines


def _word(names: Mapping[int, str], number: int) -> str:
    return repr(names[number]) if number in names else "none"


def _state(target: TargetOutcomes, place: int) -> str:
    if target.is_decided[place]:
        return "met" if target.is_met[place] else "late"
    return "paused" if target.is_paused[place] else "open"


def _due(target: TargetOutcomes, place: int) -> datetime | None:
    due = int(target.due[place])
    return None if due == NEVER else _instant(due)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
