"""Breach probabilities: calibrated, repeatable, and nobody is told his own end."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from sdml.errors import NotEnoughData
from sdml.ml.breach_risk import judge_risk, predict_breach, train_breach
from sdml.ml.duration_model import predict_hours, train_hours
from sdml.ml.word_means import CaseRows, final_means, look_up_means, means_of_others

RNG = np.random.default_rng(11)
N = 3_000
TEAM = RNG.choice(["a", "b", "c"], N)
HOUR = RNG.uniform(0, 24, N)
CHANCE = np.select([TEAM == "a", TEAM == "b"], [0.1, 0.4], 0.8)
LATE = RNG.random(N) < CHANCE
ROWS = CaseRows(TEAM.reshape(-1, 1).astype(object), HOUR.reshape(-1, 1), np.arange(N))


def test_a_word_that_stands_once_tells_a_case_nothing_of_itself() -> None:
    words = np.array([f"w{n}" for n in range(N)], object).reshape(-1, 1)
    rows = CaseRows(words, HOUR.reshape(-1, 1), np.arange(N))
    assert (means_of_others(rows, LATE, 0.4) == 0.4).all()


def test_rows_of_one_case_do_not_tell_each_other() -> None:
    case = np.repeat(np.arange(N // 3), 3)
    words = np.array([f"w{n}" for n in case], object).reshape(-1, 1)
    rows = CaseRows(words, HOUR.reshape(-1, 1), case)
    assert (means_of_others(rows, LATE, 0.4) == 0.4).all()


def test_an_unseen_word_is_the_base() -> None:
    known = final_means(ROWS, LATE, float(LATE.mean()))
    other = CaseRows(np.array([["z"]], object), np.zeros((1, 1)), np.zeros(1, np.int64))
    assert look_up_means(known, other, 0.3).tolist() == [[0.3]]


def test_probabilities_are_those_of_the_groups_and_repeat() -> None:
    model = train_breach(ROWS, LATE, seed=1)
    found = predict_breach(model, ROWS)
    for team, chance in (("a", 0.1), ("b", 0.4), ("c", 0.8)):
        assert found[team == TEAM].mean() == pytest.approx(chance, abs=0.05)
    again = predict_breach(train_breach(ROWS, LATE, seed=1), ROWS)
    assert (again == found).all()


def test_the_level_is_that_of_the_latest_fifth() -> None:
    late = LATE.copy()
    late[N * 4 // 5 :] &= RNG.random(N // 5) < 0.3  # the desk has become better
    model = train_breach(ROWS, late, seed=1)
    latest = ROWS.part(slice(N * 4 // 5, None))
    assert predict_breach(model, latest).mean() == pytest.approx(
        late[N * 4 // 5 :].mean(), abs=0.05
    )


def test_figures_are_those_of_their_definitions() -> None:
    score = np.round(CHANCE + RNG.normal(0, 0.1, N).clip(-0.1, 0.1), 2).clip(0, 1)
    found = judge_risk(score, np.full(N, LATE.mean()), LATE, seed=0)
    assert found.auc == pytest.approx(roc_auc_score(LATE, score))
    assert found.auc_low < found.auc < found.auc_high
    assert found.rule_auc == 0.5
    assert found.brier == pytest.approx(np.mean((score - LATE) ** 2))
    assert sum(found.counts) == N
    assert found.calibration_error < 0.08


def test_too_few_of_either_kind_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="needs 200"):
        train_breach(ROWS, np.arange(N) < 199, seed=0)
    with pytest.raises(NotEnoughData, match="same way"):
        judge_risk(CHANCE, CHANCE, np.zeros(N, bool), seed=0)


def test_hours_are_the_median_of_the_group_and_not_its_mean() -> None:
    hours = np.where(TEAM == "a", 2.0, 20.0) * RNG.lognormal(0, 0.8, N)
    hours[::50] = 5_000  # forgotten for months
    model = train_hours(ROWS, hours, seed=0)
    found = predict_hours(model, ROWS)
    assert np.median(found[TEAM == "a"]) == pytest.approx(2.0, rel=0.25)
    assert np.median(found[TEAM == "c"]) == pytest.approx(20.0, rel=0.25)
    with pytest.raises(NotEnoughData, match="needs 200"):
        train_hours(ROWS.part(slice(0, 100)), hours[:100], seed=0)
