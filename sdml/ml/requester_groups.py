"""A test part in which no requester has tickets that are also in the training part.

People write as they do: a model that has read a person's tickets is praised for
knowing the person. Near-duplicates still stay together, and so the groups of
people who send each other's templates grow into one; where that would leave
nothing to judge on, some requesters are split, and counted.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.splitting import groups_in_order, most_groups, split_test_part

__all__ = ["count_split_requesters", "split_by_requester"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NOBODY = -1
# A test part of this share of what was asked for is one to judge on.
ENOUGH = 0.8
# How much of a class's share a group may overshoot.
SLACK = 0.25
# Largest groups that are tried, as shares of the test part; then none are joined.
LARGEST = (1.0, 0.25, 0.05)


def split_by_requester(
    labels: Ints,
    groups: Ints,
    requesters: Ints,
    keys: Sequence[str],
    share: float,
) -> Flags:
    """Whether each row is of the test part; a requester's rows share one if they can.

    Groups of near-duplicates are joined where they share a requester, those of
    few tickets first, as long as no joined group is larger than the test part
    or holds more than half of a class. Where that leaves less than four fifths
    of the test part, or a class without a row in it, smaller groups are tried,
    and at last `split_test_part` alone.

    Parameters
    ----------
    labels, groups, requesters : ndarray of int64, shape (n_rows,)
        Class numbers, groups numbered from 0, and who asked; -1 is nobody.
    keys : sequence of str
        Each row's stable name.
    share : float
        In (0, 1): of each class, for the test part.

    Raises
    ------
    NotEnoughData
        A class has all its rows in one group.
    """
    plain = split_test_part(labels, groups, keys, share)
    if not (requesters != NOBODY).any():
        return plain
    judged = set(labels[plain].tolist())
    for largest in LARGEST:
        joined = _join(labels, groups, requesters, keys, largest * share)
        if joined is None:
            continue
        test = _choose(labels, joined, keys, share)
        enough = test.sum() >= ENOUGH * share * len(labels)
        if enough and judged <= set(labels[test].tolist()):
            return test
    return plain


def count_split_requesters(requesters: Ints, parts: Ints | Flags) -> tuple[int, int]:
    """How many requesters there are, and how many have rows in several parts.

    Parameters
    ----------
    requesters : ndarray of int64, shape (n_rows,)
        Who asked; -1 is nobody.
    parts : ndarray of shape (n_rows,)
        A number for each row's part.

    Examples
    --------
    >>> count_split_requesters(np.array([4, 4, 9, -1]), np.array([1, 0, 2, 0]))
    (2, 1)
    """
    known = requesters != NOBODY
    pairs = np.stack([requesters[known], parts[known].astype(np.int64)])
    asked = np.unique(pairs, axis=1)[0]
    people, stands_in = np.unique(asked, return_counts=True)
    return len(people), int((stands_in > 1).sum())


def _join(
    labels: Ints, groups: Ints, requesters: Ints, keys: Sequence[str], largest: float
) -> Ints | None:
    """Groups joined by requester; None where none of them could be."""
    table = _table(labels, groups)
    half = table.sum(axis=0) / 2
    parent = list(range(len(table)))

    def root(group: int) -> int:
        while parent[group] != group:
            parent[group] = parent[parent[group]]
            group = parent[group]
        return group

    any_joined = False
    for mine in _requesters_in_order(groups, requesters, keys):
        roots = sorted({root(group) for group in mine})
        if len(roots) < 2:
            continue
        parts = table[roots]
        whole = parts.sum(axis=0)
        too_much = (whole > half) & (whole > parts.max(axis=0))
        if whole.sum() > largest * len(labels) or too_much.any():
            continue
        for other in roots[1:]:
            parent[other] = roots[0]
        table[roots[0]] = whole
        any_joined = True
    if not any_joined:
        return None
    final = np.array([root(group) for group in range(len(table))], np.int64)
    _, numbers = np.unique(final[groups], return_inverse=True)
    return numbers.astype(np.int64)


def _requesters_in_order(
    groups: Ints, requesters: Ints, keys: Sequence[str]
) -> list[list[int]]:
    """The groups of each requester; those of few rows first, then by key."""
    rows: dict[int, list[int]] = {}
    for place, requester in enumerate(requesters.tolist()):
        if requester != NOBODY:
            rows.setdefault(requester, []).append(place)
    order = sorted(
        rows.values(),
        key=lambda places: (len(places), min(keys[place] for place in places)),
    )
    return [list(dict.fromkeys(groups[places].tolist())) for places in order]


def _choose(labels: Ints, groups: Ints, keys: Sequence[str], share: float) -> Flags:
    """Groups for the test part: of each class its share, the rarest class first."""
    order, _, _ = groups_in_order(labels, groups, keys, 0)
    table = _table(labels, groups)
    totals = table.sum(axis=0)
    owed = np.maximum(np.round(share * totals), totals > 0)
    limit = owed + np.maximum(np.ceil(SLACK * owed), 1)
    left = (table > 0).sum(axis=0)  # groups of each class that are not chosen
    least = np.array([max(n - most_groups(int(n), share), 1) for n in left])
    taken = np.zeros(table.shape[1])
    chosen = np.zeros(len(table), np.bool_)
    for label in np.argsort(totals, kind="stable"):
        for group in order[table[order, label] > 0]:
            if taken[label] >= owed[label]:
                break
            row = table[group]
            fits = ((taken + row <= limit) & (left > least))[row > 0].all()
            if fits and not chosen[group]:
                chosen[group] = True
                taken += row
                left -= row > 0
    return chosen[groups]


def _table(labels: Ints, groups: Ints) -> Ints:
    """Rows of each group and class."""
    width, height = int(labels.max()) + 1, int(groups.max()) + 1
    counts = np.bincount(groups * width + labels, minlength=width * height)
    return counts.reshape(height, width)
