"""The single models a classifier is averaged from: fitted, then kept as arrays.

A member sees one view of a text: its words and word pairs, those and its letter
groups, or its embedding. Linear ones and small networks alike become weight
matrices, so a stored model holds numbers only and predicts without the library
that fitted it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.calibration import fit_temperature, softmax
from sdml.ml.pooled_weights import PooledWeights, fit_towards

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["MEMBER_VIEWS", "Member", "View", "Views", "fit_member", "log_probabilities"]

View = Literal["words", "words_letters", "vectors"]
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

MEMBER_VIEWS: dict[str, View] = {
    "words": "words",
    "letters": "words_letters",
    "vectors": "vectors",
    "pooled": "vectors",
    "network": "vectors",
}
"""Which view each kind of member reads."""

_HIDDEN, _BATCH = 256, 200
_UPDATES, _EPOCHS, _SLOW_EPOCHS = 900, (5, 25), 3
_FLOOR = 1e-12
# liblinear draws from one random generator in the whole process: two fits at a
# time would disturb each other, and the same seed would give another model.
_ONE_LIBLINEAR = Lock()


@dataclass(frozen=True, slots=True)
class Views:
    """The same texts in three forms, row by row.

    Attributes
    ----------
    words : csr_matrix of float32, shape (n_texts, n_words)
        TF-IDF of words and word pairs.
    words_letters : csr_matrix of float32, shape (n_texts, n_words + n_groups)
        The same beside TF-IDF of letter groups.
    vectors : ndarray of float32, shape (n_texts, dimension), or None
        Embeddings.
    pooled : PooledWeights or None
        What other tenants lend, for a fit that starts from it.
    """

    words: "csr_matrix"
    words_letters: "csr_matrix"
    vectors: Floats | None
    pooled: PooledWeights | None = None

    def of(self, view: View) -> "csr_matrix | Floats":
        """The view of that name; a missing one is a bug of the caller."""
        if view == "vectors":
            assert self.vectors is not None  # noqa: S101 - for the type checker
            return self.vectors
        return self.words if view == "words" else self.words_letters


@dataclass(frozen=True, slots=True)
class Member:
    """A fitted model as its weights.

    Attributes
    ----------
    kind : str
        A key of `MEMBER_VIEWS`.
    weights : tuple of ndarray of float32, each of shape (n_in, n_out)
        One matrix for a linear member, two for a network.
    biases : tuple of ndarray of float32, each of shape (n_out,)
        Beside each matrix; between two layers stands a rectifier.
    temperature : float
        Divides the scores before the softmax.
    """

    kind: str
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    temperature: float = 1.0

    def scores(self, views: Views) -> Floats:
        """Scores of shape (n_texts, n_classes), without the temperature."""
        layer = views.of(MEMBER_VIEWS[self.kind])
        for number, (weights, bias) in enumerate(
            zip(self.weights, self.biases, strict=True)
        ):
            if number:
                layer = np.maximum(layer, 0.0)
            layer = np.asarray(layer @ weights, np.float32) + bias
        return np.asarray(layer, np.float32)

    def tempered(self, scores: Floats, labels: Ints) -> "Member":
        """Give this member the temperature that fits scores of unseen rows."""
        return replace(self, temperature=fit_temperature(scores, labels))


def log_probabilities(scores: Floats, temperature: float) -> Matrix:
    """Logarithms of a member's probabilities, shape (n_texts, n_classes)."""
    logs: Matrix = np.log(np.maximum(softmax(scores / temperature), _FLOOR))
    return logs


def fit_member(kind: str, views: Views, labels: Ints, seed: int) -> Member:
    """A member fitted on all rows of the views.

    Parameters
    ----------
    kind : str
        A key of `MEMBER_VIEWS`.
    views : Views
        The training rows.
    labels : ndarray of int64, shape (n_texts,)
        Class numbers from 0, each class with at least one row.
    seed : int
        Of whatever is random in the fit.
    """
    return _FITS[kind](views, labels, seed)


def _fit_words(views: Views, labels: Ints, seed: int) -> Member:
    """One class against the rest, each in turn, as scikit-learn does it for all.

    There every class goes through `sklearn.utils.parallel`, which sets the
    warning filters of the whole process: folds side by side disturb each other.
    """
    from sklearn.linear_model import SGDClassifier

    n_classes = int(labels.max()) + 1
    if n_classes == 2:
        own, seeds = [labels == 1], [seed]
    else:
        own = [labels == label for label in range(n_classes)]
        draws = np.random.RandomState(seed).randint(
            np.iinfo(np.int32).max, size=n_classes
        )
        seeds = draws.tolist()
    # One penalty for all sizes: alpha is 1 / (C n), here with C = 10.
    models = [
        SGDClassifier(
            loss="log_loss",
            alpha=0.1 / len(labels),
            average=True,
            random_state=draw,
        ).fit(views.words, is_own)
        for is_own, draw in zip(own, seeds, strict=True)
    ]
    weights = np.vstack([model.coef_ for model in models])
    return _linear("words", weights, np.hstack([one.intercept_ for one in models]))


