"""Counts of words, word pairs and letter groups, and their TF-IDF weights.

The counting is done once per distinct word, not once per occurrence: letter
groups stay inside words, so their counts are one sparse product of the
text-by-word counts with a word-by-group table. This gives what scikit-learn's
``TfidfVectorizer`` gives with ``analyzer="word"`` and ``analyzer="char_wb"``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.text import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = [
    "EncodedTexts",
    "Vocabulary",
    "count_ngrams",
    "encode_texts",
    "inverse_frequencies",
    "learn_vocabulary",
    "weigh",
]

Counts: TypeAlias = "csr_matrix"
Ints: TypeAlias = NDArray[np.int64]
Strings: TypeAlias = NDArray[np.str_]
Floats: TypeAlias = NDArray[np.float32]

GROUP_LENGTHS = (3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """Texts as numbers of words.

    Attributes
    ----------
    words : ndarray of str, shape (n_words,)
        The distinct words, sorted.
    ids : ndarray of int64, shape (n_occurrences,)
        Which word, in reading order, text after text.
    ends : ndarray of int64, shape (n_texts + 1,)
        Text ``i`` is ``ids[ends[i]:ends[i + 1]]``.
    """

    words: Strings
    ids: Ints
    ends: Ints

    @property
    def size(self) -> int:
        """Number of texts."""
        return len(self.ends) - 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that a model knows; each occurred in enough texts.

    Attributes
    ----------
    words : ndarray of str, shape (n_words,)
        Sorted.
    pairs : ndarray of int64, shape (n_pairs,)
        Neighbouring words as ``first * n_words + second``, sorted.
    groups : ndarray of str, shape (n_groups,)
        Letter groups inside a word with a blank at each end, sorted.
    """

    words: Strings
    pairs: Ints
    groups: Strings


def encode_texts(texts: Iterable[str]) -> EncodedTexts:
    """Texts as numbers of words.

    Examples
    --------
    >>> encode_texts(["b a", "a"]).ids.tolist()
    [1, 0, 0]
    """
    seen: dict[str, int] = {}
    ids: list[int] = []
    ends = [0]
    for text in texts:
        ids.extend([seen.setdefault(word, len(seen)) for word in words(text)])
        ends.append(len(ids))
    names = np.array(list(seen), dtype=np.str_) if seen else np.empty(0, "U1")
    order = np.argsort(names)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return EncodedTexts(
        names[order], rank[np.array(ids, np.int64)], np.array(ends, np.int64)
    )


def learn_vocabulary(texts: EncodedTexts, min_documents: int = 2) -> Vocabulary:
    """Terms that occur in at least ``min_documents`` of the texts.

    Parameters
    ----------
    texts : EncodedTexts
        What the model may know.
    min_documents : int
        A term of fewer texts could point at one person.
    """
    by_word = _word_counts(texts)
    often = _document_frequency(by_word) >= min_documents
    known = texts.words[often]
    codes, rows = _pair_codes(texts, known)
    pairs, where = np.unique(codes, return_inverse=True)
    both = np.unique(rows * max(len(pairs), 1) + where)
    frequency = np.bincount(both % max(len(pairs), 1), minlength=len(pairs))
    groups, table = _groups_of(texts.words)
    in_texts = _document_frequency(by_word @ table)
    return Vocabulary(
        known, pairs[frequency >= min_documents], groups[in_texts >= min_documents]
    )


def count_ngrams(texts: EncodedTexts, vocabulary: Vocabulary) -> tuple[Counts, Counts]:
    """Counts of each text's terms; unknown ones are left out.

    Parameters
    ----------
    texts : EncodedTexts
        Any texts.
    vocabulary : Vocabulary
        What is counted.

    Returns
    -------
    word_counts : csr_matrix of float32, shape (n_texts, n_words + n_pairs)
    group_counts : csr_matrix of float32, shape (n_texts, n_groups)
    """
    from scipy.sparse import csr_matrix, hstack

    all_words = _word_counts(texts)
    column, known = _positions(texts.words, vocabulary.words)
    select = _selection(column, known, len(vocabulary.words))
    codes, rows = _pair_codes(texts, vocabulary.words)
    at, is_known = _positions(codes, vocabulary.pairs)
    pairs = csr_matrix(
        (np.ones(is_known.sum(), np.float32), (rows[is_known], at[is_known])),
        shape=(texts.size, len(vocabulary.pairs)),
    )
    groups, table = _groups_of(texts.words)
    column, known = _positions(groups, vocabulary.groups)
    table = table @ _selection(column, known, len(vocabulary.groups))
    both = hstack([all_words @ select, pairs], format="csr", dtype=np.float32)
    return both, (all_words @ table).tocsr()


