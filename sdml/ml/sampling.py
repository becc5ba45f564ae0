"""What to review next: new examples and answered ones on one scale, bits.

The score of an example is what one more answer to it is expected to tell::

    total = (label + model) x reach x novelty

``label`` is the mutual information between the true class and the next answer of
a reviewer who errs now and then: for a new example by what the model thinks of it,
for an answered one by what model and answers together leave open. So "label a new
one or look again at an old one" is one comparison. ``model`` is what the true class
tells about which of several models is right. ``reach`` is how close an example's
nearest neighbours are, which profit with it; ``novelty`` how far it is from what
stands in the batch already.

References
----------
Lindley 1956, "On a Measure of the Information Provided by an Experiment". Houlsby,
Huszar, Ghahramani & Lengyel 2011, "Bayesian Active Learning for Classification and
Preference Learning", 2 (``model``). Settles & Craven 2008, "An Analysis of Active
Learning Strategies for Sequence Labeling Tasks", 3.4 (``reach``). Goh & Mueller
2023, "ActiveLab: Active Learning with Re-Labeling by Multiple Annotators", 3.
"""

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError
from sdml.ml.consensus import find_consensus
from sdml.ml.label_issues import label_beliefs

__all__ = [
    "ChoicePool",
    "ChoiceScore",
    "ExampleInformation",
    "active_lab_scores",
    "answer_information",
    "choose_batch",
    "measure_information",
    "model_disagreement",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

REVIEWER_ERROR = 0.1
_NEIGHBOURS, _ANCHORS = 20, 4_096
_CANDIDATES, _FEWEST_CANDIDATES = 50, 8_192
_SEEN = 10.0  # as if each reviewer had been seen in as many answers before
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class ChoicePool:
    """Examples that may be asked about.

    Attributes
    ----------
    probabilities : ndarray of float64, shape (n_examples, n_classes)
        Calibrated, of a model that did not learn the example; rows sum to 1.
    answers : ndarray of float64, shape (n_examples, n_reviewers), or None
        Class numbers, NaN where a reviewer did not answer; None: all are new.
    committee : ndarray of float64, shape (n_models, n_examples, n_classes), or None
        Probabilities of several models, to see where they disagree.
    vectors : ndarray of float32, shape (n_examples, dimension), or None
        Of unit length; without them nothing is known of reach and novelty.
    """

    probabilities: Matrix
    answers: Matrix | None = None
    committee: Matrix | None = None
    vectors: Floats | None = None


@dataclass(frozen=True, slots=True)
class ExampleInformation:
    """What an answer to each example is expected to tell, in bits.

    Attributes
    ----------
    label, model : ndarray of float64, shape (n_examples,)
        About its class, and about which model is right.
    suspicion : ndarray of float64, shape (n_examples,)
        Probability that the label it has is wrong; 0 for new examples.
    is_answered : ndarray of bool, shape (n_examples,)
        Whether asking about it means to look again.
    """

    label: Matrix
    model: Matrix
    suspicion: Matrix
    is_answered: Flags

    @property
    def total(self) -> Matrix:
        """Bits without regard to the other examples, shape (n_examples,)."""
        return self.label + self.model


@dataclass(frozen=True, slots=True)
class ChoiceScore:
    """Why an example was chosen.

    Attributes
    ----------
    row : int
        Its number in the pool.
    total : float
        Expected bits: (``label`` + ``model``) x ``reach`` x ``novelty``.
    label, model : float
        Bits about its class, and about which model is right.
    reach, novelty : float
        In [0, 1]; 1 where the pool has no vectors.
    suspicion : float
        Probability that the label it has is wrong; 0 for a new one.
    is_answered : bool
        Whether it is looked at again.
    """

    row: int
    total: float
    label: float
    model: float
    reach: float
    novelty: float
    suspicion: float
    is_answered: bool


def choose_batch(
    pool: ChoicePool,
    size: int,
    seed: int = 0,
    reviewer_error: float = REVIEWER_ERROR,
) -> tuple[ChoiceScore, ...]:
    """The examples to ask about next, the most telling first.

    Greedy: each choice lowers the novelty of what is like it. Reach and novelty
    are measured among the most informative examples only, fifty for each that is
    wanted and 8,192 at least, so that 100,000 take seconds.

    Parameters
    ----------
    pool : ChoicePool
        New and answered examples together.
    size : int
        How many; fewer where the pool is smaller.
    seed : int
        Of the sample that stands for the pool, and of the order of equals.
    reviewer_error : float
        In (0, 1): how often an answer is wrong.

    Raises
    ------
    ParameterError
        The shapes of the pool do not fit, or the reviewer's error is no share.

    Examples
    --------
    >>> pool = ChoicePool(np.array([[0.9, 0.1], [0.5, 0.5], [0.99, 0.01]]))
    >>> [choice.row for choice in choose_batch(pool, 2)]
    [1, 0]
    """
    information = measure_information(pool, reviewer_error)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(information.label))
    most = max(_CANDIDATES * size, _FEWEST_CANDIDATES)
    by_bits = np.argsort(-information.total[shuffled], kind="stable")[:most]
    candidates = shuffled[by_bits]
    reach, near, usual = np.ones(len(candidates)), None, 0.0
    if pool.vectors is not None:
        anchors = random.permutation(len(pool.vectors))[:_ANCHORS]
        near = pool.vectors[candidates]
        reach, usual = _reach(near, pool.vectors[anchors])
    bits = information.total[candidates] * reach
    chosen, novelty = _pick(bits, near, usual, size)
    return tuple(
        _explain(information, int(candidates[at]), float(reach[at]), float(fresh))
        for at, fresh in zip(chosen, novelty, strict=True)
    )


