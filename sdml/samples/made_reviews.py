"""How made reviewers answer: some careful, one hasty, one who follows suggestions."""

import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sdml.records.sample_reviews import MadeReviewer
from sdml.samples.grammar import Draw

__all__ = [
    "MADE_REVIEWERS",
    "answer_of",
    "next_reviewer",
    "seconds_of",
    "working_times",
]

MADE_REVIEWERS = (
    MadeReviewer("revisor1", accuracy=0.97, follows=0.05, seconds=16.0, weight=1.0),
    MadeReviewer("revisor2", accuracy=0.93, follows=0.10, seconds=11.0, weight=1.4),
    MadeReviewer("revisor3", accuracy=0.88, follows=0.45, seconds=7.0, weight=1.2),
    MadeReviewer("revisor4", accuracy=0.80, follows=0.20, seconds=5.0, weight=0.8),
)
"""Four people of differing care; none of them exists."""

_OPENS, _OPEN_HOURS = 12, 8  # in UTC: a working day in Brazil
_SATURDAY = 5


def answer_of(
    draw: Draw,
    reviewer: MadeReviewer,
    truth: str,
    shown: str | None,
    labels: Sequence[str],
) -> str:
    """The label a made reviewer gives.

    Parameters
    ----------
    draw : Draw
        The next numbers.
    reviewer : MadeReviewer
        Who is asked.
    truth : str
        The right label.
    shown : str or None
        What the card suggests.
    labels : sequence of str
        What there is to choose from.

    Examples
    --------
    >>> answer_of(lambda: 0.5, MADE_REVIEWERS[0], "VPN", "Mail", ["Mail", "VPN"])
    'VPN'
    >>> answer_of(lambda: 0.0, MADE_REVIEWERS[0], "VPN", "Mail", ["Mail", "VPN"])
    'Mail'
    """
    if shown is not None and shown != truth and draw() < reviewer.follows:
        return shown
    if draw() < reviewer.accuracy:
        return truth
    wrong = [label for label in labels if label != truth] or [truth]
    return wrong[int(draw() * len(wrong))]


def seconds_of(draw: Draw, reviewer: MadeReviewer) -> float:
    """How long a card takes a made reviewer; some take much longer.

    Examples
    --------
    >>> seconds_of(lambda: 0.5, MADE_REVIEWERS[0])
    16.0
    """
    return round(reviewer.seconds * math.exp(2.4 * (draw() - 0.5)), 3)


def next_reviewer(draw: Draw, busy: Collection[int]) -> int | None:
    """The place of the next made reviewer who has not answered; None of none.

    Examples
    --------
    >>> next_reviewer(lambda: 0.0, busy={0})
    1
    """
    left = [place for place in range(len(MADE_REVIEWERS)) if place not in busy]
    total = sum(MADE_REVIEWERS[place].weight for place in left)
    mark = draw() * total
    for place in left:
        mark -= MADE_REVIEWERS[place].weight
        if mark < 0:
            return place
    return left[-1] if left else None


def working_times(
    draw: Draw, begins_at: datetime, ends_at: datetime, count: int
) -> list[datetime]:
    """Rising instants between two, in working hours of working days.

    Parameters
    ----------
    draw : Draw
        The next numbers.
    begins_at, ends_at : datetime
        Days between them; the last day is left out.
    count : int
        How many.
    """
    first = begins_at.replace(hour=_OPENS, minute=0, second=0, microsecond=0)
    span = max((ends_at - begins_at).days, 1)
    days = [first + timedelta(days=day) for day in range(span)]
    working = [day for day in days if day.weekday() < _SATURDAY] or days
    hours = timedelta(hours=_OPEN_HOURS)
    found = [working[int(draw() * len(working))] + hours * draw() for _ in range(count)]
    return sorted(min(at, ends_at) for at in found)
