"""Forecasts of weekly counts whose intervals come from how past forecasts missed."""

import numpy as np
from numpy.typing import NDArray

from sdml.records.sla_figures import ForecastPoint, VolumeForecast

__all__ = ["forecast_weeks"]

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
        low, high = _ends(ratios, wanted)
        points.append(
            ForecastPoint(
                step,
                level,
                max((level + 1) * low - 1, 0.0),
                (level + 1) * high - 1,
            )
        )
        covered += _held(ratios, wanted)
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


def _ends(ratios: NDArray[np.float64], wanted: float) -> tuple[float, float]:
    """The outer order statistics that hold the wanted share of one more ratio."""
    ordered = np.sort(ratios)
    n = len(ordered)
    tail = (1 - wanted) / 2
    low = max(int(np.floor((n + 1) * tail)) - 1, 0)
    high = min(int(np.ceil((n + 1) * (1 - tail))) - 1, n - 1)
    return float(ordered[low]), float(ordered[high])


def _held(ratios: NDArray[np.float64], wanted: float) -> list[bool]:
    """Whether each ratio lies inside what the others give."""
    if len(ratios) < 2:
        return []
    found = []
    for place in range(len(ratios)):
        low, high = _ends(np.delete(ratios, place), wanted)
        found.append(bool(low <= ratios[place] <= high))
    return found
