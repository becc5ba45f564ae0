"""What stands out in people's habits, and how often that happens by chance."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Habit", "UnusualDay", "UnusualDays"]

Habit = Literal["volume", "busiest_hour", "night", "deletes", "exports"]


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """A day on which a person did not do what he usually does.

    Attributes
    ----------
    person : int
        ``users.id``.
    day : date
        By the tenant's wall clock.
    habit : {'volume', 'busiest_hour', 'night', 'deletes', 'exports'}
        What stands out most.
    done, usual : float
        So many that day, and the median of his days before.
    score : float
        How far from his own habits, in his own standard deviations.
    p_value : float
        How often a day scores as high while nothing is wrong.
    """

    person: int
    day: date
    habit: Habit
    done: float
    usual: float
    score: float
    p_value: float


@dataclass(frozen=True, slots=True)
class UnusualDays:
    """The unusual days of a window, and what chance alone would show.

    Attributes
    ----------
    days : tuple of UnusualDay
        The least probable first.
    alarm_rate : float
        Asked for: the share of usual days that are named.
    looked_at : int
        Days of people with enough history, in the window.
    too_new : int
        Days of people without it: they are not judged.
    compared_with : int
        Earlier days that say what is usual.
    needed : int
        So many of them it takes at this rate; with fewer nothing is named.
    first, last : date or None
        The window.
    """

    days: tuple[UnusualDay, ...]
    alarm_rate: float
    looked_at: int
    too_new: int
    compared_with: int
    needed: int
    first: date | None
    last: date | None

    @property
    def by_chance(self) -> float:
        """Days that would be named if nothing were wrong."""
        return self.alarm_rate * self.looked_at

    @property
    def is_enough(self) -> bool:
        """Whether there is history enough to say anything."""
        return self.compared_with >= self.needed
