"""What tenants lend each other: weights of classes in the space of one embedder.

No text, term, id or name leaves a tenant. A class leaves as the weights of a linear
classifier on embeddings, under a hash of its name, where it has enough rows; how many
is told in bands. What is taken in is the mean over tenants, never one tenant's own.
This is no differential privacy: the mean of weights still depends on every row.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.calibration import softmax

__all__ = [
    "FEWEST_ROWS",
    "FEWEST_TENANTS",
    "PooledWeights",
    "SharedWeights",
    "fit_towards",
    "label_key",
    "pool_weights",
    "share_from_arrays",
    "share_to_arrays",
    "share_weights",
]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

FEWEST_ROWS = 50
"""A class with fewer rows is not shared."""
FEWEST_TENANTS = 2
"""What fewer tenants share is not taken: it would be one tenant's own."""
# A tenant counts by its rows, but no more than so many times the fewest.
_MOST_BANDS = 6
# Penalties on what is added to the lent weights, and on weights from nothing: the
# second is that of the plain member on embeddings.
_TOWARDS_LENT, _TOWARDS_NOTHING = 300.0, 10.0
_STEPS = 200
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class SharedWeights:
    """What one tenant lends of one task.

    Attributes
    ----------
    keys : tuple of str
        A class each, as `label_key` hashes its name.
    bands : ndarray of int64, shape (n_shared,)
        The rows behind a class: in [50 * 2 ** band, 100 * 2 ** band).
    weights : ndarray of float32, shape (dimension, n_shared)
        Of embeddings as they are.
    biases : ndarray of float32, shape (n_shared,)
        Beside them.
    """

    keys: tuple[str, ...]
    bands: Ints
    weights: Floats
    biases: Floats


@dataclass(frozen=True, slots=True)
class PooledWeights:
    """The mean of what several tenants lend, for a tenant's own classes.

    Attributes
    ----------
    weights : ndarray of float32, shape (dimension, n_classes)
        Zero for a class that nobody lends.
    biases : ndarray of float32, shape (n_classes,)
        The same.
    is_lent : ndarray of bool, shape (n_classes,)
        Which classes are.
    """

    weights: Floats
    biases: Floats
    is_lent: Flags


