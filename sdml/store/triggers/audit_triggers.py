"""The audit trail: who changed a ticket or a user, and a trail nobody edits.

A row holds the changed keys only. Titles and descriptions are logged by their
length and e-mails masked, so the trail holds no text of a ticket and no
address. There is no hash of the text: SQLite triggers cannot hash, and both
databases keep the same trail.
"""

from dataclasses import dataclass
from typing import Literal

from sdml.records.audit_removal import REMOVAL, SHORTEST_DAYS
from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, Wording, wording

__all__ = [
    "AUDIT_COLUMNS",
    "append_only_triggers",
    "audit_triggers",
    "retention_triggers",
]

NO_CONTEXT = (
    "a write needs a request context, so that the audit can say who made it:"
    " write through Database.write_transaction"
)
APPEND_ONLY = "the audit is append-only: a row cannot be changed"
RETAINED = (
    "the audit is append-only: only the retention job deletes a row,"
    " and only past its retention_until"
)
OLD_ENOUGH = (
    "the audit is append-only: only the retention job deletes a row, and only"
    f" past its retention_until or, where it has none, after {SHORTEST_DAYS} days"
)
# user_id is missing on purpose: erasing a person may clear it, and only clear it.
AUDIT_COLUMNS = (
    "id",
    "organization_id",
    "entity_type",
    "entity_id",
    "action",
    "old_values",
    "new_values",
    "actor",
    "session_id",
    "ip_address",
    "user_agent",
    "request_id",
    "api_endpoint",
    "purpose",
    "batch_id",
    "retention_until",
    "created_at",
)


@dataclass(frozen=True, slots=True)
class Audited:
    """A column the audit watches, and how much of it the trail may hold."""

    name: str
    shown: Literal["value", "flag", "length", "masked"] = "value"

    def value(self, row: str, words: Wording, *, changed: bool) -> str:
        """Give the SQL of what the trail holds of this column."""
        column = f"{row}.{self.name}"
        if self.shown == "flag":
            return words.flag(column)
        if self.shown == "length":
            mark = f"'changed', {words.json_true}, " if changed else ""
            return f"{words.json_object}({mark}'length', length({column}))"
        if self.shown == "masked":
            at = words.position("'@'", column)
            return (
                f"CASE WHEN {at} > 0"
                f" THEN substr({column}, 1, 1) || '***' || substr({column}, {at})"
                f" WHEN {column} IS NOT NULL THEN '***' END"
            )
        return column


@dataclass(frozen=True, slots=True)
class AuditedTable:
    """A table the audit watches, and the word the trail has for its rows."""

    name: str
    entity_type: str
    columns: tuple[Audited, ...]


TICKETS = AuditedTable(
    "tickets",
    "ticket",
    (
        Audited("title", "length"),
        Audited("description", "length"),
        Audited("category_id"),
        Audited("priority_id"),
        Audited("status_id"),
        Audited("assigned_to"),
        Audited("team_id"),
    ),
)
USERS = AuditedTable(
    "users",
    "user",
    (
        Audited("role"),
        Audited("is_active", "flag"),
        Audited("email", "masked"),
        Audited("team_id"),
        Audited("organization_id"),
    ),
)


def audit_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the triggers that write the trail of tickets and users."""
    words = wording(dialect)
    behaviours = (
        _on_update("audit_ticket_changes_advanced", TICKETS, words),
        _on_insert("audit_ticket_changes_advanced_insert", TICKETS, words),
        _on_delete("audit_ticket_changes_advanced_delete", TICKETS, words),
        _on_update("audit_user_changes_advanced", USERS, words),
        _on_delete("audit_user_changes_advanced_delete", USERS, words),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)


def append_only_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guards that let nobody edit the trail.

    A replaced row is a deleted row to SQLite's triggers only with
    ``recursive_triggers`` on, which the engine sets on every connection.
    """
    words = wording(dialect)
    kept = " AND ".join(
        words.same(f"NEW.{column}", f"OLD.{column}") for column in AUDIT_COLUMNS
    )
    behaviours = (
        Behaviour(
            name="audit_append_only_update",
            event="BEFORE UPDATE",
            table="audit_advanced",
            when=f"NOT (NEW.user_id IS NULL AND {kept})",
            statements=(words.refuse(APPEND_ONLY),),
        ),
        _deletes_only(f"OLD.retention_until < {words.now}", RETAINED, words),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)


