"""What several answers an example add up to, and how far each reviewer is right."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Consensus", "ConsensusMethod", "ReviewerQuality"]

ConsensusMethod = Literal["crowdlab", "dawid_skene", "single"]
"""CROWDLAB with a model, Dawid-Skene without, or one answer an example at most."""


@dataclass(frozen=True, slots=True)
class ReviewerQuality:
    """How good a reviewer's answers are.

    Attributes
    ----------
    reviewer : int
        His column in the answers.
    quality : float or None
        In [0, 1], the more the better: by Dawid-Skene the probability that an
        answer of his is right, by CROWDLAB a score to rank by, below that
        probability. None where nobody else answered with him and no model judged.
    answers : int
        Examples he answered.
    shared : int
        Of these, how many somebody else answered too. Where it is 0, the quality
        rests on the model alone.
    agreement : float or None
        Share of his shared answers that the consensus agrees with; None without any.
    worst_class : int or None
        The consensus class he most often answers otherwise; None where he never did.
    """

    reviewer: int
    quality: float | None
    answers: int
    shared: int
    agreement: float | None
    worst_class: int | None


@dataclass(frozen=True, slots=True)
class Consensus:
    """One label an example from the answers of several reviewers.

    Attributes
    ----------
    labels : ndarray of int64, shape (n_examples,)
        -1 where nobody answered.
    quality : ndarray of float64, shape (n_examples,)
        In [0, 1]: by Dawid-Skene the probability that the label is right, by
        CROWDLAB a score to rank by; NaN where nothing is known.
    agreement : ndarray of float64, shape (n_examples,)
        Share of the answers that say the same as the consensus; NaN without any.
    answer_quality : ndarray of float64, shape (n_examples, n_reviewers)
        The same of each answer; NaN where there is none.
    reviewers : tuple of ReviewerQuality
        In the order of the columns; those without an answer are left out.
    method : {"crowdlab", "dawid_skene", "single"}
        How it was found.
    """

    labels: NDArray[np.int64]
    quality: NDArray[np.float64]
    agreement: NDArray[np.float64]
    answer_quality: NDArray[np.float64]
    reviewers: tuple[ReviewerQuality, ...]
    method: ConsensusMethod
