"""The rows of a target as its inspection reads them, and shares among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.evaluation import clopper_pearson
from sdml.records.target import Share

__all__ = ["FEWEST", "LEVEL", "TargetRows", "column_pairs", "count_tests", "share_of"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

FEWEST = 30
"""Rows of a class or a group below which nothing is said of it."""
LEVEL = 0.01
"""The chance that any test of a whole inspection finds what is not there."""

MOST_VALUES = 21  # of a column of a pair, nothing counted as one


@dataclass(frozen=True, slots=True)
class TargetRows:
    """A target with all that stands beside it, row by row.

    Attributes
    ----------
    labels : ndarray of int64, shape (n_rows,)
        Numbers into ``names``.
    names : tuple of str
        The classes.
    columns : mapping of str to ndarray of int64, shape (n_rows,)
        The other columns of a ticket: numbers into ``values``, of which 0 stands
        for nothing.
    values : mapping of str to sequence of str
        What these numbers stand for; the first is empty.
    opened : ndarray of int64, shape (n_rows,)
        When the ticket was opened, in seconds since 1970, UTC.
    requesters : ndarray of int64, shape (n_rows,)
        Who asked; -1 where nobody is named.
    groups : ndarray of int64, shape (n_rows,)
        Near-duplicates share a number.
    titles, texts : sequence of str
        As people wrote them; the text holds the title.
    keys : sequence of str
        Stable names of the rows.
    """

    labels: Ints
    names: tuple[str, ...]
    columns: Mapping[str, Ints]
    values: Mapping[str, Sequence[str]]
    opened: Ints
    requesters: Ints
    groups: Ints
    titles: Sequence[str]
    texts: Sequence[str]
    keys: Sequence[str]

    @property
    def sizes(self) -> Ints:
        """Rows of each class."""
        return np.bincount(self.labels, minlength=len(self.names)).astype(np.int64)


def share_of(count: int, n: int) -> Share:
    """A share with its Clopper-Pearson interval.

    Examples
    --------
    >>> share_of(9, 10).low
    0.555
    >>> share_of(0, 0).value is None
    True
    """
    if n == 0:
        return Share(None, None, None, 0)
    ends = clopper_pearson(count, n)
    return Share(round(count / n, 4), ends.low, ends.high, n)


def count_tests(rows: TargetRows) -> int:
    """How many tests an inspection of these rows makes, so that each can pay.

    Each group of 30 rows or more of every column, and of every pair of columns
    with few values, is one, and each class of 30 rows or more is four: before and
    after a day, one requester, one template.
    """
    tests = 4 * int((rows.sizes >= FEWEST).sum())
    tests += sum(_groups(codes) for codes in rows.columns.values())
    for first, second in column_pairs(rows):
        width = len(rows.values[second])
        tests += _groups(rows.columns[first] * width + rows.columns[second])
    return max(tests, 1)


def column_pairs(rows: TargetRows) -> list[tuple[str, str]]:
    """Pairs of the columns that have 2 to 20 values."""
    small = [
        name for name, values in rows.values.items() if 2 < len(values) <= MOST_VALUES
    ]
    return list(combinations(small, 2))


def _groups(codes: Ints) -> int:
    return int((np.unique(codes, return_counts=True)[1] >= FEWEST).sum())
