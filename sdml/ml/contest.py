"""Candidates compared by cross-validation on the training part, and why one won."""

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.calibration import fit_temperature, softmax
from sdml.ml.evaluation import macro_f1
from sdml.ml.members import (
    MEMBER_VIEWS,
    Views,
    fit_member,
    log_probabilities,
)
from sdml.ml.ngrams import inverse_frequencies, weigh
from sdml.ml.pooled_weights import PooledWeights

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = [
    "CANDIDATES",
    "Candidate",
    "CandidateScore",
    "Counted",
    "able_members",
    "choose",
    "combine",
    "fold_scores",
    "quiet_single_threads",
    "score_candidates",
    "views_of",
]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_NETWORK_ROWS = 2_000  # below, a network on embeddings only remembers
_POOLED_ROWS = 5_000  # above, a tenant's own rows say more than others' weights
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Members whose probabilities are averaged (their logarithms are).

    Attributes
    ----------
    name : str
        As the registry shows it.
    members : tuple of str
        Keys of ``members.MEMBER_VIEWS``.
    """

    name: str
    members: tuple[str, ...]

    @property
    def needs_vectors(self) -> bool:
        """Whether it reads embeddings."""
        return any(MEMBER_VIEWS[member] == "vectors" for member in self.members)


CANDIDATES = (
    Candidate("words", ("words",)),
    Candidate("words+letters", ("letters",)),
    Candidate("embeddings", ("vectors",)),
    Candidate("embeddings, pooled", ("pooled",)),
    Candidate("embeddings, network", ("network",)),
    Candidate("words, words+letters", ("words", "letters")),
    Candidate("words+letters, embeddings", ("letters", "vectors")),
    Candidate("words+letters, embeddings, pooled", ("letters", "pooled")),
    Candidate("words, words+letters, embeddings", ("words", "letters", "vectors")),
    Candidate(
        "words, words+letters, embeddings by network", ("words", "letters", "network")
    ),
)
"""From the simplest to the least simple; a tie goes to the earlier one."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts counted once, from which any fold's features are weighed.

    Attributes
    ----------
    words : csr_matrix of float32, shape (n_texts, n_words)
        Counts of words and word pairs.
    letters : csr_matrix of float32, shape (n_texts, n_groups)
        Counts of letter groups.
    vectors : ndarray of float32, shape (n_texts, dimension), or None
        Embeddings.
    pooled : PooledWeights or None
        What other tenants lend.
    """

    words: "csr_matrix"
    letters: "csr_matrix"
    vectors: Floats | None
    pooled: PooledWeights | None = None

    def take(self, rows: Ints) -> "Counted":
        """Only these rows."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Counted(self.words[rows], self.letters[rows], vectors, self.pooled)


@dataclass(frozen=True, slots=True)
class CandidateScore:
    """How a candidate did on rows it was not fitted on.

    Attributes
    ----------
    candidate : Candidate
        Which one.
    accuracy, macro_f1, log_loss : float
        Over all out-of-fold rows.
    difference, standard_error : float
        Log loss more than that of the best candidate, row by row.
    probabilities : ndarray of float64, shape (n_rows, n_classes)
        Out of fold.
    """

    candidate: Candidate
    accuracy: float
    macro_f1: float
    log_loss: float
    difference: float
    standard_error: float
    probabilities: Matrix


def views_of(counted: Counted, word_weights: Floats, letter_weights: Floats) -> Views:
    """TF-IDF views of counted texts under given inverse document frequencies."""
    from scipy.sparse import hstack

    words = weigh(counted.words, word_weights)
    letters = weigh(counted.letters, letter_weights)
    both = hstack([words, letters], format="csr", dtype=np.float32)
    return Views(words, both, counted.vectors, counted.pooled)


