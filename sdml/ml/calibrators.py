"""Calibration of each class against the rest, and which way is used, and why.

The ways, from the simplest: none; a temperature; class biases as well; a sigmoid a
class; an isotonic curve a class; and after either of these a curve of the most probable
class. How many rows the rarest class has says which may be tried at all; a nested
check on other folds says which is used.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.calibration import Scaling, fit_scaling, fit_temperature
from sdml.ml.calibration_error import equal_width_error, top_label
from sdml.ml.top_curve import fit_top_curve, lift_top

__all__ = [
    "CalibrationScore",
    "Calibrator",
    "ChosenCalibrator",
    "ClassCurves",
    "choose_calibrator",
    "fit_isotonic",
    "fit_sigmoid",
    "with_top_curve",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_FLOOR = 1e-12
_EDGE = 1e-9  # logits are taken of probabilities in [edge, 1 - edge]
_KNOTS = np.linspace(-25.0, 25.0, 401)
FEWEST_OF_A_CLASS = {
    "none": 0,
    "temperature": 0,
    "bias": 5,
    "sigmoid": 20,
    "sigmoid, top": 50,
    "isotonic": 200,
    "isotonic, top": 200,
}
"""Rows of the rarest class from which a way is tried: more parameters need more."""


@dataclass(frozen=True, slots=True)
class ClassCurves:
    """A rising curve for each class from its logit to a probability.

    Attributes
    ----------
    x, y : ndarray of float64, shape (n_knots,)
        Knots of all classes one after the other: logits, and probabilities;
        between knots it is linear, outside constant. One more curve, where there
        is one, takes the logit of the most probable class, once rows sum to 1, to
        the chance that it is right.
    ends : ndarray of int64, shape (n_classes + 1,) or (n_classes + 2,)
        Where each curve's knots begin and end.
    """

    x: Matrix
    y: Matrix
    ends: Ints

    def apply(self, probabilities: Matrix) -> Matrix:
        """Calibrated probabilities, shape (n_rows, n_classes); rows sum to 1."""
        logits = _logits(probabilities)
        columns = [self._curve(k, logits[:, k]) for k in range(logits.shape[1])]
        found: Matrix = np.maximum(np.stack(columns, axis=1), _FLOOR)
        found /= found.sum(axis=1, keepdims=True)
        if len(self.ends) == len(columns) + 1 or not len(found):
            return found
        return lift_top(found, self._curve(len(columns), _logits(found.max(axis=1))))

    def _curve(self, number: int, logits: Matrix) -> Matrix:
        mine = slice(self.ends[number], self.ends[number + 1])
        curve: Matrix = np.interp(logits, self.x[mine], self.y[mine])
        return curve


Calibrator: TypeAlias = Scaling | ClassCurves
Fit: TypeAlias = Callable[[Matrix, Ints], Calibrator]


@dataclass(frozen=True, slots=True)
class CalibrationScore:
    """How a way did on folds that it was not fitted on.

    Attributes
    ----------
    way : str
        A key of `FEWEST_OF_A_CLASS`.
    log_loss, ece : float
        Over all rows.
    """

    way: str
    log_loss: float
    ece: float


@dataclass(frozen=True, slots=True)
class ChosenCalibrator:
    """The calibration that is used, and what it was compared with.

    Attributes
    ----------
    way : str
        Which one.
    calibrator : Scaling or ClassCurves
        Fitted on all rows.
    contest : tuple of CalibrationScore
        All that were tried.
    """

    way: str
    calibrator: Calibrator
    contest: tuple[CalibrationScore, ...]


def fit_sigmoid(probabilities: Matrix, labels: Ints) -> ClassCurves:
    """A sigmoid of each class's logit, each class against the rest.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Of rows the model was not fitted on.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; each class has a row.

    References
    ----------
    Platt 1999; Zadrozny & Elkan 2002 (one against the rest, normalised).
    """
    from sklearn.linear_model import LogisticRegression

    logits = _logits(probabilities)
    curves = []
    for k in range(logits.shape[1]):
        model = LogisticRegression(C=100.0).fit(logits[:, k : k + 1], labels == k)
        slope = max(float(model.coef_[0, 0]), 0.0)
        margin = slope * _KNOTS + float(model.intercept_[0])
        curves.append((_KNOTS, 1.0 / (1.0 + np.exp(-margin))))
    return _joined(curves)


def fit_isotonic(probabilities: Matrix, labels: Ints) -> ClassCurves:
    """Isotonic regression of each class on its logit, each class against the rest.

    No probability of 0 or 1 is learnt: the ends stay one row in ``n + 2`` away.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Of rows the model was not fitted on.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.

    References
    ----------
    Zadrozny & Elkan 2002, "Transforming Classifier Scores into Accurate Multiclass
    Probability Estimates".
    """
    from sklearn.isotonic import IsotonicRegression

    logits = _logits(probabilities)
    edge = 1.0 / (len(labels) + 2)
    curves = []
    for k in range(logits.shape[1]):
        model = IsotonicRegression(y_min=edge, y_max=1.0 - edge)
        model.fit(logits[:, k], labels == k)
        curves.append((model.X_thresholds_, model.y_thresholds_))
    return _joined(curves)


def with_top_curve(
    curves: ClassCurves, probabilities: Matrix, labels: Ints
) -> ClassCurves:
    """The same curves, and after them one of the most probable class.

    Parameters
    ----------
    curves : ClassCurves
        Fitted on these rows.
    probabilities : ndarray of shape (n_rows, n_classes)
        Before any calibration.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    """
    confidence, right = top_label(curves.apply(probabilities), labels)
    chances = fit_top_curve(confidence, right, _KNOTS)
    return ClassCurves(
        np.append(curves.x, _KNOTS),
        np.append(curves.y, chances),
        np.append(curves.ends, len(curves.x) + len(_KNOTS)),
    )


def choose_calibrator(
    probabilities: Matrix, labels: Ints, folds: Ints
) -> ChosenCalibrator:
    """The way that helps most on folds it was not fitted on, fitted on all rows.

    Each way for which the rarest class has enough rows is fitted on all folds but
    one and judged on that one, in turn. A way that makes the log loss worse than no
    calibration is not used, nor one that makes the ECE (top label, equal width)
    worse by more than the standard error of the accuracy: the gaps that it sums are
    no better known than that. Among the others the least log loss wins.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Out-of-fold probabilities.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    folds : ndarray of int64, shape (n_rows,)
        Fold numbers; one fold proves nothing, and nothing is used.
    """
    ways = _ways(probabilities.shape[1])
    rarest = int(np.bincount(labels, minlength=probabilities.shape[1]).min())
    several = len(np.unique(folds)) > 1
    tried = [
        way
        for way, fewest in FEWEST_OF_A_CLASS.items()
        if way == "none" or (several and rarest >= fewest)
    ]
    contest = tuple(
        _judged(way, ways[way], probabilities, labels, folds) for way in tried
    )
    none, chance = contest[0], _standard_error(probabilities, labels)
    helpful = [
        score
        for score in contest
        if score.log_loss <= none.log_loss and score.ece <= none.ece + chance
    ]
    won = min(helpful, key=lambda score: score.log_loss)
    return ChosenCalibrator(won.way, ways[won.way](probabilities, labels), contest)


def _standard_error(probabilities: Matrix, labels: Ints) -> float:
    """Of the accuracy."""
    accuracy = float((probabilities.argmax(axis=1) == labels).mean())
    return math.sqrt(accuracy * (1 - accuracy) / len(labels))


def _ways(n_classes: int) -> Mapping[str, Fit]:
    level = np.zeros(n_classes)

    def by_temperature(some: Matrix, labels: Ints) -> Scaling:
        return Scaling(fit_temperature(_logs(some), labels), level)

    def followed_by_top(fit: Callable[[Matrix, Ints], ClassCurves]) -> Fit:
        return lambda some, labels: with_top_curve(fit(some, labels), some, labels)

    return {
        "none": lambda *_: Scaling(1.0, level),
        "temperature": by_temperature,
        "bias": lambda some, labels: fit_scaling(_logs(some), labels),
        "sigmoid": fit_sigmoid,
        "sigmoid, top": followed_by_top(fit_sigmoid),
        "isotonic": fit_isotonic,
        "isotonic, top": followed_by_top(fit_isotonic),
    }


def _judged(
    way: str, fit: Fit, probabilities: Matrix, labels: Ints, folds: Ints
) -> CalibrationScore:
    answers = np.empty_like(probabilities)
    for fold in np.unique(folds):
        held = folds == fold
        fitted = fit(probabilities[~held], labels[~held])
        answers[held] = fitted.apply(probabilities[held])
    chosen = np.maximum(answers[np.arange(len(labels)), labels], _FLOOR)
    error = equal_width_error(*top_label(answers, labels))
    return CalibrationScore(way, float(-np.log(chosen).mean()), error)


def _joined(curves: list[tuple[Matrix, Matrix]]) -> ClassCurves:
    ends = np.cumsum([0, *(len(x) for x, _ in curves)])
    return ClassCurves(
        np.concatenate([x for x, _ in curves]).astype(np.float64),
        np.concatenate([y for _, y in curves]).astype(np.float64),
        ends.astype(np.int64),
    )


def _logs(probabilities: Matrix) -> Matrix:
    logs: Matrix = np.log(np.maximum(probabilities, _FLOOR))
    return logs


def _logits(probabilities: Matrix) -> Matrix:
    inside = np.clip(probabilities, _EDGE, 1.0 - _EDGE)
    logits: Matrix = np.log(inside) - np.log1p(-inside)
    return logits
