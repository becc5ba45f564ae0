"""What a classifier is worth on rows it has not seen, each figure with its interval.

All intervals are two-sided at 95 %. Which method each figure uses stands in
`judge`; no figure comes without its n.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.model_card import Metric

__all__ = [
    "clopper_pearson",
    "expected_calibration_error",
    "judge",
    "macro_f1",
    "per_class_figures",
    "routing_figures",
    "wilson",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

BINS = 15
RESAMPLES = 400
_ALPHA = 0.05
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """Two ends of a 95 % interval.

    Attributes
    ----------
    low, high : float
        The ends.
    """

    low: float
    high: float


def judge(
    probabilities: Matrix, labels: Ints, routed: Flags | None = None, seed: int = 0
) -> tuple[Metric, ...]:
    """Seven figures of a classifier, in a fixed order.

    ``accuracy`` (Wilson interval), ``macro_f1`` (percentile bootstrap over
    rows), ``log_loss`` and ``brier`` (normal interval of a mean; Brier is the
    sum over classes, in [0, 2]), ``ece`` (top-label, 15 bins of equal width;
    bootstrap, centred on the value since resampling biases it upwards),
    ``coverage`` (share of rows that are routed without a person; Wilson) and
    ``selective_accuracy`` (accuracy among those; Clopper-Pearson, n is their
    number).

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    routed : ndarray of bool, shape (n_rows,), optional
        Rows that reach a promised threshold; without it nothing is promised, and
        the last two figures have the value None.
    seed : int
        Of the bootstrap.

    Returns
    -------
    tuple of Metric
        A figure that no row bears on has the value None.

    References
    ----------
    Wilson 1927; Clopper & Pearson 1934; Efron & Tibshirani 1993, chapter 13;
    Guo et al. 2017, section 2 (ECE).
    """
    n, n_classes = probabilities.shape
    if not n:
        return _nothing()
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    right = predicted == labels
    chosen = probabilities[np.arange(n), labels]
    losses = -np.log(np.maximum(chosen, _FLOOR))
    brier = (probabilities**2).sum(axis=1) - 2 * chosen + 1
    random = np.random.default_rng(seed)
    n_right = int(right.sum())
    return (
        _metric("accuracy", n_right / n, wilson(n_right, n), n),
        _macro_f1_metric(labels, predicted, n_classes, random),
        _mean_metric("log_loss", losses),
        _mean_metric("brier", brier),
        _ece_metric(confidence, right, random),
        *routing_figures(right, routed),
    )


def routing_figures(right: Flags, routed: Flags | None = None) -> tuple[Metric, Metric]:
    """``coverage`` and ``selective_accuracy``, as `judge` gives them.

    Parameters
    ----------
    right : ndarray of bool, shape (n_rows,)
        Whether the most probable class is the true one.
    routed : ndarray of bool, shape (n_rows,), optional
        Rows that reach a promised threshold.

    Examples
    --------
    >>> right = np.array([True, True, False, False])
    >>> [figure.value for figure in routing_figures(right, right)]
    [0.5, 1.0]
    """
    n = len(right)
    if routed is None or not n:
        return (
            Metric("coverage", None, None, None, 0),
            Metric("selective_accuracy", None, None, None, 0),
        )
    count = int(routed.sum())
    return (
        _metric("coverage", count / n, wilson(count, n), n),
        _share_metric("selective_accuracy", int(right[routed].sum()), count),
    )


def wilson(successes: int, n: int) -> Interval:
    """95 % Wilson score interval of a proportion.

    Examples
    --------
    >>> wilson(9, 10)
    Interval(low=0.5958, high=0.9821)
    """
    z = 1.959964
    if n == 0:
        return Interval(0.0, 1.0)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low = 0.0 if successes == 0 else round(float(centre - half), 4)
    high = 1.0 if successes == n else round(float(centre + half), 4)
    return Interval(low, high)


def clopper_pearson(successes: int, n: int, alpha: float = _ALPHA) -> Interval:
    """Exact interval of a proportion, two-sided at ``1 - alpha``.

    Examples
    --------
    >>> clopper_pearson(10, 10).low
    0.6915
    """
    from scipy.stats import beta

    low = beta.ppf(alpha / 2, successes, n - successes + 1) if successes else 0.0
    high = beta.ppf(1 - alpha / 2, successes + 1, n - successes) if successes < n else 1
    return Interval(round(float(low), 4), round(float(high), 4))


def macro_f1(labels: Ints, predicted: Ints, n_classes: int) -> float:
    """Mean of the classes' F1; a class without rows and predictions is left out.

    Examples
    --------
    >>> macro_f1(np.array([0, 0, 1]), np.array([0, 0, 1]), 2)
    1.0
    """
    table = np.bincount(labels * n_classes + predicted, minlength=n_classes**2)
    return float(_f1_of(table.reshape(1, n_classes, n_classes))[0])


def per_class_figures(
    labels: Ints, predicted: Ints, names: tuple[str, ...]
) -> list[dict[str, float | int | str | None]]:
    """Precision, recall, F1 and rows of each class, in label order.

    A figure that no row bears on is None.
    """
    figures: list[dict[str, float | int | str | None]] = []
    for number, name in enumerate(names):
        true, said = labels == number, predicted == number
        both = int((true & said).sum())
        n_true, n_said = int(true.sum()), int(said.sum())
        figures.append(
            {
                "label": name,
                "precision": both / n_said if n_said else None,
                "recall": both / n_true if n_true else None,
                "f1": 2 * both / (n_true + n_said) if n_true + n_said else None,
                "n": n_true,
            }
        )
    return figures


def expected_calibration_error(
    confidence: Matrix, right: Flags, bins: int = BINS
) -> float:
    """Mean gap between confidence and accuracy over bins of equal width.

    Examples
    --------
    >>> confidence, right = np.array([0.95, 0.95]), np.array([True, False])
    >>> round(expected_calibration_error(confidence, right), 2)
    0.45
    """
    edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    # Bins are (a, b], as in the paper.
    place = np.searchsorted(edges, confidence, side="left")
    gap = np.bincount(place, confidence - right, minlength=bins)
    return float(np.abs(gap).sum() / len(confidence))


def _metric(name: str, value: float, interval: Interval, n: int) -> Metric:
    low, high = min(interval.low, value), max(interval.high, value)
    return Metric(name, float(value), float(low), float(high), n)


def _share_metric(name: str, successes: int, n: int) -> Metric:
    if n == 0:
        return Metric(name, None, None, None, 0)
    return _metric(name, successes / n, clopper_pearson(successes, n), n)


def _mean_metric(name: str, values: Matrix) -> Metric:
    n, value = len(values), float(values.mean())
    half = 1.959964 * float(values.std(ddof=1)) / np.sqrt(n) if n > 1 else value
    return _metric(name, value, Interval(max(value - half, 0.0), value + half), n)


def _macro_f1_metric(
    labels: Ints, predicted: Ints, n_classes: int, random: np.random.Generator
) -> Metric:
    table = np.bincount(labels * n_classes + predicted, minlength=n_classes**2)
    n = len(labels)
    # Resampling rows is resampling the cells of the confusion table.
    drawn = random.multinomial(n, table / n, size=RESAMPLES)
    values = _f1_of(drawn.reshape(RESAMPLES, n_classes, n_classes))
    low, high = np.quantile(values, [_ALPHA / 2, 1 - _ALPHA / 2])
    value = macro_f1(labels, predicted, n_classes)
    return _metric("macro_f1", value, Interval(float(low), float(high)), n)


def _ece_metric(
    confidence: Matrix, right: Flags, random: np.random.Generator
) -> Metric:
    n = len(confidence)
    value = expected_calibration_error(confidence, right)
    drawn = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        rows = random.integers(0, n, n)
        drawn[number] = expected_calibration_error(confidence[rows], right[rows])
    drawn += value - drawn.mean()
    low, high = np.clip(np.quantile(drawn, [_ALPHA / 2, 1 - _ALPHA / 2]), 0.0, 1.0)
    return _metric("ece", value, Interval(float(low), float(high)), n)


def _f1_of(tables: Ints) -> Matrix:
    """Macro F1 of confusion tables of shape (n, n_classes, n_classes)."""
    both = np.diagonal(tables, axis1=1, axis2=2)
    total = tables.sum(axis=1) + tables.sum(axis=2)
    present = total > 0
    scores = np.where(present, 2 * both / np.maximum(total, 1), 0.0)
    means: Matrix = scores.sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    return means


def _nothing() -> tuple[Metric, ...]:
    names = ("accuracy", "macro_f1", "log_loss", "brier", "ece", "coverage")
    return tuple(
        Metric(name, None, None, None, 0) for name in (*names, "selective_accuracy")
    )
