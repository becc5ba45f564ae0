"""The report on cost and usage: tokens and money by day, model and feature.

Money is what was recorded with each answer by the price list that held then; nothing
is priced afterwards.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sdml.analytics.cost_projection import Projection, costs_by_day, project_month
from sdml.analytics.section_tables import share_of, table_rows
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_daily_costs",
    "show_prices",
    "show_usage",
    "summarise_usage",
]

_MILLION = 1_000_000
SMALL = 0.1  # below it, thousandths are easier to read


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
    checks = _checks(days, ahead, budget, unit, say)
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
        checks=checks,
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
    costs = costs_by_day(days)
    if not sum(costs.values()):
        return Section(say.gettext("Money by day"), say.gettext("Nothing was spent."))
    title, heading, spans = _spans(costs, say)
    dearest = max(spans, key=lambda name: spans[name])
    finding = say.gettext(
        "{span} {when} cost most: {money}, {share} of all.",
        span=heading,
        when=dearest,
        money=_money(spans[dearest], unit, say),
        share=say.percent(share_of(spans[dearest], sum(spans.values()))),
    )
    scale, axis = 1, say.gettext("cost ({currency})", currency=unit)
    if spans[dearest] < SMALL:
        axis = say.gettext("cost (thousandths of {currency})", currency=unit)
        scale = 1_000
    amounts = {name: amount * scale for name, amount in spans.items()}
    return Section(
        title,
        finding,
        chart=Chart(
            "columns", tuple(amounts), tuple(amounts.values()), axis, "decimal"
        ),
        table=Table(
            (Column(heading), Column(axis, "decimal")),
            tuple(amounts.items()),
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
    frame = _usage_frame(days, say)
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
    columns = _usage_columns(unit, say)
    return Section(
        title,
        finding,
        chart=Chart(
            "bars",
            tuple(frame["label"]),
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


def _checks(
    days: "pd.DataFrame", ahead: Projection, budget: float, unit: str, say: Language
) -> tuple[Check, ...]:
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
    return tuple(checks)


def _usage_columns(unit: str, say: Language) -> dict[str, Column]:
    return {
        "label": Column(say.gettext("Model and feature")),
        "answers": Column(say.gettext("Answers"), "integer"),
        "cached_share": Column(say.gettext("From store"), "percent"),
        "input_tokens": Column(say.gettext("Tokens in"), "integer"),
        "output_tokens": Column(say.gettext("Tokens out"), "integer"),
        "money": Column(say.gettext("cost ({currency})", currency=unit), "decimal"),
        "accepted": Column(say.gettext("Accepted"), "integer"),
        "each": Column(say.gettext("Cost per 1,000 accepted"), "decimal"),
    }


def _usage_frame(days: "pd.DataFrame", say: Language) -> "pd.DataFrame":
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
        each=(1_000 * money / sums["accepted"]).where(
            (sums["accepted"] > 0) & (money > 0)
        ),
        saved=_saved(sums),
    )
    return frame.assign(label=frame["model"] + " · " + frame["feature"])


def _spans(
    costs: dict[date, float], say: Language
) -> tuple[str, str, dict[str, float]]:
    """Title, heading and sums by day, week or month: at most about 31 of them."""
    length = (max(costs) - min(costs)).days
    if length < 31:
        return say.gettext("Money by day"), say.gettext("Day"), _by_day(costs, say)
    if length < 7 * 20:
        heading = say.gettext("Week from")
        return say.gettext("Money by week"), heading, _by_week(costs, say)
    return say.gettext("Money by month"), say.gettext("Month"), _by_month(costs, say)


def _by_week(costs: dict[date, float], say: Language) -> dict[str, float]:
    first = min(costs) - timedelta(days=min(costs).weekday())
    weeks = (max(costs) - first).days // 7 + 1
    sums = {first + timedelta(weeks=number): 0.0 for number in range(weeks)}
    for day, cost in costs.items():
        sums[day - timedelta(days=day.weekday())] += cost
    return {say.short_day(day): cost for day, cost in sums.items()}


def _by_month(costs: dict[date, float], say: Language) -> dict[str, float]:
    sums: dict[str, float] = {}
    for day in sorted(costs):
        name = say.month(f"{day:%Y-%m}")
        sums[name] = sums.get(name, 0.0) + costs[day]
    return sums


def _by_day(costs: dict[date, float], say: Language) -> dict[str, float]:
    span = (max(costs) - min(costs)).days + 1
    every = (min(costs) + timedelta(days=number) for number in range(span))
    return {say.short_day(day): costs.get(day, 0.0) for day in every}


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
