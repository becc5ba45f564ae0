"""Brazilian public and optional holidays of a year, and the bridges beside them."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sdml.errors import ParameterError
from sdml.records.calendar import DAY_SECONDS, BusinessCalendar, Slot
from sdml.records.calendar_sheet import CalendarEntry
from sdml.records.sla_words import DayKind, DaySource

__all__ = ["STATES", "bridge_days", "public_holidays"]

STATES = (
    *("AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT"),
    *("PA", "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP"),
    "TO",
)
# Federal offices work a part of these: until and from which hour they rest.
_HALF_DAYS = {
    "Quarta-feira de Cinzas": Slot.of_hours(14, 24),
    "Véspera de Natal": Slot.of_hours(0, 13),
    "Véspera de Ano-Novo": Slot.of_hours(0, 13),
}
_SATURDAY = 5


def public_holidays(years: Iterable[int], state: str | None) -> list[CalendarEntry]:
    """National, optional and, where a state is named, its holidays, in order.

    Optional days (*pontos facultativos*) are the federal ones. Ash Wednesday
    is one until 14:00, Christmas Eve and New Year's Eve from 13:00 on. Days of
    a city stand in no list: a calendar's owner adds them.

    Parameters
    ----------
    years : iterable of int
        Which years.
    state : str, optional
        A UF, such as ``SP``.

    Raises
    ------
    ParameterError
        There is no such state.

    Examples
    --------
    >>> days = public_holidays([2024], "SP")
    >>> [str(e.day) for e in days if e.source is DaySource.STATE]
    ['2024-07-09']
    """
    import holidays

    if state is not None and state not in STATES:
        raise ParameterError(f"{state!r} is no UF: expected one of {', '.join(STATES)}")
    wanted = sorted(set(years))
    # Without a language the names would follow the machine's.
    national = holidays.country_holidays("BR", years=wanted, language="pt_BR")
    optional = holidays.country_holidays(
        "BR", years=wanted, language="pt_BR", categories="optional"
    )
    found = [
        CalendarEntry(day, DayKind.HOLIDAY, DaySource.NATIONAL, name)
        for day, name in national.items()
    ]
    found += [
        _optional(day, name) for day, name in optional.items() if day not in national
    ]
    if state is not None:
        local = holidays.country_holidays(
            "BR", subdiv=state, years=wanted, language="pt_BR"
        )
        found += [
            CalendarEntry(day, DayKind.HOLIDAY, DaySource.STATE, name)
            for day, name in local.items()
            if day not in national
        ]
    return sorted(found, key=lambda entry: (entry.day, entry.source))


def bridge_days(calendar: BusinessCalendar, years: Collection[int]) -> list[date]:
    """Working days alone between a day off and a weekend: *pontes*.

    Parameters
    ----------
    calendar : BusinessCalendar
        With its holidays.
    years : collection of int
        Where to look.

    Examples
    --------
    >>> from sdml.records.calendar import office_week
    >>> off = {date(2026, 6, 4): ()}
    >>> desk = BusinessCalendar("America/Sao_Paulo", office_week(9, 18), off)
    >>> bridge_days(desk, [2026])
    [datetime.date(2026, 6, 5)]
    """
    found = []
    one = timedelta(days=1)
    for day, slots in sorted(calendar.special.items()):
        for near, beyond in ((day - one, day - 2 * one), (day + one, day + 2 * one)):
            is_off = not slots and calendar.week[day.weekday()]
            rests = not calendar.slots_on(beyond) and beyond.weekday() >= _SATURDAY
            if (
                is_off
                and rests
                and near.year in years
                and near not in calendar.special
                and calendar.slots_on(near)
            ):
                found.append(near)
    return sorted(set(found))


def _optional(day: date, name: str) -> CalendarEntry:
    window = _HALF_DAYS.get(name)
    if window is None:
        return CalendarEntry(day, DayKind.HOLIDAY, DaySource.OPTIONAL, name)
    kept = Slot(window.opens, min(window.closes, DAY_SECONDS))
    return CalendarEntry(day, DayKind.HALF_DAY, DaySource.OPTIONAL, name, (kept,))
