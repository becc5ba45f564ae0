"""Unusual days are found, and usual ones are named no oftener than stated."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from sdml.analytics.unusual_actors import find_unusual_days, person_days

START = date(2026, 1, 5)
RATE = 0.002


def made_days(seed: int, people: int = 60, days: int = 120) -> pd.DataFrame:
    """Habits of their own: how much, how evenly, how often at night."""
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        mean = chance.lognormal(3, 0.7)
        spread = chance.uniform(2, 20)
        nights = chance.beta(1, 15)
        for day in range(days):
            weekend = 0.4 if day % 7 >= 5 else 1.0
            volume = chance.negative_binomial(
                spread, spread / (spread + mean * weekend)
            )
            rows.append(
                {
                    "person": person,
                    "day": START + timedelta(day),
                    "volume": volume,
                    "busiest_hour": chance.binomial(volume, 0.3),
                    "night": chance.binomial(volume, nights),
                    "deletes": chance.poisson(0.1),
                    "exports": chance.poisson(0.05),
                }
            )
    return pd.DataFrame(rows).astype({"volume": float, "night": float})


def test_usual_days_are_named_no_oftener_than_stated() -> None:
    named = looked_at = 0
    for seed in range(10):
        found = find_unusual_days(made_days(seed), 14, RATE)
        named += len(found.days)
        looked_at += found.looked_at
        assert found.is_enough
    assert looked_at == 10 * 60 * 14
    assert binomtest(named, looked_at, RATE, alternative="greater").pvalue > 0.01


def test_a_mass_export_at_night_is_the_first_named() -> None:
    days = made_days(3)
    last = days["day"] == days["day"].max()
    days.loc[last & (days["person"] == 7), ["exports", "night"]] = [400, 400]
    found = find_unusual_days(days, 14, RATE)
    assert (found.days[0].person, found.days[0].day) == (7, days["day"].max())
    assert found.days[0].habit in {"exports", "night"}
    assert found.days[0].usual < 20
    assert found.days[0].p_value <= RATE


def test_a_busy_person_is_usual_for_himself() -> None:
    days = made_days(4)
    days.loc[days["person"] == 1, "volume"] *= 50
    found = find_unusual_days(days, 14, RATE)
    assert all(one.person != 1 for one in found.days)


def test_too_little_history_names_nobody_and_says_what_it_takes() -> None:
    found = find_unusual_days(made_days(5, people=3, days=20), 7, RATE)
    assert not found.is_enough
    assert (found.days, found.needed) == ((), 499)
    assert find_unusual_days(made_days(5)[:0], 7, RATE).first is None


def test_nobody_is_judged_before_ten_days_of_his_own() -> None:
    days = made_days(6)
    new = days["person"] == 2
    kept = days[~new | (days["day"] >= days["day"].max() - timedelta(5))]
    found = find_unusual_days(kept.reset_index(drop=True), 14, RATE)
    assert found.too_new == 6


def test_days_and_nights_are_those_of_the_wall_clock() -> None:
    hours = pd.DataFrame(
        {
            "person": [1, 1, 1],
            "hour": pd.to_datetime(
                ["2026-03-02 02:00", "2026-03-02 08:00", "2026-03-02 09:00"], utc=True
            ),
            "actions": [2, 5, 7],
            "deletes": [0, 1, 0],
            "exports": [1, 0, 0],
        }
    )
    days = person_days(hours, "America/Sao_Paulo")
    assert days["day"].tolist() == [date(2026, 3, 1), date(2026, 3, 2)]
    assert days["night"].tolist() == [0, 5]
    assert days["busiest_hour"].tolist() == [2, 7]
    assert days["volume"].tolist() == [2, 12]
