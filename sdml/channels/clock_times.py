"""Dates and local times in text, by declared formats, and their instants in UTC."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sdml.errors import ParameterError

__all__ = ["LocalClock", "has_offset", "time_parser"]

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DIRECTIVES = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
    "H": r"(?P<H>[0-9]{1,2})",
    "I": r"(?P<I>[0-9]{1,2})",
    "p": r"(?P<p>[AaPp][Mm])",
    "M": r"(?P<M>[0-9]{2})",
    "S": r"(?P<S>[0-9]{2})",
    "f": r"(?P<f>[0-9]{1,6})",
    "z": r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})",
    "%": "%",
}
_PLAIN = ("Y", "m", "d", "H", "M", "S")
_PIVOT = 69  # POSIX: two-digit years 69 to 99 are of the 20th century


class LocalClock:
    """The clock on the wall of one time zone.

    Parameters
    ----------
    timezone : str
        An IANA name.

    Raises
    ------
    ParameterError
        The name is no time zone.

    Examples
    --------
    >>> clock = LocalClock("America/Sao_Paulo")
    >>> clock.instant(datetime(2026, 4, 3, 9, 0)).isoformat()
    '2026-04-03T12:00:00+00:00'
    >>> clock.start_of_day(date(2018, 11, 4)).isoformat()
    '2018-11-04T03:00:00+00:00'
    """

    def __init__(self, timezone: str) -> None:
        try:
            self._zone: tzinfo = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ParameterError(
                f"{timezone!r} is no time zone: expected an IANA name such as "
                "America/Sao_Paulo"
            ) from error
        self._offsets: dict[date, timedelta | None] = {}

    def instant(self, wall: datetime) -> datetime | None:
        """The instant of a time on the wall, in UTC.

        Parameters
        ----------
        wall : datetime
            Naive. Where the clock was set back, the first of the two instants
            is meant.

        Returns
        -------
        datetime or None
            None for a time that the clock jumped over.
        """
        try:
            day = wall.date()
            offset = self._offsets.get(day, _UNKNOWN)
            if offset is _UNKNOWN:
                offset = self._offsets[day] = self._offset_of(day)
            if offset is not None:
                return (wall - offset).replace(tzinfo=UTC)
            instant = wall.replace(tzinfo=self._zone).astimezone(UTC)
            back = instant.astimezone(self._zone).replace(tzinfo=None)
        except OverflowError:  # the first and last days that a date can hold
            return None
        return instant if back == wall else None

    def start_of_day(self, day: date) -> datetime | None:
        """The first instant of a day, in UTC; None beyond what dates can hold.

        Parameters
        ----------
        day : date
            Where its midnight does not exist, the jump itself is meant.
        """
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        try:
            return midnight.astimezone(UTC)
        except OverflowError:
            return None

    def _offset_of(self, day: date) -> timedelta | None:
        """The zone's offset where it is the same all day, else None."""
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        before, after = start.utcoffset(), (start + timedelta(days=1)).utcoffset()
        return before if before == after else None


_UNKNOWN = timedelta(days=999)  # no zone is that far from UTC


def has_offset(formats: tuple[str, ...]) -> bool:
    """Whether every one of the formats carries its own offset from UTC.

    Examples
    --------
    >>> has_offset(("%Y-%m-%dT%H:%M:%S%z",)), has_offset(())
    (True, False)
    """
    return bool(formats) and all("%z" in form for form in formats)


def time_parser(formats: tuple[str, ...]) -> Callable[[str], datetime | None]:
    """A function from text to its date and time, None where no format fits.

    The whole text has to fit. Days, months and hours may have one digit;
    digits are ASCII.

    Parameters
    ----------
    formats : tuple of str
        As of ``strptime``, of the directives ``%Y %y %m %d %H %I %p %M %S %f
        %z %%``. Empty means ISO 8601: ``2026-04-03``, ``2026-04-03T09:00:00Z``.

    Returns
    -------
    callable
        Gives a naive datetime, or an aware one where the text has an offset.

    Raises
    ------
    ParameterError
        A format holds another directive, or lacks day, month or year.

    Examples
    --------
    >>> parse = time_parser(("%d/%m/%Y",))
    >>> parse("3/4/2026"), parse("2026-04-03"), parse("31/02/2026")
    (datetime.datetime(2026, 4, 3, 0, 0), None, None)
    """
    if not formats:
        return _parse_iso
    parsers = [_parser(_pattern(form)) for form in formats]
    if len(parsers) == 1:
        return parsers[0]

    def parse(text: str) -> datetime | None:
        found = (parser(text) for parser in parsers)
        return next((wall for wall in found if wall is not None), None)

    return parse


def _parse_iso(text: str) -> datetime | None:
    if _ISO.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _pattern(form: str) -> re.Pattern[str]:
    parts = []
    for literal, directive in re.findall(r"([^%]+)|%(.?)", form):
        if literal:
            parts.append(re.escape(literal))
        elif directive in _DIRECTIVES:
            parts.append(_DIRECTIVES[directive])
        else:
            raise ParameterError(
                f"format {form!r}: %{directive} is not understood, expected one of "
                + " ".join(f"%{known}" for known in _DIRECTIVES)
            )
    try:
        pattern = re.compile("".join(parts))
    except re.error as error:
        raise ParameterError(f"format {form!r}: a directive stands twice") from error
    has = set(pattern.groupindex)
    if not {"d", "m"} <= has or not {"Y", "y"} & has:
        raise ParameterError(f"format {form!r}: it needs %d, %m and %Y")
    return pattern


def _parser(pattern: re.Pattern[str]) -> Callable[[str], datetime | None]:
    names = [name for name in _PLAIN if name in pattern.groupindex]
    is_plain = set(names) == set(pattern.groupindex)

    def parse_plain(text: str) -> datetime | None:
        match = pattern.fullmatch(text)
        if match is None:
            return None
        try:
            return datetime(*map(int, match.group(*names)))  # type: ignore[arg-type]
        except ValueError:
            return None

    def parse(text: str) -> datetime | None:
        match = pattern.fullmatch(text)
        return None if match is None else _assemble(match.groupdict())

    # Most files write whole dates and times: these take a third of the time.
    return parse_plain if is_plain and names == list(_PLAIN[: len(names)]) else parse


def _assemble(parts: dict[str, str | None]) -> datetime | None:
    def number(key: str) -> int:
        return int(parts.get(key) or 0)

    year = number("Y")
    if parts.get("y"):
        year = number("y") + (1900 if number("y") >= _PIVOT else 2000)
    hour = number("H")
    half = parts.get("p")
    if parts.get("I"):
        if not 1 <= number("I") <= 12:
            return None
        hour = number("I") % 12 + (12 if half and half.lower() == "pm" else 0)
    micro = int((parts.get("f") or "0").ljust(6, "0"))
    try:
        wall = datetime(
            year, number("m"), number("d"), hour, number("M"), number("S"), micro
        )
        return wall.replace(tzinfo=_offset(parts.get("z")))
    except ValueError:
        return None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-size if text[0] == "-" else size)
