"""A text classifier: trained from texts and labels, then asked for answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData, ParameterError
from sdml.ml.calibration import Scaling
from sdml.ml.calibration_error import top_label
from sdml.ml.calibrators import Calibrator, ChosenCalibrator, choose_calibrator
from sdml.ml.confidence_profile import ConfidenceProfile, profile_of
from sdml.ml.contest import (
    Candidate,
    CandidateScore,
    Counted,
    able_members,
    choose,
    combine,
    fold_scores,
    quiet_single_threads,
    score_candidates,
    views_of,
)
from sdml.ml.members import Member, Views, fit_member, log_probabilities
from sdml.ml.ngrams import (
    EncodedTexts,
    Vocabulary,
    count_ngrams,
    encode_texts,
    inverse_frequencies,
    learn_vocabulary,
)
from sdml.ml.pooled_weights import PooledWeights
from sdml.ml.risk_coverage import RiskCoverage, risk_coverage
from sdml.ml.scope import scope_scores
from sdml.ml.splitting import assign_folds

__all__ = [
    "AnsweredTexts",
    "TextClassifier",
    "TrainedClassifier",
    "TrainingRows",
    "answer_texts",
    "learnt_places",
    "learnt_probabilities",
    "predict_probabilities",
    "refit_classifier",
    "says_nothing",
    "train_classifier",
    "uncalibrated",
    "vector_dimension",
]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

FOLDS = 5
CONTEST_ROWS = 12_000
CALIBRATION_ROWS = 40_000
# A data set has 50 rows or more, of which a fifth and more may be its test part.
FEWEST_ROWS = 30
_BATCH = 4_096


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """What a classifier may learn from, row by row.

    Attributes
    ----------
    texts : sequence of str
        As people wrote them.
    labels : ndarray of int64, shape (n_rows,)
        Numbers into ``names``.
    names : tuple of str
        The classes, in the order their probabilities will have.
    groups : ndarray of int64, shape (n_rows,)
        Near-duplicates share a number; they never stand in two folds.
    keys : sequence of str
        Stable names of the rows, from which folds are dealt.
    vectors : ndarray of float32, shape (n_rows, dimension), or None
        Embeddings of all the texts, by one embedder.
    pooled : PooledWeights or None
        What other tenants lend for these classes, in the same space.
    """

    texts: Sequence[str]
    labels: Ints
    names: tuple[str, ...]
    groups: Ints
    keys: Sequence[str]
    vectors: Floats | None = None
    pooled: PooledWeights | None = None


@dataclass(frozen=True, slots=True)
class TextClassifier:
    """A fitted classifier; nothing in it but names, terms and numbers.

    Attributes
    ----------
    names : tuple of str
        The classes, in the order of the probabilities.
    candidate : str
        Which candidate it is.
    vocabulary : Vocabulary
        The terms it knows.
    word_weights, letter_weights : ndarray of float32
        Inverse document frequencies.
    members : tuple of Member
        Averaged.
    scaling : Scaling or ClassCurves
        Calibration of the averaged probabilities.
    prior : ndarray of float64, shape (n_classes,)
        Class frequencies in training: the answer to a text without words.
    merged : tuple of int
        For each class that was learnt, the place in ``names`` of what it is called
        now; empty where they are the same. All else is as it was learnt.
    """

    names: tuple[str, ...]
    candidate: str
    vocabulary: Vocabulary
    word_weights: Floats
    letter_weights: Floats
    members: tuple[Member, ...]
    scaling: Calibrator
    prior: Matrix
    merged: tuple[int, ...] = ()

    @property
    def needs_vectors(self) -> bool:
        """Whether it asks for embeddings beside the texts."""
        kinds = tuple(member.kind for member in self.members)
        return Candidate(self.candidate, kinds).needs_vectors


@dataclass(frozen=True, slots=True)
class TrainedClassifier:
    """A classifier and how it came to be.

    Attributes
    ----------
    model : TextClassifier
        Fitted on all training rows.
    reason : str
        Why this candidate, in words.
    profile : ConfidenceProfile
        Of its answers out of fold: by it a promise plans what to test.
    routes : RiskCoverage
        Of the same answers: from which confidence on which share was right.
    contest : tuple of CandidateScore
        All candidates, judged out of fold.
    calibration : ChosenCalibrator
        The calibration of its answers, and what it was compared with.
    """

    model: TextClassifier
    reason: str
    profile: ConfidenceProfile
    routes: RiskCoverage
    contest: tuple[CandidateScore, ...]
    calibration: ChosenCalibrator


def train_classifier(rows: TrainingRows, seed: int = 0) -> TrainedClassifier:
    """Compare candidates by cross-validation, then fit the best on all rows.

    Stages: learn the vocabulary and count once -> compare all candidates on at
    most 12,000 rows in 5 folds -> judge the winner out of fold on up to 40,000
    rows, for its temperatures and its profile -> fit it on every row.

    Parameters
    ----------
    rows : TrainingRows
        The training part alone.
    seed : int
        Same rows and same seed give the same model.

    Raises
    ------
    NotEnoughData
        Fewer than 50 rows or two classes, or a class all of whose rows are
        near-duplicates.
    """
    folds = _check(rows, seed)
    encoded = encode_texts(rows.texts)
    vocabulary = learn_vocabulary(encoded)
    counted = Counted(*count_ngrams(encoded, vocabulary), rows.vectors, rows.pooled)
    contest_rows = _sample(rows, CONTEST_ROWS, seed)
    scores = fold_scores(
        counted.take(contest_rows),
        rows.labels[contest_rows],
        folds[contest_rows],
        able_members(counted.take(contest_rows)),
        seed,
    )
    contest = score_candidates(scores, rows.labels[contest_rows])
    won, reason = choose(contest)
    judged = contest_rows
    if len(judged) < len(rows.labels):
        # Five folds here too: members fitted on two thirds of the rows are not as
        # sure of themselves as those fitted on all, and calibrating them misleads.
        judged = _sample(rows, CALIBRATION_ROWS, seed)
        scores = fold_scores(
            counted.take(judged),
            rows.labels[judged],
            folds[judged],
            won.candidate.members,
            seed,
        )
    model = _fit_all(counted, rows, won.candidate, seed, vocabulary)
    model, answers, chosen = _calibrate(
        model, scores, rows.labels[judged], folds[judged]
    )
    profile = profile_of(answers, rows.labels[judged])
    routes = risk_coverage(*top_label(answers, rows.labels[judged]))
    return TrainedClassifier(model, reason, profile, routes, contest, chosen)


def refit_classifier(
    model: TextClassifier, rows: TrainingRows, seed: int = 0
) -> TextClassifier:
    """The same candidate fitted anew on more rows, its calibration kept.

    What a model learnt from its training part says how good the candidate is;
    the model in use may then learn from the test part too.

    Parameters
    ----------
    model : TextClassifier
        Chosen and calibrated on a part of the rows.
    rows : TrainingRows
        All rows, of the same classes in the same order.
    seed : int
        Of the fit.
    """
    encoded = encode_texts(rows.texts)
    vocabulary = learn_vocabulary(encoded)
    counted = Counted(*count_ngrams(encoded, vocabulary), rows.vectors, rows.pooled)
    kinds = tuple(member.kind for member in model.members)
    fitted = _fit_all(
        counted, rows, Candidate(model.candidate, kinds), seed, vocabulary
    )
    members = tuple(
        replace(new, temperature=old.temperature)
        for new, old in zip(fitted.members, model.members, strict=True)
    )
    return replace(fitted, members=members, scaling=model.scaling)


@dataclass(frozen=True, slots=True)
class AnsweredTexts:
    """What a model says of texts.

    Attributes
    ----------
    probabilities : ndarray of float64, shape (n_texts, n_classes)
        Rows sum to 1; classes in the order of the model's names.
    scope_scores : ndarray of float64, shape (n_texts,)
        How far each text is from what it has learnt.
    """

    probabilities: Matrix
    scope_scores: Matrix


def predict_probabilities(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None = None
) -> Matrix:
    """Probabilities of each class for each text, as `answer_texts` gives them.

    Parameters
    ----------
    model : TextClassifier
        From `train_classifier`.
    texts : sequence of str
        Any texts.
    vectors : ndarray of float32, shape (n_texts, dimension), optional
        Embeddings of the same texts, where the model needs them.

    Returns
    -------
    ndarray of float64, shape (n_texts, n_classes)
        Rows sum to 1; classes in the order of ``model.names``.

    Raises
    ------
    ParameterError
        The model needs embeddings and none, or ones of another shape, came.
    """
    return answer_texts(model, texts, vectors).probabilities


def answer_texts(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None = None
) -> AnsweredTexts:
    """Probabilities of each class for each text, and how strange it is, in one pass.

    Parameters
    ----------
    model : TextClassifier
        From `train_classifier`.
    texts : sequence of str
        Any texts; one without a term that the model knows gets the classes'
        training frequencies, where it reads no embeddings.
    vectors : ndarray of float32, shape (n_texts, dimension), optional
        Embeddings of the same texts, where the model needs them.

    Raises
    ------
    ParameterError
        The model needs embeddings and none, or ones of another shape, came.
    """
    dimension = vector_dimension(model)
    if dimension and (vectors is None or vectors.shape != (len(texts), dimension)):
        shape = "none" if vectors is None else str(vectors.shape)
        raise ParameterError(
            f"the model needs embeddings of shape ({len(texts)}, {dimension}), "
            f"got {shape}"
        )
    answers, scopes = [np.empty((0, len(model.names)))], [np.empty(0)]
    for at in range(0, len(texts), _BATCH):
        here = None if vectors is None else vectors[at : at + _BATCH]
        found = _answer(model, texts[at : at + _BATCH], here)
        answers.append(found.probabilities)
        scopes.append(found.scope_scores)
    return AnsweredTexts(np.concatenate(answers), np.concatenate(scopes))


def learnt_probabilities(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None = None
) -> Matrix:
    """Probabilities of the classes as they were learnt, before any was merged.

    Parameters
    ----------
    model : TextClassifier
        Any.
    texts : sequence of str
        Any.
    vectors : ndarray of float32, shape (n_texts, dimension), optional
        Embeddings of the same texts, where the model needs them.

    Returns
    -------
    ndarray of float64, shape (n_texts, n_learnt)
        Rows sum to 1; `learnt_places` says which belong to a class of today.
    """
    names = tuple(map(str, range(len(model.prior))))
    return predict_probabilities(replace(model, names=names, merged=()), texts, vectors)


def learnt_places(model: TextClassifier, place: int) -> Ints:
    """The learnt classes that a class of today is made of, by their numbers."""
    if not model.merged:
        return np.array([place])
    return np.flatnonzero(np.array(model.merged) == place)


def uncalibrated(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None = None
) -> Matrix:
    """Probabilities as they are before the calibration; rows sum to 1.

    Parameters
    ----------
    model : TextClassifier
        From `train_classifier`.
    texts : sequence of str
        Any texts.
    vectors : ndarray of float32, shape (n_texts, dimension), optional
        Embeddings of the same texts, where the model needs them.
    """
    none = Scaling(1.0, np.zeros(len(model.prior)))
    return predict_probabilities(replace(model, scaling=none), texts, vectors)


def _check(rows: TrainingRows, seed: int) -> Ints:
    """Fold of each row, once there is enough to learn from."""
    n = len(rows.labels)
    if n < FEWEST_ROWS or len(rows.names) < 2:
        raise NotEnoughData(
            f"{n} labelled rows of {len(rows.names)} classes are too few to train on: "
            f"expected at least {FEWEST_ROWS} rows of 2 classes"
        )
    pairs = np.unique(np.stack([rows.labels, rows.groups]), axis=1)
    apart = np.bincount(pairs[0], minlength=len(rows.names))
    few = int(apart.argmin())
    if apart[few] < 2:
        raise NotEnoughData(
            f"class {rows.names[few]!r} has {apart[few]} distinct texts to learn from: "
            "expected at least 2; label more tickets or leave the class out"
        )
    return assign_folds(
        rows.labels, rows.groups, min(FOLDS, max(int(apart.min()), 2)), rows.keys, seed
    )


def _sample(rows: TrainingRows, most: int, seed: int) -> Ints:
    """Rows of about ``most`` in number, classes in proportion, groups whole."""
    n = len(rows.labels)
    if n <= most * 1.1:
        return np.arange(n)
    parts = -(-n // most)
    dealt = assign_folds(rows.labels, rows.groups, parts, rows.keys, seed + 1)
    return np.flatnonzero(dealt == 0)


def _fit_all(
    counted: Counted,
    rows: TrainingRows,
    candidate: Candidate,
    seed: int,
    vocabulary: Vocabulary,
) -> TextClassifier:
    words = inverse_frequencies(counted.words)
    letters = inverse_frequencies(counted.letters)
    views = views_of(counted, words, letters)
    with quiet_single_threads():
        members = tuple(
            fit_member(kind, views, rows.labels, seed) for kind in candidate.members
        )
    none = Scaling(1.0, np.zeros(len(rows.names)))
    prior = np.bincount(rows.labels, minlength=len(rows.names)) / len(rows.labels)
    return TextClassifier(
        rows.names, candidate.name, vocabulary, words, letters, members, none, prior
    )


def _calibrate(
    model: TextClassifier, scores: dict[str, Floats], labels: Ints, folds: Ints
) -> tuple[TextClassifier, Matrix, ChosenCalibrator]:
    """The calibrated model, its answers out of fold, and what was chosen."""
    members = tuple(
        member.tempered(scores[member.kind], labels) for member in model.members
    )
    logs = [
        log_probabilities(scores[member.kind], member.temperature) for member in members
    ]
    averaged = combine(logs)
    chosen = choose_calibrator(averaged, labels, folds)
    model = replace(model, members=members, scaling=chosen.calibrator)
    return model, chosen.calibrator.apply(averaged), chosen


def _answer(
    model: TextClassifier, texts: Sequence[str], vectors: Floats | None
) -> AnsweredTexts:
    encoded = encode_texts(texts)
    views = _views(model, encoded, vectors)
    scored = [(member, member.scores(views)) for member in model.members]
    strange = scope_scores(model.vocabulary, encoded, scored)
    logs = [log_probabilities(found, member.temperature) for member, found in scored]
    answers = model.scaling.apply(combine(logs))
    answers[says_nothing(model, encoded, views)] = model.prior
    if not model.merged:
        return AnsweredTexts(answers, strange)
    sums = np.zeros((len(answers), len(model.names)))
    np.add.at(sums.T, list(model.merged), answers.T)
    return AnsweredTexts(sums, strange)


def says_nothing(
    model: TextClassifier, encoded: EncodedTexts, views: Views
) -> NDArray[np.bool_]:
    """Which texts a model cannot read: no word, or no term that it knows.

    Parameters
    ----------
    model : TextClassifier
        Whose terms.
    encoded : EncodedTexts
        The texts.
    views : Views
        Of the same texts.
    """
    unspoken = np.asarray(np.diff(encoded.ends) == 0, np.bool_)
    if not model.needs_vectors:
        unspoken |= np.diff(views.words_letters.indptr) == 0
    return unspoken


def _views(
    model: TextClassifier, encoded: EncodedTexts, vectors: Floats | None
) -> Views:
    counted = Counted(*count_ngrams(encoded, model.vocabulary), vectors)
    return views_of(counted, model.word_weights, model.letter_weights)


def vector_dimension(model: TextClassifier) -> int:
    """Length of the embeddings a model needs; 0 where it needs none."""
    sizes = [
        len(member.weights[0])
        for member in model.members
        if Candidate("", (member.kind,)).needs_vectors
    ]
    return sizes[0] if sizes else 0
