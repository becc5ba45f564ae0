"""The promise is valid: over many draws it is broken no oftener than it says.

A population of answers with known truth stands for all future tickets. Of it a
calibration part is drawn, and apart from that the rows of a profile; a promise is
broken where a class's precision in the population, from its threshold on, is lower
than promised. The oracle knows the population and takes the lowest threshold that
keeps the precision. It needs no proof, so what a promise covers of it is bounded by
the rows it is proved on: `by_rows` says how much that is for how many.

Labels of a calibration part may err: `flipped` gives some rows another class at
random, `hidden` lets some wrong predictions be confirmed; the truth of the
population stays what it is.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from sdml.ml.calibration import fit_temperature, sharpen
from sdml.ml.confidence_profile import GRID, profile_of
from sdml.ml.label_issues import cross_validated_probabilities
from sdml.ml.promise import promise_thresholds
from sdml.records.promise import PromiseTerms
from tests.promise_populations import Population, drawn_population
from tests.proofs.label_issue_figures import read_tickets

SIGNIFICANCE = 0.01
ENOUGH_OF_ORACLE = 0.8
MOST_OF_A_PROFILE = 40_000


USUAL = PromiseTerms()


@dataclass(frozen=True)
class Setting:
    """A population and how promises are made on draws from it."""

    population: Population
    rows: int
    terms: PromiseTerms = USUAL
    flipped: float = 0.0
    hidden: float = 0.0


def simulate(setting: Setting, draws: int, seed: int = 0) -> dict:
    """Broken promises and coverage over independent draws.

    Parameters
    ----------
    setting : Setting
        What to draw from, and how many rows.
    draws : int
        Independent calibration parts.
    seed : int
        Of all draws.
    """
    random = np.random.default_rng(seed)
    population = setting.population
    everything = profile_of(population.probabilities, population.labels)
    risk = everything.wrong / np.maximum(everything.n, 1)
    places = {float(threshold): place for place, threshold in enumerate(GRID)}
    tolerated = 1 - setting.terms.precision
    broken, covered, classes = 0, [], []
    for _ in range(draws):
        part, other = (
            random.integers(0, len(population.labels), rows)
            for rows in (setting.rows, min(3 * setting.rows, MOST_OF_A_PROFILE))
        )
        found = promise_thresholds(
            population.probabilities[part],
            noisy(population, part, setting, random),
            population.names,
            setting.terms,
            profile_of(
                population.probabilities[other],
                noisy(population, other, setting, random),
            ),
        )
        proved = [
            (number, places[card.threshold])
            for number, card in enumerate(found.classes)
            if card.threshold is not None
        ]
        broken += any(risk[at] > tolerated for at in proved)
        covered.append(sum(everything.n[at] for at in proved) / len(population.labels))
        classes.append(len(proved))
    oracle = oracle_coverage(population, tolerated)
    test = binomtest(broken, draws, setting.terms.delta, alternative="greater")
    return {
        "draws": draws,
        "rows": setting.rows,
        "classes": len(population.names),
        "classes_proved": float(np.mean(classes)),
        "broken": broken,
        "broken_rate": broken / draws,
        "delta": setting.terms.delta,
        "p_value": float(test.pvalue),
        "coverage": float(np.mean(covered)),
        "oracle_coverage": oracle,
        "of_oracle": float(np.mean(covered)) / oracle,
    }


def noisy(
    population: Population,
    rows: np.ndarray,
    setting: Setting,
    random: np.random.Generator,
) -> np.ndarray:
    """Labels of the rows as whoever reviewed them gave them."""
    labels = population.labels[rows].copy()
    flip = random.random(len(rows)) < setting.flipped
    shift = random.integers(1, len(population.names), len(rows))
    labels[flip] = (labels[flip] + shift[flip]) % len(population.names)
    predicted = population.probabilities[rows].argmax(axis=1)
    hide = (random.random(len(rows)) < setting.hidden) & (labels != predicted)
    return np.where(hide, predicted, labels)


def oracle_coverage(population: Population, tolerated: float) -> float:
    """Share covered by each class's lowest threshold that keeps the precision."""
    predicted = population.probabilities.argmax(axis=1)
    confidence = population.probabilities.max(axis=1)
    wrong = predicted != population.labels
    covered = 0
    for number in range(len(population.names)):
        mine = np.flatnonzero(predicted == number)
        order = mine[np.argsort(-confidence[mine], kind="stable")]
        ranked = confidence[order]
        last_of_equal = np.append(ranked[1:] < ranked[:-1], True)[: len(ranked)]
        good = np.cumsum(wrong[order]) <= tolerated * np.arange(1, len(order) + 1)
        kept = np.flatnonzero(good & last_of_equal)
        covered += int(kept[-1]) + 1 if len(kept) else 0
    return covered / len(population.labels)


