"""Whether what comes in still looks like what a model was judged on.

Shares are compared by their Jensen-Shannon divergence and texts by how well a
classifier tells the new ones from the old; each figure has its p-value, and of
several figures looked at together the false discovery rate is held. That something
drifts does not say that the model is worse, only that its figures are of other
tickets.

References
----------
Lopez-Paz & Oquab 2017, "Revisiting classifier two-sample tests", ICLR. Benjamini &
Hochberg 1995, JRSS B 57. Lin 1991, "Divergence measures based on the Shannon
entropy", section 4 (weighted by the sizes of the samples, the divergence is the
mutual information of sample and bin).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.text import words
from sdml.records.watch import DriftFigure

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = [
    "adjust_p_values",
    "compare_classes",
    "compare_numbers",
    "compare_texts",
    "compare_vectors",
    "population_stability",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]
Floats: TypeAlias = NDArray[np.float32]

LEAST = 40  # rows on either side; below, nothing is compared
MOST = 1_000  # rows on either side that a classifier is given
_PERMUTATIONS = 1_999
_BINS = 10
_WORD_COLUMNS = 2**12


def compare_classes(
    name: str, reference: Ints, current: Ints, n_classes: int, seed: int = 0
) -> DriftFigure:
    """Compare the shares of classes; the p-value is that of a permutation test.

    Parameters
    ----------
    name : str
        Of the figure.
    reference, current : ndarray of int64
        Class numbers, below `n_classes`.
    n_classes : int
        How many classes there are.
    seed : int
        Of the permutations.

    Examples
    --------
    >>> old, new = np.arange(90) % 3, np.arange(60) % 2
    >>> found = compare_classes("class_mix", old, new, 3)
    >>> round(found.effect, 2), found.p_value
    (1.34, 0.0005)
    """
    counts = np.stack(
        [np.bincount(one, minlength=n_classes) for one in (reference, current)]
    )
    n_reference, n = (int(one) for one in counts.sum(axis=1))
    if min(n_reference, n) < LEAST:
        return _too_few(name, n_reference, n)
    counts = counts[:, counts.sum(axis=0) > 0]
    total = counts.sum(axis=0)
    random = np.random.default_rng(seed)
    drawn = random.multivariate_hypergeometric(
        total, n, size=_PERMUTATIONS, method="marginals"
    )
    seen = _information(counts[1], total)
    as_far = int((_information(drawn, total) >= seen - 1e-9 * abs(seen)).sum())
    return DriftFigure(
        name,
        n_reference,
        n,
        effect=population_stability(counts[0], counts[1]),
        divergence=_divergence(counts[0], counts[1]),
        p_value=(as_far + 1) / (_PERMUTATIONS + 1),
    )


def compare_numbers(
    name: str, reference: Matrix, current: Matrix, seed: int = 0
) -> DriftFigure:
    """Compare two samples of a number by the tenths of both together.

    Parameters
    ----------
    name : str
        Of the figure.
    reference, current : ndarray of float64
        Such as lengths of texts or probabilities.
    seed : int
        Of the permutations.
    """
    both = np.concatenate([reference, current])
    if not len(both):
        return _too_few(name, 0, 0)
    # Of both together, so that a permutation leaves the bins as they are.
    edges = np.unique(np.quantile(both, np.linspace(0, 1, _BINS + 1)[1:-1]))
    places = [np.searchsorted(edges, one, side="right") for one in (reference, current)]
    return compare_classes(name, places[0], places[1], len(edges) + 1, seed)


def compare_texts(
    name: str, reference: Sequence[str], current: Sequence[str], seed: int = 0
) -> DriftFigure:
    """Compare two samples of texts by the words in them.

    Parameters
    ----------
    name : str
        Of the figure.
    reference, current : sequence of str
        Texts; personal data in them is masked before anything else.
    seed : int
        Of the choice of rows.
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    if min(len(reference), len(current)) < LEAST:
        return _too_few(name, len(reference), len(current))
    counter = HashingVectorizer(
        analyzer=words, n_features=_WORD_COLUMNS, alternate_sign=False
    )
    texts = [*_some(reference, seed), *_some(current, seed + 1)]
    n_reference = min(len(reference), MOST)
    rows = counter.transform(texts)
    return _tell_apart(name, rows, n_reference, seed)


