"""When a desk works: its week, its special days and its time zone."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sdml.errors import ParameterError

__all__ = ["DAY_SECONDS", "BusinessCalendar", "Slot", "around_the_clock", "office_week"]

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of one day in which the desk works.

    Attributes
    ----------
    opens, closes : int
        Seconds after local midnight, as the wall clock shows them; ``closes``
        itself is no working second. 0 to 86,400.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_SECONDS:
            raise ParameterError(
                f"a slot from second {self.opens} to {self.closes} of a day: expected "
                "it to open before it closes, between 0 and 86400"
            )

    @classmethod
    def of_hours(cls, opens: float, closes: float) -> "Slot":
        """A slot between two hours of the day.

        Examples
        --------
        >>> Slot.of_hours(8, 12.5)
        Slot(opens=28800, closes=45000)
        """
        return cls(round(opens * 3600), round(closes * 3600))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The hours a desk works, by the wall clock of its time zone.

    Attributes
    ----------
    timezone : str
        An IANA name; its history of offsets counts.
    week : tuple of tuple of Slot
        Seven days from Monday on, each its slots in order, none overlapping.
    special : mapping of date to tuple of Slot
        Days that are not like their weekday: no slot on a holiday, fewer on a
        half day, more where the desk works on a Sunday.
    names : mapping of date to str
        What a special day is called.
    """

    timezone: str
    week: tuple[tuple[Slot, ...], ...]
    special: Mapping[date, tuple[Slot, ...]] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ParameterError(f"a week of {len(self.week)} days: expected 7")
        for slots in (*self.week, *self.special.values()):
            for earlier, later in itertools.pairwise(slots):
                if later.opens < earlier.closes:
                    raise ParameterError(
                        f"slots overlap: one closes at second {earlier.closes} and "
                        f"the next opens at {later.opens}"
                    )

    def slots_on(self, day: date) -> tuple[Slot, ...]:
        """The slots of one day."""
        found = self.special.get(day)
        return self.week[day.weekday()] if found is None else found


def office_week(
    opens: float, closes: float, pause: tuple[float, float] | None = None
) -> tuple[tuple[Slot, ...], ...]:
    """Monday to Friday between two hours, with a break where one is named.

    Examples
    --------
    >>> [len(slots) for slots in office_week(8, 18, (12, 13))]
    [2, 2, 2, 2, 2, 0, 0]
    """
    hours = (
        [(opens, closes)] if pause is None else [(opens, pause[0]), (pause[1], closes)]
    )
    day = tuple(Slot.of_hours(*pair) for pair in hours)
    return (day,) * 5 + ((),) * 2


def around_the_clock() -> tuple[tuple[Slot, ...], ...]:
    """Every day from midnight to midnight."""
    return ((Slot(0, DAY_SECONDS),),) * 7
