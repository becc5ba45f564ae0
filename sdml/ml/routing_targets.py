"""Which share of rows is routed at an aim of precision, judged on other rows.

Each fifth of the rows is judged by thresholds that the other four gave, so that the
accuracy among the routed ones is that of thresholds chosen without them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.confidence_profile import ConfidenceProfile
from sdml.ml.evaluation import routing_figures
from sdml.ml.promise import (
    cross_fitted_routes,
    promise_thresholds,
    reaches_threshold,
)
from sdml.ml.risk_coverage import risk_coverage, threshold_at_risk
from sdml.records.promise import PromiseTerms, thresholds_of
from sdml.records.routing_targets import RoutingTarget

__all__ = ["JudgedRows", "routing_targets"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

_FIFTH = 5


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """What a model says of rows that it never saw.

    Attributes
    ----------
    answers : ndarray of float64, shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; -1 for a label that is no class of the model.
    routable : ndarray of bool, shape (n_rows,)
        Which may be routed at all, such as those within the model's scope.
    """

    answers: Matrix
    labels: Ints
    routable: Flags


def routing_targets(
    rows: JudgedRows,
    names: tuple[str, ...],
    aims: Sequence[float],
    usual: PromiseTerms,
    profile: ConfidenceProfile | None = None,
) -> tuple[RoutingTarget, ...]:
    """What is routed at each aim: by one threshold, and class by class with proof.

    Parameters
    ----------
    rows : JudgedRows
        At least one; of near-duplicates one.
    names : tuple of str
        The classes.
    aims : sequence of float
        Precisions in (0, 1).
    usual : PromiseTerms
        Whose confidence and label error the proofs take.
    profile : ConfidenceProfile, optional
        As for `promise_thresholds`.
    """
    confidence = rows.answers.max(axis=1)
    right = rows.answers.argmax(axis=1) == rows.labels
    found = []
    for aim in sorted(aims):
        routed = _cross_fitted(confidence, right, rows.routable, aim)
        coverage, accuracy = routing_figures(right, routed)
        less, _ = routing_figures(right, routed & right)
        terms = PromiseTerms(aim, usual.confidence, usual.label_error)
        (all_proved, proved), classes = _proved(rows, names, terms, profile)
        proved_coverage, _ = routing_figures(right, all_proved)
        _, proved_accuracy = routing_figures(right, proved)
        can = rows.routable
        found.append(
            RoutingTarget(
                aim=aim,
                threshold=_threshold(confidence[can], right[can], aim),
                coverage=coverage.as_figure(),
                accuracy=accuracy.as_figure(),
                less_by_hand=less.as_figure(),
                proved_classes=classes,
                proved_coverage=proved_coverage.as_figure(),
                proved_accuracy=proved_accuracy.as_figure(),
            )
        )
    return tuple(found)


def _cross_fitted(
    confidence: Matrix, right: Flags, routable: Flags, aim: float
) -> Flags:
    folds = np.arange(len(right)) % _FIFTH
    routed = np.zeros(len(right), np.bool_)
    for fold in range(_FIFTH):
        others, mine = routable & (folds != fold), routable & (folds == fold)
        threshold = _threshold(confidence[others], right[others], aim)
        if threshold is not None:
            routed[mine] = confidence[mine] >= threshold
    return routed


def _threshold(confidence: Matrix, right: Flags, aim: float) -> float | None:
    """From which confidence on that share was right; a point estimate, no proof."""
    if not len(right):
        return None
    return threshold_at_risk(risk_coverage(confidence, right), round(1 - aim, 12))


def _proved(
    rows: JudgedRows,
    names: tuple[str, ...],
    terms: PromiseTerms,
    profile: ConfidenceProfile | None,
) -> tuple[tuple[Flags, Flags], int]:
    """Rows that proved thresholds route: of all rows, of others; classes with one."""
    can = rows.routable
    routed, apart = np.zeros(len(can), np.bool_), np.zeros(len(can), np.bool_)
    within = rows.answers[can], rows.labels[can]
    classes = promise_thresholds(*within, names, terms, profile).classes
    promised = thresholds_of(classes)
    if promised:
        routed[can] = reaches_threshold(within[0], names, promised)
        apart[can] = cross_fitted_routes(*within, names, terms, profile)
    return (routed, apart), len(promised)
