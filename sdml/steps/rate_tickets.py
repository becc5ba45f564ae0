"""Rate the SLA cycles of some tickets as of an instant, without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.sla_cycles import cut_cycles
from sdml.analytics.sla_rating import Rating, rate_cycles
from sdml.records.sla_history import SlaCycles, TicketHistory
from sdml.records.sla_terms import SlaOutcomes
from sdml.records.tenant import Tenant
from sdml.steps.read_sla_setup import SlaSetup
from sdml.store.engine import Connection
from sdml.store.sla_tracking import TrackedCycle, read_tracking

__all__ = ["RatedTickets", "rate_tickets"]

Stored = Mapping[tuple[int, int], tuple[int, TrackedCycle]]


@dataclass(frozen=True, slots=True)
class RatedTickets:
    """Tickets, their cycles, and how these stand.

    Attributes
    ----------
    history : TicketHistory
        The tickets.
    cycles : SlaCycles
        All of their cycles, later ones too.
    outcomes : SlaOutcomes
        Of the cycles that had begun by then.
    stored : mapping
        What ``sla_tracking`` holds of the tickets.
    rating : Rating
        By what they were rated.
    """

    history: TicketHistory
    cycles: SlaCycles
    outcomes: SlaOutcomes
    stored: Stored
    rating: Rating

    def ticket_ids(self) -> NDArray[np.int64]:
        """The ticket of each outcome."""
        of_cycle = self.history.ticket_ids[self.cycles.ticket]
        return of_cycle[self.outcomes.cycle]


def rate_tickets(
    connection: Connection,
    tenant: Tenant,
    setup: SlaSetup,
    bounds: tuple[int, int],
    now: int,
    *,
    afresh: bool = False,
) -> RatedTickets:
    """Rate the tickets with ids between two, both included.

    Stages: read the past -> cut cycles -> match policies and run the clock. A
    cycle that was decided keeps the policy that it was decided by.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    setup : SlaSetup
        By what.
    bounds : tuple of int
        The first and the last ticket id.
    now : int
        Seconds since 1970-01-01 UTC.
    afresh : bool
        Whether decided cycles go by the policies in force too.
    """
    history = setup.reader.read(connection, *bounds)
    stored = read_tracking(connection, tenant, *bounds)
    cycles = cut_cycles(history, setup.meanings)
    places = {one.policy_id: place for place, one in enumerate(setup.terms)}
    rating = Rating(
        terms=setup.terms,
        now=now,
        risk=setup.risk,
        pinned=None if afresh else _pinned(history, cycles, stored, places),
        own=_own(history, cycles, places),
    )
    return RatedTickets(history, cycles, rate_cycles(cycles, rating), stored, rating)


def _pinned(
    history: TicketHistory,
    cycles: SlaCycles,
    stored: Stored,
    places: Mapping[int, int],
) -> NDArray[np.int64]:
    found = np.full(len(cycles.ticket), -1, np.int64)
    decided = {
        key: places[row.sla_policy_id]
        for key, (_, row) in stored.items()
        if row.resolution_met is not None
    }
    if decided:
        keys = zip(
            history.ticket_ids[cycles.ticket].tolist(),
            cycles.cycle.tolist(),
            strict=True,
        )
        found[:] = [decided.get(key, -1) for key in keys]
    return found


def _own(
    history: TicketHistory, cycles: SlaCycles, places: Mapping[int, int]
) -> NDArray[np.int64]:
    named = history.policy[cycles.ticket]
    found = np.full(len(named), -1, np.int64)
    for policy_id in np.unique(named[named >= 0]).tolist():
        found[named == policy_id] = places.get(policy_id, -1)
    return found
