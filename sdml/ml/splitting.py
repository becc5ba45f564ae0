"""Parts of a data set that share no group: a test part, and folds.

Which part a group falls into depends on a hash of its key and the seed, not on
the order of the rows, so that the same data split the same way anywhere.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData

__all__ = ["assign_folds", "groups_in_order", "most_groups", "split_test_part"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


def split_test_part(
    labels: Ints, groups: Ints, keys: Sequence[str], share: float, seed: int = 0
) -> Flags:
    """Whether each row is of the test part.

    Each class gives about ``share`` of its rows, but at most twice that share of
    its groups and never its only one; a group that is larger than what its class
    still owes stays in the training part.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_rows,)
        Class numbers.
    groups : ndarray of int64, shape (n_rows,)
        Rows of one group stay together.
    keys : sequence of str
        Each row's stable name, such as its external id.
    share : float
        In (0, 1).
    seed : int
        Another one gives another split.

    Raises
    ------
    NotEnoughData
        A class has all its rows in one group: it cannot be learnt and judged.

    Examples
    --------
    >>> part = split_test_part(np.array([0] * 8), np.arange(8), list("abcdefgh"), 0.25)
    >>> int(part.sum())
    2
    """
    test = np.zeros(len(labels), np.bool_)
    order, main_label, sizes = groups_in_order(labels, groups, keys, seed)
    for label in np.unique(labels):
        mine = order[main_label[order] == label]
        if len(mine) < 2:
            raise NotEnoughData(
                f"class number {label} has {np.sum(labels == label)} rows that are "
                "near-duplicates of each other: it cannot be both learnt and judged"
            )
        owed = max(round(share * float(sizes[mine].sum())), 1)
        allowed = most_groups(len(mine), share)
        for group in mine[:-1]:
            if sizes[group] <= owed:
                test[groups == group] = True
                owed -= int(sizes[group])
                allowed -= 1
            if owed == 0 or allowed == 0:
                break
    return test


def most_groups(count: int, share: float) -> int:
    """How many of a class's groups a part of that share may take.

    Without this bound the few short groups beside one long one would all go.

    Examples
    --------
    >>> most_groups(4, 0.2)
    1
    """
    return max(int(2 * share * count), 1)


def assign_folds(
    labels: Ints, groups: Ints, count: int, keys: Sequence[str], seed: int = 0
) -> Ints:
    """Fold number of each row, classes evenly dealt, groups kept together.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_rows,)
        Class numbers.
    groups : ndarray of int64, shape (n_rows,)
        Rows of one group fall into one fold.
    count : int
        How many folds.
    keys : sequence of str
        Each row's stable name.
    seed : int
        Another one gives other folds.

    Examples
    --------
    >>> sorted(assign_folds(np.zeros(4, int), np.arange(4), 2, list("abcd")).tolist())
    [0, 0, 1, 1]
    """
    order, main_label, sizes = groups_in_order(labels, groups, keys, seed)
    fold_of = np.zeros(len(sizes), np.int64)
    shift = 0
    for label in np.unique(labels):
        mine = order[main_label[order] == label]
        # Large groups first, each to the emptiest fold; ties deal in turn.
        mine = mine[np.argsort(-sizes[mine], kind="stable")]
        filled = np.zeros(count)
        for group in mine:
            fold = int(np.argmin(np.roll(filled, -shift)) + shift) % count
            filled[fold] += sizes[group]
            fold_of[group] = fold
        shift += len(mine)
    return fold_of[groups]


def groups_in_order(
    labels: Ints, groups: Ints, keys: Sequence[str], seed: int
) -> tuple[Ints, Ints, Ints]:
    """Groups in hash order, and each group's most frequent label and size.

    Parameters
    ----------
    labels, groups : ndarray of int64, shape (n_rows,)
        Class numbers; rows of one group stay together.
    keys : sequence of str
        Each row's stable name.
    seed : int
        Another one gives another order.

    Returns
    -------
    tuple of ndarray of int64
        Group numbers in hash order, shape (n_groups,); then, by group number,
        its most frequent label and its size.
    """
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    n_labels = int(labels.max()) + 1 if len(labels) else 0
    pairs = np.bincount(groups * n_labels + labels, minlength=n_groups * n_labels)
    table = pairs.reshape(n_groups, n_labels)
    smallest: dict[int, str] = {}
    for group, key in zip(groups.tolist(), keys, strict=True):
        if group not in smallest or key < smallest[group]:
            smallest[group] = key
    digests = [
        hashlib.sha256(f"{seed}:{smallest.get(group, '')}".encode()).digest()
        for group in range(n_groups)
    ]
    order = np.array(sorted(range(n_groups), key=digests.__getitem__), np.int64)
    return order, table.argmax(axis=1), table.sum(axis=1)
