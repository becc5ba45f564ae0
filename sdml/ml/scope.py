"""How far a text is from what a model has learnt: its out-of-scope score."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.classifier import TextClassifier
from sdml.ml.ngrams import encode_texts

__all__ = ["scope_limit", "scope_scores"]

Matrix: TypeAlias = NDArray[np.float64]

LEFT_OUT = 0.02
"""Share of the model's own kind of texts that may fall out of scope."""

_FEWEST = 50


def scope_scores(model: TextClassifier, texts: Sequence[str]) -> Matrix:
    """Share of each text's words that the model does not know, shape (n_texts,).

    In [0, 1]; 1 where it knows none, or there is none.

    Parameters
    ----------
    model : TextClassifier
        Whose vocabulary.
    texts : sequence of str
        Any texts.
    """
    encoded = encode_texts(texts)
    is_known = np.isin(encoded.words, model.vocabulary.words)[encoded.ids]
    text = np.repeat(np.arange(encoded.size), np.diff(encoded.ends))
    known = np.bincount(text, is_known, minlength=encoded.size)
    shares: Matrix = 1 - known / np.maximum(np.diff(encoded.ends), 1)
    return shares


def scope_limit(scores: Matrix) -> float | None:
    """Largest score that is in scope: 2 % of these texts are beyond it.

    Parameters
    ----------
    scores : ndarray of float64, shape (n_texts,)
        Of texts that the model is made for and has never seen.

    Returns
    -------
    float or None
        Below 1, so that a text without a known word is never in scope; None for
        fewer than 50 texts.

    Examples
    --------
    >>> scope_limit(np.arange(100) / 100)
    0.97
    """
    if len(scores) < _FEWEST:
        return None
    beyond = int(np.floor(LEFT_OUT * len(scores)))
    limit = float(np.sort(scores)[len(scores) - 1 - beyond])
    return min(limit, float(np.nextafter(1.0, 0.0)))
