"""The SLA report's page on open cases: how old they are, and how many are late."""

from datetime import datetime
from typing import TYPE_CHECKING

from sdml.analytics.sla_compliance import age_backlog
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table
from sdml.records.sla_figures import BacklogBand

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_backlog"]


def show_backlog(cycles: "pd.DataFrame", now: datetime, language: Language) -> Section:
    """Open cases by age, and how many of them are late already.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`, as of `now`.
    now : datetime
        Ages count to here.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What is open")
    bands = age_backlog(cycles, now)
    total, late = sum(one.open for one in bands), sum(one.late for one in bands)
    if not total:
        return Section(title, say.gettext("Nothing is open."), figures={"open": 0})
    labels = tuple(_band(one, say) for one in bands)
    old = sum(one.open for one in bands if one.days_from >= 30)
    return Section(
        title,
        say.gettext(
            "{total} cases are open, {late} of them late already; {old} have been open "
            "for 30 days or more.",
            total=say.integer(total),
            late=say.integer(late),
            old=say.integer(old),
        ),
        Chart(
            "bars",
            labels,
            tuple(float(one.open) for one in bands),
            say.gettext("open cases by days since they were opened"),
        ),
        Table(
            (
                Column(say.gettext("Age")),
                Column(say.gettext("Open"), "integer"),
                Column(say.gettext("Late already"), "integer"),
            ),
            tuple(
                (label, one.open, one.late)
                for label, one in zip(labels, bands, strict=True)
            ),
        ),
        figures={"open": total, "late": late},
    )


def _band(one: BacklogBand, say: Language) -> str:
    if one.days_to is None:
        return say.gettext("{days} days or more", days=say.integer(one.days_from))
    return say.gettext(
        "{low} to {high} days",
        low=say.integer(one.days_from),
        high=say.integer(one.days_to),
    )
