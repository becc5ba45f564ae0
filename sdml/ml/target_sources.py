"""Classes made by one source: a span of time, a requester, a template."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.target_rows import FEWEST, LEVEL, TargetRows, share_of
from sdml.records.target import NotJudged, Share

__all__ = ["Concentration", "Window", "find_concentrations", "find_windows"]

Ints: TypeAlias = NDArray[np.int64]

STRAY = 0.01  # of a class's rows may lie beyond the day
LEAST_BEYOND = 0.10  # of all rows lie beyond it
FEWEST_DAYS, SPAN_DAYS = 10, 14
MOST_OF_A_CLASS = 0.8
FEWEST_REQUESTERS = 20
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Window:
    """A class that appears only before or after a day.

    Attributes
    ----------
    label : int
        The class.
    side : {'before', 'after'}
        Where it appears.
    day : datetime
        In UTC.
    inside : Share
        Rows of the class on that side.
    beyond : Share
        Rows of all classes on the other side.
    p_value : float
        Times the number of tests.
    """

    label: int
    side: Literal["before", "after"]
    day: datetime
    inside: Share
    beyond: Share
    p_value: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """A class most of whose rows have one requester, or one text.

    Attributes
    ----------
    label : int
        The class.
    source : {'requester', 'template'}
        What they share.
    number : int
        The requester, or the group of near-duplicates.
    share : Share
        Of the class's rows.
    p_value : float
        Times the number of tests.
    """

    label: int
    source: Literal["requester", "template"]
    number: int
    share: Share
    p_value: float


def find_windows(rows: TargetRows, tests: int) -> list[Window] | NotJudged:
    """Classes with 99 % of their rows on one side of a day that splits all rows.

    At least a tenth of all rows must lie on the other side, and chance alone
    must not do that (hypergeometric, at the level of the whole inspection).

    Parameters
    ----------
    rows : TargetRows
        The target.
    tests : int
        What the p-values pay for.
    """
    days = np.unique(rows.opened // _DAY)
    if len(days) < FEWEST_DAYS or days[-1] - days[0] < SPAN_DAYS:
        return NotJudged(
            "period",
            f"the tickets were opened on {len(days)} days: expected at least "
            f"{FEWEST_DAYS} days over {SPAN_DAYS} or more",
        )
    order = np.sort(rows.opened)
    found = [
        one
        for label in np.flatnonzero(rows.sizes >= FEWEST).tolist()
        for one in (
            _window(rows, order, label, "before", tests),
            _window(rows, order, label, "after", tests),
        )
        if one is not None
    ]
    return sorted(found, key=lambda one: -(one.beyond.value or 0.0))


def _window(
    rows: TargetRows,
    order: Ints,
    label: int,
    side: Literal["before", "after"],
    tests: int,
) -> Window | None:
    from scipy.stats import hypergeom

    mine = np.sort(rows.opened[rows.labels == label])
    n, size = len(order), len(mine)
    stray = int(STRAY * size)
    if side == "before":
        day = mine[size - 1 - stray]
        near = int(np.searchsorted(order, day, side="right"))
        inside = int(np.searchsorted(mine, day, side="right"))
    else:
        day = mine[stray]
        near = n - int(np.searchsorted(order, day, side="left"))
        inside = size - int(np.searchsorted(mine, day, side="left"))
    beyond = share_of(n - near, n)
    chance = float(hypergeom.sf(inside - 1, n, size, near)) * tests
    if (beyond.low or 0.0) < LEAST_BEYOND or chance > LEVEL:
        return None
    moment = datetime.fromtimestamp(int(day), UTC)
    return Window(label, side, moment, share_of(inside, size), beyond, chance)


def find_concentrations(
    rows: TargetRows, tests: int
) -> tuple[list[Concentration], list[NotJudged]]:
    """Classes that one requester or one template makes; and what lacks to say it.

    Four fifths of the class's rows must have it (the lower end of the interval),
    and more than its share of all rows would bring (binomial).

    Parameters
    ----------
    rows : TargetRows
        The target.
    tests : int
        What the p-values pay for.
    """
    lacking: list[NotJudged] = []
    known = rows.requesters >= 0
    people = len(np.unique(rows.requesters[known]))
    found = _concentrated(rows, rows.groups, np.ones_like(known), "template", tests)
    if people < FEWEST_REQUESTERS:
        lacking.append(
            NotJudged(
                "requester",
                f"{people} requesters are named: expected at least {FEWEST_REQUESTERS}",
            )
        )
    else:
        found += _concentrated(rows, rows.requesters, known, "requester", tests)
    return found, lacking


def _concentrated(
    rows: TargetRows,
    numbers: Ints,
    known: NDArray[np.bool_],
    source: Literal["requester", "template"],
    tests: int,
) -> list[Concentration]:
    from scipy.stats import binom

    _, codes, totals = np.unique(
        numbers[known], return_inverse=True, return_counts=True
    )
    labels = rows.labels[known]
    found = []
    for label in np.flatnonzero(rows.sizes >= FEWEST).tolist():
        mine = codes[labels == label]
        if not len(mine):
            continue
        counts = np.bincount(mine, minlength=len(totals))
        top = int(counts.argmax())
        share = share_of(int(counts[top]), int(rows.sizes[label]))
        usual = float(totals[top]) / len(labels)
        chance = float(binom.sf(counts[top] - 1, len(mine), usual)) * tests
        if (share.low or 0.0) >= MOST_OF_A_CLASS and chance <= LEVEL:
            number = int(numbers[known][np.flatnonzero(codes == top)[0]])
            found.append(Concentration(label, source, number, share, chance))
    return found
