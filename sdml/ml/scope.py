"""Whether a text is a case for the model at all: a score that grows as it is less so.

Two things tell. The energy of the members' scores is high where no class claims the
text, as for a class the model has never seen; the share of words that the model does
not know is high where the text is of another subject or language. A probability
alone tells neither: it is shared out among the known classes whatever the text.

References
----------
Liu, Wang, Owens & Li 2020, "Energy-based Out-of-distribution Detection", 3.1.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.classifier import TextClassifier
from sdml.ml.contest import Counted, views_of
from sdml.ml.ngrams import EncodedTexts, count_ngrams, encode_texts

__all__ = ["fit_scope_threshold", "scope_scores"]

Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

# So much energy is a text of unknown words alone worth. On public tickets of one
# desk against other subjects, 8 tells nearly all of these and costs nothing where
# only the class is new.
UNKNOWN_WEIGHT = 8.0
_BATCH = 4_096


def scope_scores(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None = None
) -> Matrix:
    """How far each text is from what the model learnt; higher is further out.

    Parameters
    ----------
    model : TextClassifier
        Whose scope.
    texts : sequence of str
        Any texts; one without a known word is out of every scope.
    vectors : ndarray of float32, shape (n_texts, dimension), optional
        Embeddings of the same texts, where the model needs them.

    Returns
    -------
    ndarray of float64, shape (n_texts,)
        Energy plus the weighted share of unknown words; infinite without a known
        word.
    """
    parts = [np.empty(0)]
    for at in range(0, len(texts), _BATCH):
        here = None if vectors is None else vectors[at : at + _BATCH]
        parts.append(_scores(model, texts[at : at + _BATCH], here))
    return np.concatenate(parts)


def fit_scope_threshold(scores: Matrix, keep: float = 0.99) -> float:
    """The score that a share ``keep`` of in-scope texts stays at or below.

    Parameters
    ----------
    scores : ndarray of float64, shape (n_texts,)
        Of texts that are cases for the model and that it has not learnt from.
    keep : float
        In (0, 1): so many of them may still be automatic.

    Examples
    --------
    >>> fit_scope_threshold(np.arange(100.0), 0.9)
    90.0
    """
    order = np.sort(scores)
    # The conformal rank: for a new text of the same kind the share holds as well.
    rank = min(int(np.ceil(keep * (len(order) + 1))), len(order))
    return float(order[rank - 1])


def _scores(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None
) -> Matrix:
    encoded = encode_texts(texts)
    counted = Counted(*count_ngrams(encoded, model.vocabulary), vectors)
    views = views_of(counted, model.word_weights, model.letter_weights)
    scores = np.mean(
        [member.scores(views) / member.temperature for member in model.members], axis=0
    )
    unknown = _unknown_shares(encoded, model)
    found: Matrix = -np.logaddexp.reduce(scores, axis=1) + UNKNOWN_WEIGHT * unknown
    found[unknown == 1.0] = np.inf
    return found


def _unknown_shares(encoded: EncodedTexts, model: TextClassifier) -> Matrix:
    """Share of each text's distinct words that the model does not know."""
    known = np.isin(encoded.words, model.vocabulary.words)
    shares = np.ones(encoded.size)
    for number, (start, end) in enumerate(
        zip(encoded.ends[:-1].tolist(), encoded.ends[1:].tolist(), strict=True)
    ):
        if end > start:
            shares[number] = 1.0 - known[np.unique(encoded.ids[start:end])].mean()
    return shares
