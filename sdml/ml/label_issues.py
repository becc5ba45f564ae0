"""How likely each label is wrong, ranked, and what the right one may be.

A model judges every row out of fold. What it thinks of the text is then weighed
against how often one class is written where another is meant, which cleanlab
counts ("confident learning"): so an unlikely slip between two classes that are
often confused stands before an equally unlikely one between two that never are.

References
----------
Northcutt, Jiang & Chuang 2021, "Confident Learning: Estimating Uncertainty in
Dataset Labels", JAIR 70. Section 3.1: the confident joint; 4: pruning by rate.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData, ParameterError
from sdml.ml.calibration import fit_temperature, helpful_scaling, softmax
from sdml.ml.classifier import TrainingRows
from sdml.ml.contest import Counted, able_members, combine, fold_scores
from sdml.ml.members import log_probabilities
from sdml.ml.ngrams import count_ngrams, encode_texts, learn_vocabulary
from sdml.ml.splitting import assign_folds

__all__ = [
    "LabelIssues",
    "cross_validated_probabilities",
    "label_beliefs",
    "rank_label_issues",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

FOLDS = 5
# A row whose own label has less than this out of fold teaches nobody in the
# second pass: wrong labels would otherwise defend each other.
DISTRUST = 0.1
# Half of what is believed about slips is what was counted, half says that all
# slips are alike: counts of rare slips are too few to stand alone.
COUNTED_SHARE = 0.5
# As if ten labels had been seen before, one of them wrong: a few rows without a
# slip do not prove that there are none.
_SEEN, _SEEN_WRONG = 10.0, 1.0
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class LabelIssues:
    """Every row's suspicion; nothing is left out, the order says where to begin.

    Attributes
    ----------
    order : ndarray of int64, shape (n_rows,)
        Rows, the most suspicious first.
    suspicion : ndarray of float64, shape (n_rows,)
        Probability that the label is wrong, in [0, 1].
    suggested : ndarray of int64, shape (n_rows,)
        The most probable class other than the given one.
    is_flagged : ndarray of bool, shape (n_rows,)
        Whether cleanlab would call it an error outright (pruning by noise rate).
    expected_errors : float
        The sum of ``suspicion``.
    """

    order: Ints
    suspicion: Matrix
    suggested: Ints
    is_flagged: Flags
    expected_errors: float


def rank_label_issues(labels: Ints, probabilities: Matrix) -> LabelIssues:
    """Suspicion of each label, and the class to suggest instead.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_rows,)
        As given, numbers from 0.
    probabilities : ndarray of float64, shape (n_rows, n_classes)
        Of any model that did not learn the row it judges; rows sum to 1. See
        `cross_validated_probabilities`.

    Raises
    ------
    ParameterError
        The shapes do not fit, or probabilities are none.

    Examples
    --------
    >>> sure = np.repeat(np.eye(2) * 0.8 + 0.1, 20, axis=0)
    >>> labels = np.repeat([0, 1], 20)
    >>> labels[3] = 1
    >>> issues = rank_label_issues(labels, sure)
    >>> int(issues.order[0]), int(issues.suggested[3])
    (3, 0)
    """
    beliefs = label_beliefs(labels, probabilities)
    rows = np.arange(len(labels))
    suspicion = np.clip(1.0 - beliefs[rows, labels], 0.0, 1.0)
    others = beliefs.copy()
    others[rows, labels] = -1.0
    # Equal suspicion: the label that the model itself believes least comes first.
    order = np.lexsort((probabilities[rows, labels], -suspicion))
    return LabelIssues(
        order=order,
        suspicion=suspicion,
        suggested=others.argmax(axis=1),
        is_flagged=_flag(labels, probabilities),
        expected_errors=float(suspicion.sum()),
    )


def label_beliefs(labels: Ints, probabilities: Matrix) -> Matrix:
    """Probabilities of the true class, given the text and the label it has.

    Bayes: the model's probability of a class times how often that class is
    labelled as this row is, over all classes.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_rows,)
        As given.
    probabilities : ndarray of float64, shape (n_rows, n_classes)
        Out of fold; rows sum to 1.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_classes)
        Rows sum to 1.

    Raises
    ------
    ParameterError
        The shapes do not fit, or probabilities are none.
    """
    _check(labels, probabilities)
    slips = _slips(labels, probabilities)
    beliefs = np.maximum(probabilities, _FLOOR) * slips[:, labels].T
    beliefs /= beliefs.sum(axis=1, keepdims=True)
    return beliefs


def cross_validated_probabilities(
    rows: TrainingRows, seed: int = 0, repeats: int = 1
) -> Matrix:
    """Probabilities of each class for each row, from models that never saw it.

    Stages: count terms once -> fit in five folds, near-duplicates always in one
    -> calibrate -> fit again without the rows whose label is hardly believed ->
    calibrate -> average over repeats with other folds. Whether a row teaches in
    the second pass was judged by models that saw the held-back fold's labels;
    that is all a fold ever hears of another.

    Parameters
    ----------
    rows : TrainingRows
        Labelled rows.
    seed : int
        Of the folds and the fits.
    repeats : int
        How often, each time with other folds; two are slower and a little better.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_classes)
        Rows sum to 1.

    Raises
    ------
    NotEnoughData
        A class has all its rows in one group of near-duplicates, or none.
    """
    encoded = encode_texts(rows.texts)
    counted = Counted(*count_ngrams(encoded, learn_vocabulary(encoded)), rows.vectors)
    members = _members(counted)
    logs = []
    for turn in range(seed, seed + max(repeats, 1)):
        folds = _deal(rows, turn)
        taught: Flags | None = None
        for _ in range(2):
            scores = fold_scores(counted, rows.labels, folds, members, turn, taught)
            tempered = [
                log_probabilities(score, fit_temperature(score, rows.labels))
                for score in scores.values()
            ]
            answers = combine(tempered)
            answers = helpful_scaling(answers, rows.labels, folds).apply(answers)
            taught = _believed(answers, rows.labels, folds)
        logs.append(np.log(np.maximum(answers, _FLOOR)))
    return softmax(np.mean(logs, axis=0))


def _members(counted: Counted) -> list[str]:
    """All members; the network stands for the linear one where both are able."""
    able = able_members(counted)
    return [member for member in able if member != "vectors" or "network" not in able]


def _deal(rows: TrainingRows, seed: int) -> Ints:
    if len(rows.labels) == 0 or len(rows.names) < 2:
        raise NotEnoughData(
            f"{len(rows.labels)} labelled rows of {len(rows.names)} classes: "
            "expected at least 2 classes to tell wrong labels from right ones"
        )
    pairs = np.unique(np.stack([rows.labels, rows.groups]), axis=1)
    apart = np.bincount(pairs[0], minlength=len(rows.names))
    few = int(apart.argmin())
    if apart[few] < 2:
        raise NotEnoughData(
            f"class {rows.names[few]!r} has {apart[few]} distinct texts: expected at "
            "least 2, so that one can be judged by what was learnt from the other"
        )
    count = min(FOLDS, int(apart[few]))
    return assign_folds(rows.labels, rows.groups, count, rows.keys, seed)


def _believed(answers: Matrix, labels: Ints, folds: Ints) -> Flags:
    """Rows worth learning from; a class that would lose half of its own keeps all."""
    own = answers[np.arange(len(labels)), labels]
    taught = own >= DISTRUST
    kept = np.zeros((answers.shape[1], int(folds.max()) + 1))
    np.add.at(kept, (labels, folds), taught)
    total = np.bincount(labels, minlength=answers.shape[1])
    left = kept.sum(axis=1)
    poor = (left < total / 2) | (left - kept.max(axis=1) < 1)
    taught[poor[labels]] = True
    return taught


def _slips(labels: Ints, probabilities: Matrix) -> Matrix:
    """Probability of each label (columns) where each class (rows) is meant."""
    n_classes = probabilities.shape[1]
    meant = _confident_counts(labels, probabilities).T  # there labels are in the rows
    wrong = meant.sum() - np.trace(meant) + _SEEN_WRONG
    wrong /= meant.sum() + _SEEN
    alike = np.full((n_classes, n_classes), wrong / (n_classes - 1))
    np.fill_diagonal(alike, 1.0 - wrong)
    sums = meant.sum(axis=1, keepdims=True)
    counted = np.where(sums > 0, meant / np.maximum(sums, _FLOOR), alike)
    mixed: Matrix = COUNTED_SHARE * counted + (1.0 - COUNTED_SHARE) * alike
    return mixed


def _confident_counts(labels: Ints, probabilities: Matrix) -> Matrix:
    """The confident joint; labels of one class alone can be counted for nothing."""
    from cleanlab.count import compute_confident_joint

    if len(np.unique(labels)) < 2:
        return np.zeros((probabilities.shape[1],) * 2)
    with _without_advice():
        return np.asarray(compute_confident_joint(labels, probabilities), np.float64)


def _flag(labels: Ints, probabilities: Matrix) -> Flags:
    from cleanlab.filter import find_label_issues

    if len(np.unique(labels)) < 2:
        return np.zeros(len(labels), np.bool_)
    with _without_advice():
        return np.asarray(find_label_issues(labels, probabilities, n_jobs=1), np.bool_)


@contextmanager
def _without_advice() -> Iterator[None]:
    """Silence what cleanlab advises on small classes: the ranking keeps them all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _check(labels: Ints, probabilities: Matrix) -> None:
    shape = probabilities.shape
    if len(shape) != 2 or shape[0] != len(labels) or shape[1] < 2 or not len(labels):
        raise ParameterError(
            f"{len(labels)} labels and probabilities of shape {shape}: expected one "
            "row of at least 2 probabilities for each of 1 or more labels"
        )
    if labels.min() < 0 or labels.max() >= shape[1]:
        raise ParameterError(
            f"labels from {labels.min()} to {labels.max()} for {shape[1]} classes: "
            f"expected 0 to {shape[1] - 1}"
        )
    sums = probabilities.sum(axis=1)
    if not (probabilities.min() >= 0 and np.allclose(sums, 1.0, atol=1e-3)):
        raise ParameterError(
            "probabilities are negative, missing or do not sum to 1: "
            f"sums from {sums.min():.3f} to {sums.max():.3f}"
        )
