"""Measure every SLA cycle as of an instant, as one frame; nothing is written."""

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from sdml.records.sla_case import NEVER
from sdml.records.sla_terms import TargetOutcomes
from sdml.steps.rate_tickets import RatedTickets, rate_tickets
from sdml.steps.read_sla_setup import SlaSetup, read_sla_setup
from sdml.steps.session import Session
from sdml.store.sla_history import read_word_names
from sdml.store.tables.core import Team

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["measure_sla"]

_AT_ONCE = 20_000


def measure_sla(
    session: Session, *, as_of: datetime | None = None, calendar: str | None = None
) -> "pd.DataFrame":
    """Give a row a cycle: what it goes by, when it is due, how it stands.

    Stages, in pages of tickets: read the past -> cut cycles -> run the clock.

    Parameters
    ----------
    session : Session
        Whose tickets.
    as_of : datetime, optional
        As of when; without it now. What came later is not known.
    calendar : str, optional
        A calendar of the tenant in place of the policies' own, or ``always``.

    Returns
    -------
    DataFrame
        Columns ``ticket_id, external_id, cycle, policy, priority, category,
        team, opened_at, responded_at, ended_at, response_due_at,
        resolution_due_at, response, resolution, elapsed_hours, paused_hours,
        target_hours, response_hours, is_cancelled``. The states are ``met,
        late, open, at_risk``, missing without a policy or where cancelled;
        hours are those of the policy's calendar.

    Raises
    ------
    ParameterError
        No policy, no calendar for one that needs it, or no such calendar.
    """
    import pandas as pd

    from sdml.steps.replay_sla import change_calendar

    now = as_of or session.now()
    pages = []
    with session.read() as connection:
        setup = change_calendar(read_sla_setup(connection, session.tenant), calendar)
        teams = read_word_names(connection, session.tenant, Team)
        for ids in setup.reader.pages(connection, _AT_ONCE):
            rated = rate_tickets(
                connection,
                session.tenant,
                setup,
                (ids[0], ids[-1]),
                int(now.timestamp()),
            )
            pages.append(_frame(rated, setup, teams))
    return pd.concat(pages, ignore_index=True) if pages else _empty()


def _frame(
    rated: RatedTickets, setup: SlaSetup, teams: dict[int, str]
) -> "pd.DataFrame":
    import pandas as pd

    found, cycles, history = rated.outcomes, rated.cycles, rated.history
    now = rated.rating.now
    at = cycles.ticket[found.cycle]
    responded = cycles.responded[found.cycle]
    is_cancelled = cycles.is_cancelled[found.cycle] & ~found.is_open
    policies = {place: one.name for place, one in enumerate(setup.terms)}
    ids = history.external_ids
    return pd.DataFrame(
        {
            "ticket_id": pd.array(history.ticket_ids[at], dtype="Int64"),
            "external_id": pd.array([ids[place] for place in at], dtype="string"),
            "cycle": pd.array(cycles.cycle[found.cycle], dtype="Int64"),
            "policy": _names(found.policy, policies),
            "priority": _names(found.priority, setup.priorities),
            "category": _names(found.category, setup.categories),
            "team": _names(history.team[at], teams),
            "opened_at": _times(cycles.opened[found.cycle]),
            "responded_at": _times(np.where(responded > now, NEVER, responded)),
            "ended_at": _times(
                np.where(found.is_open, NEVER, cycles.ended[found.cycle])
            ),
            "response_due_at": _times(found.response.due),
            "resolution_due_at": _times(found.resolution.due),
            "response": _states(found.response, found.counts),
            "resolution": _states(found.resolution, found.counts),
            "elapsed_hours": _hours(found.resolution.elapsed),
            "paused_hours": _hours(found.resolution.paused),
            "target_hours": _hours(found.resolution.target),
            "response_hours": _hours(found.response.elapsed),
            "is_cancelled": pd.array(is_cancelled, dtype="boolean"),
        }
    )


def _empty() -> "pd.DataFrame":
    import pandas as pd

    none = np.zeros(0, np.int64)
    words = ("external_id", "policy", "priority", "category", "team")
    states = ("response", "resolution")
    times = ("opened_at", "responded_at", "ended_at")
    dues = ("response_due_at", "resolution_due_at")
    hours = ("elapsed_hours", "paused_hours", "target_hours", "response_hours")
    columns: dict[str, object] = {
        "ticket_id": pd.array([], dtype="Int64"),
        **{name: pd.array([], dtype="string") for name in words},
        "cycle": pd.array([], dtype="Int64"),
        **{name: _times(none) for name in (*times, *dues)},
        **{name: pd.array([], dtype="string") for name in states},
        **{name: _hours(none) for name in hours},
        "is_cancelled": pd.array([], dtype="boolean"),
    }
    return pd.DataFrame(columns)


def _names(ids: "NDArray[np.int64]", names: dict[int, str]) -> object:
    import pandas as pd

    known, places = np.unique(ids, return_inverse=True)
    words = pd.array([names.get(int(one)) for one in known], dtype="string")
    return words.take(places) if len(known) else words


def _times(seconds: "NDArray[np.int64]") -> "pd.Series":
    import pandas as pd

    is_known = seconds != NEVER
    times = pd.Series(
        pd.to_datetime(np.where(is_known, seconds, 0), unit="s", utc=True)
    )
    return times.astype("datetime64[ns, UTC]").where(is_known)


def _states(target: TargetOutcomes, counts: "NDArray[np.bool_]") -> object:
    import pandas as pd

    states = pd.array(target.states(counts), dtype="string")
    states[~counts] = pd.NA
    return states


def _hours(seconds: "NDArray[np.int64]") -> object:
    import pandas as pd

    return pd.array(seconds / 3600, dtype="Float64")
