"""One label from the answers of several reviewers, and each reviewer's quality.

With a model's probabilities by cleanlab's CROWDLAB, without by Dawid-Skene; where
no example has two answers there is no consensus to find, and that is said. The
consensus is always a class that somebody named: the model has a voice in which of
the reviewers is right, but where it alone disagrees it only lowers the quality.
Otherwise a few hard examples, on which good reviewers differ, would be enough to
hand all the easy ones over to the model.

References
----------
Goh, Tkachenko & Mueller 2022, "CROWDLAB: Supervised learning to infer consensus
labels and quality scores for data with multiple annotators", 3. Dawid & Skene
1979, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm", JRSS C 28(1), 3 (``pi`` and ``p`` are theirs).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError
from sdml.ml.label_issues import label_beliefs
from sdml.records.consensus import Consensus, ConsensusMethod, ReviewerQuality

__all__ = ["find_consensus", "majority_vote"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

_ROUNDS, _CLOSE = 100, 1e-6
_FLOOR, _NUDGE = 1e-12, 1e-9
# As if each reviewer had been seen right twice and wrong once before: a reviewer
# of three answers is not called perfect.
_SEEN_RIGHT, _SEEN_WRONG = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What a method finds out about the answered examples.

    `trust` has each reviewer's quality, None where it is not known.
    """

    labels: Ints
    quality: Matrix
    answer_quality: Matrix
    trust: list[float | None]


def find_consensus(
    answers: Matrix, n_classes: int, probabilities: Matrix | None = None
) -> Consensus:
    """Consensus label of each example, its quality, and that of the reviewers.

    Parameters
    ----------
    answers : ndarray of float64, shape (n_examples, n_reviewers)
        Class numbers, NaN where a reviewer did not answer.
    n_classes : int
        Two or more.
    probabilities : ndarray of float64, shape (n_examples, n_classes), optional
        Of a model that did not learn the example it judges; rows sum to 1.

    Raises
    ------
    ParameterError
        An answer is no class number, or the probabilities' shape does not fit.

    Examples
    --------
    >>> answers = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 0]], float)
    >>> find_consensus(answers, 2).labels.tolist()
    [0, 1, 0, 1]
    """
    _check(answers, n_classes, probabilities)
    given = ~np.isnan(answers)
    rows, columns = np.flatnonzero(given.any(axis=1)), np.flatnonzero(given.any(axis=0))
    part = answers[np.ix_(rows, columns)]
    judged = None if probabilities is None else probabilities[rows]
    method: ConsensusMethod
    if not (given.sum(axis=1) > 1).any():
        method, found = "single", _take_single(part, judged)
    elif judged is not None and (_votes(part, n_classes) > 1).any():
        method, found = "crowdlab", _ask_crowdlab(part, judged)
    else:  # no model, or no two answers agree anywhere: CROWDLAB cannot weigh them
        method, found = "dawid_skene", _ask_dawid_skene(part, n_classes, judged)
    labels = np.full(len(answers), -1, np.int64)
    labels[rows] = found.labels
    quality = np.full(len(answers), np.nan)
    quality[rows] = found.quality
    agreement = np.full(len(answers), np.nan)
    agreement[rows] = _agreement(part, found.labels)
    answer_quality = np.full(answers.shape, np.nan)
    answer_quality[np.ix_(rows, columns)] = found.answer_quality
    reviewers = tuple(
        _describe(number, column, part, found)
        for number, column in enumerate(columns.tolist())
    )
    return Consensus(labels, quality, agreement, answer_quality, reviewers, method)


def majority_vote(answers: Matrix, n_classes: int) -> Ints:
    """The most frequent answer of each example; a tie goes to the commoner class.

    Parameters
    ----------
    answers : ndarray of float64, shape (n_examples, n_reviewers)
        Class numbers, NaN where a reviewer did not answer.
    n_classes : int
        How many there are.

    Returns
    -------
    ndarray of int64, shape (n_examples,)
        -1 where nobody answered.

    Examples
    --------
    >>> majority_vote(np.array([[1, 1, 0], [np.nan] * 3]), 2).tolist()
    [1, -1]
    """
    votes = _votes(answers, n_classes)
    common = votes.sum(axis=0) / max(votes.sum() + 1.0, 1.0)
    labels: Ints = (votes + common).argmax(axis=1)
    labels[votes.sum(axis=1) == 0] = -1
    return labels


def _votes(answers: Matrix, n_classes: int) -> Matrix:
    votes = np.zeros((len(answers), n_classes))
    row, column = np.nonzero(~np.isnan(answers))
    np.add.at(votes, (row, answers[row, column].astype(np.int64)), 1.0)
    return votes


def _take_single(answers: Matrix, probabilities: Matrix | None) -> _Found:
    """Nobody met anybody: each answer stands, and only a model can doubt it."""
    given = ~np.isnan(answers)
    labels = np.where(given, answers, 0.0).sum(axis=1).astype(np.int64)
    quality = np.full(len(labels), np.nan)
    if probabilities is not None and len(labels):
        beliefs = label_beliefs(labels, probabilities)
        quality = beliefs[np.arange(len(labels)), labels]
    answer_quality = np.where(given, quality[:, None], np.nan)
    trust: list[float | None] = [None] * answers.shape[1]
    if probabilities is not None:
        trust = [
            float(quality[given[:, column]].mean())
            for column in range(answers.shape[1])
        ]
    return _Found(labels, quality, answer_quality, trust)