def inverse_frequencies(counts: Counts, min_documents: int = 2) -> Floats:
    """Smoothed inverse document frequency of each term, 0 where it is too rare.

    Parameters
    ----------
    counts : csr_matrix, shape (n_texts, n_terms)
        The texts to learn from: in cross-validation the training fold alone.
    min_documents : int
        Terms of fewer texts get weight 0, as if the vocabulary had been learnt
        from these texts: so folds can share one vocabulary without a leak.

    References
    ----------
    Salton & Buckley 1988, with the smoothing ``ln((1 + n) / (1 + df)) + 1``.
    """
    frequency = _document_frequency(counts)
    weight = np.log((1.0 + counts.shape[0]) / (1.0 + frequency)) + 1.0
    return np.where(frequency >= min_documents, weight, 0.0).astype(np.float32)


def weigh(counts: Counts, weights: Floats) -> Counts:
    """TF-IDF rows of unit length (all zero where no term is known).

    Parameters
    ----------
    counts : csr_matrix of float32, shape (n_texts, n_terms)
        Term counts; the term frequency enters as ``1 + ln(count)``.
    weights : ndarray of float32, shape (n_terms,)
        From `inverse_frequencies`.
    """
    weighed = counts.copy()
    np.log(weighed.data, out=weighed.data)
    weighed.data += 1.0
    weighed.data *= weights[weighed.indices]
    squares = np.bincount(
        np.repeat(np.arange(counts.shape[0]), np.diff(weighed.indptr)),
        weights=weighed.data.astype(np.float64) ** 2,
        minlength=counts.shape[0],
    )
    length = np.sqrt(squares)
    length[length == 0.0] = 1.0
    weighed.data /= np.repeat(length, np.diff(weighed.indptr)).astype(np.float32)
    weighed.eliminate_zeros()
    return weighed


def _word_counts(texts: EncodedTexts) -> Counts:
    from scipy.sparse import csr_matrix

    counts = csr_matrix(
        (np.ones(len(texts.ids), np.float32), texts.ids.astype(np.int32), texts.ends),
        shape=(texts.size, len(texts.words)),
    )
    counts.sum_duplicates()
    return counts


def _document_frequency(counts: Counts) -> Ints:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _pair_codes(texts: EncodedTexts, known: Strings) -> tuple[Ints, Ints]:
    """Codes of neighbouring known words, and the text each stands in."""
    at, is_known = _positions(texts.words, known)
    number = np.where(is_known, at, -1)[texts.ids]
    row = np.repeat(np.arange(texts.size), np.diff(texts.ends))
    fits = (row[1:] == row[:-1]) & (number[1:] >= 0) & (number[:-1] >= 0)
    codes = number[:-1] * len(known) + number[1:]
    return codes[fits], row[:-1][fits]


def _groups_of(names: Sequence[str] | Strings) -> tuple[Strings, Counts]:
    """Distinct letter groups of some words, and the word-by-group counts."""
    from scipy.sparse import csr_matrix

    seen: dict[str, int] = {}
    ids: list[int] = []
    ends = [0]
    for name in names:
        padded = f" {name} "
        for length in GROUP_LENGTHS:
            last = max(len(padded) - length, 0)
            ids.extend(
                [
                    seen.setdefault(padded[at : at + length], len(seen))
                    for at in range(last + 1)
                ]
            )
            if last == 0:
                break
        ends.append(len(ids))
    groups = np.array(list(seen), dtype=np.str_) if seen else np.empty(0, "U1")
    order = np.argsort(groups)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    table = csr_matrix(
        (
            np.ones(len(ids), np.float32),
            rank[np.array(ids, np.int64)],
            np.array(ends, np.int64),
        ),
        shape=(len(ends) - 1, len(groups)),
    )
    table.sum_duplicates()
    return groups[order], table


def _positions(
    values: Strings | Ints, known: Strings | Ints
) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each value stands in a sorted array, and whether it does."""
    if not len(known):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return at, known[at] == values


def _selection(column: Ints, known: NDArray[np.bool_], width: int) -> Counts:
    """Zero-one matrix that moves known columns to their place and drops others."""
    from scipy.sparse import csr_matrix

    return csr_matrix(
        (np.ones(known.sum(), np.float32), (np.flatnonzero(known), column[known])),
        shape=(len(column), width),
    )
