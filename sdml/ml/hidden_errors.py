"""How often a wrong prediction passes for right, told by examples reviewed twice.

A label that confirms a wrong prediction hides an error from every proof that trusts
labels. Where two people answered the same card, the first one's contradiction shows
a prediction to be wrong, and the second one's answer whether that would have been
hidden had there been no first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["FEWEST_CONTRADICTED", "DoubleReview", "HiddenErrors", "hidden_errors"]

FEWEST_CONTRADICTED = 20
"""Predictions contradicted by the first answer, below which nothing is concluded."""

_CONFIDENCE, _MOST = 0.9, 0.99


@dataclass(frozen=True, slots=True)
class DoubleReview:
    """Two answers, by two people, to one card that showed a prediction.

    Attributes
    ----------
    predicted : str
        What the card showed.
    first, second : str or None
        The answers in their order; None is a vote to drop the example.
    """

    predicted: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class HiddenErrors:
    """What double reviews say of wrong predictions that labels confirm.

    Attributes
    ----------
    contradicted : int
        Predictions that the first answer contradicted.
    confirmed : int
        How many of those the second answer agreed with.
    share : float
        Of the wrong predictions, the share that a label confirms: the upper end at
        90 %, one-sided; 0 below 20 contradicted ones, which would say anything.
    """

    contradicted: int
    confirmed: int
    share: float


def hidden_errors(reviews: Sequence[DoubleReview]) -> HiddenErrors:
    """Share of wrong predictions that a review confirms.

    Where it is the first answer that erred, an agreeing second one is counted too:
    the share is rather too large than too small.

    Parameters
    ----------
    reviews : sequence of DoubleReview
        The two people answered without seeing each other's answer.

    References
    ----------
    Clopper & Pearson 1934 (the upper end).

    Examples
    --------
    >>> agreed, split = DoubleReview("vpn", "lan", "lan"), DoubleReview("a", "b", "a")
    >>> found = hidden_errors([agreed] * 27 + [split] * 3)
    >>> found.contradicted, found.confirmed, round(found.share, 3)
    (30, 3, 0.209)
    >>> hidden_errors([split] * 3).share
    0.0
    """
    against = [one for one in reviews if one.first not in (one.predicted, None)]
    n = len(against)
    confirmed = sum(one.second == one.predicted for one in against)
    return HiddenErrors(n, confirmed, _upper_end(confirmed, n))


def _upper_end(successes: int, n: int) -> float:
    from scipy.stats import beta

    if n < FEWEST_CONTRADICTED:
        return 0.0
    if successes == n:
        return _MOST
    return min(float(beta.ppf(_CONFIDENCE, successes + 1, n - successes)), _MOST)
