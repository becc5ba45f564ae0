"""The report on cost and usage: tokens and money by day, model and feature.

Money is what was recorded with each answer by the price list that held then; nothing
is priced afterwards.
"""

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING

from sdml.analytics.section_tables import share_of, table_rows
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Projection",
    "project_month",
    "show_daily_costs",
    "show_prices",
    "show_usage",
    "summarise_usage",
]

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
    costs = _costs_by_day(days)
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


def summarise_usage(
    days: "pd.DataFrame",
    known: "pd.DataFrame",
    prices: "pd.DataFrame",
    budget: float,
    last_day: date,
    language: Language,
) -> Section:
    """The report's headline: what it cost, and what the month will have cost.

    Parameters
    ----------
    days : DataFrame
        The answer to ``usage_days`` for the period.
    known : DataFrame
        The same for the last weeks, from which the month's end is foreseen.
    prices : DataFrame
        The answer to ``model_price_list``.
    budget : float
        For a month, in the currency of the prices; 0 means none.
    last_day : date
        The last one that is known.
    language : Language
        The page's.

    Returns
    -------
    Section
        Its checks: every token was priced, and the month stays in its budget.
    """
    say, unit = language, _currency(prices)
    total = float(days["cost_micros"].sum()) / _MILLION
    answers = int(days["answers"].sum())
    ahead = project_month(known, last_day)
    checks = [
        Check(
            say.gettext("Every answer that used tokens has a price."),
            int(days["unpriced"].sum()) == 0,
            is_grave=False,
        )
    ]
    if budget:
        within = ahead.expected is None or ahead.expected <= budget
        claim = say.gettext(
            "The month stays within its budget of {budget}.",
            budget=_money(budget, unit, say),
        )
        checks.append(Check(claim, within))
    if not answers:
        finding = say.gettext("No model has answered in this period.")
    else:
        finding = say.gettext(
            "{answers} answers cost {money}. {ahead}",
            answers=say.integer(answers),
            money=_money(total, unit, say),
            ahead=_ahead(ahead, budget, unit, say),
        )
    return Section(
        say.gettext("Cost and usage"),
        finding,
        note=say.gettext(
            "Costs are those recorded with each answer, by the price that held then. "
            "The range holds the true value in 80 of 100 months whose days scatter "
            "like the last 28."
        ),
        figures={
            "answers": float(answers),
            "cost": total,
            "spent": ahead.spent,
            **({} if ahead.expected is None else {"projected": ahead.expected}),
        },
        checks=tuple(checks),
        is_headline=True,
    )


def show_daily_costs(
    days: "pd.DataFrame", prices: "pd.DataFrame", language: Language
) -> Section:
    """What was spent day by day, or month by month where there are many days.

    Parameters
    ----------
    days : DataFrame
        The answer to ``usage_days``.
    prices : DataFrame
        The answer to ``model_price_list``; it names the currency.
    language : Language
        The page's.
    """
    say, unit = language, _currency(prices)
    title = say.gettext("Money by day")
    costs = _costs_by_day(days)
    if not costs:
        return Section(title, say.gettext("Nothing was spent."))
    by_month = (max(costs) - min(costs)).days > 62
    spans = _by_month(costs, say) if by_month else _by_day(costs, say)
    if by_month:
        title = say.gettext("Money by month")
    dearest = max(spans, key=lambda name: spans[name])
    finding = say.gettext(
        "Most was spent on {when}: {money}, {share} of all.",
        when=dearest,
        money=_money(spans[dearest], unit, say),
        share=say.percent(share_of(spans[dearest], sum(spans.values()))),
    )
    axis = say.gettext("cost ({currency})", currency=unit)
    return Section(
        title,
        finding,
        chart=Chart("columns", tuple(spans), tuple(spans.values()), axis, "decimal"),
        table=Table(
            (
                Column(say.gettext("Month") if by_month else say.gettext("Day")),
                Column(axis, "decimal"),
            ),
            tuple(spans.items()),
        ),
        figures={"dearest": spans[dearest]},
    )