def retention_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guard of deletions that takes the place of the first one.

    Rows that do not say how long they are kept may go as well, once they are
    old; the records of the retention itself never.
    """
    words = wording(dialect)
    old = f"OLD.created_at < {words.days_ago(SHORTEST_DAYS)}"
    due = (
        f"OLD.entity_type <> '{REMOVAL}' AND (OLD.retention_until < {words.now}"
        f" OR (OLD.retention_until IS NULL AND {old}))"
    )
    (before,) = (
        trigger
        for trigger in append_only_triggers(dialect)
        if trigger.name == _deletes_only("", "", words).name
    )
    after = _deletes_only(due, OLD_ENOUGH, words).trigger(words)
    return (
        Trigger(
            after.name,
            after.table,
            (*before.drop, *after.statements),
            (*after.drop, *before.statements),
        ),
    )


def _deletes_only(due: str, refusal: str, words: Wording) -> Behaviour:
    is_retention = (
        f"EXISTS (SELECT 1 FROM {words.context} AS context"
        " WHERE context.purpose = 'retention')"
    )
    return Behaviour(
        name="audit_append_only_delete",
        event="BEFORE DELETE",
        table="audit_advanced",
        when=f"NOT coalesce({is_retention} AND {due}, false)",
        statements=(words.refuse(refusal),),
    )


def _on_update(name: str, table: AuditedTable, words: Wording) -> Behaviour:
    unchanged = {
        column.name: words.same(f"OLD.{column.name}", f"NEW.{column.name}")
        for column in table.columns
    }
    old, new = (
        words.without_keys(_json(row, table, words, changed=True), unchanged)
        for row in ("OLD", "NEW")
    )
    return Behaviour(
        name=name,
        event=f"AFTER UPDATE OF {', '.join(unchanged)}",
        table=table.name,
        when=f"NOT ({' AND '.join(unchanged.values())})",
        statements=_recorded(table, "update", old, new, words),
    )


def _on_insert(name: str, table: AuditedTable, words: Wording) -> Behaviour:
    new = _json("NEW", table, words, changed=False)
    return Behaviour(
        name=name,
        event="AFTER INSERT",
        table=table.name,
        when="",
        statements=_recorded(table, "create", "NULL", new, words),
    )


def _on_delete(name: str, table: AuditedTable, words: Wording) -> Behaviour:
    old = _json("OLD", table, words, changed=False)
    return Behaviour(
        name=name,
        event="AFTER DELETE",
        table=table.name,
        when="",
        statements=_recorded(table, "delete", old, "NULL", words),
    )


def _json(row: str, table: AuditedTable, words: Wording, *, changed: bool) -> str:
    pairs = ",".join(
        f"\n      '{column.name}', {column.value(row, words, changed=changed)}"
        for column in sorted(table.columns, key=lambda column: column.name)
    )
    return f"{words.json_object}({pairs})"


def _recorded(
    table: AuditedTable, action: str, old: str, new: str, words: Wording
) -> tuple[str, ...]:
    row = "OLD" if action == "delete" else "NEW"
    live = words.differ("context.mode", "'import'")
    user = "context.user_id"
    if table.name == "users" and action == "delete":
        user = f"nullif(context.user_id, {row}.id)"  # gone: the actor still says who
    return (
        words.refuse(
            NO_CONTEXT, f"NOT EXISTS (SELECT 1 FROM {words.context} AS context)"
        ),
        "INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,"
        "\n    old_values, new_values, actor, user_id, request_id, purpose, batch_id,"
        " created_at)"
        f"\n    SELECT {row}.organization_id,"
        f" '{table.entity_type}', {row}.id, '{action}',"
        f"\n    {old},\n    {new},\n    context.actor, {user}, context.request_id,"
        f" context.purpose, context.batch_id, {words.now}"
        f"\n    FROM {words.context} AS context WHERE {live}",
    )
