"""The threshold of each class from which its precision is proved, or what lacks.

References
----------
Angelopoulos, Bates, Candès, Jordan & Lei 2022, "Learn then Test: Calibrating Predictive
Algorithms to Achieve Risk Control". Clopper & Pearson 1934 (the interval).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.confidence_profile import GRID, ConfidenceProfile, profile_of
from sdml.ml.promise_power import examples_needed
from sdml.ml.threshold_tests import Plan, Proof, plan_tests, prove
from sdml.records.promise import ClassPromiseCard, PromiseTerms, thresholds_of

__all__ = [
    "ProvedClasses",
    "cross_fitted_routes",
    "promise_thresholds",
    "reaches_threshold",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FIFTH = 5


@dataclass(frozen=True, slots=True)
class ProvedClasses:
    """What can be promised of each class.

    Attributes
    ----------
    classes : tuple of ClassPromiseCard
        In label order.
    n : int
        Rows it was proved on.
    """

    classes: tuple[ClassPromiseCard, ...]
    n: int


def promise_thresholds(
    probabilities: Matrix,
    labels: Ints,
    names: tuple[str, ...],
    terms: PromiseTerms,
    profile: ConfidenceProfile | None = None,
) -> ProvedClasses:
    """Prove a threshold for each class, on rows the model has never seen.

    With ``terms.confidence`` every class that gets a threshold keeps the precision
    among its future predictions from there on, if they are drawn like these rows.
    Nothing else is assumed: not that probabilities are calibrated, nor that
    precision rises with them. How it is proved stands in
    `sdml.ml.threshold_tests`. What probabilities mean only decides how many
    classes succeed.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1. Rows must be drawn independently: of near-duplicates one.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; -1 for a label that is no class of the model.
    names : tuple of str
        The classes.
    terms : PromiseTerms
        Precision, confidence and how far labels may hide errors.
    profile : ConfidenceProfile, optional
        Of other rows that the model was not fitted on, such as its predictions
        out of fold. Without it every fifth row is taken for that, and only the
        others are tested.

    Returns
    -------
    ProvedClasses
        Every class, with a threshold or with how many more reviewed predictions
        of it would probably give one.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> labels = random.integers(0, 2, 600)
    >>> sure = np.where(labels[:, None] == [0, 1], 0.97, 0.03)
    >>> found = promise_thresholds(sure, labels, ("a", "b"), PromiseTerms())
    >>> [(card.label, card.threshold, card.wrong) for card in found.classes]
    [('a', 0.0, 0), ('b', 0.0, 0)]
    """
    tested = np.ones(len(labels), np.bool_)
    if profile is None:
        tested = np.arange(len(labels)) % _FIFTH != 0
        profile = profile_of(probabilities[~tested], labels[~tested])
    found = profile_of(probabilities[tested], labels[tested])
    plan = plan_tests(found.predicted, profile, terms.tolerated, terms.delta)
    proof = prove(found, plan, terms.tolerated, terms.delta)
    outcome = _Outcome(found, profile, plan, proof, terms)
    cards = tuple(outcome.card(number, name) for number, name in enumerate(names))
    return ProvedClasses(cards, int(tested.sum()))


def cross_fitted_routes(
    probabilities: Matrix,
    labels: Ints,
    names: tuple[str, ...],
    terms: PromiseTerms,
    profile: ConfidenceProfile | None = None,
) -> NDArray[np.bool_]:
    """Which rows reach a threshold that was proved on other rows; shape (n_rows,).

    Each fifth of the rows is judged by what the other four prove, so the accuracy
    among them is that of thresholds chosen without them.

    Parameters
    ----------
    probabilities, labels, names, terms, profile
        As for `promise_thresholds`.
    """
    folds = np.arange(len(labels)) % _FIFTH
    routed = np.zeros(len(labels), np.bool_)
    for fold in range(_FIFTH):
        others, mine = folds != fold, folds == fold
        found = promise_thresholds(
            probabilities[others], labels[others], names, terms, profile
        )
        thresholds = thresholds_of(found.classes)
        routed[mine] = reaches_threshold(probabilities[mine], names, thresholds)
    return routed


def reaches_threshold(
    probabilities: Matrix, names: tuple[str, ...], thresholds: dict[str, float]
) -> NDArray[np.bool_]:
    """Which rows' most probable class reaches its threshold; shape (n_rows,).

    Examples
    --------
    >>> sure = np.array([[0.9, 0.1], [0.2, 0.8]])
    >>> reaches_threshold(sure, ("a", "b"), {"a": 0.85}).tolist()
    [True, False]
    """
    by_class = np.array([thresholds.get(name, np.inf) for name in names])
    if not len(probabilities):
        return np.zeros(0, np.bool_)
    best = probabilities.argmax(axis=1)
    return np.asarray(probabilities.max(axis=1) >= by_class[best], np.bool_)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The tests, what they were made on, and what they were planned by."""

    found: ConfidenceProfile
    profile: ConfidenceProfile
    plan: Plan
    proof: Proof
    terms: PromiseTerms

    def card(self, number: int, name: str) -> ClassPromiseCard:
        place = int(self.proof.lowest[number])
        if place < 0:
            return self._unproved(number, name)
        n, wrong = (int(of[number, place]) for of in (self.found.n, self.found.wrong))
        return ClassPromiseCard(
            label=name,
            threshold=float(GRID[place]),
            n=n,
            wrong=wrong,
            precision_low=self._precision_low(n, wrong, self.proof.levels[number]),
            p_value=float(self.proof.p_values[number, place]),
            coverage=n / int(self.found.predicted[number]),
            needed=None,
        )

    def _unproved(self, number: int, name: str) -> ClassPromiseCard:
        predicted = int(self.found.predicted[number])
        tested = number in self.plan.classes
        start = int(self.plan.starts[number])
        return ClassPromiseCard(
            label=name,
            threshold=None,
            n=predicted,
            wrong=int(self.found.wrong[number, -1]),
            precision_low=None,
            p_value=float(self.proof.p_values[number, start]) if tested else None,
            coverage=0.0 if predicted else None,
            needed=examples_needed(
                self.found,
                self.profile,
                number,
                self.terms.tolerated,
                self.proof.levels[number],
            ),
        )

    def _precision_low(self, n: int, wrong: int, level: float) -> float:
        """Lower end at the level of the test: reaches the precision if that held."""
        from scipy.stats import beta

        contradicted = float(beta.ppf(1 - level, wrong + 1, n - wrong))
        return max(1 - contradicted / (1 - self.terms.label_error), 0.0)
