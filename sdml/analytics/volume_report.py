"""The SLA report's page on what is to be expected: new tickets a week."""

from typing import TYPE_CHECKING

from sdml.analytics.volume_forecast import forecast_weeks, weekly_counts
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table
from sdml.records.sla_figures import VolumeForecast

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__all__ = ["show_forecast"]

_SHOWN_WEEKS = 26


def show_forecast(
    cycles: "pd.DataFrame", now: "datetime", timezone: str, language: Language
) -> Section:
    """How many tickets come each week, and how many are to be expected.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`; only tickets' first cycles are counted.
    now : datetime
        Whole weeks end before here.
    timezone : str
        Whose weeks, from Monday on.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What is to be expected")
    weeks = weekly_counts(cycles, now, timezone)
    found = forecast_weeks(weeks.to_numpy(float)) if len(weeks) else None
    if found is None:
        return Section(
            title,
            say.gettext("Fewer than sixteen whole weeks: too few for a forecast."),
        )
    shown = weeks.tail(_SHOWN_WEEKS)
    return Section(
        title,
        _finding(found, say),
        Chart(
            "columns",
            tuple(say.short_day(day) for day in shown.index),
            tuple(float(value) for value in shown),
            say.gettext("new tickets a week"),
        ),
        _table(found, say),
        note=say.gettext(
            "The mean of the last four weeks; {wanted} intervals from what the same "
            "forecast missed by in the {weeks} weeks before, each judged without "
            "itself.",
            wanted=say.percent(found.wanted, 0),
            weeks=say.integer(found.weeks),
        ),
        figures={
            "expected": found.points[0].expected,
            "covered": found.covered or 0.0,
        },
    )


def _finding(found: VolumeForecast, say: Language) -> str:
    point = found.points[0]
    is_better = (found.error or 0.0) < (found.naive_error or 0.0)
    expected = say.gettext(
        "Next week {low} to {high} new tickets are to be expected. Such intervals held "
        "{covered} of {tested} past forecasts.",
        low=say.integer(round(point.low)),
        high=say.integer(round(point.high)),
        covered=say.percent(found.covered or 0.0, 0),
        tested=say.integer(found.tested),
    )
    error, naive = (say.decimal(one or 0.0) for one in (found.error, found.naive_error))
    missed = (
        say.gettext(
            "They miss by {error} in the mean, “as many as last week” by {naive}.",
            error=error,
            naive=naive,
        )
        if is_better
        else say.gettext(
            "They miss by {error} in the mean, no less than “as many as last week” "
            "({naive}).",
            error=error,
            naive=naive,
        )
    )
    return f"{expected} {missed}"


def _table(found: VolumeForecast, say: Language) -> Table:
    return Table(
        (
            Column(say.gettext("Weeks ahead"), "integer"),
            Column(say.gettext("Expected"), "integer"),
            Column(say.gettext("at least"), "integer"),
            Column(say.gettext("at most"), "integer"),
        ),
        tuple(
            (one.ahead, round(one.expected), round(one.low), round(one.high))
            for one in found.points
        ),
    )
