"""What share of rows can be answered at which risk of being wrong.

A classifier that may hold back answers the rows of the highest confidence first.
Coverage is the share that it answers, risk the share of those that is wrong. Rows of
one confidence are answered together: no threshold tells them apart.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "RiskCoverage",
    "area_under_curve",
    "coverage_at_risk",
    "risk_coverage",
    "threshold_at_risk",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk-coverage curve, a point for each threshold, by falling threshold.

    Attributes
    ----------
    thresholds : ndarray of shape (n_points,)
        Answered is what has this confidence or more.
    answered, wrong : ndarray of int64, shape (n_points,)
        Rows.
    n : int
        All rows.
    """

    thresholds: Matrix
    answered: Ints
    wrong: Ints
    n: int

    @property
    def coverage(self) -> Matrix:
        """Share of all rows that is answered, in (0, 1]."""
        return self.answered / self.n

    @property
    def risk(self) -> Matrix:
        """Share of the answered rows that is wrong, in [0, 1]."""
        return self.wrong / self.answered


def risk_coverage(confidence: Matrix, right: Flags) -> RiskCoverage:
    """The curve of a classifier on rows it never saw.

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Of the answers; anything that ranks them.
    right : ndarray of bool, shape (n_rows,)
        Whether the answer is right.

    References
    ----------
    El-Yaniv & Wiener 2010, "On the Foundations of Noise-free Selective
    Classification"; Geifman & El-Yaniv 2017, "Selective Classification for Deep
    Neural Networks".

    Examples
    --------
    >>> curve = risk_coverage(np.array([0.9, 0.8, 0.8]), np.array([1, 1, 0], bool))
    >>> curve.coverage.round(2).tolist(), curve.risk.round(2).tolist()
    ([0.33, 1.0], [0.0, 0.33])
    """
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    last = np.append(ranked[1:] < ranked[:-1], True)[: len(ranked)]
    wrong = np.cumsum(~right[order])
    answered = np.arange(1, len(ranked) + 1)
    return RiskCoverage(ranked[last], answered[last], wrong[last], len(ranked))


def area_under_curve(curve: RiskCoverage) -> float:
    """AURC: the mean risk over all coverages; smaller is better, in [0, 1].

    Each row counts the risk at which it is first answered.

    References
    ----------
    Geifman, Uziel & El-Yaniv 2019, "Bias-Reduced Uncertainty Estimation for Deep
    Neural Classifiers", 3.

    Examples
    --------
    >>> sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 1, 1, 0], bool)
    >>> area_under_curve(risk_coverage(sure, right))
    0.0625
    """
    joined = np.diff(curve.answered, prepend=0)
    return float((curve.risk * joined).sum() / max(curve.n, 1))


def coverage_at_risk(curve: RiskCoverage, risk: float) -> float:
    """Largest share that can be answered with no more than that risk.

    Parameters
    ----------
    curve : RiskCoverage
        From `risk_coverage`.
    risk : float
        In [0, 1].

    Examples
    --------
    >>> sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 1, 0, 0], bool)
    >>> coverage_at_risk(risk_coverage(sure, right), 0.1)
    0.5
    """
    allowed = curve.coverage[curve.risk <= risk]
    return float(allowed.max()) if len(allowed) else 0.0


def threshold_at_risk(curve: RiskCoverage, risk: float) -> float | None:
    """Threshold that answers the largest share with no more than that risk.

    Parameters
    ----------
    curve : RiskCoverage
        From `risk_coverage`.
    risk : float
        In [0, 1].

    Returns
    -------
    float or None
        None where even the surest rows are wrong too often.

    Examples
    --------
    >>> sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 1, 0, 0], bool)
    >>> threshold_at_risk(risk_coverage(sure, right), 0.1)
    0.8
    """
    allowed = curve.thresholds[curve.risk <= risk]
    return float(allowed[-1]) if len(allowed) else None
