"""A mapping: how the columns of a source file become rows of an entity."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "COUNTS",
    "FLAGS",
    "INSTANTS",
    "LONG_TEXTS",
    "REQUIRED",
    "TARGETS",
    "CellRule",
    "Entity",
    "FileForm",
    "Mapping",
    "StatusRule",
    "ValueKind",
]


class Entity(StrEnum):
    """What the rows of a source file are."""

    TICKETS = "tickets"
    EVENTS = "events"
    ARTICLES = "articles"
    CLASSIFICATIONS = "classifications"


class ValueKind(StrEnum):
    """What a cell is declared to hold."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


_OF_TICKETS = (
    "external_id",
    "title",
    "description",
    "category",
    "priority",
    "status",
    "team",
    "requester",
    "requester_email",
    "assignee",
    "assignee_email",
    "language",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
)

TARGETS: MappingOf[Entity, tuple[str, ...]] = {
    Entity.TICKETS: _OF_TICKETS,
    Entity.EVENTS: (*_OF_TICKETS, "event_number", "event_id", "event_at", "actor"),
    Entity.ARTICLES: (
        "external_id",
        "title",
        "content",
        "summary",
        "category",
        "author",
        "status",
        "visibility",
        "keywords",
        "language",
        "created_at",
        "updated_at",
        "published_at",
    ),
    Entity.CLASSIFICATIONS: (
        "external_id",
        "label",
        "model",
        "created_at",
        "confidence",
        "prompt_version",
        "input_tokens",
        "cached_input_tokens",
        "output_tokens",
        "milliseconds",
        "cache_hit",
        "fallback",
    ),
}
"""What a mapping of each entity can fill."""

REQUIRED: MappingOf[Entity, tuple[str, ...]] = {
    Entity.TICKETS: ("external_id", "title", "priority", "status"),
    Entity.EVENTS: (
        "external_id",
        "title",
        "priority",
        "status",
        "event_number",
        "event_at",
    ),
    Entity.ARTICLES: ("external_id", "title", "content"),
    Entity.CLASSIFICATIONS: ("external_id", "label", "model", "created_at"),
}
"""What it must fill, in every row."""

INSTANTS = frozenset(
    {"created_at", "updated_at", "resolved_at", "closed_at", "published_at", "event_at"}
)
"""The targets that are points in time."""

COUNTS = frozenset(
    {
        *("event_number", "input_tokens", "cached_input_tokens", "output_tokens"),
        "milliseconds",
    }
)
"""The targets that are whole numbers."""

FLAGS = frozenset({"cache_hit", "fallback"})
"""The targets that are true or false."""

LONG_TEXTS = frozenset({"description", "content", "summary"})
"""The targets whose outer space and line breaks are kept as they stand."""


@dataclass(frozen=True, slots=True)
class CellRule:
    """How one target is filled.

    Attributes
    ----------
    columns : tuple of str
        Source columns; several are joined with `separator`, the missing left
        out. Empty where `constant` or `row_number` fills the target.
    constant : str, optional
        The same value for every row.
    row_number : bool
        The row's number in the file, from 1.
    kind : ValueKind
        What the cells hold.
    formats : tuple of str
        Of dates and times, such as ``%d/%m/%Y %H:%M``; empty means ISO 8601.
    timezone : str, optional
        The IANA zone of times without one; overrides the mapping's.
    decimal, thousands : str
        The signs in numbers; ``thousands`` may be empty.
    values : mapping of str to str
        Words of the source and what they become.
    strict : bool
        A word that `values` does not list rejects its row.
    true, false : tuple of str
        The words of a boolean, compared without regard to case.
    missing : tuple of str
        Words that mean "no value".
    default : str, optional
        Stands where the cell is missing.
    fallback : str, optional
        The column that is read instead where the cell is missing.
    prefix : str
        Put before a value.
    separator : str
        Joins several columns.
    cut : int, optional
        Longest text, shortened at the end of a word.
    optional : bool
        The file may lack the column: then every cell of it is missing.
    is_stripped : bool
        Outer space is removed.
    """

    columns: tuple[str, ...] = ()
    constant: str | None = None
    row_number: bool = False
    kind: ValueKind = ValueKind.TEXT
    formats: tuple[str, ...] = ()
    timezone: str | None = None
    decimal: str = "."
    thousands: str = ""
    values: MappingOf[str, str] = field(default_factory=dict)
    strict: bool = False
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    default: str | None = None
    fallback: str | None = None
    prefix: str = ""
    separator: str = " "
    cut: int | None = None
    optional: bool = False
    is_stripped: bool = True

    @property
    def needs(self) -> tuple[str, ...]:
        """Every source column that the rule reads."""
        return self.columns if self.fallback is None else (*self.columns, self.fallback)


@dataclass(frozen=True, slots=True)
class FileForm:
    """What a mapping states about the file; None leaves it to be found out.

    Attributes
    ----------
    format : str, optional
        ``csv``, ``parquet``, ``jsonl`` or ``xlsx``.
    encoding : str, optional
        A Python codec name, such as ``cp1252``.
    delimiter : str, optional
        One character.
    sheet : str, optional
        Of a workbook; else the first.
    """

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class StatusRule:
    """What a status of the source means, where the tenant does not have it yet.

    Attributes
    ----------
    is_final : bool
        Work on the ticket is over.
    is_cancelled : bool
        It ended without being done.
    pauses_sla : bool
        The SLA clock stands still.
    """

    is_final: bool = False
    is_cancelled: bool = False
    pauses_sla: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping file, checked.

    Attributes
    ----------
    name : str
        As the mapping calls itself.
    entity : Entity
        What a row is.
    source : str
        Where the rows come from: external ids are unique within it.
    timezone : str, optional
        The IANA zone of times that carry none.
    file : FileForm
        What is stated about the file.
    columns : mapping of str to CellRule
        By target, in the order of `TARGETS`.
    fields : mapping of str to CellRule
        What else is kept with a ticket, by name.
    metadata : mapping of str to CellRule
        What is kept with an event, by name.
    priorities : mapping of str to int
        The level (1 low to 4 critical) of each priority's name.
    statuses : mapping of str to StatusRule
        By the status's name.
    sha256 : str
        Of the content: two files that say the same share it.
    """

    name: str
    entity: Entity
    source: str
    timezone: str | None
    file: FileForm
    columns: MappingOf[str, CellRule]
    fields: MappingOf[str, CellRule]
    metadata: MappingOf[str, CellRule]
    priorities: MappingOf[str, int]
    statuses: MappingOf[str, StatusRule]
    sha256: str

    def rules(self) -> dict[str, CellRule]:
        """Every rule by where it stands, such as ``columns.title``."""
        return {
            f"{part}.{name}": rule
            for part, rules in (
                ("columns", self.columns),
                ("fields", self.fields),
                ("metadata", self.metadata),
            )
            for name, rule in rules.items()
        }
