"""How well two answers agree: reviewer by reviewer, class by class, week by week."""

from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.agreement import fleiss_kappa, krippendorff_alpha
from sdml.analytics.agreement_intervals import (
    NO_SPREAD,
    ONE_EXAMPLE,
    bootstrap_quantiles,
    chance_corrected,
    student_interval,
    without_spread,
)
from sdml.analytics.agreement_ratings import checked_ratings
from sdml.analytics.proportion_intervals import (
    NORMAL_QUANTILE,
    Count,
    share_with_interval,
    wilson_interval,
)
from sdml.records.agreement import (
    ClassAgreement,
    Coefficient,
    PairAgreement,
    RepeatAgreement,
)

__all__ = [
    "agreement_by_class",
    "agreement_by_pair",
    "agreement_with_oneself",
    "cohen_kappa",
    "specific_agreement",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_NOTHING_SHARED = "no example has both answers"
_SAME_CLASS = "both always name the same class: chance would agree as well"


def cohen_kappa(ratings: Ints, n_classes: int, seed: int | None = None) -> Coefficient:
    """Cohen's kappa of two reviewers on the examples both answered.

    The standard error is the asymptotic one for kappa other than 0, and the
    interval the normal one, as in the package statsmodels.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, 2)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from.
    seed : int or None
        None: asymptotic interval. A seed: bootstrap over examples.

    References
    ----------
    Cohen 1960, "A coefficient of agreement for nominal scales"; Fleiss, Cohen &
    Everitt 1969, "Large sample standard errors of kappa and weighted kappa".

    Examples
    --------
    >>> two = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    >>> cohen_kappa(two, 2).value
    0.5
    """
    name = "cohen_kappa"
    both = checked_ratings(ratings, n_classes)
    both = both[(both >= 0).all(axis=1)]
    n = len(both)
    if n == 0:
        return Coefficient(name, None, None, None, 0, _NOTHING_SHARED)
    table = np.zeros((n_classes, n_classes))
    np.add.at(table, (both[:, 0], both[:, 1]), 1 / n)
    observed = float(np.trace(table))
    chance = float(table.sum(axis=1) @ table.sum(axis=0))
    value = chance_corrected(observed, chance)
    if value is None:
        return Coefficient(name, None, None, None, n, _SAME_CLASS)
    if n == 1:
        return Coefficient(name, value, None, None, n, ONE_EXAMPLE)
    error = _asymptotic_error(table, value, chance, n)
    if error < 1e-9:
        return without_spread(name, observed, chance, n)
    low, high = value - NORMAL_QUANTILE * error, value + NORMAL_QUANTILE * error
    if seed is not None:
        low, high = bootstrap_quantiles(
            lambda cases: _kappas(cases, both, n_classes), n, value, seed
        )
    low, high = min(value, max(low, -1.0)), max(value, min(high, 1.0))
    return Coefficient(name, value, low, high, n, "", error)


def agreement_by_pair(ratings: Ints, n_classes: int) -> tuple[PairAgreement, ...]:
    """Percent agreement (Wilson) and Cohen's kappa of every two reviewers.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Class numbers; -1 is no answer.
    n_classes : int
        Classes there were to choose from.

    Returns
    -------
    tuple of PairAgreement
        Pairs (0, 1), (0, 2), ... (1, 2), ...; those that share no example too.

    Examples
    --------
    >>> (pair,) = agreement_by_pair(np.array([[0, 0], [1, 0], [1, 1]]), 2)
    >>> pair.first, pair.second, pair.percent.n, round(pair.kappa.value, 2)
    (0, 1, 3, 0.4)
    """
    checked = checked_ratings(ratings, n_classes)
    return tuple(
        PairAgreement(
            first,
            second,
            _percent(checked[:, first], checked[:, second]),
            cohen_kappa(checked[:, [first, second]], n_classes),
        )
        for first, second in combinations(range(checked.shape[1]), 2)
    )


def agreement_by_class(
    ratings: Ints, labels: tuple[str, ...]
) -> tuple[ClassAgreement, ...]:
    """Specific agreement, Fleiss' kappa and alpha of each class against the rest.

    Parameters
    ----------
    ratings : ndarray of int, shape (n_examples, n_reviewers)
        Numbers of `labels`; -1 is no answer.
    labels : tuple of str
        All classes, in order.

    Returns
    -------
    tuple of ClassAgreement
        In label order.

    Examples
    --------
    >>> two = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    >>> [one.specific.value for one in agreement_by_class(two, ("vpn", "mail"))]
    [0.6666666666666666, 0.8]
    """
    checked = checked_ratings(ratings, len(labels))
    found = []
    for number, label in enumerate(labels):
        is_it = np.where(checked < 0, -1, checked == number)
        found.append(
            ClassAgreement(
                label,
                specific_agreement(is_it),
                fleiss_kappa(is_it, 2),
                krippendorff_alpha(is_it, 2),
            )
        )
    return tuple(found)


def specific_agreement(is_it: Ints) -> Coefficient:
    """Positive specific agreement: how often a "yes" is met by another's "yes".

    Of the answers "yes" to examples with two answers or more, the share that
    another reviewer's answer to the same example repeats, a "yes" counting by
    the share of the others who say so. The interval is linearised, over examples.

    Parameters
    ----------
    is_it : ndarray of int, shape (n_examples, n_reviewers)
        1 yes, 0 no, -1 no answer.

    References
    ----------
    Cicchetti & Feinstein 1990, "High agreement but low kappa: II"; Fleiss, Levin &
    Paik 2003, "Statistical methods for rates and proportions", section 18.3.

    Examples
    --------
    >>> specific_agreement(np.array([[1, 1], [1, 0], [0, 0]])).value
    0.6666666666666666
    """
    name = "specific_agreement"
    answers = (is_it >= 0).sum(axis=1)
    yes = (is_it == 1).sum(axis=1)[answers >= 2].astype(float)
    others = answers[answers >= 2] - 1
    n = len(yes)
    if n == 0:
        return Coefficient(name, None, None, None, 0, "no example has two answers")
    if not yes.any():
        return Coefficient(name, None, None, None, n, "no answer names the class")
    met = yes * (yes - 1) / others
    value = float(met.sum() / yes.sum())
    named = int((yes > 0).sum())
    error = 0.0
    if n > 1:
        spread = ((met - value * yes) ** 2).sum() * n / (n - 1)
        error = float(np.sqrt(spread) / yes.sum())
    if error < 1e-12:
        low, high = wilson_interval(Count(value * named, named))
        return Coefficient(name, value, low, high, n, NO_SPREAD, 0.0)
    low, high = student_interval(value, error, n - 1)
    return Coefficient(name, value, max(low, 0.0), min(high, 1.0), n, "", error)


def agreement_with_oneself(
    reviewers: Ints, answers: Ints, n_classes: int
) -> tuple[RepeatAgreement, ...]:
    """How often reviewers answer a repeated example as they did weeks before.

    Parameters
    ----------
    reviewers : ndarray of int, shape (n_repeats,)
        Who answered twice.
    answers : ndarray of int, shape (n_repeats, 2)
        Class numbers of the first and of the second answer.
    n_classes : int
        Classes there were to choose from.

    Returns
    -------
    tuple of RepeatAgreement
        All together first (reviewer None), then each reviewer by number.

    Examples
    --------
    >>> twice = np.array([[0, 0], [1, 1], [1, 0], [1, 1]])
    >>> everyone, seven, nine = agreement_with_oneself([7, 7, 9, 9], twice, 2)
    >>> everyone.percent.value, seven.percent.value, nine.percent.value
    (0.75, 1.0, 0.5)
    """
    checked = checked_ratings(answers, n_classes)
    who = np.asarray(reviewers)
    everyone = [(None, np.ones(len(who), bool))]
    each = [(int(one), who == one) for one in np.unique(who)]
    return tuple(
        RepeatAgreement(
            reviewer,
            _percent(checked[chosen, 0], checked[chosen, 1]),
            cohen_kappa(checked[chosen], n_classes),
        )
        for reviewer, chosen in [*everyone, *each]
    )


def _percent(first: Ints, second: Ints) -> Coefficient:
    both = (first >= 0) & (second >= 0)
    equal = int((first == second)[both].sum())
    found = share_with_interval("percent_agreement", Count(equal, int(both.sum())))
    if found.value is None:
        return Coefficient(found.name, None, None, None, 0, _NOTHING_SHARED)
    return found


def _asymptotic_error(table: Matrix, kappa: float, chance: float, n: int) -> float:
    """Fleiss, Cohen & Everitt 1969, equation 13, on a table of shares."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    on_diagonal = np.diag(table) * (1 - (rows + columns) * (1 - kappa)) ** 2
    off = table * (columns[:, None] + rows) ** 2
    np.fill_diagonal(off, 0.0)
    spread = on_diagonal.sum() + (1 - kappa) ** 2 * off.sum()
    spread -= (kappa - chance * (1 - kappa)) ** 2
    return float(np.sqrt(max(spread, 0.0) / n) / (1 - chance))


def _kappas(cases: Matrix, both: Ints, n_classes: int) -> Matrix:
    """Kappa of each draw; cases of shape (n_draws, n)."""
    n = len(both)
    classes = np.eye(n_classes)
    rows, columns = cases @ classes[both[:, 0]] / n, cases @ classes[both[:, 1]] / n
    observed = cases @ (both[:, 0] == both[:, 1]) / n
    chance = (rows * columns).sum(axis=1)
    beyond = np.where(chance < 1 - 1e-12, 1 - chance, np.nan)
    found: Matrix = (observed - chance) / beyond
    return found
