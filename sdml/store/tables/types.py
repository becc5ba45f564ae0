"""The column types that keep one meaning on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator, TypeEngine

from sdml.errors import MisuseError

__all__ = ["Identifier", "Json", "NaiveTime", "Sealed", "UtcDateTime", "Vector", "Word"]

# SQLite numbers rows by itself only in a column typed exactly INTEGER.
Identifier = BigInteger().with_variant(Integer(), "sqlite")
Vector = LargeBinary
Sealed = LargeBinary


class NaiveTime(DontWrapMixin, MisuseError):
    """A time without a zone was about to be stored."""

    code = "naive_time"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: an aware UTC `datetime` in Python, exact to the millisecond.

    SQLite stores the text ``YYYY-MM-DD HH:MM:SS``, with ``.fff`` where there
    are milliseconds, so that text order is time order; PostgreSQL stores
    ``timestamptz(3)``.

    Examples
    --------
    >>> from sqlalchemy.dialects import sqlite
    >>> moment = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    >>> UtcDateTime().process_bind_param(moment, sqlite.dialect())
    '2026-03-01 12:00:00.250'
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give the type that stores it on this database."""
        if dialect.name == "postgresql":
            return TIMESTAMP(timezone=True, precision=3)
        return dialect.type_descriptor(Text())

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | str | None:
        """Turn an aware time into UTC, cut to the millisecond."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveTime(
                f"the time {value.isoformat()} has no zone: give an aware datetime"
            )
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        if utc.microsecond:
            utc = utc.replace(microsecond=utc.microsecond // 1000 * 1000)
        if dialect.name == "postgresql":
            return utc
        unit = "milliseconds" if utc.microsecond else "seconds"
        return utc.replace(tzinfo=None).isoformat(" ", unit)

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """Give an aware time in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Json(TypeDecorator[object]):
    """A JSON value: TEXT with a validity check on SQLite, JSONB on PostgreSQL.

    None is SQL NULL, never the JSON word ``null``.

    Examples
    --------
    >>> from sqlalchemy.dialects import sqlite
    >>> Json().process_bind_param({"b": 1, "a": "não"}, sqlite.dialect())
    '{"a":"não","b":1}'
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give the type that stores it on this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        """Write canonical JSON text where the database has no JSON type."""
        if value is None or dialect.name == "postgresql":
            return value
        return json.dumps(
            value,
            ensure_ascii=False,
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def process_result_value(self, value: object, dialect: Dialect) -> object:
        """Read what `process_bind_param` wrote."""
        if isinstance(value, str) and dialect.name != "postgresql":
            return json.loads(value)
        return value


class Word(TypeDecorator[StrEnum]):
    """A word of a closed list: TEXT, with a check made from the same list.

    Parameters
    ----------
    words : type of StrEnum
        The list; its members come back from the database.
    """

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(
        self, value: StrEnum | str | None, dialect: Dialect
    ) -> str | None:
        """Give the word itself; the table's check refuses unknown ones."""
        return None if value is None else str(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> StrEnum | None:
        """Give the member of the list."""
        return None if value is None else self.words(value)
