"""Groups of texts that say nearly the same, found by MinHash and then checked.

A template mail sent forty times must not stand in the training and in the test
part of a data set: a model would be praised for remembering it.

References
----------
Broder 1997, "On the resemblance and containment of documents"; Leskovec,
Rajaraman & Ullman, "Mining of Massive Datasets", 3.4 (banding).
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.ngrams import EncodedTexts, encode_texts

__all__ = ["group_near_duplicates"]

Ints: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint64]

SIMILARITY = 0.6
BANDS, ROWS = 24, 4  # finds a pair of Jaccard .8 with probability 1, .6 with .96
_NEIGHBOURS = 8  # comparisons of each text inside one bucket
_CHUNK = 8192


def group_near_duplicates(
    texts: Sequence[str] | EncodedTexts, similarity: float = SIMILARITY
) -> Ints:
    """Group number of each text; near-duplicates share one.

    Two texts are near-duplicates where the Jaccard similarity of their sets of
    neighbouring words (begin and end of the text count as words) is at least
    ``similarity``; a group is whatever such pairs connect. Letter case, accents,
    punctuation and masked values do not count. MinHash only proposes pairs:
    each one is checked on the full sets.

    Parameters
    ----------
    texts : sequence of str or EncodedTexts
        Any texts; those without a word are each a group of their own.
    similarity : float
        In (0, 1].

    Returns
    -------
    ndarray of int64, shape (n_texts,)
        Numbered from 0 in order of first appearance.

    Examples
    --------
    >>> group_near_duplicates(["VPN caiu!", "vpn caiu", "outra coisa"]).tolist()
    [0, 0, 1]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    encoded = texts if isinstance(texts, EncodedTexts) else encode_texts(texts)
    shingles, ends = _shingles(encoded)
    full = np.flatnonzero(np.diff(ends) > 0)
    first, second = _propose(shingles, ends, full)
    near = _jaccard(shingles, ends, first, second) >= similarity
    first, second = first[near], second[near]
    links = coo_matrix(
        (np.ones(len(first), np.int8), (first, second)),
        shape=(encoded.size, encoded.size),
    )
    _, group = connected_components(links, directed=False)
    _, appearance, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(appearance), np.int64)
    rank[np.argsort(appearance)] = np.arange(len(appearance))
    return rank[inverse]


def _shingles(texts: EncodedTexts) -> tuple[Hashes, Ints]:
    """Distinct hashes of neighbouring words, text after text, sorted in each."""
    width = len(texts.words) + 1
    lengths = np.diff(texts.ends)
    full = lengths > 0
    row = np.repeat(np.arange(texts.size), lengths)
    ids = texts.ids + 1
    same = row[1:] == row[:-1]
    inner = ids[:-1][same] * width + ids[1:][same]
    begin, finish = ids[texts.ends[:-1][full]], ids[texts.ends[1:][full] - 1] * width
    codes = np.concatenate([inner, begin, finish])
    rows = np.concatenate([row[:-1][same], np.flatnonzero(full), np.flatnonzero(full)])
    order = np.lexsort((codes, rows))
    codes, rows = codes[order], rows[order]
    fresh = np.ones(len(codes), np.bool_)
    fresh[1:] = (codes[1:] != codes[:-1]) | (rows[1:] != rows[:-1])
    ends = np.concatenate(
        [[0], np.cumsum(np.bincount(rows[fresh], minlength=len(lengths)))]
    )
    return codes[fresh].astype(np.uint64), ends.astype(np.int64)


def _propose(shingles: Hashes, ends: Ints, full: Ints) -> tuple[Ints, Ints]:
    """Pairs of texts that agree in all minima of at least one band."""
    random = np.random.default_rng(20_260_301)  # fixed: groups are part of a hash
    factors = random.integers(1, 2**63, BANDS * ROWS, np.uint64) * 2 + 1
    pairs = [np.empty(0, np.int64)]
    count = len(ends) - 1
    starts = ends[full]
    for band in range(BANDS):
        key = np.zeros(len(full), np.uint64)
        for factor in factors[band * ROWS : (band + 1) * ROWS]:
            mixed = shingles * factor
            mixed ^= mixed >> np.uint64(29)
            mixed *= np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(32)
            least = np.minimum.reduceat(mixed, starts) if len(starts) else key
            key = key * np.uint64(0x9E3779B97F4A7C15) + least
        order = np.argsort(key, kind="stable")
        for step in range(1, _NEIGHBOURS + 1):
            equal = key[order[step:]] == key[order[:-step]]
            low, high = full[order[:-step][equal]], full[order[step:][equal]]
            pairs.append(np.minimum(low, high) * count + np.maximum(low, high))
    codes = np.unique(np.concatenate(pairs))
    return codes // max(count, 1), codes % max(count, 1)


def _jaccard(
    shingles: Hashes, ends: Ints, first: Ints, second: Ints
) -> NDArray[np.float64]:
    """Jaccard similarity of the shingle sets of each pair of texts."""
    from scipy.sparse import csr_matrix

    distinct, columns = np.unique(shingles, return_inverse=True)
    table = csr_matrix(
        (np.ones(len(columns), np.float32), columns, ends),
        shape=(len(ends) - 1, max(len(distinct), 1)),
    )
    sizes = np.diff(ends)
    common = [np.empty(0)]
    for at in range(0, len(first), _CHUNK):
        part = slice(at, at + _CHUNK)
        product = table[first[part]].multiply(table[second[part]])
        common.append(np.asarray(product.sum(axis=1)).ravel())
    shared = np.concatenate(common)
    result: NDArray[np.float64] = shared / np.maximum(
        sizes[first] + sizes[second] - shared, 1
    )
    return result
