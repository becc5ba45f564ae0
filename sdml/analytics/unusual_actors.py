"""Days on which people act unlike themselves, at a stated rate of false alarms.

Each person is compared with his own days before: counts are made even by
Anscombe's root, the median and the quartiles of up to 60 earlier days say what is
usual, and the day's score is the largest of its habits. How rare a score is, the
earlier days of everybody say: the p-value is a rank among them, so that its rate of
false alarms holds whatever the counts are distributed like, as long as the window's
usual days are like those before.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sdml.records.unusual import Habit, UnusualDay, UnusualDays

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = ["find_unusual_days", "person_days"]

HABITS: tuple[Habit, ...] = ("volume", "busiest_hour", "night", "deletes", "exports")
_MEMORY, _LEAST = 60, 10  # of a person's earlier days: at most, and to be judged
_NIGHT_ENDS = 6
_QUARTILES_TO_SIGMA = 1.349


def person_days(hours: "pd.DataFrame", timezone: str) -> "pd.DataFrame":
    """What each person did on each day, by the wall clock.

    Parameters
    ----------
    hours : DataFrame
        The answer to ``actor_hours``.
    timezone : str
        An IANA name: days and nights are its.

    Returns
    -------
    DataFrame
        ``person``, ``day`` and a column for each habit, in order of both.
    """
    local = hours["hour"].dt.tz_convert(timezone)
    is_night = local.dt.hour < _NIGHT_ENDS
    frame = hours.assign(
        day=local.dt.date,
        volume=hours["actions"],
        busiest_hour=hours["actions"],
        night=hours["actions"].where(is_night, 0),
    )
    days = frame.groupby(["person", "day"], as_index=False).agg(
        volume=("volume", "sum"),
        busiest_hour=("busiest_hour", "max"),
        night=("night", "sum"),
        deletes=("deletes", "sum"),
        exports=("exports", "sum"),
    )
    return days.astype(dict.fromkeys(HABITS, float))


def find_unusual_days(
    days: "pd.DataFrame",
    window_days: int,
    alarm_rate: float,
    since: "date | None" = None,
) -> UnusualDays:
    """The days of the last window that people's own habits do not explain.

    Parameters
    ----------
    days : DataFrame
        From `person_days`.
    window_days : int
        Judged: the last so many days on which anybody did anything.
    alarm_rate : float
        The share of usual days that may be named, in (0, 1).
    since : date, optional
        Judged instead: the days from then on.

    Returns
    -------
    UnusualDays
        Without days where there is too little history; it says how much it takes.
    """
    needed = math.ceil(1 / alarm_rate) - 1
    if not len(days):
        return UnusualDays((), alarm_rate, 0, 0, 0, needed, None, None)
    scored = _scored(days)
    dates = sorted(scored["day"].unique())
    first = since or dates[-min(window_days, len(dates))]
    in_window = (scored["day"] >= first).to_numpy()
    known = scored["score"].notna().to_numpy()
    past = np.sort(scored["score"].to_numpy()[known & ~in_window])
    judged = scored[known & in_window]
    above = len(past) - np.searchsorted(past, judged["score"].to_numpy(), side="left")
    p_values = (1 + above) / (1 + len(past))
    named = p_values <= alarm_rate
    rows = judged[named].assign(p_value=p_values[named]).sort_values("score")
    return UnusualDays(
        days=tuple(_unusual_day(row) for row in rows[::-1].itertuples()),
        alarm_rate=alarm_rate,
        looked_at=len(judged),
        too_new=int((~known & in_window).sum()),
        compared_with=len(past),
        needed=needed,
        first=first,
        last=dates[-1],
    )


def _scored(days: "pd.DataFrame") -> "pd.DataFrame":
    """Days with what was usual until then, and the habit furthest from it."""
    people = days["person"]
    scores, usual = {}, {}
    for habit in HABITS:
        even = 2 * np.sqrt(days[habit] + 3 / 8)
        earlier = even.groupby(people).shift(1).groupby(people)
        window = earlier.rolling(_MEMORY, min_periods=_LEAST)
        middle, low, high = (
            window.quantile(q).reset_index(level=0, drop=True).reindex(days.index)
            for q in (0.5, 0.25, 0.75)
        )
        # A count that never changes still has the spread of a count: 1.
        spread = ((high - low) / _QUARTILES_TO_SIGMA).clip(lower=1.0)
        scores[habit] = ((even - middle) / spread).to_numpy()
        usual[habit] = ((middle / 2) ** 2 - 3 / 8).clip(lower=0).to_numpy()
    every = np.column_stack([scores[habit] for habit in HABITS])
    most = np.where(np.isnan(every), -np.inf, every).argmax(axis=1)
    places = np.arange(len(days))
    return days.assign(
        score=every[places, most],
        habit=[HABITS[place] for place in most],
        usual=np.column_stack([usual[habit] for habit in HABITS])[places, most],
    )


def _unusual_day(row: Any) -> UnusualDay:
    return UnusualDay(
        person=int(row.person),
        day=row.day,
        habit=row.habit,
        done=float(getattr(row, row.habit)),
        usual=float(row.usual),
        score=float(row.score),
        p_value=float(row.p_value),
    )
