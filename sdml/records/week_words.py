"""How people write a week's hours, and how hours are shown to them."""

import itertools
import re
from collections.abc import Iterable, Sequence

from sdml.errors import ParameterError
from sdml.records.calendar import DAY_SECONDS, Slot

__all__ = ["parse_slots", "parse_week", "shown_slots", "shown_week"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# As Portuguese writes them, too.
_ALSO = dict(zip(("seg", "ter", "qua", "qui", "sex", "sab", "dom"), _DAYS, strict=True))
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_slots(text: str) -> tuple[Slot, ...]:
    """Slots such as ``08:00-12:00,13:00-18:00``; ``closed`` is none.

    Raises
    ------
    ParameterError
        The text is no such list, or the slots overlap.

    Examples
    --------
    >>> shown_slots(parse_slots("08:00-12:00,13:00-18:00"))
    '08:00-12:00, 13:00-18:00'
    """
    if text.strip().casefold() in ("closed", "fechado", ""):
        return ()
    found = []
    for part in text.split(","):
        ends = part.strip().split("-")
        if len(ends) != 2:
            raise ParameterError(
                f"{part.strip()!r} are no hours: expected such as 08:00-12:00"
            )
        found.append(Slot(_seconds(ends[0]), _seconds(ends[1])))
    slots = tuple(sorted(found))
    for earlier, later in itertools.pairwise(slots):
        if later.opens < earlier.closes:
            raise ParameterError(f"the hours {shown_slots(slots)} overlap")
    return slots


def parse_week(texts: Iterable[str]) -> tuple[tuple[Slot, ...], ...]:
    """Seven days of slots from lines such as ``mon-fri 09:00-18:00``.

    Parameters
    ----------
    texts : iterable of str
        Days and hours each; a later line outweighs an earlier one, and days
        that stand in none are closed.

    Raises
    ------
    ParameterError
        A line names no day or no hours.

    Examples
    --------
    >>> week = parse_week(["mon-fri 09:00-18:00", "sat 09:00-13:00"])
    >>> [len(day) for day in week]
    [1, 1, 1, 1, 1, 1, 0]
    """
    week: list[tuple[Slot, ...]] = [()] * 7
    for text in texts:
        days, _, hours = text.strip().partition(" ")
        if not hours.strip():
            raise ParameterError(
                f"{text!r} are no days with hours: expected such as "
                "'mon-fri 09:00-12:00,13:00-18:00'"
            )
        slots = parse_slots(hours)
        for day in _days(days):
            week[day] = slots
    return tuple(week)


def shown_slots(slots: Sequence[Slot]) -> str:
    """Slots for people; ``closed`` where there are none."""
    return (
        ", ".join(f"{_shown(slot.opens)}-{_shown(slot.closes)}" for slot in slots)
        or "closed"
    )


def shown_week(week: Sequence[tuple[Slot, ...]]) -> list[str]:
    """A line for each run of days with the same hours.

    Examples
    --------
    >>> shown_week(parse_week(["mon-fri 09:00-18:00"]))
    ['mon-fri 09:00-18:00', 'sat-sun closed']
    """
    lines: list[str] = []
    first = 0
    for day in range(1, 8):
        if day < 7 and week[day] == week[first]:
            continue
        last = day - 1
        name = _DAYS[first] if first == last else f"{_DAYS[first]}-{_DAYS[last]}"
        lines.append(f"{name} {shown_slots(week[first])}")
        first = day
    return lines


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.casefold().split(","):
        ends = [_ALSO.get(name, name) for name in part.split("-")]
        if len(ends) > 2 or any(name not in _DAYS for name in ends):
            raise ParameterError(
                f"{part!r} is no weekday: expected {', '.join(_DAYS)}, or mon-fri"
            )
        first, last = _DAYS.index(ends[0]), _DAYS.index(ends[-1])
        found.extend(
            day % 7 for day in range(first, last + (1 if last >= first else 8))
        )
    return found


def _seconds(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ParameterError(f"{text.strip()!r} is no time of day: expected HH:MM")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY_SECONDS:
        raise ParameterError(f"{text.strip()!r} is no time of day: 00:00 to 24:00")
    return total


def _shown(second: int) -> str:
    minutes, rest = divmod(second, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{rest:02}" if rest else clock