def _fit_letters(views: Views, labels: Ints, seed: int) -> Member:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.5, tol=1e-2, random_state=seed)
    with _ONE_LIBLINEAR:
        model.fit(views.words_letters, labels)
    return _linear("letters", model.coef_, model.intercept_)


def _fit_vectors(views: Views, labels: Ints, seed: int) -> Member:
    from sklearn.linear_model import LogisticRegression

    scaled, mean, scale = _standardised(views)
    # A tolerance of 1e-2 returns an untrained model here (lbfgs): keep it small.
    model = LogisticRegression(C=0.1, tol=1e-4, max_iter=200).fit(scaled, labels)
    found = _linear("vectors", model.coef_, model.intercept_)
    weights = found.weights[0] / scale[:, None]
    bias = found.biases[0] - mean @ weights
    return Member("vectors", (weights,), (bias,))


def _fit_pooled(views: Views, labels: Ints, seed: int) -> Member:
    assert views.pooled is not None  # noqa: S101 - for the type checker
    vectors = np.asarray(views.of("vectors"), np.float32)
    weights, biases = fit_towards(vectors, labels, views.pooled)
    return Member("pooled", (weights,), (biases,))


def _fit_network(views: Views, labels: Ints, seed: int) -> Member:
    """Two networks side by side: the mean of their scores varies less."""
    scaled, mean, scale = _standardised(views)
    pair = [_train_network(scaled, labels, 2 * seed + turn) for turn in (0, 1)]
    hidden = np.hstack([weights[0] for weights, _ in pair]) / scale[:, None]
    hidden_bias = np.hstack([biases[0] for _, biases in pair]) - mean @ hidden
    last = np.vstack([weights[1] for weights, _ in pair]) / 2
    last_bias = np.mean([biases[1] for _, biases in pair], axis=0)
    if last.shape[1] == 1:  # two classes have one output
        last, last_bias = np.hstack([-last, last]) / 2, np.r_[-last_bias, last_bias] / 2
    return Member(
        "network",
        (hidden.astype(np.float32), last.astype(np.float32)),
        (hidden_bias.astype(np.float32), last_bias.astype(np.float32)),
    )


def _train_network(
    scaled: Floats, labels: Ints, seed: int
) -> tuple[list[Matrix], list[Matrix]]:
    """Weights and biases of one network: fast passes, then a few slow ones."""
    from sklearn.neural_network import MLPClassifier

    epochs = min(max(round(_UPDATES * _BATCH / len(labels)), _EPOCHS[0]), _EPOCHS[1])
    model = MLPClassifier(
        (_HIDDEN,),
        alpha=1e-3,
        batch_size=min(_BATCH, len(labels)),
        max_iter=epochs,
        random_state=seed,
        warm_start=True,
    ).fit(scaled, labels)
    model.set_params(learning_rate_init=2e-4, max_iter=_SLOW_EPOCHS)
    model.fit(scaled, labels)
    return model.coefs_, model.intercepts_


def _standardised(views: Views) -> tuple[Floats, Floats, Floats]:
    vectors = views.of("vectors")
    mean = np.asarray(vectors.mean(axis=0), np.float32)
    scale = np.maximum(np.asarray(vectors.std(axis=0), np.float32), 1e-6)
    return np.asarray((vectors - mean) / scale, np.float32), mean, scale


def _linear(kind: str, rows: Matrix, biases: Matrix) -> Member:
    """A member of one layer, from one row of weights and one bias a class."""
    weights: Floats = np.asarray(rows, np.float32)
    bias = np.asarray(biases, np.float32)
    if len(weights) == 1:  # two classes have one margin
        weights = np.asarray(np.vstack([-weights, weights]) / 2, np.float32)
        bias = np.asarray(np.concatenate([-bias, bias]) / 2, np.float32)
    return Member(kind, (np.ascontiguousarray(weights.T),), (bias,))


_FITS: dict[str, Callable[[Views, Ints, int], Member]] = {
    "words": _fit_words,
    "letters": _fit_letters,
    "vectors": _fit_vectors,
    "pooled": _fit_pooled,
    "network": _fit_network,
}
