"""A curve from how sure a classifier is of its answer to how often it is right.

Calibrating each class against the rest leaves an error in the largest probability,
which is what routing goes by: of each class's small and large probabilities alike one
curve is learnt, but the largest one is large because it was chosen.

References
----------
Kull, Silva Filho & Flach 2017, "Beta calibration", 4 (three parameters, fitted as a
logistic regression). Gupta & Ramdas 2022, "Top-label calibration and
multiclass-to-binary reductions".
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_top_curve", "lift_top"]

Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

_EDGE = 1e-6


def fit_top_curve(confidence: Matrix, right: Flags, knots: Matrix) -> Matrix:
    """Chance to be right at each knot; never falling, shape (n_knots,).

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Largest probabilities, of rows the model was not fitted on.
    right : ndarray of bool, shape (n_rows,)
        Whether the answer is right; where all are, or none is, nothing is learnt.
    knots : ndarray of shape (n_knots,)
        Logits.

    Examples
    --------
    >>> sure = np.repeat([0.6, 0.9], 100)
    >>> right = np.tile(np.arange(100) < 75, 2)
    >>> fit_top_curve(sure, right, np.log([1.5, 9.0])).round(2).tolist()
    [0.75, 0.75]
    """
    from sklearn.linear_model import LogisticRegression

    at_knots = 1.0 / (1.0 + np.exp(-knots))
    if right.all() or not right.any():
        return np.asarray(at_knots)
    kept, features = [0, 1], _features(confidence)
    while True:
        model = LogisticRegression(C=1e3).fit(features[:, kept], right)
        slopes = model.coef_[0]
        if (slopes >= 0).all() or len(kept) == 1:
            break
        kept = [one for one, slope in zip(kept, slopes, strict=True) if slope >= 0]
        if not kept:
            return np.full(len(knots), float(right.mean()))
    margins = _features(at_knots)[:, kept] @ np.maximum(slopes, 0.0)
    chances: Matrix = 1.0 / (1.0 + np.exp(-(margins + model.intercept_[0])))
    return chances


def lift_top(probabilities: Matrix, chances: Matrix) -> Matrix:
    """Rows whose largest probability is that chance; the others keep their ratios.

    The answer stays the same: where the chance is less than that of the second,
    raised as it is then, both are alike.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1; at least two classes.
    chances : ndarray of shape (n_rows,)
        To be right, of each row's answer.

    Examples
    --------
    >>> lift_top(np.array([[0.5, 0.3, 0.2]]), np.array([0.75])).tolist()
    [[0.75, 0.15, 0.1]]
    >>> lift_top(np.array([[0.4, 0.4, 0.2]]), np.array([0.2])).round(3).tolist()
    [[0.4, 0.4, 0.2]]
    """
    rows, best = np.arange(len(probabilities)), probabilities.argmax(axis=1)
    found: Matrix = probabilities.copy()
    found[rows, best] = 0.0
    others, second = found.sum(axis=1), found.max(axis=1)
    others = np.maximum(others, np.finfo(np.float64).tiny)
    lifted = np.maximum(chances, second / (others + second))
    found *= ((1.0 - lifted) / others)[:, None]
    found[rows, best] = lifted
    return found


def _features(confidence: Matrix) -> Matrix:
    inside = np.clip(confidence, _EDGE, 1.0 - _EDGE)
    features: Matrix = np.stack([np.log(inside), -np.log1p(-inside)], axis=1)
    return features
