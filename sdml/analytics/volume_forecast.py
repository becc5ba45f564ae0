"""Forecasts of weekly counts whose intervals come from how past forecasts missed."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.forecast_intervals import held_without_itself, outer_ends
from sdml.records.sla_figures import ForecastPoint, VolumeForecast

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__all__ = ["forecast_weeks", "weekly_counts"]

_WINDOW = 4  # weeks that a forecast averages over
_FEWEST = 16  # weeks below which there is none: 9 past misses at 4 weeks ahead


def forecast_weeks(
    counts: NDArray[np.float64], *, ahead: int = 4, wanted: float = 0.8
) -> VolumeForecast | None:
    """The next weeks' counts, with intervals from a back-test of the same forecast.

    The forecast is the mean of the last four weeks. It is made anew from each past
    week on; what those forecasts missed by, in proportion, gives the interval. How
    often it would have held is counted with each week's own miss left out.

    Parameters
    ----------
    counts : ndarray of float64, shape (n_weeks,)
        Whole weeks in order, without a gap.
    ahead : int
        How many weeks to forecast.
    wanted : float
        Which share of weeks should fall into their interval, in (0, 1).

    Returns
    -------
    VolumeForecast or None
        None below sixteen weeks.

    Examples
    --------
    >>> found = forecast_weeks(np.full(20, 100.0))
    >>> found.points[0].expected, found.covered, found.error
    (100.0, 1.0, 0.0)
    """
    if len(counts) < _FEWEST:
        return None
    level = float(counts[-_WINDOW:].mean())
    points, covered, errors, naive = [], [], [], []
    for step in range(1, ahead + 1):
        made, came, last = _past(counts, step)
        ratios = (came + 1) / (made + 1)
        low, high = outer_ends(ratios, wanted)
        points.append(
            ForecastPoint(
                step,
                level,
                max((level + 1) * low - 1, 0.0),
                (level + 1) * high - 1,
            )
        )
        covered += held_without_itself(ratios, wanted)
        errors += np.abs(came - made).tolist()
        naive += np.abs(came - last).tolist()
    return VolumeForecast(
        points=tuple(points),
        weeks=len(counts),
        tested=len(errors),
        covered=float(np.mean(covered)) if covered else None,
        wanted=wanted,
        error=float(np.mean(errors)) if errors else None,
        naive_error=float(np.mean(naive)) if naive else None,
    )


def _past(
    counts: NDArray[np.float64], step: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Forecasts of past weeks, what came, and the last week known then."""
    origins = range(_WINDOW, len(counts) - step + 1)
    made = np.array([counts[at - _WINDOW : at].mean() for at in origins])
    came = np.array([counts[at + step - 1] for at in origins])
    last = np.array([counts[at - 1] for at in origins])
    return made, came, last


def weekly_counts(
    cycles: "pd.DataFrame", now: "datetime", timezone: str
) -> "pd.Series":
    """New tickets of each whole week, by Monday.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`; only tickets' first cycles are counted.
    now : datetime
        Whole weeks end before here.
    timezone : str
        Whose weeks, from Monday on.
    """
    import pandas as pd

    opened = cycles.loc[cycles["cycle"] == 1, "opened_at"].dt.tz_convert(timezone)
    last = pd.Timestamp(now).tz_convert(timezone).normalize()
    this_week = last - pd.Timedelta(days=last.weekday())
    days = opened.dt.tz_localize(None).dt.normalize()
    weeks = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    counts: pd.Series = (
        weeks[weeks < this_week.tz_localize(None)].value_counts().sort_index()
    )
    if not len(counts):
        return counts
    # The first week is whole only where something came on its first day.
    every = pd.date_range(counts.index[0], this_week.tz_localize(None), freq="7D")
    whole: pd.Series = counts.reindex(every[:-1], fill_value=0).iloc[1:]
    return whole
