"""Cost and usage: the month's end foreseen with its range, sums that agree."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sdml.analytics.cost_projection import project_month
from sdml.analytics.usage_report import (
    show_daily_costs,
    show_prices,
    show_usage,
    summarise_usage,
)
from sdml.records.language import Language

EN = Language("en")
PRICES = pd.DataFrame(
    {
        "model": ["gpt"],
        "valid_from": pd.to_datetime(["2026-01-01"], utc=True),
        "currency": ["USD"],
        "input_micros": [150_000],
        "cached_input_micros": [75_000],
        "output_micros": [600_000],
    }
)


def usage(days: pd.DatetimeIndex, costs: list[int]) -> pd.DataFrame:
    count = len(days)
    return pd.DataFrame(
        {
            "day": days,
            "feature": ["category"] * count,
            "model": (["gpt", "3"] * count)[:count],
            "answers": [10] * count,
            "cached": [2] * count,
            "judged": [4] * count,
            "accepted": [3] * count,
            "input_tokens": [1_000] * count,
            "output_tokens": [50] * count,
            "unpriced": [0] * count,
            "cost_micros": costs,
        }
    )


def test_a_month_that_is_over_is_not_foreseen() -> None:
    days = usage(pd.date_range("2026-03-01", "2026-03-31"), [1_000_000] * 31)
    ahead = project_month(days, date(2026, 3, 31))
    assert (ahead.expected, ahead.low, ahead.high, ahead.days_left) == (31, 31, 31, 0)


def test_too_few_days_foresee_nothing_and_days_without_rows_cost_nothing() -> None:
    days = usage(pd.date_range("2026-03-01", "2026-03-03"), [1_000_000] * 3)
    assert project_month(days, date(2026, 3, 3)).expected is None
    assert project_month(days.head(0), date(2026, 3, 3)).expected is None
    later = project_month(days, date(2026, 3, 30))
    assert later.expected == pytest.approx(3 + 1 / 28)  # 1 and 2 March lie further back


def test_the_range_holds_the_months_end_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        costs = rng.gamma(4, 1_000_000, 58).astype(int)
        every = usage(pd.date_range("2026-02-01", periods=58), costs.tolist())
        ahead = project_month(every[every["day"] <= "2026-03-15"], date(2026, 3, 15))
        until = (every["day"] >= "2026-03-01") & (every["day"] <= "2026-03-31")
        rest = float(rng.gamma(4, 1_000_000))  # 31 March
        truth = float(every.loc[until, "cost_micros"].sum() + rest) / 1e6
        held += ahead.low <= truth <= ahead.high
    assert 0.74 <= held / 400 <= 0.87


def test_the_headline_says_money_projection_and_budget() -> None:
    days = usage(pd.date_range("2026-03-01", "2026-03-21"), [2_000_000] * 21)
    section = summarise_usage(days, days, PRICES, 50.0, date(2026, 3, 21), EN)
    assert section.finding == (
        "210 answers cost 42.00 USD. This month 42.00 USD so far, about 62.00 USD by "
        "its end (62.00 USD to 62.00 USD). That is 124% of the budget."
    )
    assert [check.outcome for check in section.checks] == ["pass", "fail"]
    unpriced = days.assign(unpriced=1)
    light = summarise_usage(unpriced, unpriced, PRICES, 0.0, date(2026, 3, 21), EN)
    assert [check.outcome for check in light.checks] == ["warn"]


def test_tables_add_up_to_what_was_spent() -> None:
    days = usage(pd.date_range("2026-01-01", "2026-04-30"), [1_000_000] * 120)
    months = show_daily_costs(days, PRICES, EN)
    assert months.table is not None
    assert sum(float(row[1] or 0) for row in months.table.rows) == 120  # type: ignore[arg-type]  # money
    assert len(months.table.rows) == 18
    assert months.table.columns[0].heading == "Week from"
    models = show_usage(days, PRICES, EN)
    assert models.table is not None
    assert [row[0] for row in models.table.rows] == [
        "own model no. 3 · category",
        "gpt · category",
    ]
    assert sum(float(row[5] or 0) for row in models.table.rows) == 120  # type: ignore[arg-type]  # money
    assert models.table.rows[0][7] == pytest.approx(1_000 * 60 / 180)


def test_nothing_is_said_of_nothing() -> None:
    none = usage(pd.date_range("2026-01-01", periods=0), [])
    no_prices = PRICES.head(0)
    section = summarise_usage(none, none, no_prices, 0.0, date(2026, 1, 1), EN)
    assert section.finding == "No model has answered in this period."
    assert show_daily_costs(none, no_prices, EN).table is None
    assert show_usage(none, no_prices, EN).table is None
    assert "No price" in show_prices(no_prices, EN).finding
