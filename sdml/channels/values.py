"""One cell, by what it is declared to hold: text, number, boolean, date or time.

Nothing is guessed: "NA" is text, a leading zero stays, ``03/04/2026`` is what the
declared format says, and what does not fit is a fault that names no value.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sdml.channels.clock_times import LocalClock, time_parser
from sdml.records.mapping import CellRule, ValueKind
from sdml.records.table_rows import Cell

__all__ = ["CellFault", "CellReader", "value_kind", "value_text"]

TRUE = frozenset({"true", "yes", "sim", "verdadeiro", "1", "y", "s", "t", "v"})
FALSE = frozenset({"false", "no", "não", "nao", "falso", "0", "n", "f"})
REMEMBERED = 100_000
_NO_TIME = time()


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell cannot be taken; never the value itself.

    Attributes
    ----------
    value_kind : str
        What stands there, such as ``text of 12 characters``.
    reason : str
        What was expected.
    """

    value_kind: str
    reason: str


def value_kind(cell: Cell) -> str:
    """What a cell holds, in words that tell nothing of the value.

    Examples
    --------
    >>> value_kind("secret"), value_kind(None), value_kind(12.5)
    ('text of 6 characters', 'empty', 'number')
    """
    if cell is None or cell == "":
        return "empty"
    if isinstance(cell, str):
        return f"text of {len(cell)} characters"
    for kinds, words in _KINDS:
        if isinstance(cell, kinds):
            return words
    return "value of another kind"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float, Decimal), "number"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time of day"),
    (bytes, "bytes"),
    ((list, tuple, dict), "list or object"),
)


