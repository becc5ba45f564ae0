"""When people write and when agents work: holidays, the week, business hours."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sdml.records.sample import SampleHoliday
from sdml.samples.grammar import Draw, pick

__all__ = ["WorkingClock", "arrivals", "national_holidays"]

OPENS, CLOSES = 9, 18
DAY_SECONDS = (CLOSES - OPENS) * 3600
WEEK = (1.25, 1.1, 1.0, 0.95, 0.85, 0.1, 0.05)  # Monday first
MONTH = (0.95, 0.9, 1.15, 1.05, 1.0, 0.95, 0.9, 1.05, 1.05, 1.1, 1.1, 0.8)
ON_A_HOLIDAY = 0.06
# How many tickets come in each hour of the day, from midnight.
HOURS = (
    1,
    0,
    0,
    0,
    0,
    1,
    3,
    9,
    30,
    46,
    44,
    34,
    16,
    26,
    42,
    40,
    33,
    20,
    9,
    5,
    4,
    3,
    2,
    1,
)
HOUR_OF = tuple(hour for hour, share in enumerate(HOURS) for _ in range(share))

FIXED = (
    (1, 1, "Confraternização Universal", "New Year's Day"),
    (4, 21, "Tiradentes", "Tiradentes Day"),
    (5, 1, "Dia do Trabalho", "Labour Day"),
    (9, 7, "Independência do Brasil", "Independence Day"),
    (10, 12, "Nossa Senhora Aparecida", "Our Lady of Aparecida"),
    (11, 2, "Finados", "All Souls' Day"),
    (11, 15, "Proclamação da República", "Republic Day"),
    (11, 20, "Dia da Consciência Negra", "Black Consciousness Day"),
    (12, 25, "Natal", "Christmas Day"),
)


def national_holidays(year: int, locale: str) -> list[SampleHoliday]:
    """The national public holidays of Brazil in one year, in order.

    20 November is one from 2024 on; Good Friday moves with Easter.

    Examples
    --------
    >>> [h.day.isoformat() for h in national_holidays(2026, "en")][1]
    '2026-04-03'
    """
    in_portuguese = locale == "pt_BR"
    days = [
        SampleHoliday(
            date(year, month, day), name if in_portuguese else other, is_recurring=True
        )
        for month, day, name, other in FIXED
        if year >= 2024 or (month, day) != (11, 20)
    ]
    name = "Sexta-feira Santa" if in_portuguese else "Good Friday"
    friday = _easter(year) - timedelta(days=2)
    days.append(SampleHoliday(friday, name, is_recurring=False))
    return sorted(days, key=lambda holiday: holiday.day)


class WorkingClock:
    """Adds business time, Monday to Friday from nine to six.

    Parameters
    ----------
    first, last : date
        The days it knows; what passes the last ends after all of them.
    timezone : str
        An IANA name.
    closed : frozenset of date
        Holidays.
    """

    def __init__(
        self, first: date, last: date, timezone: str, closed: frozenset[date]
    ) -> None:
        zone = ZoneInfo(timezone)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self._opens = [
            int(datetime.combine(day, time(OPENS), zone).timestamp())
            for day in days
            if day.weekday() < 5 and day not in closed
        ]
        self._never = int(datetime.combine(last, time(), UTC).timestamp()) + 864_000

    def after(self, moment: int, seconds: float) -> int:
        """The instant when so many seconds of business time have passed.

        Parameters
        ----------
        moment : int
            Seconds since 1970 in UTC.
        seconds : float
            Business time.
        """
        day = bisect_right(self._opens, moment) - 1
        if day < 0:
            worked = 0.0
        else:
            worked = day * DAY_SECONDS + min(moment - self._opens[day], DAY_SECONDS)
        day, rest = divmod(int(worked + seconds), DAY_SECONDS)
        return self._opens[day] + rest if day < len(self._opens) else self._never


def arrivals(
    count: int, first: date, last: date, closed: frozenset[date], draw: Draw
) -> Iterator[tuple[date, list[int]]]:
    """The days from first to last, each with the sorted seconds of its arrivals.

    Parameters
    ----------
    count : int
        How many arrive in all.
    first, last : date
        Local days; the last is included.
    closed : frozenset of date
        Holidays, on which next to nobody writes.
    draw : Draw
        Gives numbers in [0, 1).

    Yields
    ------
    tuple of (date, list of int)
        Seconds since local midnight.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [
        (ON_A_HOLIDAY if day in closed else WEEK[day.weekday()])
        * MONTH[day.month - 1]
        * (1 + 0.25 * position / len(days))
        * (0.8 + 0.4 * draw())
        for position, day in enumerate(days)
    ]
    whole, passed, given = sum(weights), 0.0, 0
    for day, weight in zip(days, weights, strict=True):
        passed += weight
        due = count if day == last else round(count * passed / whole)
        yield day, sorted(_second_of_day(draw) for _ in range(due - given))
        given = due


def _second_of_day(draw: Draw) -> int:
    return pick(draw, HOUR_OF) * 3600 + int(draw() * 3600)


def _easter(year: int) -> date:
    # Anonymous Gregorian computus (Meeus/Jones/Butcher), letters as published.
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
