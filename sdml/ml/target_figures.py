"""What texts tell of a target, out of fold: on all rows, and where it is not settled.

A figure of all rows counts those whose class another column settles: they are
right by knowing that column. Beside it stands what is left on the other rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.contest import Counted, fold_scores
from sdml.ml.ngrams import count_ngrams, encode_texts, learn_vocabulary
from sdml.ml.splitting import assign_folds
from sdml.ml.target_rows import TargetRows, share_of
from sdml.records.target import Share, TargetFigures

__all__ = ["deceives", "flatters", "measure_settled"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

FOLDS = 5
MOST_ROWS = 12_000
LEAST_SKILL = 0.5
FEWEST_OF_A_CLASS = 5


@dataclass(frozen=True, slots=True)
class _Texts:
    labels: Ints
    groups: Ints
    keys: Sequence[str]
    counted: Counted

    def take(self, places: Ints) -> "_Texts":
        return _Texts(
            self.labels[places],
            self.groups[places],
            [self.keys[at] for at in places.tolist()],
            self.counted.take(places),
        )


def measure_settled(rows: TargetRows, settled: Flags, seed: int = 0) -> TargetFigures:
    """Figures of a plain classifier of words, in 5 folds that split no template.

    It is no candidate: it is there to tell two parts of the rows apart. At most
    12,000 rows are used. A class with fewer than 5 rows on the other side counts
    as wrong there.

    Parameters
    ----------
    rows : TargetRows
        The target.
    settled : ndarray of bool, shape (n_rows,)
        Rows whose class another column settles.
    seed : int
        Of the choice of rows and of the fits.
    """
    chosen = np.arange(len(rows.labels))
    if len(chosen) > MOST_ROWS:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, MOST_ROWS, False))
    encoded = encode_texts(rows.texts[at] for at in chosen.tolist())
    counted = Counted(*count_ngrams(encoded, learn_vocabulary(encoded)), None)
    keys = [rows.keys[at] for at in chosen.tolist()]
    every = _Texts(rows.labels[chosen], rows.groups[chosen], keys, counted)
    right = _right(every, seed)
    rest = np.flatnonzero(~settled[chosen])
    alone = _right(every.take(rest), seed)
    most = int(np.bincount(every.labels[rest]).max()) if len(rest) else 0
    return TargetFigures(
        overall=_share(right),
        outside=_share(right[rest]),
        alone=_share(alone),
        guess=share_of(most, len(rest)),
    )


def deceives(figures: TargetFigures) -> bool:
    """Whether the figure of all rows says nothing of the rows that are left open.

    It is higher than what either way of learning reaches there, and that is not
    shown to be better than guessing their most frequent class, or gets right less
    than half of what guessing gets wrong (by the ends of the interval).

    Parameters
    ----------
    figures : TargetFigures
        From `measure_settled`.

    Examples
    --------
    >>> from sdml.ml.target_rows import share_of
    >>> guess, known = share_of(264, 502), share_of(430, 502)
    >>> deceives(TargetFigures(share_of(4500, 4782), guess, guess, guess))
    True
    >>> deceives(TargetFigures(share_of(4500, 4782), known, known, guess))
    False
    """
    best, guess = _best(figures), figures.guess.value
    if best.value is None or guess is None or figures.overall.value is None:
        return False
    skill = ((best.high or 0.0) - guess) / max(1.0 - guess, 1e-9)
    is_shown = (best.low or 0.0) > guess
    return best.value < figures.overall.value and not (
        is_shown and skill >= LEAST_SKILL
    )


def flatters(figures: TargetFigures) -> bool:
    """Whether the rows left open stay clearly below all rows: intervals apart."""
    best = _best(figures)
    return best.high is not None and best.high < (figures.overall.low or 0.0)


def _best(figures: TargetFigures) -> Share:
    return max((figures.outside, figures.alone), key=lambda share: share.value or 0.0)


def _right(texts: _Texts, seed: int) -> Flags:
    """Whether each row was answered right by the folds it is not in."""
    right = np.zeros(len(texts.labels), np.bool_)
    sizes = np.bincount(texts.labels) if len(texts.labels) else np.zeros(0, np.int64)
    able = np.flatnonzero(sizes >= FEWEST_OF_A_CLASS)
    places = np.flatnonzero(np.isin(texts.labels, able))
    part = texts.take(places)
    _, labels = np.unique(part.labels, return_inverse=True)
    _, groups = np.unique(part.groups, return_inverse=True)
    apart = [len(np.unique(groups[labels == label])) for label in range(len(able))]
    if len(able) < 2 or min(apart) < 2:
        return right
    folds = assign_folds(labels, groups, min(FOLDS, *apart), part.keys, seed)
    scores = fold_scores(part.counted, labels, folds, ["words"], seed)["words"]
    right[places] = scores.argmax(axis=1) == labels
    return right


def _share(right: Flags) -> Share:
    return share_of(int(right.sum()), len(right))
