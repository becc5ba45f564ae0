"""The triggers that keep ``updated_at`` true where the writer left it alone.

History is not now: an import keeps the times of its source.
"""

from sdml.store.triggers.wording import (
    SQLITE,
    Behaviour,
    Dialect,
    Trigger,
)

__all__ = [
    "CORE_TABLES",
    "EXPANSION_TABLES",
    "touch_triggers",
]

CORE_TABLES = (
    "organizations",
    "teams",
    "users",
    "categories",
    "priorities",
    "statuses",
    "sla_policies",
    "tickets",
    "comments",
    "sla_tracking",
    "kb_categories",
    "kb_articles",
    "lgpd_requests",
)
EXPANSION_TABLES = (
    "ai_training_data",
    "vector_embeddings",
    "workflow_definitions",
    "workflow_approvals",
    "tenant_configurations",
    "whatsapp_contacts",
    "whatsapp_sessions",
    "govbr_integrations",
)


def touch_triggers(dialect: Dialect, tables: tuple[str, ...]) -> tuple[Trigger, ...]:
    """Give ``update_<table>_updated_at`` for each of the tables."""
    word = _sqlite_touch if dialect == "sqlite" else _postgresql_touch
    return tuple(word(f"update_{table}_updated_at", table) for table in tables)


def _sqlite_touch(name: str, table: str) -> Trigger:
    # The second condition ends the recursion when the row was already touched
    # in this very millisecond (recursive_triggers is on).
    conditions = (
        SQLITE.same("NEW.updated_at", "OLD.updated_at"),
        SQLITE.differ("NEW.updated_at", SQLITE.now),
        SQLITE.is_live,
    )
    return Behaviour(
        name=name,
        event="AFTER UPDATE",
        table=table,
        when="\n  AND ".join(conditions),
        statements=(f"UPDATE {table} SET updated_at = {SQLITE.now} WHERE id = NEW.id",),
    ).trigger(SQLITE)


def _postgresql_touch(name: str, table: str) -> Trigger:
    create = (
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION set_updated_at()"
    )
    return Trigger(name, table, (create,), (f"DROP TRIGGER {name} ON {table}",))
