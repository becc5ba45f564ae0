"""The review report: what waits, and what was decided."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sdml.analytics.figure_words import proposal_reason
from sdml.analytics.section_tables import share_of, table_rows
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table
from sdml.records.review_gain import ReviewGain

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_queue_age",
    "show_throughput",
    "summarise_review",
]

SHOWN_DAYS = 42
TABLE_DAYS = 14


def summarise_review(
    waiting: "pd.DataFrame",
    days: "pd.DataFrame",
    gain: ReviewGain,
    now: datetime,
    longest_wait_days: int,
    language: Language,
) -> Section:
    """The report's headline: what waits, what was decided, whether to go on.

    Parameters
    ----------
    waiting : DataFrame
        The answer to ``review_queue_age``.
    days : DataFrame
        The answer to ``review_throughput``.
    gain : ReviewGain
        What the next reviews buy.
    now : datetime
        Ages count to here.
    longest_wait_days : int
        No example should wait longer.
    language : Language
        The page's language.
    """
    say = language
    count = int(waiting["waiting"].sum())
    decided = int(days["decisions"].sum())
    oldest = _oldest_days(waiting, now)
    finding = say.ngettext(
        "{count} example waits for review, {decided} decisions stand. {verdict}",
        "{count} examples wait for review, the oldest for {age}; {decided} decisions "
        "stand. {verdict}",
        count,
        count=say.integer(count),
        age=_age(oldest, say),
        decided=say.integer(decided),
        verdict=_verdict(gain, say),
    )
    claim = say.gettext(
        "No example waits longer than {days} days.", days=say.integer(longest_wait_days)
    )
    return Section(
        title=say.gettext("Review loop"),
        finding=finding,
        figures={
            "waiting": count,
            "decisions": decided,
            "oldest_days": oldest,
            "approved": gain.labels + gain.held_back,
        },
        checks=(Check(claim, oldest <= longest_wait_days),),
        facts=_period(days, say),
        is_headline=True,
    )


def show_queue_age(
    waiting: "pd.DataFrame", now: datetime, language: Language
) -> Section:
    """How many examples wait, for which reason and how long.

    Parameters
    ----------
    waiting : DataFrame
        The answer to ``review_queue_age``.
    now : datetime
        Ages count to here.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What waits")
    if not len(waiting):
        return Section(title, say.gettext("Nothing waits for review."))
    aged = waiting.assign(age=(now - waiting["day"]).dt.days.clip(lower=0))
    rows = [_age_row(str(reason), part, say) for reason, part in aged.groupby("reason")]
    rows.sort(key=lambda row: -row[1])
    total = sum(row[1] for row in rows)
    finding = say.gettext(
        "The most frequent reason is “{reason}”: {count} of {total}. Half of all wait "
        "for {age} or longer; {disputed} wait for an approver.",
        reason=rows[0][0],
        count=say.integer(rows[0][1]),
        total=say.integer(total),
        age=_age(_median_age(aged), say),
        disputed=say.integer(int(aged["disputed"].sum())),
    )
    columns = (
        Column(say.gettext("Why it was proposed")),
        Column(say.gettext("Waiting"), "integer"),
        Column(say.gettext("For an approver"), "integer"),
        Column(say.gettext("Median age, days"), "integer"),
        Column(say.gettext("Oldest, days"), "integer"),
    )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(row[0] for row in rows),
            tuple(float(row[1]) for row in rows),
            say.gettext("examples that wait"),
        ),
        Table(columns, tuple(rows)),
        figures={"waiting": total},
    )


def show_throughput(days: "pd.DataFrame", language: Language) -> Section:
    """How many decisions were made on each day.

    Parameters
    ----------
    days : DataFrame
        The answer to ``review_throughput``.
    language : Language
        The page's language.
    """
    import pandas as pd

    say = language
    title = say.gettext("Decisions a day")
    if not len(days):
        return Section(title, say.gettext("Nobody has decided anything yet."))
    by_day = days.set_index("day")
    last = by_day.index.max()
    since = max(by_day.index.min(), last - timedelta(days=SHOWN_DAYS - 1))
    shown = by_day["decisions"].reindex(pd.date_range(since, last), fill_value=0)
    total = int(shown.sum())
    finding = say.gettext(
        "{total} decisions since {day}: on the {worked} days with any, {mean} a day. "
        "The busiest day had {most}.",
        total=say.integer(total),
        day=say.day(since.date()),
        worked=say.integer(int((shown > 0).sum())),
        mean=say.decimal(share_of(total, int((shown > 0).sum()))),
        most=say.integer(int(shown.max())),
    )
    return Section(
        title,
        finding,
        Chart(
            "columns",
            tuple(say.short_day(day) for day in shown.index),
            tuple(map(float, shown)),
            say.gettext("decisions"),
        ),
        _throughput_table(days.tail(TABLE_DAYS), say),
        note=say.gettext(
            "The last {days} days with decisions; what was taken back "
            "is left out. Days are those of UTC.",
            days=say.integer(TABLE_DAYS),
        ),
        figures={"decisions_shown": total},
    )


def _verdict(gain: ReviewGain, say: Language) -> str:
    return {
        "go_on": say.gettext("More reviews are worth their time."),
        "stop": say.gettext("More reviews of this kind are not worth their time."),
        "not_enough_data": say.gettext(
            "Whether more reviews are worth their time cannot be told yet."
        ),
    }[gain.forecast.decision]


def _age_row(
    reason: str, part: "pd.DataFrame", say: Language
) -> tuple[str, int, int, int, int]:
    return (
        proposal_reason(reason, say),
        int(part["waiting"].sum()),
        int(part["disputed"].sum()),
        _median_age(part),
        int(part["age"].max()),
    )


def _age(days: int, say: Language) -> str:
    if not days:
        return say.gettext("less than a day")
    return say.ngettext("{count} day", "{count} days", days, count=say.integer(days))


def _median_age(aged: "pd.DataFrame") -> int:
    ordered = aged.sort_values("age")
    below = ordered["waiting"].cumsum() * 2 >= ordered["waiting"].sum()
    return int(ordered.loc[below, "age"].iloc[0])


def _oldest_days(waiting: "pd.DataFrame", now: datetime) -> int:
    if not len(waiting):
        return 0
    return max(int((now - waiting["day"].min()).days), 0)


def _throughput_table(days: "pd.DataFrame", say: Language) -> Table:
    columns = (
        Column(say.gettext("Day")),
        Column(say.gettext("Decisions"), "integer"),
        Column(say.gettext("Approved"), "integer"),
        Column(say.gettext("Edited"), "integer"),
        Column(say.gettext("Rejected"), "integer"),
        Column(say.gettext("Skipped"), "integer"),
        Column(say.gettext("Reviewers"), "integer"),
    )
    keys = ["decisions", "approved", "edited", "rejected", "skipped", "reviewers"]
    names = [say.day(day.date()) for day in days["day"]]
    rows = table_rows(days.assign(day=names)[::-1], ["day", *keys])
    return Table(columns, rows)


def _period(days: "pd.DataFrame", say: Language) -> tuple[tuple[str, str], ...]:
    if not len(days):
        return ()
    first, last = days["day"].min().date(), days["day"].max().date()
    text = say.gettext("{low} to {high}", low=say.day(first), high=say.day(last))
    return ((say.gettext("Decisions"), text),)
