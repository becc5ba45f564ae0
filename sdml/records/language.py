"""A reader's language: translated messages, and numbers and times as written there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = ["Language"]


def _germanic(n: int) -> int:
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Language:
    """How one reader wants words, numbers and times.

    Attributes
    ----------
    locale : str
        ``pt_BR`` or ``en``.
    timezone : str
        IANA name: times are shown there.
    messages : mapping of str to tuple of str
        Translations by message, one a plural form.
    plural_form : callable
        Which form a count takes.

    Examples
    --------
    >>> brazil = Language("pt_BR", "America/Sao_Paulo", {"{n} rows": ("{n} linhas",)})
    >>> brazil.gettext("{n} rows", n=brazil.integer(4786))
    '4.786 linhas'
    >>> brazil.percent(0.8712), brazil.decimal(0.8712, 3)
    ('87,1%', '0,871')
    """

    locale: str
    timezone: str = "UTC"
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plural_form: Callable[[int], int] = _germanic

    @property
    def tag(self) -> str:
        """The language as HTML's ``lang`` wants it: ``pt-BR``."""
        return self.locale.replace("_", "-")

    def gettext(self, message: str, /, **values: str) -> str:
        """The message in this language, its ``{names}`` filled with `values`."""
        forms = self.messages.get(message) or (message,)
        return forms[0].format(**values) if values else forms[0]

    def ngettext(self, singular: str, plural: str, count: int, /, **values: str) -> str:
        """The message in the form that `count` takes, as `gettext` fills it."""
        forms = self.messages.get(singular) or (singular, plural)
        text = forms[min(self.plural_form(count), len(forms) - 1)]
        return text.format(**values) if values else text

    def integer(self, number: float) -> str:
        """A whole number with grouped digits: ``4,786`` or ``4.786``."""
        return _whole(round(number), self.locale)

    def decimal(self, number: float, digits: int = 1) -> str:
        """A number with exactly `digits` decimals."""
        from babel.numbers import format_decimal

        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return format_decimal(number, format=pattern, locale=self.locale)

    def percent(self, share: float, digits: int = 1) -> str:
        """A share in [0, 1] as a percentage: ``87.1%`` or ``87,1%``."""
        return _percent(share, digits, self.locale)

    def percent_range(self, low: float, high: float, digits: int = 1) -> str:
        """Two shares as an interval: ``86.1% to 88.0%`` in the reader's words."""
        ends = {"low": self.percent(low, digits), "high": self.percent(high, digits)}
        return self.gettext("{low} to {high}", **ends)

    def day(self, day: date | datetime) -> str:
        """A day as the reader writes it; an instant is put into the time zone."""
        from babel.dates import format_date

        local = self._local(day) if isinstance(day, datetime) else day
        pattern = "dd/MM/yyyy" if self.locale == "pt_BR" else "d MMM yyyy"
        return format_date(local, pattern, locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day without its year, for the axis of a chart: ``28/11`` or ``28 Nov``."""
        return f"{day:%d/%m}" if self.locale == "pt_BR" else f"{day.day} {day:%b}"

    def time(self, instant: datetime) -> str:
        """An instant in the reader's time zone, to the minute."""
        minute = instant.replace(second=0, microsecond=0)
        return _minute(minute, self.timezone, self.locale)

    def month(self, month: str) -> str:
        """A month ``2026-03`` in short words: ``Mar 2026`` or ``mar. 2026``."""
        from babel.dates import format_date

        first = date.fromisoformat(f"{month}-01")
        return format_date(first, format="MMM y", locale=self.locale)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.timezone))


# A page writes the same few figures again and again, and Babel takes its time.
@lru_cache(maxsize=4096)
def _whole(number: int, locale: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=locale)


@lru_cache(maxsize=4096)
def _percent(share: float, digits: int, locale: str) -> str:
    from babel.numbers import format_percent

    pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
    return format_percent(share, format=pattern, locale=locale)


@lru_cache(maxsize=4096)
def _minute(instant: datetime, timezone: str, locale: str) -> str:
    from babel.dates import format_datetime

    pattern = "dd/MM/yyyy HH:mm" if locale == "pt_BR" else "d MMM yyyy HH:mm"
    local = instant.astimezone(ZoneInfo(timezone))
    return format_datetime(local, pattern, locale=locale)