def label_key(name: str) -> str:
    """SHA-256 of a class's name without case, accents and signs, in hexadecimal.

    Examples
    --------
    >>> label_key("Acesso à rede") == label_key("acesso a  REDE")
    True
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        letter if letter.isalnum() else " "
        for letter in letters
        if not unicodedata.combining(letter)
    )
    return hashlib.sha256(" ".join(kept.split()).encode()).hexdigest()


def share_weights(
    weights: Floats, biases: Floats, labels: Ints, names: Sequence[str]
) -> SharedWeights:
    """What may leave a tenant of a linear classifier on embeddings.

    Parameters
    ----------
    weights : ndarray of float32, shape (dimension, n_classes)
        Of the classifier.
    biases : ndarray of float32, shape (n_classes,)
        The same.
    labels : ndarray of int64, shape (n_rows,)
        The rows it learnt from.
    names : sequence of str
        The classes.
    """
    counts = np.bincount(labels, minlength=len(names))
    kept = np.flatnonzero(counts >= FEWEST_ROWS)
    centred = weights - weights.mean(axis=1, keepdims=True)
    bands = np.floor(np.log2(np.maximum(counts[kept], 1) / FEWEST_ROWS))
    return SharedWeights(
        tuple(label_key(names[number]) for number in kept.tolist()),
        bands.astype(np.int64),
        centred[:, kept].astype(np.float32),
        (biases - biases.mean())[kept].astype(np.float32),
    )


def pool_weights(
    shares: Sequence[SharedWeights], names: Sequence[str]
) -> PooledWeights | None:
    """The mean over tenants for each of a tenant's own classes; None: too little.

    Parameters
    ----------
    shares : sequence of SharedWeights
        One a tenant, all in the space of one embedder.
    names : sequence of str
        The classes of who takes.

    Returns
    -------
    PooledWeights or None
        None where fewer than two classes are lent by two tenants each.
    """
    if not shares:
        return None
    dimension = len(shares[0].weights)
    weights = np.zeros((dimension, len(names)), np.float32)
    biases = np.zeros(len(names), np.float32)
    is_lent = np.zeros(len(names), np.bool_)
    for number, key in enumerate(map(label_key, names)):
        lent = [(share, share.keys.index(key)) for share in shares if key in share.keys]
        if len(lent) < FEWEST_TENANTS:
            continue
        parts = [2.0 ** min(int(one.bands[at]), _MOST_BANDS) for one, at in lent]
        columns = np.stack([one.weights[:, at] for one, at in lent])
        weights[:, number] = np.average(columns, axis=0, weights=parts)
        offsets = [one.biases[at] for one, at in lent]
        biases[number] = np.average(offsets, weights=parts)
        is_lent[number] = True
    if is_lent.sum() < 2:
        return None
    return PooledWeights(weights, biases, is_lent)


def share_to_arrays(share: SharedWeights, space: str) -> dict[str, NDArray[np.generic]]:
    """What a tenant lends as named arrays, the form in which its model keeps it.

    Parameters
    ----------
    share : SharedWeights
        From `share_weights`.
    space : str
        The embedder and its version.
    """
    return {
        "share_space": np.array([space], np.str_),
        "share_keys": np.array(share.keys, np.str_),
        "share_bands": share.bands,
        "share_weights": share.weights,
        "share_biases": share.biases,
    }


def share_from_arrays(
    arrays: Mapping[str, NDArray[np.generic]], space: str
) -> SharedWeights | None:
    """What a stored model lends in one space; None where it lends nothing there."""
    if "share_space" not in arrays or str(arrays["share_space"][0]) != space:
        return None
    return SharedWeights(
        tuple(map(str, arrays["share_keys"].tolist())),
        arrays["share_bands"].astype(np.int64),
        arrays["share_weights"].astype(np.float32),
        arrays["share_biases"].astype(np.float32),
    )


def fit_towards(
    vectors: Floats, labels: Ints, pooled: PooledWeights
) -> tuple[Floats, Floats]:
    """Weights and biases of a linear classifier that starts from what others lend.

    It is a logistic regression with a Gaussian prior, whose mean is the lent weights
    times one factor that is fitted too: where they do not help, it goes to zero.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_rows, dimension)
        Embeddings.
    labels : ndarray of int64, shape (n_rows,)
        Class numbers.
    pooled : PooledWeights
        For these classes, in this space.

    Returns
    -------
    tuple of ndarray of float32
        Shapes (dimension, n_classes) and (n_classes,), of embeddings as they are.
    """
    from scipy.optimize import minimize

    mean = vectors.mean(axis=0)
    scale = np.maximum(vectors.std(axis=0), 1e-6)
    scaled = ((vectors - mean) / scale).astype(np.float64)
    lent = _centred(vectors @ pooled.weights + pooled.biases, pooled.is_lent)
    n_classes = len(pooled.biases)
    truth = np.eye(n_classes)[labels]
    size = scaled.shape[1] * n_classes
    penalty = np.where(pooled.is_lent, _TOWARDS_LENT, _TOWARDS_NOTHING)

    def loss(values: Matrix) -> tuple[float, Matrix]:
        added = values[:size].reshape(-1, n_classes)
        scores = values[-1] * lent + scaled @ added + values[size:-1]
        answers = softmax(scores)
        wrong = answers - truth
        likelihood = -np.log(np.maximum((answers * truth).sum(axis=1), _FLOOR)).sum()
        gradient = np.concatenate(
            [
                (scaled.T @ wrong + penalty * added).ravel(),
                wrong.sum(axis=0),
                [(wrong * lent).sum()],
            ]
        )
        return float(likelihood + (penalty * added**2).sum() / 2), gradient

    start = np.zeros(size + n_classes + 1)
    start[-1] = 0.5
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    ).x
    added = found[:size].reshape(-1, n_classes) / scale[:, None]
    centre = pooled.weights[:, pooled.is_lent].mean(axis=1)[:, None]
    offset = pooled.biases[pooled.is_lent].mean()
    factor = found[-1] * pooled.is_lent
    weights = factor * (pooled.weights - centre) + added
    biases = factor * (pooled.biases - offset) + found[size:-1] - mean @ added
    return weights.astype(np.float32), biases.astype(np.float32)


def _centred(scores: Floats, is_lent: Flags) -> Matrix:
    """Scores less the mean of the lent classes'; a class that is not lent has none."""
    centred = scores - scores[:, is_lent].mean(axis=1, keepdims=True)
    return np.where(is_lent, centred, 0.0).astype(np.float64)
