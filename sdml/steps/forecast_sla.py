"""Forecast the weeks ahead: new tickets, and the share of cases in time."""

from datetime import datetime

from sdml.analytics.share_forecast import forecast_shares, weekly_shares
from sdml.analytics.volume_forecast import forecast_weeks, weekly_counts
from sdml.records.sla_figures import SlaForecast
from sdml.steps.measure_sla import measure_sla
from sdml.steps.session import Session

__all__ = ["forecast_sla"]


def forecast_sla(session: Session, *, as_of: datetime | None = None) -> SlaForecast:
    """Give what the coming weeks bring, with back-tested intervals.

    Stages: measure every cycle -> count whole weeks of the tenant's calendar ->
    forecast, and judge the same forecast on the weeks before.

    Parameters
    ----------
    session : Session
        Whose tickets.
    as_of : datetime, optional
        As of when; without it now.

    Raises
    ------
    ParameterError
        No policy, or no calendar for one that needs it.
    """
    now = as_of or session.now()
    cycles = measure_sla(session, as_of=now)
    zone = session.tenant.timezone
    shares = {}
    for target in ("resolution", "response"):
        weeks = weekly_shares(cycles, target, now, zone)
        shares[target] = (
            forecast_shares(weeks["met"].to_numpy(), weeks["decided"].to_numpy())
            if len(weeks)
            else None
        )
    counts = weekly_counts(cycles, now, zone)
    return SlaForecast(
        volume=forecast_weeks(counts.to_numpy(float)) if len(counts) else None,
        resolution=shares["resolution"],
        response=shares["response"],
    )
