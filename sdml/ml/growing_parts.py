"""A quick linear model, fitted on ever more of the same texts.

It stands for the classifier in use where many fits are needed: learning curves rise
alike, and one fit takes a fraction of a second.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData
from sdml.ml.calibration import fit_temperature, sharpen, softmax
from sdml.ml.contest import Counted, quiet_single_threads, views_of
from sdml.ml.members import fit_member
from sdml.ml.ngrams import (
    count_ngrams,
    encode_texts,
    inverse_frequencies,
    learn_vocabulary,
)
from sdml.ml.splitting import assign_folds

__all__ = [
    "FEWEST_LABELS",
    "arrival_order",
    "count_texts",
    "judge_pool",
    "predict_after",
    "prefix_sizes",
]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

FEWEST_LABELS = 40
FOLDS = 3
_FLOOR = 1e-6
_STIRRED = 0.1  # neighbours within a tenth of all labels may change places


def count_texts(texts: Sequence[str]) -> Counted:
    """Words and word pairs of all texts, counted once; letter groups are left out.

    Parameters
    ----------
    texts : sequence of str
        To learn from and to judge; labels are not looked at.
    """
    encoded = encode_texts(texts)
    words, letters = count_ngrams(encoded, learn_vocabulary(encoded))
    return Counted(words, letters[:, :0], None)


def prefix_sizes(n_labels: int, count: int = 7) -> tuple[int, ...]:
    """Numbers of labels to learn from, evenly in their logarithm, all of them last.

    Raises
    ------
    NotEnoughData
        Fewer than 40 labels.

    Examples
    --------
    >>> prefix_sizes(400, 4)
    (40, 86, 186, 400)
    """
    if n_labels < FEWEST_LABELS:
        raise NotEnoughData(
            f"{n_labels} approved examples to learn from: a learning curve needs at "
            f"least {FEWEST_LABELS}"
        )
    smallest = max(FEWEST_LABELS, n_labels // 16)
    sizes = np.geomspace(smallest, n_labels, count).round().astype(np.int64)
    return tuple(np.unique(sizes).tolist())


def arrival_order(n_labels: int, seed: int) -> Ints:
    """The labels' places as they came in; seeds above 0 let near ones change places.

    Examples
    --------
    >>> arrival_order(4, seed=0).tolist()
    [0, 1, 2, 3]
    """
    places = np.arange(n_labels, dtype=np.float64)
    if seed:
        random = np.random.default_rng(seed)
        places += random.uniform(0, _STIRRED * n_labels, n_labels)
    return np.argsort(places, kind="stable").astype(np.int64)


def predict_after(
    texts: Counted, labels: Ints, learnt: Ints, judged: Ints, n_classes: int
) -> Matrix:
    """Probabilities of some texts by a model that learnt from others.

    Parameters
    ----------
    texts : Counted
        All of them, from `count_texts`.
    labels : ndarray of int64, shape (n_texts,)
        Class numbers; only those of the learnt rows are read.
    learnt, judged : ndarray of int64
        Row numbers.
    n_classes : int
        A class that no learnt row has gets a probability of 0.

    Returns
    -------
    ndarray of float64, shape (n_judged, n_classes)
        Rows sum to 1; not calibrated.
    """
    known, numbers = np.unique(labels[learnt], return_inverse=True)
    found = np.zeros((len(judged), n_classes))
    if len(known) < 2:
        found[:, known] = 1.0
        return found
    part = texts.take(learnt)
    weights = inverse_frequencies(part.words), inverse_frequencies(part.letters)
    with quiet_single_threads():
        member = fit_member("words", views_of(part, *weights), numbers, seed=0)
        scores = member.scores(views_of(texts.take(judged), *weights))
    found[:, known] = softmax(scores)
    return found


def judge_pool(
    texts: Counted, labels: Ints, groups: Ints, keys: Sequence[str], n_classes: int
) -> Matrix:
    """Probabilities of each text by models that did not learn it.

    Labelled texts are judged out of three folds, the others by a model of all
    labelled ones; one temperature, fitted out of fold, is given to both.

    Parameters
    ----------
    texts : Counted
        From `count_texts`.
    labels : ndarray of int64, shape (n_texts,)
        Class numbers; -1 is no label.
    groups : ndarray of int64, shape (n_texts,)
        Near-duplicates share a number and a fold.
    keys : sequence of str
        Each text's stable name.
    n_classes : int
        Two or more; two of them or more are among the labels.

    Returns
    -------
    ndarray of float64, shape (n_texts, n_classes)
        Rows sum to 1.
    """
    found = np.zeros((len(labels), n_classes))
    known, open_ = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
    _, dense = np.unique(groups[known], return_inverse=True)
    folds = assign_folds(
        labels[known],
        dense.astype(np.int64),
        FOLDS,
        [keys[row] for row in known.tolist()],
    )
    for fold in range(FOLDS):
        held, learnt = known[folds == fold], known[folds != fold]
        if len(held):
            found[held] = predict_after(texts, labels, learnt, held, n_classes)
    if len(open_):
        found[open_] = predict_after(texts, labels, known, open_, n_classes)
    found = np.maximum(found, _FLOOR)
    found /= found.sum(axis=1, keepdims=True)
    temperature = fit_temperature(np.log(found[known]), labels[known])
    return sharpen(found, temperature)