def value_text(value: object) -> str | None:
    """The canonical text of a value; None for what has none.

    Examples
    --------
    >>> value_text(True), value_text(12.0), value_text(Decimal("1.50"))
    ('true', '12', '1.50')
    >>> value_text(datetime(2026, 4, 3, 9, 0, tzinfo=UTC))
    '2026-04-03T09:00:00Z'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value.isoformat()
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return None


class CellReader:
    """Reads cells by one rule, and remembers what it has read.

    Parameters
    ----------
    rule : CellRule
        Its kind, formats, signs, words and missing words; not its columns.
    timezone : str, optional
        The zone of times without one; the rule's own goes before it.
    as_instant : bool
        Dates become the first instant of their day.

    Examples
    --------
    >>> reader = CellReader(CellRule(kind=ValueKind.DECIMAL, decimal=","))
    >>> reader.read(["1,5", "", "1.5"])
    [Decimal('1.5'), None, CellFault(value_kind='text of 3 characters', ...)]
    """

    def __init__(
        self, rule: CellRule, timezone: str | None = None, as_instant: bool = False
    ) -> None:
        self._rule = rule
        self._missing = frozenset(rule.missing)
        zone = rule.timezone or timezone
        self._clock = LocalClock(zone) if zone else None
        self._as_instant = as_instant
        self._known: dict[Cell, object] = {}
        self._kinds: set[type] = set()
        self._parse: Callable[[Cell], object] = {
            ValueKind.TEXT: self._text,
            ValueKind.INTEGER: self._integer,
            ValueKind.DECIMAL: self._decimal,
            ValueKind.BOOLEAN: self._boolean,
            ValueKind.DATE: self._date,
            ValueKind.DATETIME: self._datetime,
        }[rule.kind]
        self._time = time_parser(rule.formats)
        self._number = _number_pattern(rule.decimal, rule.thousands)
        self._true = frozenset(map(str.casefold, rule.true)) or TRUE
        self._false = frozenset(map(str.casefold, rule.false)) or FALSE

    def read(self, cells: Sequence[Cell]) -> list[object]:
        """The values of the cells, a `CellFault` in place of each that is wrong.

        Parameters
        ----------
        cells : sequence
            As a file gave them.

        Returns
        -------
        list
            None where a cell is empty or one of the missing words.
        """
        rule = self._rule
        if rule.kind is ValueKind.TEXT and not rule.values and not rule.strict:
            plain = self._plain_texts(cells)
            if plain is not None:
                return plain
        kinds = set(map(type, cells)) - {type(None)}
        if len(kinds) != 1 or kinds & {list, dict}:
            # 1, 1.0 and True are one key of a dict, and three cells here.
            return [self.read_one(cell) for cell in cells]
        if len(self._known) > REMEMBERED or kinds != self._kinds:
            self._known = {}
            self._kinds = kinds
        known = self._known
        new = [cell for cell in dict.fromkeys(cells) if cell not in known]
        if rule.kind is ValueKind.DATETIME and kinds == {str}:
            self._learn_times(new)
        for cell in new:
            if cell not in known:
                known[cell] = self.read_one(cell)
        return [known[cell] for cell in cells]

    def _learn_times(self, cells: Iterable[Cell]) -> None:
        """Remember plain local times: the many, for which `read_one` is slow."""
        clock, missing, parse = self._clock, self._missing, self._time
        if clock is None:
            return
        for cell in cells:
            if cell is None or cell in missing:
                continue
            wall = parse(str(cell))
            if wall is not None and wall.tzinfo is None and not wall.microsecond:
                instant = clock.instant(wall)
                if instant is not None:
                    self._known[cell] = instant

    def read_one(self, cell: Cell) -> object:
        """The value of one cell: None where missing, a `CellFault` where wrong."""
        if cell is None or (isinstance(cell, float) and cell != cell):
            return None
        if isinstance(cell, str):
            bare = cell.strip()
            if not bare or bare in self._missing:
                return None
            if self._rule.is_stripped or self._rule.kind is not ValueKind.TEXT:
                cell = bare
        return self._parse(cell)

    def _plain_texts(self, cells: Sequence[Cell]) -> list[object] | None:
        """The texts at once where all is text without anything to mend."""
        texts = [cell for cell in cells if cell is not None]
        try:
            whole = "\n".join(texts)  # type: ignore[arg-type]  # checked by join
            whole.encode()
        except (TypeError, UnicodeEncodeError):
            return None
        if "\0" in whole or not unicodedata.is_normalized("NFC", whole):
            return None
        bare = [None if cell is None else str(cell).strip() for cell in cells]
        kept = bare if self._rule.is_stripped else cells
        missing = self._missing
        return [
            None if not short or short in missing else text
            for short, text in zip(bare, kept, strict=True)
        ]

    def _text(self, cell: Cell) -> object:
        text = value_text(cell)
        if text is None:
            return CellFault(value_kind(cell), "expected text")
        if "\0" in text:
            return CellFault(
                value_kind(cell), "it holds a NUL character, which no database keeps"
            )
        try:
            text.encode()
        except UnicodeEncodeError:
            return CellFault(value_kind(cell), "it holds half of a character")
        text = unicodedata.normalize("NFC", text)
        if text in self._rule.values:
            return self._rule.values[text]
        if self._rule.strict:
            return CellFault(
                value_kind(cell),
                f"expected one of the {len(self._rule.values)} words of the mapping",
            )
        return text

    def _integer(self, cell: Cell) -> object:
        number = self._decimal(cell)
        if isinstance(number, Decimal):
            whole = int(number) if abs(number.adjusted()) < 19 else None
            if whole is not None and whole == number and abs(whole) < 2**63:
                return whole
        return CellFault(value_kind(cell), "expected a whole number")

    def _decimal(self, cell: Cell) -> object:
        if isinstance(cell, Decimal) and cell.is_finite():
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return Decimal(repr(cell)) if abs(cell) != float("inf") else _bad_number
        if isinstance(cell, str) and self._number.fullmatch(cell):
            plain = cell.replace(self._rule.thousands or " ", "")
            return Decimal(plain.replace(self._rule.decimal, "."))
        return CellFault(
            value_kind(cell),
            f"expected a number with {self._rule.decimal!r} as decimal sign",
        )

    def _boolean(self, cell: Cell) -> object:
        if isinstance(cell, bool):
            return cell
        word = (value_text(cell) or "").casefold()
        if word in self._true:
            return True
        if word in self._false:
            return False
        return CellFault(value_kind(cell), "expected one of the words for yes and no")

    def _date(self, cell: Cell) -> object:
        if isinstance(cell, str):
            parsed = self._time(cell)
            if parsed is None:
                return CellFault(value_kind(cell), f"expected a date {self._form()}")
            cell = parsed
        if isinstance(cell, datetime):
            if cell.time() != _NO_TIME or cell.tzinfo is not None:
                return CellFault(
                    value_kind(cell), "expected a date without a time of day"
                )
            cell = cell.date()
        if not isinstance(cell, date):
            return CellFault(value_kind(cell), "expected a date")
        if not self._as_instant:
            return cell
        return self._on_clock(cell, cell)

    def _datetime(self, cell: Cell) -> object:
        found = self._time(cell) if isinstance(cell, str) else cell
        if not isinstance(found, datetime):
            form = f"expected a date and time {self._form()}"
            return CellFault(value_kind(cell), form)
        if found.tzinfo is None:
            return self._on_clock(found, cell)
        try:
            return _to_milliseconds(found.astimezone(UTC))
        except OverflowError:
            return CellFault(value_kind(cell), "the time is beyond what can be kept")

    def _on_clock(self, wall: date, cell: Cell) -> object:
        if self._clock is None:
            return CellFault(
                value_kind(cell), "a time without a zone: the mapping states none"
            )
        if isinstance(wall, datetime):
            instant = self._clock.instant(wall)
        else:
            instant = self._clock.start_of_day(wall)
        if instant is None:
            return CellFault(
                value_kind(cell), "a time that does not exist in the mapping's zone"
            )
        return _to_milliseconds(instant)

    def _form(self) -> str:
        return "of the form " + (" or ".join(self._rule.formats) or "ISO 8601")


_bad_number = CellFault("number", "expected a finite number")


def _to_milliseconds(instant: datetime) -> datetime:
    """As exact as the database keeps it; cut, not rounded into the future."""
    over = instant.microsecond % 1000
    return instant.replace(microsecond=instant.microsecond - over) if over else instant


def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    fraction = rf"(?:{re.escape(decimal)}[0-9]+)?"
    whole = "[0-9]+"
    if thousands:
        whole = rf"(?:[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|[0-9]+)"
    return re.compile(rf"[+-]?{whole}{fraction}")