def fold_scores(
    counted: Counted,
    labels: Ints,
    folds: Ints,
    members: Sequence[str],
    seed: int,
    taught: Flags | None = None,
) -> dict[str, Floats]:
    """Out-of-fold scores of each member, shape (n_rows, n_classes) each.

    Document frequencies are those of the training folds alone, and terms too
    rare there weigh nothing: no fold knows anything of the rows it is judged on.

    Parameters
    ----------
    counted : Counted
        All rows.
    labels : ndarray of int64, shape (n_rows,)
        Class numbers; every class stands in at least two folds.
    folds : ndarray of int64, shape (n_rows,)
        Fold numbers.
    members : sequence of str
        Which members to fit.
    seed : int
        Of the fits.
    taught : ndarray of bool, shape (n_rows,), optional
        Rows that may be learnt from; the others are only judged. Every class
        keeps such rows in at least two folds.
    """
    n_classes = int(labels.max()) + 1
    learnt = np.ones(len(labels), np.bool_) if taught is None else taught
    found = {
        member: np.zeros((len(labels), n_classes), np.float32) for member in members
    }

    def run(fold: int) -> None:
        train = np.flatnonzero((folds != fold) & learnt)
        held = np.flatnonzero(folds == fold)
        part = counted.take(train)
        weights = inverse_frequencies(part.words), inverse_frequencies(part.letters)
        views = views_of(part, *weights)
        held_views = views_of(counted.take(held), *weights)
        for member in members:
            fitted = fit_member(member, views, labels[train], seed)
            found[member][held] = fitted.scores(held_views)

    with quiet_single_threads(), ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(run, np.unique(folds).tolist()))
    return found


def score_candidates(
    scores: dict[str, Floats], labels: Ints
) -> tuple[CandidateScore, ...]:
    """Every candidate whose members have scores, judged out of fold.

    Each member's one temperature is fitted on the same out-of-fold rows.
    """
    logs = {
        member: log_probabilities(score, fit_temperature(score, labels))
        for member, score in scores.items()
    }
    able = [
        candidate for candidate in CANDIDATES if set(candidate.members) <= set(logs)
    ]
    answers = [
        combine([logs[member] for member in candidate.members]) for candidate in able
    ]
    rows = np.arange(len(labels))
    losses = [-np.log(np.maximum(answer[rows, labels], 1e-12)) for answer in answers]
    best = losses[int(np.argmin([loss.mean() for loss in losses]))]
    return tuple(
        CandidateScore(
            candidate=candidate,
            accuracy=float((answer.argmax(axis=1) == labels).mean()),
            macro_f1=macro_f1(labels, answer.argmax(axis=1), answer.shape[1]),
            log_loss=float(loss.mean()),
            difference=float((loss - best).mean()),
            standard_error=float((loss - best).std() / np.sqrt(len(labels))),
            probabilities=answer,
        )
        for candidate, answer, loss in zip(able, answers, losses, strict=True)
    )


def choose(scores: Sequence[CandidateScore]) -> tuple[CandidateScore, str]:
    """Give the simplest candidate within one standard error of the best, and why.

    They are compared by log loss: unlike accuracy it sees every probability, so
    it tells candidates apart on fewer rows.

    References
    ----------
    The one-standard-error rule: Breiman, Friedman, Olshen & Stone 1984, 3.4.3;
    here with the error of the paired difference.
    """
    best = min(scores, key=lambda score: score.log_loss)
    won = next(score for score in scores if score.difference <= score.standard_error)
    said = (
        f"{won.candidate.name}: log loss {won.log_loss:.4f}, accuracy "
        f"{won.accuracy:.4f} on {len(won.probabilities):,} rows out of fold"
    )
    if won is not best:
        return won, f"{said}; a tie with {_beside(best, won)}, and simpler"
    others = [score for score in scores if score is not won]
    if not others:
        return won, f"{said}; the only candidate"
    second = min(others, key=lambda score: score.log_loss)
    return won, f"{said}; the best, next is {_beside(second, second)}"


def _beside(named: CandidateScore, differing: CandidateScore) -> str:
    return (
        f"{named.candidate.name} (log loss {named.log_loss:.4f}, accuracy "
        f"{named.accuracy:.4f}; difference in log loss {differing.difference:.4f}, "
        f"standard error {differing.standard_error:.4f})"
    )


def able_members(counted: Counted) -> list[str]:
    """Members that can be fitted on these rows."""
    n = counted.words.shape[0]
    return [
        member
        for member, view in MEMBER_VIEWS.items()
        if (view != "vectors" or counted.vectors is not None)
        and (member != "network" or n >= _NETWORK_ROWS)
        and (member != "pooled" or (counted.pooled is not None and n <= _POOLED_ROWS))
    ]


def combine(logs: Sequence[Matrix]) -> Matrix:
    """Probabilities from the mean of members' log-probabilities; rows sum to 1."""
    return softmax(np.mean(logs, axis=0))


@contextmanager
def quiet_single_threads() -> Iterator[None]:
    """Fit without BLAS threads of its own, and without warnings of early stops.

    Two BLAS threads make a busy machine ten times slower; folds run side by
    side instead. Members stop after a set number of passes on purpose.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
