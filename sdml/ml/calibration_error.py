"""How far a classifier's confidence is from its accuracy: binned and smooth errors.

All are in [0, 1], and 0 for a calibrated classifier with rows without end. Top-label
errors look at the confidence of the answer alone; the class-wise one at every
probability. A bin is open below and closed above.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BINS",
    "classwise_error",
    "equal_mass_error",
    "equal_width_error",
    "maximum_error",
    "smooth_error",
    "top_label",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

BINS = 15
_GRID = 1_024  # cells of [0, 1]: far narrower than any width that comes out
_HALVINGS = 20


def top_label(probabilities: Matrix, labels: Ints) -> tuple[Matrix, Flags]:
    """Confidence of each answer, and whether it is right.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.

    Examples
    --------
    >>> confidence, right = top_label(np.array([[0.2, 0.8]]), np.array([1]))
    >>> confidence.tolist(), right.tolist()
    ([0.8], [True])
    """
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels


def equal_width_error(confidence: Matrix, right: Flags, bins: int = BINS) -> float:
    """Mean gap between confidence and accuracy over bins of equal width (ECE).

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Probability that was given to the event.
    right : ndarray of bool, shape (n_rows,)
        Whether it came about.
    bins : int
        How many.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger 2017, section 2.

    Examples
    --------
    >>> confidence, right = np.array([0.95, 0.95]), np.array([True, False])
    >>> round(equal_width_error(confidence, right), 2)
    0.45
    """
    gaps = np.bincount(_equal_width(confidence, bins), confidence - right)
    return float(np.abs(gaps).sum() / len(confidence))


def equal_mass_error(confidence: Matrix, right: Flags, bins: int = BINS) -> float:
    """Mean gap between confidence and accuracy over bins of equally many rows.

    Rows of one confidence share a bin, so the bins may differ.

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Probability that was given to the event.
    right : ndarray of bool, shape (n_rows,)
        Whether it came about.
    bins : int
        How many at most.

    References
    ----------
    Roelofs, Cain, Shlens & Mozer 2022, "Mitigating Bias in Calibration Error
    Estimation", 3 (equal mass).

    Examples
    --------
    >>> sure, right = np.array([0.6, 0.6, 0.9, 0.9]), np.array([1, 0, 1, 1], bool)
    >>> round(equal_mass_error(sure, right, bins=2), 3)
    0.1
    """
    gaps = np.bincount(_equal_mass(confidence, bins), confidence - right)
    return float(np.abs(gaps).sum() / len(confidence))


def classwise_error(probabilities: Matrix, labels: Ints, bins: int = BINS) -> float:
    """Mean over classes of the equal-width error of each class's probability.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Rows sum to 1.
    labels : ndarray of int64, shape (n_rows,)
        The true classes.
    bins : int
        For each class.

    References
    ----------
    Kull, Perello-Nieto et al. 2019, "Beyond temperature scaling", 2 (class-wise).

    Examples
    --------
    >>> answers = np.array([[0.8, 0.2], [0.8, 0.2]])
    >>> round(classwise_error(answers, np.array([0, 1])), 3)
    0.3
    """
    n, n_classes = probabilities.shape
    place = _equal_width(probabilities, bins) + np.arange(n_classes) * bins
    gap = probabilities.copy()
    gap[np.arange(n), labels] -= 1.0
    gaps = np.bincount(place.ravel(), gap.ravel())
    return float(np.abs(gaps).sum() / n / n_classes)


def maximum_error(confidence: Matrix, right: Flags, bins: int = BINS) -> float:
    """Largest gap between confidence and accuracy in a bin of equally many rows (MCE).

    In bins of equal width the largest gap is that of whichever bin has the fewest
    rows; bins of equally many rows compare like with like.

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Probability that was given to the event.
    right : ndarray of bool, shape (n_rows,)
        Whether it came about.
    bins : int
        How many at most.

    Examples
    --------
    >>> sure, right = np.array([0.6, 0.6, 0.9, 0.9]), np.array([1, 1, 1, 1], bool)
    >>> round(maximum_error(sure, right, bins=2), 3)
    0.4
    """
    place = _equal_mass(confidence, bins)
    n = np.bincount(place)
    gaps = np.abs(np.bincount(place, confidence - right))
    return float((gaps[n > 0] / n[n > 0]).max())


def smooth_error(confidence: Matrix, right: Flags) -> float:
    """SmoothECE: the gap between confidence and accuracy, smoothed, without bins.

    The residuals are spread by a Gaussian that is reflected at 0 and 1; its width
    sigma is the one at which the error is sigma itself, so there is none to choose.
    Reflected Gaussians are the heat kernel of an interval: cosines are its
    eigenfunctions, and one cosine transform applies any width.

    Parameters
    ----------
    confidence : ndarray of shape (n_rows,)
        Probability that was given to the event, in [0, 1].
    right : ndarray of bool, shape (n_rows,)
        Whether it came about.

    References
    ----------
    Blasiok & Nakkiran 2023, "Smooth ECE: Principled Reliability Diagrams via Kernel
    Smoothing", definitions 3 to 5 (``smECE`` with the reflected kernel).

    Examples
    --------
    >>> sure, right = np.full(1_000, 0.9), np.arange(1_000) % 10 < 6
    >>> round(smooth_error(sure, right), 2)
    0.3
    """
    from scipy.fft import dct, idct

    cells = np.minimum((confidence * _GRID).astype(np.int64), _GRID - 1)
    residuals = np.bincount(cells, right - confidence, minlength=_GRID)
    waves = dct(residuals / len(confidence), norm="ortho")
    decay = -((np.pi * np.arange(_GRID)) ** 2) / 2

    def error(sigma: float) -> float:
        smoothed = idct(waves * np.exp(decay * sigma**2), norm="ortho")
        return float(np.abs(smoothed).sum())

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if error(middle) > middle:  # the error falls as the width grows
            low = middle
        else:
            high = middle
    return high


def _equal_width(confidence: Matrix, bins: int) -> Ints:
    edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    return np.searchsorted(edges, confidence, side="left")


def _equal_mass(confidence: Matrix, bins: int) -> Ints:
    shares = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    edges = np.quantile(confidence, shares, method="inverted_cdf")
    return np.searchsorted(edges, confidence, side="left")
