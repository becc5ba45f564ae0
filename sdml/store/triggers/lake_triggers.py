"""The list of the lake: rows changed or deleted after a sync may have read them."""

from sdml.store.lake_tables import LAKE_TABLES, lake_table
from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, Wording, wording

__all__ = ["lake_triggers"]


def lake_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give two triggers for each table of the lake.

    New rows are known by their key, so that an import pays nothing here.
    """
    words = wording(dialect)
    return tuple(
        _listed(table, lake_table(table).key, operation, words).trigger(words)
        for table in LAKE_TABLES
        for operation in ("update", "delete")
    )


def _listed(table: str, key: str, operation: str, words: Wording) -> Behaviour:
    # Where no lake was made, or a row came after the last synchronisation,
    # nothing is written.
    may_be_held = (
        "EXISTS (SELECT 1 FROM lake_marks AS mark"
        " WHERE mark.organization_id = OLD.organization_id"
        f" AND mark.table_name = '{table}' AND mark.last_id >= OLD.{key})"
    )
    return Behaviour(
        name=f"lake_{table}_{operation}",
        event=f"AFTER {operation.upper()}",
        table=table,
        when=may_be_held,
        statements=(
            "INSERT INTO lake_changes"
            " (organization_id, table_name, row_id, operation, changed_at)"
            f" VALUES (OLD.organization_id, '{table}', OLD.{key},"
            f" '{operation}', {words.now})",
        ),
    )
