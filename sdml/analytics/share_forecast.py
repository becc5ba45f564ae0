"""Forecasts of the share of cases in time, with intervals from how past ones missed.

A case belongs to the week in which it is due: of a week that is over, every case is
decided, and none that waits is left out.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.forecast_intervals import held_without_itself, outer_ends
from sdml.records.sla_figures import ForecastPoint, ShareForecast

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__all__ = ["forecast_shares", "weekly_shares"]

_WINDOW = 4  # weeks that a forecast averages over
_FEWEST = 16  # weeks with a case below which there is none


def weekly_shares(
    cycles: "pd.DataFrame", target: str, now: "datetime", timezone: str
) -> "pd.DataFrame":
    """Cases due in each whole week, and those of them that were in time.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`, as of `now`.
    target : {'resolution', 'response'}
        Which target.
    now : datetime
        Whole weeks end before here.
    timezone : str
        Whose weeks, from Monday on.

    Returns
    -------
    DataFrame
        Columns ``decided`` and ``met``, by Monday; no week is left out.
    """
    import pandas as pd

    is_decided = cycles[target].isin(["met", "late"])
    due = cycles.loc[is_decided, f"{target}_due_at"].dt.tz_convert(timezone)
    is_met = cycles.loc[is_decided, target] == "met"
    days = due.dt.tz_localize(None).dt.normalize()
    weeks = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    today = pd.Timestamp(now).tz_convert(timezone).tz_localize(None).normalize()
    this_week = today - pd.Timedelta(days=today.weekday())
    past = weeks < this_week
    met = is_met[past].astype("int64").groupby(weeks[past])
    found = pd.DataFrame({"decided": met.size(), "met": met.sum()}).sort_index()
    if not len(found):
        return found
    every = pd.date_range(found.index[0], this_week, freq="7D")[:-1]
    # The first week is whole only where something was due on its first day.
    return found.reindex(every, fill_value=0).iloc[1:]


def forecast_shares(
    met: NDArray[np.int64],
    decided: NDArray[np.int64],
    *,
    ahead: int = 4,
    wanted: float = 0.8,
) -> ShareForecast | None:
    """The next weeks' shares, with intervals from a back-test of the same forecast.

    The forecast is the share of the last four weeks. It is made anew from each past
    week on; what those forecasts missed by, in standard errors of a share of so many
    cases, gives the interval. A week without a case is no test and no week.

    Parameters
    ----------
    met, decided : ndarray of int64, shape (n_weeks,)
        Whole weeks in order.
    ahead : int
        How many weeks to forecast.
    wanted : float
        Which share of weeks should fall into their interval, in (0, 1).

    Returns
    -------
    ShareForecast or None
        None below sixteen weeks with a case, or without one in the last four.

    Examples
    --------
    >>> found = forecast_shares(np.full(20, 45), np.full(20, 50))
    >>> found.points[0].expected, found.points[0].low, found.error
    (0.9, 0.9, 0.0)
    """
    is_quiet = not decided[-_WINDOW:].any()
    counted = decided > 0
    met, decided = met[counted], decided[counted]
    if is_quiet or len(decided) < _FEWEST:
        return None
    window = _Window(int(met[-_WINDOW:].sum()), int(decided[-_WINDOW:].sum()))
    usual = float(decided[-_WINDOW:].mean())
    points, covered, errors, naive = [], [], [], []
    for step in range(1, ahead + 1):
        past = _past(met, decided, step)
        low, high = outer_ends(past.misses, wanted)
        error = window.error(usual)
        points.append(
            ForecastPoint(
                step,
                window.share,
                min(max(window.share + low * error, 0.0), 1.0),
                min(max(window.share + high * error, 0.0), 1.0),
            )
        )
        covered += held_without_itself(past.misses, wanted)
        errors += np.abs(past.came - past.made).tolist()
        naive += np.abs(past.came - past.last).tolist()
    return ShareForecast(
        points=tuple(points),
        weeks=len(decided),
        decided=int(decided.sum()),
        tested=len(errors),
        covered=float(np.mean(covered)) if covered else None,
        wanted=wanted,
        error=float(np.mean(errors)) if errors else None,
        naive_error=float(np.mean(naive)) if naive else None,
    )


class _Window(NamedTuple):
    """The weeks that a forecast is made from."""

    met: int
    decided: int

    @property
    def share(self) -> float:
        return self.met / self.decided

    def error(self, cases: float) -> float:
        """Standard error of another week's share around the window's.

        The share that it is reckoned with is drawn to one half by two cases of
        each kind (Agresti & Coull 1998), so that it is never 0.
        """
        share = (self.met + 2) / (self.decided + 4)
        return float(np.sqrt(share * (1 - share) * (1 / cases + 1 / self.decided)))


class _Past(NamedTuple):
    """Forecasts of past weeks, what came, the week before, and misses in errors."""

    made: NDArray[np.float64]
    came: NDArray[np.float64]
    last: NDArray[np.float64]
    misses: NDArray[np.float64]


def _past(met: NDArray[np.int64], decided: NDArray[np.int64], step: int) -> _Past:
    rows = []
    for at in range(_WINDOW, len(decided) - step + 1):
        before = slice(at - _WINDOW, at)
        window = _Window(int(met[before].sum()), int(decided[before].sum()))
        place = at + step - 1
        came = met[place] / decided[place]
        miss = (came - window.share) / window.error(float(decided[place]))
        rows.append((window.share, came, met[at - 1] / decided[at - 1], miss))
    made, came, last, misses = np.array(rows, float).T
    return _Past(made, came, last, misses)
