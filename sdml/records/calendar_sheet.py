"""A stored calendar of a tenant: its week, its special days, who keeps time by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sdml.records.calendar import BusinessCalendar, Slot
from sdml.records.sla_words import DayKind, DaySource

__all__ = ["CalendarEntry", "CalendarList", "CalendarSheet", "DaysFilled"]

# Who has the last word on a day, from the weakest on.
_ORDER = (DaySource.OPTIONAL, DaySource.NATIONAL, DaySource.STATE, DaySource.OWN)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day that is not like its weekday.

    Attributes
    ----------
    day : date
        By the calendar's own wall clock.
    kind : DayKind
        Holiday, half day, bridge, or a day that is worked.
    source : DaySource
        Who says so; what the tenant says itself outweighs all else.
    name : str
        As people call it.
    slots : tuple of Slot
        On a half day what of the weekday's hours is kept; on a day that is
        worked its hours; else none.
    """

    day: date
    kind: DayKind
    source: DaySource
    name: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarSheet:
    """A tenant's calendar as it is stored.

    Attributes
    ----------
    name : str
        What policies call it by.
    timezone : str
        An IANA name.
    week : tuple of tuple of Slot
        Seven days from Monday on.
    state : str, optional
        Whose holidays count beside the national ones, such as ``SP``.
    keeps_optional : bool
        Whether the desk keeps optional holidays (*pontos facultativos*).
    is_default : bool
        Whether policies without a calendar of their own go by it.
    days : tuple of CalendarEntry
        In order; a day may stand there once for each source.
    policies : tuple of str
        Which policies name it.
    calendar_id : int
        Its id; 0 while it is not stored.
    """

    name: str
    timezone: str
    week: tuple[tuple[Slot, ...], ...]
    state: str | None = None
    keeps_optional: bool = False
    is_default: bool = False
    days: tuple[CalendarEntry, ...] = ()
    policies: tuple[str, ...] = ()
    calendar_id: int = 0

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have national holidays."""
        return tuple(
            sorted(
                {e.day.year for e in self.days if e.source is DaySource.NATIONAL},
            )
        )

    def calendar(self) -> BusinessCalendar:
        """The hours, each day as its last word has it."""
        kept = [
            entry
            for entry in self.days
            if self.keeps_optional or entry.source is not DaySource.OPTIONAL
        ]
        chosen = {
            entry.day: entry
            for entry in sorted(kept, key=lambda one: _ORDER.index(one.source))
        }
        return BusinessCalendar(
            self.timezone,
            self.week,
            {day: self._slots(entry) for day, entry in chosen.items()},
            {day: entry.name for day, entry in chosen.items()},
        )

    def _slots(self, entry: CalendarEntry) -> tuple[Slot, ...]:
        if entry.kind is not DayKind.HALF_DAY:
            return entry.slots
        return tuple(_common(self.week[entry.day.weekday()], entry.slots))


@dataclass(frozen=True, slots=True)
class CalendarList:
    """A tenant's calendars, by name."""

    calendars: tuple[CalendarSheet, ...]


@dataclass(frozen=True, slots=True)
class DaysFilled:
    """What filling a calendar's years did.

    Attributes
    ----------
    calendar : str
        Which.
    years : tuple of int
        The years asked for.
    added, unchanged, removed : int
        Days; removed is what a former filling had and this one has not.
    by_source : dict of str to int
        Days that stand now in these years, by who says so.
    bridges : tuple of date
        Working days between a holiday and a weekend; closed only on request.
    bridges_closed : bool
        Whether they were closed.
    """

    calendar: str
    years: tuple[int, ...]
    added: int
    unchanged: int
    removed: int
    by_source: dict[str, int] = field(default_factory=dict)
    bridges: tuple[date, ...] = ()
    bridges_closed: bool = False


def _common(hours: Iterable[Slot], window: Iterable[Slot]) -> Iterable[Slot]:
    parts = list(window)
    for slot in hours:
        for part in parts:
            opens, closes = (
                max(slot.opens, part.opens),
                min(slot.closes, part.closes),
            )
            if opens < closes:
                yield Slot(opens, closes)
