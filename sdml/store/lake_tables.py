"""What the lake holds of which tables: no column that may hold personal data.

Of a personal text the lake keeps its length alone (``title_length``); personal
JSON and bytes are left out. Two columns say more: the status an activity moved
from and to, and the names of the fields that an audit row changed.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    LargeBinary,
    Table,
)

from sdml.store.tables import Declaration
from sdml.store.tables.types import Json, UtcDateTime

__all__ = ["LAKE_TABLES", "LakeColumn", "LakeKind", "LakeTable", "lake_table"]

Dialect = Literal["sqlite", "postgresql"]
LakeKind = Literal["int", "real", "bool", "text", "time", "date"]

# Tables, each with the column whose month a row is filed under.
LAKE_TABLES = {
    "ai_classifications": "created_at",
    "ai_suggestions": "created_at",
    "ai_training_data": "created_at",
    "api_usage_tracking": "occurred_at",
    "audit_advanced": "created_at",
    "automatic_decisions": None,
    "business_holidays": None,
    "categories": None,
    "class_promises": None,
    "comments": "created_at",
    "dataset_examples": None,
    "dataset_items": None,
    "dataset_versions": None,
    "escalations": "escalated_at",
    "govbr_integrations": None,
    "import_batches": "started_at",
    "kb_article_feedback": "created_at",
    "kb_articles": None,
    "kb_categories": None,
    "lgpd_consents": "created_at",
    "lgpd_requests": "created_at",
    "model_metrics": None,
    "model_prices": None,
    "model_promises": None,
    "model_versions": None,
    "priorities": None,
    "report_runs": "started_at",
    "review_claims": "claimed_at",
    "review_decisions": "decided_at",
    "review_queue": "proposed_at",
    "satisfaction_surveys": "created_at",
    "sla_policies": None,
    "sla_tracking": "created_at",
    "statuses": None,
    "teams": None,
    "ticket_activities": "created_at",
    "tickets": "created_at",
    "users": None,
    "whatsapp_contacts": None,
    "whatsapp_messages": "sent_at",
    "whatsapp_sessions": "created_at",
    "workflow_approvals": "created_at",
    "workflow_definitions": None,
    "workflow_executions": "started_at",
    "workflow_step_executions": "started_at",
}

_STATUS_MOVES = "activity_type IN ('created', 'updated', 'status_changed')"
_KINDS: tuple[tuple[type, LakeKind], ...] = (
    (UtcDateTime, "time"),
    (Date, "date"),
    (Boolean, "bool"),
    (Double, "real"),
    (BigInteger, "int"),
    (Integer, "int"),
)


@dataclass(frozen=True, slots=True)
class LakeColumn:
    """A column of the lake.

    Attributes
    ----------
    name : str
        As a query says it.
    kind : {'int', 'real', 'bool', 'text', 'time', 'date'}
        A time is an instant in UTC.
    sqlite, postgresql : str
        The expression that reads it; times, dates and JSON come as text.
    """

    name: str
    kind: LakeKind
    sqlite: str
    postgresql: str

    def expression(self, dialect: Dialect) -> str:
        """Give what reads it from one kind of database."""
        return self.sqlite if dialect == "sqlite" else self.postgresql


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table of the lake.

    Attributes
    ----------
    name : str
        The same as in the database.
    key : str
        Its primary key, a whole number.
    month_of : str or None
        The time whose month a row is filed under.
    columns : tuple of LakeColumn
        In the order of the declaration.
    """

    name: str
    key: str
    month_of: str | None
    columns: tuple[LakeColumn, ...]


def lake_table(name: str) -> LakeTable:
    """Give what the lake holds of one table.

    Examples
    --------
    >>> [column.name for column in lake_table("comments").columns][5:8]
    ['user_id', 'content_length', 'is_internal']
    """
    table = Declaration.metadata.tables[name]
    (key,) = table.primary_key.columns.keys()
    kept = (_kept(table, column) for column in table.columns)
    columns = tuple(column for column in kept if column is not None)
    if name == "audit_advanced":
        columns = (*columns, _changed_fields())
    return LakeTable(name, key, LAKE_TABLES[name], columns)


def _kept(table: Table, column: Column[object]) -> LakeColumn | None:
    """The column as the lake has it; None where it is left out."""
    name, kind = column.name, column.type
    if isinstance(kind, LargeBinary):
        return None
    if column.info.get("personal") is None:
        return _plain(name, kind)
    if table.name == "ticket_activities" and name in ("old_value", "new_value"):
        moved = f"CASE WHEN {_STATUS_MOVES} THEN {name} END"
        return LakeColumn(name, "text", moved, moved)
    if isinstance(kind, Json):
        return None
    length = f"length({name})"
    return LakeColumn(f"{name}_length", "int", length, length)


def _plain(name: str, kind: object) -> LakeColumn:
    known = (word for kinds, word in _KINDS if isinstance(kind, kinds))
    found: LakeKind = next(known, "text")
    server = name
    if found == "time":
        server = f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"
    elif found == "date" or isinstance(kind, Json):
        server = f"CAST({name} AS text)"
    return LakeColumn(name, found, name, server)


def _changed_fields() -> LakeColumn:
    values = "coalesce(new_values, old_values)"
    return LakeColumn(
        "changed_fields",
        "text",
        "(SELECT group_concat(field, ',') FROM"
        f" (SELECT key AS field FROM json_each({values}) ORDER BY key))",
        "(SELECT string_agg(field, ',' ORDER BY field COLLATE \"C\")"
        f" FROM jsonb_object_keys({values}) AS field)",
    )