def measure_information(
    pool: ChoicePool, reviewer_error: float = REVIEWER_ERROR
) -> ExampleInformation:
    """Bits that one more answer to each example is expected to give.

    Parameters
    ----------
    pool : ChoicePool
        New and answered examples together.
    reviewer_error : float
        In (0, 1): how often an answer is wrong.

    Raises
    ------
    ParameterError
        The shapes of the pool do not fit, or the reviewer's error is no share.

    Examples
    --------
    >>> p = np.array([[0.5, 0.5], [0.5, 0.5]])
    >>> answers = np.array([[np.nan, np.nan], [1, 1]])
    >>> new, old = measure_information(ChoicePool(p, answers)).label
    >>> bool(new > old)
    True
    """
    _check(pool, reviewer_error)
    beliefs = pool.probabilities
    n = len(beliefs)
    is_answered, suspicion = _is_answered(pool), np.zeros(n)
    if pool.answers is not None:
        beliefs, suspicion = _beliefs(pool.answers, beliefs, reviewer_error)
    model = np.zeros(n)
    if pool.committee is not None:
        # What is settled by answers no longer tells the models apart by asking.
        still_open = _entropy(beliefs) / np.maximum(_entropy(pool.probabilities), 1e-6)
        model = model_disagreement(pool.committee) * np.minimum(still_open, 1.0)
    label = answer_information(beliefs, reviewer_error)
    return ExampleInformation(label, model, suspicion, is_answered)


def answer_information(
    beliefs: Matrix, reviewer_error: float = REVIEWER_ERROR
) -> Matrix:
    """Mutual information of the true class and a reviewer's answer, in bits.

    Parameters
    ----------
    beliefs : ndarray of float64, shape (n_examples, n_classes)
        Probabilities of the true class; rows sum to 1.
    reviewer_error : float
        Probability of a wrong answer; all wrong ones are equally likely.

    Returns
    -------
    ndarray of float64, shape (n_examples,)
        From 0, where the class is known, to below log2(n_classes).

    Examples
    --------
    >>> answer_information(np.array([[1.0, 0.0], [0.5, 0.5]]), 0.1).round(3).tolist()
    [0.0, 0.531]
    """
    wrong = reviewer_error / (beliefs.shape[1] - 1)
    said = beliefs * (1.0 - reviewer_error) + (1.0 - beliefs) * wrong
    right = np.full((1, beliefs.shape[1]), wrong)
    right[0, 0] = 1.0 - reviewer_error
    return np.asarray(np.maximum(_entropy(said) - _entropy(right), 0.0), np.float64)


