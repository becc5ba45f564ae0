"""How many more labels it takes until a forecast of the reviews' worth says something.

Nothing here promises it: the fitted curve is read off further on as if it held.
"""

import math
from collections.abc import Callable, Sequence

from sdml.analytics.learning_curve import fit_curve
from sdml.analytics.review_economics import forecast_gain
from sdml.errors import NotEnoughData
from sdml.records.agreement import CurvePoint

__all__ = ["labels_needed"]

STEP, FURTHEST = 1.25, 64.0


def labels_needed(
    points: Sequence[CurvePoint],
    worth: float,
    held_back: Callable[[float], float],
    *,
    reviews: int = 100,
) -> int | None:
    """About how many more approved labels until the stop rule can decide.

    The points are moved on along the fitted curve, and each becomes as much surer
    as more labels would be held back to judge it; the first curve that decides is
    the answer. It is looked for in steps of a quarter, up to 64 times as many labels.

    Parameters
    ----------
    points : sequence of CurvePoint
        The learning curve so far, in any order.
    worth : float
        The smallest gain worth these reviews, in the metric's unit; above 0.
    held_back : callable
        How many labels judge a curve, by how many there are to learn from.
    reviews : int
        How many labels the forecast is for.

    Returns
    -------
    int or None
        0 where it can decide now; None where no fit is possible or it stays open
        as far as was looked. Two digits of it count.

    Examples
    --------
    >>> points = [CurvePoint(n, 0.8 - 2 * n**-0.7, 0.03) for n in (80, 160, 320, 640)]
    >>> labels_needed(points, 0.005, lambda labels: 0.4 * labels)
    510
    >>> labels_needed(points[:3], 0.005, lambda labels: 0.4 * labels) is None
    True
    """
    try:
        fit = fit_curve(points)
    except NotEnoughData:
        return None
    now = max(point.n_labels for point in points)
    factor = 1.0
    while factor <= FURTHEST:
        surer = math.sqrt(held_back(now) / held_back(now * factor))
        later = [
            point
            if factor == 1
            else CurvePoint(
                round(point.n_labels * factor),
                float(fit.at(point.n_labels * factor)[0]),
                point.standard_error * surer,
            )
            for point in points
        ]
        if forecast_gain(later, worth, reviews=reviews).decision != "not_enough_data":
            more = now * (factor - 1) + held_back(now * factor) - held_back(now)
            return _two_digits(more)
        factor *= STEP
    return None


def _two_digits(number: float) -> int:
    """The number rounded up to two digits.

    Examples
    --------
    >>> _two_digits(1234.0), _two_digits(7.2), _two_digits(0.0)
    (1300, 8, 0)
    """
    if number <= 0:
        return 0
    place = float(10 ** max(math.floor(math.log10(number)) - 1, 0))
    return round(math.ceil(number / place) * place)