def synthetic_settings() -> dict[str, Setting]:
    """Class counts from 2 to 77, models too sure of themselves, labels that err."""
    hard = drawn_population(8, 3.0, 60_000, skew=0.2)
    hiding = Setting(hard, 4_800, PromiseTerms(label_error=0.3), hidden=0.3)
    return {
        "2 classes": Setting(drawn_population(2, 2.0, 60_000), 1_000),
        "8 classes": Setting(hard, 4_800),
        "8 classes, 99 % confidence": Setting(hard, 6_000, PromiseTerms(0.95, 0.99)),
        "8 classes, too sure": Setting(replace_sharper(hard, 0.5), 4_800),
        # To the proof one row in a hundred more is wrong: it takes more of them.
        "8 classes, 1 % flipped": Setting(hard, 10_000, flipped=0.01),
        "8 classes, 30 % of errors hidden and known": hiding,
        "20 classes": Setting(drawn_population(20, 3.5, 60_000, skew=0.1), 10_000),
        "77 classes": Setting(drawn_population(77, 4.0, 60_000, skew=0.02), 38_000),
    }


def replace_sharper(population: Population, temperature: float) -> Population:
    """The same model, more sure of itself than it may be."""
    sharper = sharpen(population.probabilities, temperature)
    return replace(population, probabilities=sharper)


def real_settings(root: Path) -> dict[str, Setting]:
    """Out-of-fold answers on public sets, drawn from again with replacement."""
    with np.load(root / "cleanlab_label_errors" / "20news_test_pyx_labels.npz") as file:
        labels = file["labels"].astype(np.int64)
        answers = file["pred_probs"].astype(np.float64)
    sure = sharpen(answers, fit_temperature(np.log(np.maximum(answers, 1e-12)), labels))
    news = Population(sure, labels)
    tickets = read_tickets(root)
    support = Population(cross_validated_probabilities(tickets), tickets.labels)
    rows = pd.read_parquet(root / "banking77" / "train.parquet")
    banking = banking_population(rows)
    return {
        "it_service_tickets, 90 %": Setting(support, 4_800, PromiseTerms(0.9)),
        "it_service_tickets, 95 %": Setting(support, 10_000),
        "20 newsgroups": Setting(news, 15_000),
        "banking77, 90 %": Setting(banking, 25_000, PromiseTerms(0.9)),
        "banking77, 95 %": Setting(banking, 70_000),
    }


def banking_population(rows: pd.DataFrame) -> Population:
    """Out-of-fold answers on 77 intents."""
    from sdml.ml.classifier import TrainingRows
    from sdml.ml.near_duplicates import group_near_duplicates

    texts = rows["text"].tolist()
    names, labels = np.unique(rows["category"].to_numpy(str), return_inverse=True)
    keys = [str(number) for number in range(len(texts))]
    groups = group_near_duplicates(texts)
    asked = TrainingRows(texts, labels, tuple(names.tolist()), groups, keys)
    return Population(cross_validated_probabilities(asked), labels)


def prove(draws: int = 1_000) -> dict:
    """1,000 draws of every setting but the largest, which have 200.

    ``holds``: in no setting does a one-sided binomial test at 1 % reject a rate of
    broken promises of at most delta, and coverage is at least 80 % of the oracle's,
    who knows every true label, also where the labels of the part err.
    """
    settings = synthetic_settings()
    root = os.environ.get("SDML_REAL_DATA")
    if root:
        settings |= real_settings(Path(root))
    found = {
        name: simulate(one, draws if len(one.population.names) < 77 else draws // 5)
        for name, one in settings.items()
    }
    valid = all(one["p_value"] >= SIGNIFICANCE for one in found.values())
    covers = all(one["of_oracle"] >= ENOUGH_OF_ORACLE for one in found.values())
    by_rows = {
        name: {
            rows: round(
                simulate(replace(settings[name], rows=rows), 50)["of_oracle"], 3
            )
            for rows in (1_000, 2_500, 5_000, 10_000)
        }
        for name in ("8 classes", "it_service_tickets, 95 %")
        if name in settings
    }
    return {"holds": valid and covers, "of_oracle_by_rows": by_rows, **found}
