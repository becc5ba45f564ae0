"""Populations of answers with known truth, from which promises are drawn."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Population:
    """Answers of a model and the truth, for all tickets there will ever be."""

    probabilities: np.ndarray
    labels: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"class {at}" for at in range(self.probabilities.shape[1]))


def drawn_population(
    n_classes: int, strength: float, rows: int, skew: float = 0.0, seed: int = 0
) -> Population:
    """Classes as Gaussian clouds, answers by Bayes' rule: calibrated exactly."""
    random = np.random.default_rng(seed)
    prior = np.exp(-skew * np.arange(n_classes))
    labels = random.choice(n_classes, rows, p=prior / prior.sum())
    points = random.normal(size=(rows, n_classes))
    points[np.arange(rows), labels] += strength
    logs = strength * points + np.log(prior / prior.sum())
    odds = np.exp(logs - logs.max(axis=1, keepdims=True))
    return Population(odds / odds.sum(axis=1, keepdims=True), labels)