def model_disagreement(committee: Matrix) -> Matrix:
    """Mutual information of the class and which of the models is right, in bits.

    Parameters
    ----------
    committee : ndarray of float64, shape (n_models, n_examples, n_classes)
        Each model's probabilities.

    Returns
    -------
    ndarray of float64, shape (n_examples,)
        0 where all models say the same.

    Examples
    --------
    >>> model_disagreement(np.array([[[1.0, 0.0]], [[0.0, 1.0]]])).tolist()
    [1.0]
    """
    own = np.mean([_entropy(member) for member in committee], axis=0)
    mean = _entropy(np.asarray(committee.mean(axis=0), np.float64))
    return np.asarray(np.maximum(mean - own, 0.0), np.float64)


def active_lab_scores(pool: ChoicePool) -> Matrix:
    """ActiveLab's score of each example by cleanlab; the lowest is to be asked next.

    A second opinion on new or old: it orders by how sure the label is, not by bits.

    Parameters
    ----------
    pool : ChoicePool
        New and answered examples together.

    Returns
    -------
    ndarray of float64, shape (n_examples,)
        In [0, 1].
    """
    from cleanlab.multiannotator import get_active_learning_scores

    scores = np.empty(len(pool.probabilities))
    is_answered = _is_answered(pool)
    old, new = pool.probabilities[is_answered], pool.probabilities[~is_answered]
    answers = None
    if pool.answers is not None and len(old):
        answers = pool.answers[is_answered]
        answers = answers[:, ~np.isnan(answers).all(axis=0)]
    with redirect_stdout(StringIO()):  # it prints advice on rare classes
        scores[is_answered], scores[~is_answered] = get_active_learning_scores(
            answers,
            None if answers is None else old,
            new if len(new) else None,
        )
    return scores


def _is_answered(pool: ChoicePool) -> Flags:
    if pool.answers is None:
        return np.zeros(len(pool.probabilities), np.bool_)
    return np.asarray((~np.isnan(pool.answers)).any(axis=1), np.bool_)


def _beliefs(
    answers: Matrix, probabilities: Matrix, reviewer_error: float
) -> tuple[Matrix, Matrix]:
    """Probabilities of the true class after the answers, and each label's suspicion.

    A lone answer is weighed as labels are: by how often one class is written for
    another. Several are weighed by how often each reviewer is right, as if all his
    errors were alike: on all he answered, since examples asked about twice are the
    hard ones.
    """
    given = ~np.isnan(answers)
    n_classes = probabilities.shape[1]
    consensus = find_consensus(answers, n_classes, probabilities)
    beliefs, suspicion = probabilities.copy(), np.zeros(len(answers))
    alone = np.flatnonzero(given.sum(axis=1) == 1)
    if len(alone):
        labels = np.where(given, answers, 0.0).sum(axis=1).astype(np.int64)[alone]
        beliefs[alone] = label_beliefs(labels, probabilities[alone])
    several = given.sum(axis=1) > 1
    logs = np.log(np.maximum(probabilities[several], _FLOOR))
    for reviewer in consensus.reviewers:
        said = answers[several, reviewer.reviewer]
        rows = np.flatnonzero(~np.isnan(said))
        mine = alone[given[alone, reviewer.reviewer]]
        right = beliefs[mine, answers[mine, reviewer.reviewer].astype(np.int64)].sum()
        right += (reviewer.agreement or 0.0) * reviewer.shared
        seen = len(mine) + reviewer.shared
        error = 1.0 - (right + (1 - reviewer_error) * _SEEN) / (seen + _SEEN)
        # Nobody is perfect, and nobody's answer speaks against itself.
        error = min(max(error, reviewer_error / 2), 1.0 - 1.0 / n_classes)
        odds = np.log((1.0 - error) / (error / (n_classes - 1)))
        logs[rows, said[rows].astype(np.int64)] += odds
    weighed = np.exp(logs - logs.max(axis=1, keepdims=True))
    beliefs[several] = weighed / weighed.sum(axis=1, keepdims=True)
    known = np.flatnonzero(given.any(axis=1))
    labels = consensus.labels[known]
    suspicion[known] = np.clip(1.0 - beliefs[known, labels], 0.0, 1.0)
    return beliefs, suspicion


