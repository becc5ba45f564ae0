"""Latent semantic analysis: an embedder fitted on a tenant's own texts.

TF-IDF over words and their pairs and over characters in words, reduced by a
truncated SVD. Columns are hashes of words, never the words themselves, so a
fitted model carries no readable text; e-mail addresses, numbers and the like are
masked before even the hashes are taken.

References
----------
Deerwester et al. (1990), "Indexing by Latent Semantic Analysis", JASIS 41(6).
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData
from sdml.ml.text import mask_personal
from sdml.records.embedding import LsaModel, TextKind, Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["LsaEmbedder", "fit_lsa"]

DIMENSIONS = 256
_BUCKETS = 1 << 22
_MAX_COLUMNS = 60_000
_SMALL = 100  # under so many texts, words that occur once are kept


class LsaEmbedder:
    """An `Embedder` over a fitted model; queries and passages are alike.

    Parameters
    ----------
    model : LsaModel
        Fitted by `fit_lsa`.
    """

    name = "lsa"

    def __init__(self, model: LsaModel) -> None:
        self.model = model
        self.dimension = int(model.components.shape[1])
        digest = hashlib.sha256()
        for part in (model.columns, model.idf, model.components):
            digest.update(np.ascontiguousarray(part).tobytes())
        self.version = f"{digest.hexdigest()[:8]}-none-0-fp32"

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Unit vectors of shape (n_texts, dimension); see `Embedder.encode`.

        A text that shares nothing with the fitted ones gets the vector whose
        entries are all equal.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        model = self.model
        weighted = _weigh(_count(texts)[:, model.columns], model.columns, model.idf)
        vectors = np.ascontiguousarray(weighted @ model.components, dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1)
        vectors[norms < 1e-6] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def fit_lsa(
    texts: Sequence[str], *, dimensions: int = DIMENSIONS, seed: int = 0
) -> LsaModel:
    """Reduction of texts to their strongest topics.

    Parameters
    ----------
    texts : sequence of str
        At least two that differ.
    dimensions : int
        Length of the vectors; less where there are fewer texts.
    seed : int
        Of the randomised SVD.

    Raises
    ------
    NotEnoughData
        There are fewer than two texts, or they hold no words.

    Examples
    --------
    >>> model = fit_lsa(["printer jam", "printer broken", "password reset"] * 3)
    >>> near, far = LsaEmbedder(model).encode(["the printer", "reset it"], "query")
    >>> bool(near @ far < 0.5)
    True
    """
    from sklearn.utils.extmath import randomized_svd

    if len(texts) < 2:
        raise _too_few(len(texts), 0)
    counts = _count(texts)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.flatnonzero(frequency >= (2 if len(texts) >= _SMALL else 1))
    if len(columns) < 2:
        raise _too_few(len(texts), len(columns))
    if len(columns) > _MAX_COLUMNS:
        order = np.argsort(-frequency[columns], kind="stable")[:_MAX_COLUMNS]
        columns = np.sort(columns[order])
    columns = columns.astype(np.int64)
    idf = np.log((1 + len(texts)) / (1 + frequency[columns])) + 1
    idf = idf.astype(np.float32)
    weighted = _weigh(counts[:, columns], columns, idf)
    rank = min(dimensions, min(weighted.shape) - 1)
    _, _, right = randomized_svd(weighted, rank, n_iter=4, random_state=seed)
    components = np.ascontiguousarray(right.T, dtype=np.float32)
    return LsaModel(columns, idf, components, len(texts))


def _too_few(n_texts: int, n_words: int) -> NotEnoughData:
    return NotEnoughData(
        f"{n_texts} texts with {n_words} words in common are too few to fit lsa: "
        "expected two or more, or choose another embedder"
    )


def _count(texts: Sequence[str]) -> "csr_matrix":
    """Counts of hashed words (first half of the columns) and characters."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    masked = [mask_personal(text) for text in texts]
    parts = [
        HashingVectorizer(
            analyzer=analyzer,
            ngram_range=ngrams,
            strip_accents="unicode",
            n_features=_BUCKETS,
            alternate_sign=False,
            norm=None,
            dtype=np.float32,
        ).transform(masked)
        for analyzer, ngrams in (("word", (1, 2)), ("char_wb", (3, 5)))
    ]
    return hstack(parts, format="csr")


def _weigh(
    counts: "csr_matrix", columns: NDArray[np.int64], idf: NDArray[np.float32]
) -> "csr_matrix":
    """Sublinear TF-IDF, words and characters each of unit length in a row."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    weighted = counts.tocsr().astype(np.float32)
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    n_words = int(np.searchsorted(columns, _BUCKETS))
    halves = (weighted[:, :n_words], weighted[:, n_words:])
    return hstack([normalize(half) for half in halves if half.shape[1]], format="csr")
