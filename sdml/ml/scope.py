"""How far a text is from what a model has learnt: its out-of-scope score.

Two things make a text strange: words that the model does not know, and answers that
none of its members is inclined to. A probability cannot say the latter, since it sums
to 1 over the classes; a member's largest score can. Members that read embeddings
are left out: what they say of texts far from all they learnt is arbitrary.

References
----------
Hendrycks, Basart, Mazeika et al. 2022, "Scaling Out-of-Distribution Detection for
Real-World Settings", 3 (the maximum logit).
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.members import MEMBER_VIEWS, Member
from sdml.ml.ngrams import EncodedTexts, Vocabulary

__all__ = ["scope_limit", "scope_scores"]

Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

LEFT_OUT = 0.02
"""Share of the model's own kind of texts that may fall out of scope."""

INCLINATION = 0.03
"""What a unit of log-odds weighs beside the share of unknown words: in texts of the
model's own kind both then vary alike."""

_FEWEST = 50


def scope_scores(
    vocabulary: Vocabulary,
    encoded: EncodedTexts,
    members: Sequence[tuple[Member, Floats]],
) -> Matrix:
    """Out-of-scope score of each text, shape (n_texts,); the larger the stranger.

    The share of its words that the model does not know, less what its members that
    read words are inclined to; infinite where it knows none, or there is none.

    Parameters
    ----------
    vocabulary : Vocabulary
        What the model knows.
    encoded : EncodedTexts
        The texts.
    members : sequence of tuple of Member and ndarray of shape (n_texts, n_classes)
        The model's members with their scores of the texts.
    """
    is_known = np.isin(encoded.words, vocabulary.words)[encoded.ids]
    text = np.repeat(np.arange(encoded.size), np.diff(encoded.ends))
    known = np.bincount(text, is_known, minlength=encoded.size)
    scores: Matrix = 1 - known / np.maximum(np.diff(encoded.ends), 1)
    inclined = [
        found.max(axis=1) / member.temperature
        for member, found in members
        if MEMBER_VIEWS[member.kind] != "vectors"
    ]
    if inclined:
        scores -= INCLINATION * np.mean(inclined, axis=0)
    scores[known == 0] = np.inf
    return scores


def scope_limit(scores: Matrix) -> float | None:
    """Largest score that is in scope: 2 % of these texts are beyond it.

    Parameters
    ----------
    scores : ndarray of float64, shape (n_texts,)
        Of texts that the model is made for and has never seen.

    Returns
    -------
    float or None
        Finite, so that a text without a known word is never in scope; None for
        fewer than 50 texts that have one.

    Examples
    --------
    >>> scope_limit(np.arange(100) / 100)
    0.97
    """
    known = np.sort(scores[np.isfinite(scores)])
    if len(known) < _FEWEST:
        return None
    beyond = int(np.floor(LEFT_OUT * len(scores)))
    return float(known[min(len(scores) - 1 - beyond, len(known) - 1)])