def _reach(vectors: Floats, anchors: Floats) -> tuple[Matrix, float]:
    """Mean closeness to the nearest of a sample of the pool, and the usual cosine."""
    count = min(_NEIGHBOURS, max(len(anchors) - 1, 1))
    nearest, usual = np.empty(len(vectors)), 0.0
    for at in range(0, len(vectors), _ANCHORS):
        similar = vectors[at : at + _ANCHORS] @ anchors.T
        top = np.partition(similar, -count, axis=1)[:, -count:]
        nearest[at : at + _ANCHORS] = top.mean(axis=1)
        usual += float(similar.sum()) / (len(vectors) * len(anchors))
    return np.maximum(_closeness(nearest, usual), 0.01), usual


def _closeness(cosine: NDArray[np.floating], usual: float) -> Matrix:
    """0 at the usual cosine or below, 1 for equals: embedders differ in the usual."""
    above = (cosine - usual) / max(1.0 - usual, 1e-6)
    return np.asarray(np.clip(above, 0.0, 1.0), np.float64)


def _pick(
    bits: Matrix, vectors: Floats | None, usual: float, size: int
) -> tuple[Ints, Matrix]:
    """Greedy choice, and how novel each was when it was chosen."""
    size = min(size, len(bits))
    nearest = np.zeros(len(bits))
    is_left = np.ones(len(bits), np.bool_)
    chosen, novelty = np.empty(size, np.int64), np.empty(size)
    for turn in range(size):
        fresh = 1.0 - nearest**2
        at = int(np.where(is_left, bits * fresh, -1.0).argmax())
        chosen[turn], novelty[turn], is_left[at] = at, fresh[at], False
        if vectors is not None:
            close = _closeness(vectors @ vectors[at], usual)
            nearest = np.maximum(nearest, close)
    return chosen, novelty


def _explain(
    information: ExampleInformation, row: int, reach: float, novelty: float
) -> ChoiceScore:
    return ChoiceScore(
        row=row,
        total=float(information.total[row]) * reach * novelty,
        label=float(information.label[row]),
        model=float(information.model[row]),
        reach=reach,
        novelty=novelty,
        suspicion=float(information.suspicion[row]),
        is_answered=bool(information.is_answered[row]),
    )


def _entropy(probabilities: Matrix) -> Matrix:
    logs = np.log2(np.maximum(probabilities, _FLOOR))
    return np.asarray(-(probabilities * logs).sum(axis=-1), np.float64)


def _check(pool: ChoicePool, reviewer_error: float) -> None:
    shape = pool.probabilities.shape
    if len(shape) != 2 or shape[1] < 2 or not 0 < reviewer_error < 1:
        raise ParameterError(
            f"probabilities of shape {shape} and a reviewer's error of "
            f"{reviewer_error}: expected 2 classes or more and a share between 0 and 1"
        )
    for name, found in (("answers", pool.answers), ("vectors", pool.vectors)):
        if found is not None and len(found) != shape[0]:
            raise ParameterError(
                f"{len(found)} rows of {name} for {shape[0]} examples: expected as many"
            )
    if pool.committee is not None and pool.committee.shape[1:] != shape:
        raise ParameterError(
            f"a committee of shape {pool.committee.shape}: expected each member's "
            f"probabilities to have the shape {shape}"
        )
