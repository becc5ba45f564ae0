"""Which texts share their rarer words: a likeness that needs no model."""

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from sdml.ml.courtesy import empty_places
from sdml.ml.text import plain_text, words

__all__ = ["WordRows", "add_rows", "count_words", "likeness", "mark_shared"]

WordRows: TypeAlias = csr_matrix
COLUMNS = 2**18
_SHORTEST = 4
# A mark such as [PHONE] stands for a value: it is no word of the text.
_MASK = re.compile(r"\[[A-Z]+\]")
_PIECE = re.compile(r"(\[[A-Z]+\]|\w+)")


def count_words(texts: Sequence[str]) -> WordRows:
    """Counts of hashed words, personal values masked first.

    Returns
    -------
    csr_matrix of float32, shape (n_texts, 262144)
        Damped: ``1 + ln(count)``.
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    counted = HashingVectorizer(
        n_features=COLUMNS,
        analyzer=words,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    ).transform(texts)
    counted.data = 1 + np.log(counted.data)
    return counted.tocsr()


def add_rows(rows: WordRows | None, more: WordRows) -> WordRows:
    """Rows with more below them."""
    return more if rows is None else vstack([rows, more], format="csr")


def likeness(rows: WordRows, query: WordRows) -> NDArray[np.float32]:
    """Cosine of each row with one query, words weighed by how rare they are.

    Parameters
    ----------
    rows : csr_matrix, shape (n_texts, 262144)
        From `count_words`.
    query : csr_matrix, shape (1, 262144)
        The same of one text.

    Returns
    -------
    ndarray of float32, shape (n_texts,)
        In [0, 1].
    """
    seen = np.bincount(rows.indices, minlength=COLUMNS)
    rarity = np.log((1 + rows.shape[0]) / (1 + seen)).astype(np.float32) + 1
    weighed, asked = rows.multiply(rarity).tocsr(), query.multiply(rarity).tocsr()
    dots = np.asarray((weighed @ asked.T).todense()).ravel()
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    own = float(np.sqrt(asked.multiply(asked).sum()))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(norms * own > 0, dots / (norms * own), 0)
    return np.clip(found, 0, 1).astype(np.float32)


def mark_shared(text: str, others: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces; marked are longer words that one of the others has too.

    Greetings, thanks and small words are never marked: they are shared by all.

    Examples
    --------
    >>> mark_shared("A VPN parou hoje", ["a vpn não abre; parou"])
    (('A VPN ', False), ('parou', True), (' hoje', False))
    >>> mark_shared("Hello, disk full", ["hello, the disk is old"])
    (('Hello, ', False), ('disk', True), (' full', False))
    """
    shared = {
        word
        for other in others
        for word in words(_MASK.sub(" ", other))
        if len(word) >= _SHORTEST and not word.startswith("xx")
    }
    split = _PIECE.split(text)
    empty = empty_places([plain_text(word) for word in split[1::2]])
    pieces: list[tuple[str, bool]] = []
    for place, piece in enumerate(split):
        is_word = place % 2 == 1
        is_marked = is_word and place // 2 not in empty and plain_text(piece) in shared
        if pieces and pieces[-1][1] == is_marked:
            pieces[-1] = (pieces[-1][0] + piece, is_marked)
        elif piece:
            pieces.append((piece, is_marked))
    return tuple(pieces)
