"""Words of cases as numbers: the mean target of other cases that have the word."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["CaseRows", "final_means", "look_up_means", "means_of_others"]

Numbers: TypeAlias = NDArray[np.float64]
Targets: TypeAlias = NDArray[np.float64] | NDArray[np.bool_]
WordMeans: TypeAlias = tuple[dict[str, float], ...]

_FOLDS = 5
_DRAWN = 10.0  # rows that the base counts as beside a word's own


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Cases as they were known at some instant; those of one case follow each other.

    Attributes
    ----------
    words : ndarray of object, shape (n_rows, n_words)
        Such as priority, team and category; text, and the same in all rows of a
        case.
    numbers : ndarray of float64, shape (n_rows, n_numbers)
        Such as the hour of the opening; NaN where not known.
    case : ndarray of int64, shape (n_rows,)
        Which case each row is of, in order of time.
    """

    words: NDArray[np.object_]
    numbers: Numbers
    case: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, chosen: slice | NDArray[np.int64] | NDArray[np.bool_]) -> "CaseRows":
        """Some of the rows."""
        return CaseRows(self.words[chosen], self.numbers[chosen], self.case[chosen])


def means_of_others(rows: CaseRows, target: Targets, base: float) -> Numbers:
    """Each word's mean target in the other folds, drawn towards the base.

    The rows of a case are in one fold, so that none is told of its own end.

    Parameters
    ----------
    rows : CaseRows
        To learn from.
    target : ndarray of shape (n_rows,)
        Late or not, or some number.
    base : float
        The mean of all.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_words)
        In the unit of the target.
    """
    fold = rows.case % _FOLDS
    columns = []
    for column in rows.words.T:
        _, code = np.unique(column.astype(str), return_inverse=True)
        place = code * _FOLDS + fold
        size = (int(code.max(initial=0)) + 1) * _FOLDS
        n = np.bincount(place, minlength=size)
        sums = np.bincount(place, weights=target, minlength=size)
        others = n.reshape(-1, _FOLDS).sum(axis=1)[code] - n[place]
        of_others = sums.reshape(-1, _FOLDS).sum(axis=1)[code] - sums[place]
        columns.append((of_others + _DRAWN * base) / (others + _DRAWN))
    return np.stack(columns, axis=1)


def final_means(rows: CaseRows, target: Targets, base: float) -> WordMeans:
    """Each word's mean target among all rows, for cases to come.

    Parameters
    ----------
    rows : CaseRows
        To learn from.
    target : ndarray of shape (n_rows,)
        Late or not, or some number.
    base : float
        The mean of all.
    """
    found = []
    for column in rows.words.T:
        words, code = np.unique(column.astype(str), return_inverse=True)
        n, sums = np.bincount(code), np.bincount(code, weights=target)
        means = (sums + _DRAWN * base) / (n + _DRAWN)
        found.append(dict(zip(words.tolist(), means.tolist(), strict=True)))
    return tuple(found)


def look_up_means(known: WordMeans, rows: CaseRows, base: float) -> Numbers:
    """The words of new cases by what was learnt; an unseen word is the base.

    Parameters
    ----------
    known : tuple of dict
        From `final_means`.
    rows : CaseRows
        New cases.
    base : float
        The mean of all that was learnt from.
    """
    return np.stack(
        [
            [means.get(str(word), base) for word in column]
            for means, column in zip(known, rows.words.T, strict=True)
        ],
        axis=1,
    )
