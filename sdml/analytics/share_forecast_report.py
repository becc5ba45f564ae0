"""The SLA report's page on which share of coming weeks' cases will be in time."""

from typing import TYPE_CHECKING

from sdml.analytics.share_forecast import forecast_shares, weekly_shares
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table
from sdml.records.sla_figures import ShareForecast

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__all__ = ["show_share_forecast"]

_SHOWN_WEEKS = 26


def show_share_forecast(
    cycles: "pd.DataFrame",
    target: str,
    now: "datetime",
    timezone: str,
    language: Language,
) -> Section:
    """Which share of the cases due in each week is to be expected in time.

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
    language : Language
        The page's language.
    """
    say = language
    title = (
        say.gettext("Resolutions in time, weeks ahead")
        if target == "resolution"
        else say.gettext("First responses in time, weeks ahead")
    )
    weeks = weekly_shares(cycles, target, now, timezone)
    found = (
        forecast_shares(weeks["met"].to_numpy(), weeks["decided"].to_numpy())
        if len(weeks)
        else None
    )
    if found is None:
        return Section(
            title,
            say.gettext(
                "Fewer than sixteen whole weeks with a case that was due, or none in "
                "the last four: too little for a forecast."
            ),
        )
    return _section(title, found, weeks, say)


def _section(
    title: str, found: ShareForecast, weeks: "pd.DataFrame", say: Language
) -> Section:
    shown = weeks[weeks["decided"] > 0].tail(_SHOWN_WEEKS)
    return Section(
        title,
        _finding(found, say),
        Chart(
            "columns",
            tuple(say.short_day(day) for day in shown.index),
            tuple((shown["met"] / shown["decided"]).tolist()),
            say.gettext("in time, of cases due"),
            "percent",
        ),
        _table(found, say),
        note=say.gettext(
            "A case belongs to the week in which it is due. The share of the last four "
            "weeks; {wanted} intervals from what the same forecast missed by in the "
            "{weeks} weeks before, in standard errors of so many cases, each judged "
            "without itself.",
            wanted=say.percent(found.wanted, 0),
            weeks=say.integer(found.weeks),
        ),
        figures={
            "expected_share": found.points[0].expected,
            "share_covered": found.covered or 0.0,
        },
    )


def _finding(found: ShareForecast, say: Language) -> str:
    point = found.points[0]
    expected = say.gettext(
        "Next week {low} to {high} are to be expected in time. Such intervals held "
        "{covered} of {tested} past forecasts.",
        low=say.percent(point.low),
        high=say.percent(point.high),
        covered=say.percent(found.covered or 0.0, 0),
        tested=say.integer(found.tested),
    )
    error, naive = (
        say.decimal(100 * (one or 0.0)) for one in (found.error, found.naive_error)
    )
    is_better = (found.error or 0.0) < (found.naive_error or 0.0)
    missed = (
        say.gettext(
            "They miss by {error} percentage points in the mean, “as last week” by "
            "{naive}.",
            error=error,
            naive=naive,
        )
        if is_better
        else say.gettext(
            "They miss by {error} percentage points in the mean, no less than “as last "
            "week” ({naive}).",
            error=error,
            naive=naive,
        )
    )
    return f"{expected} {missed}"


def _table(found: ShareForecast, say: Language) -> Table:
    return Table(
        (
            Column(say.gettext("Weeks ahead"), "integer"),
            Column(say.gettext("Expected"), "percent"),
            Column(say.gettext("at least"), "percent"),
            Column(say.gettext("at most"), "percent"),
        ),
        tuple((one.ahead, one.expected, one.low, one.high) for one in found.points),
    )
