"""What a trigger is, and the phrases SQLite and PostgreSQL word differently.

A behaviour is written once; `Behaviour.trigger` words it for one database.
No statement holds ``::`` or ``:=``, so that none reads like a bound parameter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "POSTGRESQL",
    "SQLITE",
    "Behaviour",
    "Dialect",
    "Function",
    "Trigger",
    "Wording",
    "wording",
]

Dialect = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: the statements that make it and those that remove it.

    Attributes
    ----------
    name : str
        As in ``sqlite_master`` and ``pg_trigger``, the same on both.
    table : str
        The table it watches.
    statements : tuple of str
        Complete DDL, in order; PostgreSQL needs a function first.
    drop : tuple of str
        What removes it, in order.
    """

    name: str
    table: str
    statements: tuple[str, ...]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A PostgreSQL function that several triggers share."""

    name: str
    statements: tuple[str, ...]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """How one database says what the behaviours need.

    Attributes
    ----------
    dialect : {'sqlite', 'postgresql'}
    now : str
        The time of the running statement, in UTC.
    context : str
        A FROM item with the columns actor, user_id, request_id, purpose,
        mode and batch_id: one row, or none where nobody said who writes.
    json_object : str
        The name of the function that builds a JSON object.
    json_true : str
        The JSON word ``true``.
    """

    dialect: Dialect
    now: str
    context: str
    json_object: str
    json_true: str

    @property
    def is_live(self) -> str:
        """The condition that this transaction is no import of history."""
        return (
            f"NOT EXISTS (SELECT 1 FROM {self.context} AS context"
            " WHERE context.mode = 'import')"
        )

    def same(self, left: str, right: str) -> str:
        """The condition that two values are equal, or both NULL."""
        operator = "IS" if self.dialect == "sqlite" else "IS NOT DISTINCT FROM"
        return f"{left} {operator} {right}"

    def differ(self, left: str, right: str) -> str:
        """The condition that two values differ, NULL being a value."""
        operator = "IS NOT" if self.dialect == "sqlite" else "IS DISTINCT FROM"
        return f"{left} {operator} {right}"

    def at_or_before(self, left: str, right: str) -> str:
        """The condition that one time is not after another; NULL if unknown."""
        if self.dialect == "sqlite":  # as text, 10:00:00 sorts before 10:00:00.000
            return f"julianday({left}) <= julianday({right})"
        return f"{left} <= {right}"

    def days_ago(self, days: int) -> str:
        """The time of the running statement, some days earlier."""
        if self.dialect == "sqlite":
            return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{days} days')"
        return f"statement_timestamp() - interval '{days} days'"

    def minutes_between(self, start: str, end: str) -> str:
        """Whole minutes from one time to a later one, rounded, never negative."""
        if self.dialect == "sqlite":
            minutes = f"(julianday({end}) - julianday({start})) * 1440"
            return f"max(0, CAST(round({minutes}) AS INTEGER))"
        seconds = f"extract(epoch FROM {end} - {start})"
        return f"greatest(0, CAST(round({seconds} / 60) AS integer))"

    def later_of(self, left: str, right: str) -> str:
        """The later of two times, neither NULL."""
        name = "max" if self.dialect == "sqlite" else "greatest"
        return f"{name}({left}, {right})"

    def position(self, needle: str, text: str) -> str:
        """Where a string first stands in a text, from 1; 0 where it does not."""
        name = "instr" if self.dialect == "sqlite" else "strpos"
        return f"{name}({text}, {needle})"

    def flag(self, column: str) -> str:
        """A boolean column as a JSON boolean."""
        if self.dialect == "sqlite":
            return f"json(CASE WHEN {column} THEN 'true' ELSE 'false' END)"
        return column

    def without_keys(self, json: str, dropped: dict[str, str]) -> str:
        """Drop from a JSON object each key whose condition holds."""
        if self.dialect == "sqlite":
            paths = (
                f"CASE WHEN {condition} THEN '$.{key}' ELSE '$._' END"
                for key, condition in dropped.items()
            )
            return f"json_remove({json},{_lines(paths)})"
        keys = (
            f"CASE WHEN {condition} THEN '{key}' ELSE '' END"
            for key, condition in dropped.items()
        )
        return f"{json} - ARRAY[{_lines(keys)}]"

    def refuse(self, message: str, condition: str = "") -> str:
        """End the running statement with an integrity error, if a condition holds."""
        if self.dialect == "sqlite":
            where = f" WHERE {condition}" if condition else ""
            return f"SELECT RAISE(ABORT, 'sdml: {message}'){where}"
        alarm = (
            f"RAISE EXCEPTION USING MESSAGE = 'sdml: {message}',"
            " ERRCODE = 'integrity_constraint_violation'"
        )
        return f"IF {condition} THEN {alarm}; END IF" if condition else alarm


def _lines(parts: Iterable[str]) -> str:
    return ",".join(f"\n      {part}" for part in parts)


SQLITE = Wording(
    dialect="sqlite",
    now="strftime('%Y-%m-%d %H:%M:%f', 'now')",
    context="request_context",
    json_object="json_object",
    json_true="json('true')",
)


POSTGRESQL = Wording(
    dialect="postgresql",
    now="statement_timestamp()",
    context="request_context()",
    json_object="jsonb_build_object",
    json_true="true",
)


def wording(dialect: Dialect) -> Wording:
    """Give the phrases of one database."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a trigger does, in words both databases take.

    Attributes
    ----------
    name : str
        The trigger's name (and on PostgreSQL its function's).
    event : str
        Such as ``AFTER UPDATE OF status_id``.
    table : str
        The table it watches.
    when : str
        The condition on the row; everything, if empty.
    statements : tuple of str
        What it does, without closing semicolons.
    """

    name: str
    event: str
    table: str
    when: str
    statements: tuple[str, ...]

    def trigger(self, words: Wording) -> Trigger:
        """Word this behaviour for one database."""
        if words.dialect == "sqlite":
            return self._sqlite_trigger()
        return self._postgresql_trigger()

    def _sqlite_trigger(self) -> Trigger:
        when = f"\nWHEN {self.when}" if self.when else ""
        body = "".join(f"\n  {statement};" for statement in self.statements)
        create = (
            f"CREATE TRIGGER {self.name}\n{self.event} ON {self.table}"
            f" FOR EACH ROW{when}\nBEGIN{body}\nEND"
        )
        return Trigger(self.name, self.table, (create,), (f"DROP TRIGGER {self.name}",))

    def _postgresql_trigger(self) -> Trigger:
        body = "".join(f"\n    {statement};" for statement in self.statements)
        guarded = f"\n  IF {self.when or 'true'} THEN{body}\n  END IF;"
        row = "NULL"  # what an AFTER trigger returns is not read
        if self.event.startswith("BEFORE"):
            row = "OLD" if "DELETE" in self.event else "NEW"
        function = (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f"\nBEGIN{guarded}\n  RETURN {row};\nEND\n$$"
        )
        create = (
            f"CREATE TRIGGER {self.name} {self.event} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )
        drop = (
            f"DROP TRIGGER {self.name} ON {self.table}",
            f"DROP FUNCTION {self.name}()",
        )
        return Trigger(self.name, self.table, (function, create), drop)
