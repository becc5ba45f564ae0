"""Random rows of every table of the lake, each column of its declared kind."""

import random
from datetime import date, datetime, timedelta

from sdml.store.lake_tables import LAKE_TABLES, lake_table
from sdml.store.tables import Declaration
from sdml.store.tables.types import Word

_FIRST = datetime(2026, 1, 1)
_DAYS = 75
_OF_WORDS = {
    "activity_type": ("created", "status_changed"),
    "decided_label": ("A", "B"),
    "endpoint": ("/a", "/b", "/c"),
    "entity_type": ("ticket", "user"),
    "given_label": ("A", "B"),
    "label": ("A", "B"),
    "language": ("pt", "en"),
    "model_name": ("m", "n"),
    "model_version": ("1", "2"),
    "prompt_version": ("p", "q"),
    "source": ("csv", "web"),
    "step_key": ("s1", "s2", "s3"),
    "task": ("category",),
}


def random_rows(rows: int, seed: int) -> dict[str, list[dict[str, object]]]:
    """Rows of each table; ids refer to rows that are there, some to none."""
    chance = random.Random(seed)
    return {
        name: [_row(chance, name, number, rows) for number in range(1, rows + 1)]
        for name in LAKE_TABLES
    }


def _row(chance: random.Random, name: str, number: int, rows: int) -> dict[str, object]:
    table, declared = lake_table(name), Declaration.metadata.tables[name]
    row: dict[str, object] = {}
    for column in table.columns:
        source = declared.c.get(column.name)
        may_lack = source is None or bool(source.nullable)
        if column.name == table.key:
            row[column.name] = number
        elif may_lack and chance.random() < 0.25:
            row[column.name] = None
        else:
            words = (
                source.type.words
                if isinstance(getattr(source, "type", None), Word)
                else None
            )
            row[column.name] = _value(
                chance, column.name, column.kind, words, number, rows
            )
    return row


def _value(chance, name, kind, words, number, rows):
    if words is not None:
        return chance.choice([str(word) for word in words])
    if name == "organization_id":
        return 1
    if kind == "time":
        seconds = chance.randrange(_DAYS * 86_400)
        return _FIRST + timedelta(seconds=seconds, milliseconds=chance.randrange(1000))
    if kind == "date":
        return date(2026, 1, 1) + timedelta(days=chance.randrange(_DAYS))
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "real":
        return round(chance.random(), 3)
    if kind == "int":
        small = name.endswith(("_id", "_by", "_to", "_from"))
        if name in ("level", "rank", "attempt", "version", "definition_version"):
            return chance.randrange(1, 4)
        return (
            chance.randrange(1, max(2, rows // 4)) if small else chance.randrange(500)
        )
    if name == "name":
        return f"name {number}"
    return chance.choice(_OF_WORDS.get(name, ("x", "y")))