def compare_vectors(
    name: str, reference: Floats, current: Floats, seed: int = 0
) -> DriftFigure:
    """Compare two samples of embeddings.

    Parameters
    ----------
    name : str
        Of the figure.
    reference, current : ndarray of float32, shape (n_rows, dimension)
        One vector a text.
    seed : int
        Of the choice of rows.
    """
    if min(len(reference), len(current)) < LEAST:
        return _too_few(name, len(reference), len(current))
    random = np.random.default_rng(seed)
    parts = [one[random.permutation(len(one))[:MOST]] for one in (reference, current)]
    rows = np.concatenate(parts).astype(np.float64)
    rows -= rows.mean(axis=0)
    rows /= np.maximum(rows.std(axis=0), 1e-9)
    return _tell_apart(name, rows, len(parts[0]), seed, weight=1e-3)


def population_stability(reference: Ints, current: Ints) -> float:
    """Population stability index of two rows of counts, half a case added to each.

    By custom, from .1 on it is a moderate change, from .25 on a great one.

    Examples
    --------
    >>> round(population_stability(np.array([50, 50]), np.array([50, 50])), 3)
    0.0
    """
    p, q = ((one + 0.5) / (one.sum() + 0.5 * len(one)) for one in (reference, current))
    return float(((q - p) * np.log(q / p)).sum())


def adjust_p_values(figures: Sequence[DriftFigure]) -> list[DriftFigure]:
    """Figures with p-values adjusted for how many they are (Benjamini-Hochberg).

    Flag those that reach alpha: then no more than that share of the flags is false,
    on average, and where nothing drifts, any is raised with that chance.

    Parameters
    ----------
    figures : sequence of DriftFigure
        Those without a p-value stay as they are and do not count.
    """
    from scipy.stats import false_discovery_control

    known = [one.p_value for one in figures if one.p_value is not None]
    if not known:
        return list(figures)
    adjusted = iter(false_discovery_control(known).tolist())
    return [
        one if one.p_value is None else replace(one, p_adjusted=next(adjusted))
        for one in figures
    ]


def _tell_apart(
    name: str,
    rows: "Matrix | csr_matrix",
    n_reference: int,
    seed: int,
    weight: float = 1.0,
) -> DriftFigure:
    """A classifier fitted on half of both sides and judged on the other half.

    Given the fitted one, scores of unseen rows are a sample from each side: their
    order is tested by Mann and Whitney, one-sided.
    """
    from scipy.stats import mannwhitneyu
    from sklearn.linear_model import LogisticRegression

    total = int(rows.shape[0])
    is_new = np.arange(total) >= n_reference
    random = np.random.default_rng(seed)
    fitted = np.zeros(total, bool)
    for side in (is_new, ~is_new):
        places = random.permutation(np.flatnonzero(side))
        fitted[places[: len(places) // 2]] = True
    model = LogisticRegression(C=weight, class_weight="balanced", solver="liblinear")
    model.fit(rows[fitted], is_new[fitted])
    scores = model.decision_function(rows[~fitted])
    new, old = scores[is_new[~fitted]], scores[~is_new[~fitted]]
    found = mannwhitneyu(new, old, alternative="greater", method="asymptotic")
    return DriftFigure(
        name,
        n_reference,
        total - n_reference,
        effect=float(found.statistic) / (len(new) * len(old)),
        p_value=float(found.pvalue),
    )


def _information(current: Ints, total: Ints) -> Matrix:
    """Mutual information of side and bin, in nats, up to what all have in common."""
    other = total - current
    from scipy.special import xlogy

    n = current.sum(axis=-1, keepdims=True)
    m = other.sum(axis=-1, keepdims=True)
    inner = xlogy(current, current / (n * total)) + xlogy(other, other / (m * total))
    found: Matrix = inner.sum(axis=-1)
    return found


def _divergence(reference: Ints, current: Ints) -> float:
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(reference, current, base=2.0) ** 2)


def _some(texts: Sequence[str], seed: int) -> list[str]:
    places = np.random.default_rng(seed).permutation(len(texts))[:MOST]
    return [texts[place] for place in places.tolist()]


def _too_few(name: str, n_reference: int, n: int) -> DriftFigure:
    reason = f"not enough data: {LEAST} rows on either side are needed"
    return DriftFigure(name, n_reference, n, reason=reason)
