"""The inverse power law ``a - b n^-c`` fitted to a learning curve, and its spread.

The letters are those of the formula: a is the ceiling, b what labels can still win,
c how fast they do. b is at least 0: right labels never make the curve fall.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData, ParameterError
from sdml.records.agreement import CurvePoint

__all__ = ["LEAST_POINTS", "CurveFit", "draw_curves", "fit_curve"]

Matrix: TypeAlias = NDArray[np.float64]

LEAST_POINTS = 4
_DECAYS = np.geomspace(0.05, 3.0, 60)
_ROUNDS = 8
_HUBER = 1.345


@dataclass(frozen=True, slots=True)
class CurveFit:
    """Curves ``a - b (n / n_0)^-c``, one or many that were fitted alike.

    Attributes
    ----------
    a, b, c : ndarray of shape (n_curves,)
        Ceiling, loss at the first point, decay.
    first : float
        n_0, the labels of the first point.
    labels, values, errors : ndarray of shape (n_points,)
        The points, by labels; errors already widened where the points scatter
        more than their standard errors say.
    weights : ndarray of shape (n_points,)
        What each point counted; outliers count less.
    highest : float
        The value no curve goes beyond.
    """

    a: Matrix
    b: Matrix
    c: Matrix
    first: float
    labels: Matrix
    values: Matrix
    errors: Matrix
    weights: Matrix
    highest: float

    def at(self, n_labels: float) -> Matrix:
        """The curves' values with so many labels, shape (n_curves,)."""
        found: Matrix = self.a - self.b * (n_labels / self.first) ** -self.c
        return found

    def gain(self, now: float, then: float) -> Matrix:
        """What the curves rise between two numbers of labels."""
        return self.at(then) - self.at(now)


def fit_curve(points: Sequence[CurvePoint], highest: float = 1.0) -> CurveFit:
    """The curve nearest to the points, by least squares with Huber's weights.

    Parameters
    ----------
    points : sequence of CurvePoint
        In any order, at least four different numbers of labels.
    highest : float
        The best value the metric can have.

    Raises
    ------
    NotEnoughData
        With fewer than four different numbers of labels.
    ParameterError
        On a number of labels below 1 or a standard error that is not above 0.

    References
    ----------
    Figueroa et al. 2012, "Predicting sample size required for classification
    performance", BMC Medical Informatics and Decision Making 12; Huber 1964,
    "Robust estimation of a location parameter".

    Examples
    --------
    >>> points = [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.01) for n in (50, 100, 200, 400)]
    >>> fit = fit_curve(points)
    >>> round(float(fit.a[0]), 2), round(float(fit.c[0]), 2)
    (0.9, 0.5)
    """
    labels, values, errors = _columns(points)
    weights = errors**-2
    for _ in range(_ROUNDS):
        a, b, c = _nearest(labels, values[None, :], weights, highest)
        fitted = a[0] - b[0] * (labels / labels[0]) ** -c[0]
        off = np.abs(values - fitted) / errors
        scale = max(1.0, 1.4826 * float(np.median(off)))
        weights = errors**-2 * np.minimum(1.0, _HUBER * scale / np.maximum(off, 1e-12))
    # Beyond what the standard errors explain; outliers count as they did.
    excess = float((weights * (values - fitted) ** 2).sum())
    widened = errors * max(1.0, np.sqrt(excess / max(len(labels) - 3, 1)))
    return CurveFit(a, b, c, labels[0], labels, values, widened, weights, highest)


def draw_curves(fit: CurveFit, draws: int, seed: int) -> CurveFit:
    """Curves fitted to points that were drawn around the fitted curve.

    Parameters
    ----------
    fit : CurveFit
        Of one curve.
    draws : int
        How many.
    seed : int
        Of the draws.

    Returns
    -------
    CurveFit
        With `draws` curves.

    References
    ----------
    Efron & Tibshirani 1993, "An introduction to the bootstrap", section 6.5.

    Examples
    --------
    >>> points = [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.01) for n in (50, 100, 200, 400)]
    >>> draw_curves(fit_curve(points), 20, seed=1).gain(400, 500).shape
    (20,)
    """
    random = np.random.default_rng(seed)
    centre = fit.a[0] - fit.b[0] * (fit.labels / fit.first) ** -fit.c[0]
    noise = random.standard_normal((draws, len(fit.labels)))
    drawn = centre + noise * fit.errors
    a, b, c = _nearest(fit.labels, drawn, fit.weights, fit.highest)
    return replace(fit, a=a, b=b, c=c)


def _columns(points: Sequence[CurvePoint]) -> tuple[Matrix, Matrix, Matrix]:
    for point in points:
        if point.n_labels < 1 or not point.standard_error > 0:
            raise ParameterError(
                f"curve point with {point.n_labels} labels and standard error "
                f"{point.standard_error}: labels must be at least 1, the error above 0"
            )
    different = len({point.n_labels for point in points})
    if different < LEAST_POINTS:
        raise NotEnoughData(
            f"{different} different numbers of labels on the learning curve: "
            f"a forecast needs at least {LEAST_POINTS}"
        )
    ordered = sorted(points, key=lambda point: point.n_labels)
    table = np.array([[p.n_labels, p.value, p.standard_error] for p in ordered], float)
    return table[:, 0], table[:, 1], table[:, 2]


def _nearest(
    labels: Matrix, values: Matrix, weights: Matrix, highest: float
) -> tuple[Matrix, Matrix, Matrix]:
    """a, b, c of each row of values (n_curves, n_points): a grid of c, then finer."""
    step = float(_DECAYS[1] / _DECAYS[0])
    decays = np.broadcast_to(_DECAYS, (len(values), len(_DECAYS)))
    a, b, c = _best_line(labels, values, weights, decays, highest)
    for width in (step, step**0.1):
        around = width ** np.linspace(-1, 1, 21)
        decays = np.clip(c[:, None] * around, _DECAYS[0], _DECAYS[-1])
        a, b, c = _best_line(labels, values, weights, decays, highest)
    return a, b, c


def _best_line(
    labels: Matrix, values: Matrix, weights: Matrix, decays: Matrix, highest: float
) -> tuple[Matrix, Matrix, Matrix]:
    a, b, loss = _lines(labels, values, weights, decays, highest)
    rows, best = np.arange(len(values)), loss.argmin(axis=1)
    return a[rows, best], b[rows, best], decays[rows, best]


def _lines(
    labels: Matrix, values: Matrix, weights: Matrix, decays: Matrix, highest: float
) -> tuple[Matrix, Matrix, Matrix]:
    """For a given c the curve is a line in ``x = (n / n_0)^-c``: a, b and the loss.

    All of shape (n_curves, n_decays); a at most `highest`, b at least 0.
    """
    x = (labels / labels[0]) ** -decays[:, :, None]
    share = weights / weights.sum()
    x_mean, y_mean = x @ share, (values @ share)[:, None]
    apart = x - x_mean[:, :, None]
    with_y = (apart * (values - y_mean)[:, None, :]) @ share
    b = np.maximum(-with_y / np.maximum((apart**2) @ share, 1e-300), 0.0)
    a = y_mean + b * x_mean
    capped = (x * (highest - values)[:, None, :]) @ share / ((x**2) @ share)
    b = np.where(a > highest, np.maximum(capped, 0.0), b)
    a = np.minimum(a, highest)
    off = values[:, None, :] - (a[:, :, None] - b[:, :, None] * x)
    return a, b, (off**2) @ share
