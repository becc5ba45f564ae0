"""The three parts of a data set: to learn from, to promise on, to judge on.

They share no group of near-duplicates, and no requester where enough is left. What
a model promises, and its own figures, come from the calibration part, which it has
never seen; candidates are compared on the test part, and the model in use then
learns from that too.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.requester_groups import split_by_requester
from sdml.ml.splitting import split_test_part
from sdml.records.machine_learning import SplitPart

__all__ = ["deal_parts", "share_to_calibrate", "share_to_judge"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

# The test part: about 2,000 rows, but neither under a twentieth nor over a fifth.
TEST_ROWS, TEST_SHARES = 2_000, (0.05, 0.20)
CALIBRATION_ROWS, CALIBRATION_SHARE = 6_000, 0.15
# 95 % precision at 90 % confidence takes 45 predictions, all of them right.
PROVABLE_ROWS = 45
# Groups of a class that the calibration part leaves: two to learn from, one to judge.
FEWEST_GROUPS_LEFT = 3


def share_to_judge(n: int) -> float:
    """Share of all rows for the test part.

    Examples
    --------
    >>> share_to_judge(1_000), share_to_judge(20_000), share_to_judge(1_000_000)
    (0.2, 0.1, 0.05)
    """
    return float(np.clip(TEST_ROWS / n, *TEST_SHARES))


def share_to_calibrate(labels: Ints) -> float:
    """Share of all rows for the calibration part; 0 where it could prove nothing.

    It is 15 %, at most 6,000 rows. Where not even the largest class has 300 rows,
    15 % of them could not prove a precision of 95 % although every one were right:
    they are worth more to learn from, and nothing is promised.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_rows,)
        Class numbers.

    Examples
    --------
    >>> [share_to_calibrate(np.repeat([0, 1], largest)) for largest in (300, 299)]
    [0.15, 0.0]
    """
    share = min(CALIBRATION_ROWS / len(labels), CALIBRATION_SHARE)
    largest = int(np.bincount(labels).max())
    return share if share * largest >= PROVABLE_ROWS else 0.0


def deal_parts(
    labels: Ints, groups: Ints, requesters: Ints, keys: Sequence[str]
) -> list[SplitPart]:
    """Part of each row: ``train``, ``calibration`` or ``test``.

    The calibration part is taken first, then the test part from what is left, so
    each is free of the others' groups and requesters. Every class with four groups
    or more is in each part.

    Parameters
    ----------
    labels, groups, requesters : ndarray of int64, shape (n_rows,)
        Class numbers, groups numbered from 0, and who asked; -1 is nobody.
    keys : sequence of str
        Each row's stable name: the same rows are dealt the same way.

    Raises
    ------
    NotEnoughData
        A class has all its rows in one group.
    """
    held = _calibration_part(labels, groups, requesters, keys)
    left = np.flatnonzero(~held)
    _, dense = np.unique(groups[left], return_inverse=True)
    test = split_by_requester(
        labels[left],
        dense.astype(np.int64),
        requesters[left],
        [keys[at] for at in left.tolist()],
        share_to_judge(len(labels)) * len(labels) / len(left),
    )
    tested = np.zeros(len(labels), np.bool_)
    tested[left[test]] = True
    names = {(True, False): SplitPart.CALIBRATION, (False, True): SplitPart.TEST}
    flags = zip(held.tolist(), tested.tolist(), strict=True)
    return [names.get(pair, SplitPart.TRAIN) for pair in flags]


def _calibration_part(
    labels: Ints, groups: Ints, requesters: Ints, keys: Sequence[str]
) -> Flags:
    share = share_to_calibrate(labels)
    if not share:
        return np.zeros(len(labels), np.bool_)
    held = split_by_requester(labels, groups, requesters, keys, share)
    pairs = np.unique(np.stack([labels[~held], groups[~held]]), axis=1)
    groups_left = np.bincount(pairs[0], minlength=int(labels.max()) + 1)
    if groups_left.min() < FEWEST_GROUPS_LEFT:
        return split_test_part(labels, groups, keys, share)
    return held
