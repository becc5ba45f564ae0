"""What a month will have cost at its end, from what its days have cost so far."""

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Projection", "costs_by_day", "project_month"]

_MILLION = 1_000_000
LOOKED_BACK = 28  # days behind that say what a day costs
LEAST_DAYS = 7
CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Projection:
    """What a month will have cost, in whole units of the currency.

    Attributes
    ----------
    spent : float
        From its first day to the last day that is known.
    expected : float or None
        At its end, if it goes on like the days behind; None where too few are
        known.
    low, high : float
        Ends of the range that holds it in 80 of 100 cases, as the days behind
        scatter.
    days_left : int
        Of the month.
    """

    spent: float
    expected: float | None
    low: float
    high: float
    days_left: int


def project_month(days: "pd.DataFrame", last_day: date) -> Projection:
    """What the month of the last day will have cost at its end.

    Parameters
    ----------
    days : DataFrame
        The answer to ``usage_days``; a day without a row cost nothing.
    last_day : date
        The last one that is known.

    Returns
    -------
    Projection
        The mean of the last 28 days for each day to come, and the spread of
        their sum were days independent.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.DataFrame(
    ...     {"day": pd.date_range("2026-03-01", "2026-03-21"), "cost_micros": 2_000_000}
    ... )
    >>> project_month(days, date(2026, 3, 21)).expected
    62.0
    """
    costs = costs_by_day(days)
    first = last_day.replace(day=1)
    month = calendar.monthrange(last_day.year, last_day.month)[1]
    spent = sum(cost for day, cost in costs.items() if first <= day <= last_day)
    left = month - last_day.day
    if not left:
        return Projection(spent, spent, spent, spent, 0)
    known = max(0, (last_day - min(costs)).days + 1) if costs else 0
    behind = min(LOOKED_BACK, known)
    if behind < LEAST_DAYS:
        return Projection(spent, None, spent, spent, left)
    past = [costs.get(last_day - timedelta(days=n), 0.0) for n in range(behind)]
    mean = sum(past) / behind
    spread = math.sqrt(sum((one - mean) ** 2 for one in past) / (behind - 1))
    # The mean itself is uncertain, and so is each day to come.
    error = spread * math.sqrt(left + left**2 / behind)
    reach = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * error
    expected = spent + mean * left
    return Projection(
        spent, expected, max(spent, expected - reach), expected + reach, left
    )


def costs_by_day(days: "pd.DataFrame") -> dict[date, float]:
    """What each day cost, in whole units of the currency.

    Parameters
    ----------
    days : DataFrame
        The answer to ``usage_days``; a day may have several rows.
    """
    sums = days.groupby("day")["cost_micros"].sum()
    dates = (day.date() for day in sums.index.to_pydatetime())  # type: ignore[attr-defined]  # an index of times
    return dict(zip(dates, (float(one) / _MILLION for one in sums), strict=True))
