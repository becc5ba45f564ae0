"""The change list's feed: which texts and vectors came, changed or went.

The FAISS index and the lake read the list from their watermark on.
"""

from dataclasses import dataclass

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, Wording, wording

__all__ = ["CHANGE_LIST_LOCK", "change_list_triggers"]

# PostgreSQL hands out numbers before the commit: without a lock a reader could
# see entry 10 before entry 9 and move its watermark past it. SQLite has one
# writer at a time.
CHANGE_LIST_LOCK = 7305


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose changes are listed, and the columns that count."""

    entity_type: str
    table: str
    columns: tuple[str, ...]


WATCHED = (
    Watched("ticket", "tickets", ("title", "description")),
    Watched("comment", "comments", ("content",)),
    Watched("kb_article", "kb_articles", ("title", "content")),
    Watched(
        "vector",
        "vector_embeddings",
        (
            "entity_type",
            "entity_id",
            "embedding_vector",
            "model_name",
            "model_version",
            "chunk_no",
            "content_hash",
        ),
    ),
)


def change_list_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give three triggers for each watched table."""
    words = wording(dialect)
    return tuple(
        behaviour.trigger(words)
        for watched in WATCHED
        for behaviour in _behaviours(watched, words)
    )


def _behaviours(watched: Watched, words: Wording) -> tuple[Behaviour, ...]:
    columns = watched.columns
    changed = " OR ".join(words.differ(f"NEW.{c}", f"OLD.{c}") for c in columns)
    return tuple(
        Behaviour(
            name=f"change_list_{watched.entity_type}_{operation}",
            event=event,
            table=watched.table,
            when=when,
            statements=_listed(watched.entity_type, operation, words),
        )
        for operation, event, when in (
            ("insert", "AFTER INSERT", ""),
            ("update", f"AFTER UPDATE OF {', '.join(columns)}", changed),
            ("delete", "AFTER DELETE", ""),
        )
    )


def _listed(entity_type: str, operation: str, words: Wording) -> tuple[str, ...]:
    row = "OLD" if operation == "delete" else "NEW"
    append = (
        "INSERT INTO change_list"
        " (organization_id, entity_type, entity_id, operation, changed_at)"
        f" VALUES ({row}.organization_id, '{entity_type}', {row}.id,"
        f" '{operation}', {words.now})"
    )
    if words.dialect == "sqlite":
        return (append,)
    tenant = f"CAST({row}.organization_id AS integer)"
    lock = f"PERFORM pg_advisory_xact_lock({CHANGE_LIST_LOCK}, {tenant})"
    return (lock, append)
