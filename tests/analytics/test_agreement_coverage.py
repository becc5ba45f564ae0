"""The 95 % intervals of agreement hold the true figure about 95 times in 100."""

import numpy as np
import pytest

from sdml.analytics.agreement import measure_agreement
from sdml.analytics.agreement_pairs import cohen_kappa, specific_agreement
from sdml.records.agreement import Coefficient

CLASSES = np.array([0.5, 0.3, 0.2])


def draw(random: np.random.Generator, n: int) -> np.ndarray:
    """Four reviewers who know 70 % of the answers; one answer in five is missing."""
    truth = random.choice(3, (n, 1), p=CLASSES)
    guess = random.choice(3, (n, 4), p=CLASSES)
    answers = np.where(random.random((n, 4)) < 0.7, truth, guess)
    return np.where(random.random((n, 4)) < 0.2, -1, answers)


def figures(ratings: np.ndarray) -> list[Coefficient]:
    return [
        *measure_agreement(ratings, 3, weighting="linear"),
        specific_agreement(np.where(ratings < 0, -1, ratings == 0)),
    ]


def share_covered(n: int, runs: int) -> dict[str, float]:
    random = np.random.default_rng(11)
    true = [one.value for one in figures(draw(random, 200_000))]
    hits = np.zeros(len(true))
    for _ in range(runs):
        found = figures(draw(random, n))
        hits += [
            one.low <= value <= one.high for one, value in zip(found, true, strict=True)
        ]
    names = [one.name for one in found]
    return dict(zip(names, hits / runs, strict=True))


@pytest.mark.parametrize("n", [30, 100])
def test_linearised_intervals_cover_what_they_promise(n: int) -> None:
    for name, share in share_covered(n, runs=800).items():
        assert 0.92 <= share <= 0.98, f"{name}: {share}"


def test_below_fifty_examples_the_bootstrap_covers_cohens_kappa() -> None:
    random = np.random.default_rng(12)
    true = cohen_kappa(draw(random, 200_000)[:, :2], 3).value
    hits, runs = 0, 300
    for number in range(runs):
        found = cohen_kappa(draw(random, 45)[:, :2], 3, seed=number)
        hits += found.low <= true <= found.high
    assert 0.92 <= hits / runs <= 0.98