def show_usage(
    days: "pd.DataFrame", prices: "pd.DataFrame", language: Language
) -> Section:
    """What each model did for each feature, and what an accepted answer cost.

    Parameters
    ----------
    days : DataFrame
        The answer to ``usage_days``.
    prices : DataFrame
        The answer to ``model_price_list``; it names the currency.
    language : Language
        The page's.
    """
    say, unit = language, _currency(prices)
    title = say.gettext("By model and feature")
    if not len(days):
        return Section(title, say.gettext("No model has answered in this period."))
    sums = (
        days.groupby(["model", "feature"], as_index=False)
        .sum(numeric_only=True)
        .sort_values(["cost_micros", "answers"], ascending=False)
    )
    money = sums["cost_micros"].astype(float) / _MILLION
    frame = sums.assign(
        model=[_model_name(one, say) for one in sums["model"]],
        cached_share=sums["cached"] / sums["answers"],
        money=money,
        each=(money / sums["accepted"]).where((sums["accepted"] > 0) & (money > 0)),
        saved=_saved(sums),
    )
    first = frame.iloc[0]
    finding = say.gettext(
        "{model} gave {answers} of {all} answers ({feature}) for {money}; the store of "
        "former answers saved about {saved}.",
        model=str(first["model"]),
        answers=say.integer(int(first["answers"])),
        all=say.integer(int(frame["answers"].sum())),
        feature=str(first["feature"]),
        money=_money(float(first["money"]), unit, say),
        saved=_money(float(frame["saved"].sum()), unit, say),
    )
    columns = {
        "model": Column(say.gettext("Model")),
        "feature": Column(say.gettext("Feature")),
        "answers": Column(say.gettext("Answers"), "integer"),
        "cached_share": Column(say.gettext("From store"), "percent"),
        "input_tokens": Column(say.gettext("Tokens in"), "integer"),
        "output_tokens": Column(say.gettext("Tokens out"), "integer"),
        "money": Column(say.gettext("cost ({currency})", currency=unit), "decimal"),
        "accepted": Column(say.gettext("Accepted"), "integer"),
        "each": Column(say.gettext("Cost per accepted"), "decimal"),
    }
    labels = tuple(
        f"{row.model} · {row.feature}" for row in frame.itertuples(index=False)
    )
    return Section(
        title,
        finding,
        chart=Chart(
            "bars",
            labels,
            tuple(float(one) for one in frame["answers"]),
            say.gettext("answers"),
        ),
        table=Table(tuple(columns.values()), table_rows(frame, list(columns))),
        note=say.gettext(
            "What was saved is what the answers taken from the store would have cost "
            "at the mean of those that were paid. Accepted are answers that people "
            "left as they were; nobody may have looked."
        ),
    )


def show_prices(prices: "pd.DataFrame", language: Language) -> Section:
    """The price list that held, newest first for each model.

    Parameters
    ----------
    prices : DataFrame
        The answer to ``model_price_list``.
    language : Language
        The page's.
    """
    say = language
    title = say.gettext("Price list")
    if not len(prices):
        said = say.gettext("No price is stated: tokens of outside models cost nothing.")
        return Section(title, said)
    frame = prices.assign(
        since=[say.day(one) for one in prices["valid_from"]],
        paid=prices["input_micros"] / _MILLION,
        cached=prices["cached_input_micros"] / _MILLION,
        given=prices["output_micros"] / _MILLION,
    )
    columns = {
        "model": Column(say.gettext("Model")),
        "since": Column(say.gettext("Since")),
        "currency": Column(say.gettext("Currency")),
        "paid": Column(say.gettext("Tokens in"), "decimal"),
        "cached": Column(say.gettext("Tokens in, known before"), "decimal"),
        "given": Column(say.gettext("Tokens out"), "decimal"),
    }
    finding = say.ngettext(
        "One price is stated, for a million tokens.",
        "{count} prices are stated, each for a million tokens.",
        len(prices),
        count=say.integer(len(prices)),
    )
    rows = table_rows(frame, list(columns))
    return Section(title, finding, table=Table(tuple(columns.values()), rows))


def _costs_by_day(days: "pd.DataFrame") -> dict[date, float]:
    sums = days.groupby("day")["cost_micros"].sum()
    dates = (day.date() for day in sums.index.to_pydatetime())  # type: ignore[attr-defined]  # an index of times
    return dict(zip(dates, (float(one) / _MILLION for one in sums), strict=True))


def _by_month(costs: dict[date, float], say: Language) -> dict[str, float]:
    sums: dict[str, float] = {}
    for day in sorted(costs):
        name = say.month(f"{day:%Y-%m}")
        sums[name] = sums.get(name, 0.0) + costs[day]
    return sums


def _by_day(costs: dict[date, float], say: Language) -> dict[str, float]:
    span = (max(costs) - min(costs)).days + 1
    every = (min(costs) + timedelta(days=number) for number in range(span))
    return {say.day(day): costs.get(day, 0.0) for day in every}


def _saved(sums: "pd.DataFrame") -> list[float]:
    paid = sums["answers"] - sums["cached"]
    return [
        float(cost) / _MILLION / count * cached if count else 0.0
        for cost, count, cached in zip(
            sums["cost_micros"], paid, sums["cached"], strict=True
        )
    ]


def _ahead(ahead: Projection, budget: float, unit: str, say: Language) -> str:
    spent = _money(ahead.spent, unit, say)
    if ahead.expected is None:
        return say.gettext(
            "This month {spent} so far; too few days are known to look ahead.",
            spent=spent,
        )
    if not ahead.days_left:
        told = say.gettext("The last month cost {spent}.", spent=spent)
    else:
        told = say.gettext(
            "This month {spent} so far, about {expected} by its end ({low} to {high}).",
            spent=spent,
            expected=_money(ahead.expected, unit, say),
            low=_money(ahead.low, unit, say),
            high=_money(ahead.high, unit, say),
        )
    if not budget:
        return told
    share = say.percent(ahead.expected / budget, 0)
    return told + " " + say.gettext("That is {share} of the budget.", share=share)


def _money(amount: float, unit: str, say: Language) -> str:
    digits = 2 if amount >= 1 or not amount else 4
    return f"{say.decimal(amount, digits)} {unit}".rstrip()


def _currency(prices: "pd.DataFrame") -> str:
    return str(prices["currency"].iloc[0]) if len(prices) else ""


def _model_name(version: str, say: Language) -> str:
    if version.isdigit():
        return say.gettext("own model no. {number}", number=version)
    return version
