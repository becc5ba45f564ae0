"""Columns that settle a target: placeholders, rules, copies, parents.

A group of another column's value is *settled* where at least 99 % of its rows
have one class and chance alone would not do that (hypergeometric, at the level
of the whole inspection). What this means depends on the rest: a class that stands
in settled groups and nowhere else, while the other rows vary, is a placeholder; a
column that settles every row is the target under another name, or finer than it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.target_rows import FEWEST, LEVEL, TargetRows, column_pairs, share_of
from sdml.records.target import Share, TargetKind

__all__ = ["Dependence", "find_dependences"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

PURITY = 0.99
LEAST_SHARE = 0.05  # of all rows; less is no news about a target
WHOLE = 0.99  # of all rows: the column settles the target altogether
FEW_GROUPS = 3  # with one class each: a default; more are how finer values fall
_FINER = (TargetKind.PARENT, TargetKind.COPY)
PAIR_GAIN = 0.2  # what a pair must settle beyond either of its columns


@dataclass(frozen=True, slots=True)
class Dependence:
    """A column, or two, that settle the class of many rows.

    Attributes
    ----------
    kind : TargetKind
        ``placeholder``, ``constant``, ``rule``, ``copy`` or ``parent``.
    columns : tuple of str
        The column, or the pair; then others that settle the same rows.
    pair : bool
        Whether the first two belong together.
    values : tuple of str
        The values whose groups are settled, the largest group first.
    classes : tuple of int
        What they are settled to, the largest first.
    settled : ndarray of bool, shape (n_rows,)
        Rows of these groups.
    share : Share
        Settled rows among all.
    groups : int
        How many values the column has, or the pair.
    p_value : float
        The largest of the groups' p-values, times the number of tests.
    """

    kind: TargetKind
    columns: tuple[str, ...]
    pair: bool
    values: tuple[str, ...]
    classes: tuple[int, ...]
    settled: Flags
    share: Share
    groups: int
    p_value: float


def find_dependences(rows: TargetRows, tests: int) -> list[Dependence]:
    """Columns that settle at least 5 % of the rows.

    Those that may deceive come first, then what settles most, with the fewest
    values.

    A column whose settled rows are those of an earlier one is named beside it
    instead of standing for itself.

    Parameters
    ----------
    rows : TargetRows
        The target.
    tests : int
        What the p-values pay for.
    """
    found = [
        one
        for columns, codes, values in _candidates(rows)
        if (one := _dependence(rows, columns, codes, values, tests)) is not None
    ]
    found.sort(
        key=lambda one: (
            one.pair,
            one.kind in _FINER,
            -int(one.settled.sum()),
            one.groups,
        )
    )
    kept: list[Dependence] = []
    for one in found:
        if one.pair and not _gains(one, found):
            continue
        twin = next((other for other in kept if _says_the_same(one, other)), None)
        if twin is None:
            kept.append(one)
        elif not one.pair:
            kept[kept.index(twin)] = _beside(twin, one.columns)
    return kept


def _candidates(
    rows: TargetRows,
) -> Iterator[tuple[tuple[str, ...], Ints, list[str]]]:
    names = list(rows.columns)
    for name in names:
        yield (name,), rows.columns[name], list(rows.values[name])
    for first, second in column_pairs(rows):
        ends = rows.values[second]
        values = [f"{a} & {b}" for a in rows.values[first] for b in ends]
        codes = rows.columns[first] * len(ends) + rows.columns[second]
        yield (first, second), codes, values


def _dependence(
    rows: TargetRows,
    columns: tuple[str, ...],
    codes: Ints,
    values: list[str],
    tests: int,
) -> Dependence | None:
    from scipy.stats import hypergeom

    n, n_classes = len(rows.labels), len(rows.names)
    table = np.bincount(
        codes * n_classes + rows.labels, minlength=len(values) * n_classes
    )
    table = table.reshape(len(values), n_classes)
    sizes, best, most = table.sum(axis=1), table.argmax(axis=1), table.max(axis=1)
    chance = hypergeom.sf(most - 1, n, rows.sizes[best], sizes) * tests
    pure = (sizes >= FEWEST) & (most >= PURITY * sizes) & (chance <= LEVEL)
    settled = pure[codes]
    share = share_of(int(settled.sum()), n)
    if (share.low or 0.0) < LEAST_SHARE or bool(
        pure[sizes > 0].all() and pure.sum() == 1
    ):
        return None
    told = np.bincount(rows.labels[settled], minlength=n_classes)
    order = np.flatnonzero(pure)[np.argsort(-sizes[pure], kind="stable")]
    return Dependence(
        kind=_kind(
            len(columns) == 2,
            told,
            rows.sizes,
            (int((sizes > 0).sum()), int(pure.sum())),
        ),
        columns=columns,
        pair=len(columns) == 2,
        values=tuple(values[at] for at in order),
        classes=tuple(int(c) for c in np.argsort(-told, kind="stable") if told[c]),
        settled=settled,
        share=share,
        groups=int((sizes > 0).sum()),
        p_value=min(1.0, float(chance[pure].max())),
    )


def _kind(
    is_pair: bool, told: Ints, sizes: Ints, groups: tuple[int, int]
) -> TargetKind:
    """What a column is to a target, from the classes of the rows it settles.

    ``groups`` counts the column's groups, and those that are settled.
    """
    settled, lead = int(told.sum()), int(told.argmax())
    n_classes = int((sizes > 0).sum())
    if settled >= WHOLE * int(sizes.sum()) and not is_pair:
        return TargetKind.COPY if groups[0] <= n_classes else TargetKind.PARENT
    if told[lead] >= PURITY * settled:
        if told[lead] >= PURITY * sizes[lead]:
            return TargetKind.PLACEHOLDER
        if groups[0] <= n_classes or groups[1] <= FEW_GROUPS:
            return TargetKind.CONSTANT
    if is_pair or groups[0] <= n_classes:
        return TargetKind.RULE
    return TargetKind.PARENT


def _gains(pair: Dependence, found: list[Dependence]) -> bool:
    """Whether a pair settles clearly more than its columns do one by one."""
    singles = [
        one.share.value or 0.0
        for one in found
        if not one.pair and one.columns[0] in pair.columns
    ]
    return (pair.share.low or 0.0) - max(singles, default=0.0) >= PAIR_GAIN


def _says_the_same(one: Dependence, other: Dependence) -> bool:
    inside = int((one.settled & other.settled).sum())
    return (
        one.classes[0] == other.classes[0]
        and (other.kind is not TargetKind.PARENT or one.kind is TargetKind.PARENT)
        and inside >= PURITY * int(one.settled.sum())
    )


def _beside(one: Dependence, columns: tuple[str, ...]) -> Dependence:
    return replace(one, columns=(*one.columns, *columns))