def _ask_crowdlab(answers: Matrix, probabilities: Matrix) -> _Found:
    from cleanlab.multiannotator import get_label_quality_multiannotator

    # It breaks ties by chance where the model has one too: the first class wins.
    first_wins = _NUDGE * np.arange(probabilities.shape[1], 0, -1)
    model = probabilities + first_wins
    model /= model.sum(axis=1, keepdims=True)
    found = get_label_quality_multiannotator(answers, model, verbose=False)
    overall = found["annotator_stats"].sort_index()["annotator_quality"]
    answer_quality = found["detailed_label_quality"].to_numpy(np.float64)
    # It has no figure for a reviewer who met nobody: what the model thinks of his
    # answers is all there is.
    trust = np.where(np.isnan(overall), np.nanmean(answer_quality, axis=0), overall)
    labels, quality = _best_named(answers, answer_quality)
    return _Found(labels, quality, answer_quality, [float(value) for value in trust])


def _ask_dawid_skene(
    answers: Matrix, n_classes: int, probabilities: Matrix | None
) -> _Found:
    """Expectation and maximisation in turn until the classes stay as they are.

    A model's probabilities stand in the place of the class frequencies ``p``.
    """
    given = ~np.isnan(answers)
    said = np.where(given, answers, 0).astype(np.int64)
    votes = _votes(answers, n_classes)
    truth = votes / votes.sum(axis=1, keepdims=True)
    for _ in range(_ROUNDS):
        p = (truth.sum(axis=0) + 1.0) / (len(truth) + n_classes)
        pi = _error_rates(truth, said, given)
        logs = np.tile(np.log(p), (len(truth), 1))
        if probabilities is not None:
            logs = np.log(np.maximum(probabilities, _FLOOR))
        for column in range(answers.shape[1]):
            known = given[:, column]
            logs[known] += np.log(pi[column][:, said[known, column]].T)
        before, truth = truth, np.exp(logs - logs.max(axis=1, keepdims=True))
        truth /= truth.sum(axis=1, keepdims=True)
        if np.abs(truth - before).max() < _CLOSE:
            break
    rows = np.arange(len(truth))
    answer_quality = np.where(given, truth[rows[:, None], said], np.nan)
    labels, quality = _best_named(answers, answer_quality)
    known = given if probabilities is not None else given & (votes.sum(1) > 1)[:, None]
    trust = [
        float((p * np.diag(pi[column])).sum()) if known[:, column].any() else None
        for column in range(answers.shape[1])
    ]
    return _Found(labels, quality, answer_quality, trust)


def _best_named(answers: Matrix, answer_quality: Matrix) -> tuple[Ints, Matrix]:
    """The answer of each example that is most probably right, and how probably."""
    best = np.nan_to_num(answer_quality, nan=-1.0).argmax(axis=1)
    rows = np.arange(len(answers))
    return answers[rows, best].astype(np.int64), answer_quality[rows, best]


def _error_rates(truth: Matrix, said: Ints, given: Flags) -> Matrix:
    """``pi``: of each reviewer, each class and each answer; smoothed."""
    n_classes = truth.shape[1]
    prior = np.full((n_classes, n_classes), _SEEN_WRONG / (n_classes - 1))
    np.fill_diagonal(prior, _SEEN_RIGHT)
    pi = np.tile(prior, (said.shape[1], 1, 1))
    for column in range(said.shape[1]):
        known = given[:, column]
        np.add.at(pi[column].T, said[known, column], truth[known])
    rates: Matrix = pi / pi.sum(axis=2, keepdims=True)
    return rates


def _agreement(answers: Matrix, labels: Ints) -> Matrix:
    same = (answers == labels[:, None]).sum(axis=1)
    return np.asarray(same / (~np.isnan(answers)).sum(axis=1), np.float64)


def _describe(
    number: int, column: int, answers: Matrix, found: _Found
) -> ReviewerQuality:
    given = ~np.isnan(answers)
    mine = given[:, number]
    shared = mine & (given.sum(axis=1) > 1)
    differs = mine & (answers[:, number] != found.labels)
    worst = np.bincount(found.labels[differs]) if differs.any() else None
    agreed = answers[shared, number] == found.labels[shared]
    return ReviewerQuality(
        reviewer=column,
        quality=found.trust[number],
        answers=int(mine.sum()),
        shared=int(shared.sum()),
        agreement=float(agreed.mean()) if shared.any() else None,
        worst_class=None if worst is None else int(worst.argmax()),
    )


def _check(answers: Matrix, n_classes: int, probabilities: Matrix | None) -> None:
    if answers.ndim != 2 or n_classes < 2:
        raise ParameterError(
            f"answers of shape {answers.shape} over {n_classes} classes: expected a "
            "row an example, a column a reviewer, and 2 classes or more"
        )
    known = answers[~np.isnan(answers)]
    if np.any((known < 0) | (known >= n_classes) | (known != np.floor(known))):
        raise ParameterError(
            f"answers from {known.min():g} to {known.max():g}: expected whole numbers "
            f"from 0 to {n_classes - 1}, or NaN"
        )
    shape = (len(answers), n_classes)
    if probabilities is not None and probabilities.shape != shape:
        raise ParameterError(
            f"probabilities of shape {probabilities.shape}: expected {shape}"
        )
