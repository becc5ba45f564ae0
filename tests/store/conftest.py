"""What a database's schema is, as text that can be compared."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from sdml.store.engine import Database

SchemaDump = dict[str, str]

_SQLITE = """
SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master
WHERE name NOT LIKE 'sqlite_%' AND tbl_name NOT IN ('alembic_version', 'sdml_revisions')
"""
_POSTGRESQL = """
WITH ours AS (
  SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relname NOT IN ('alembic_version', 'sdml_revisions')
)
SELECT 'column ' || relname || '.' || attname,
  format_type(atttypid, atttypmod) || ' notnull=' || attnotnull || ' ' || ' identity='
  || (attidentity <> '') || ' ' || coalesce(pg_get_expr(adbin, adrelid), '')
FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relname IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
UNION ALL
SELECT 'table ' || relname, '' FROM ours
WHERE relname IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
UNION ALL
SELECT 'constraint ' || conname,
  relname || ' ' || pg_get_constraintdef(pg_constraint.oid)
FROM ours JOIN pg_constraint ON conrelid = ours.oid WHERE contype <> 'n'
UNION ALL
SELECT 'index ' || relname, pg_get_indexdef(ours.oid) FROM ours
JOIN pg_index ON indexrelid = ours.oid
WHERE ours.oid NOT IN (SELECT conindid FROM pg_constraint)
UNION ALL
SELECT 'trigger ' || tgname, pg_get_triggerdef(pg_trigger.oid)
FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || proname, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture
def schema_dump() -> Callable[[Database], SchemaDump]:
    """Kind and name of everything in the schema, each with its definition."""

    def dump(database: Database) -> SchemaDump:
        def read(connection: Connection) -> SchemaDump:
            query = _SQLITE if database.dialect == "sqlite" else _POSTGRESQL
            rows = connection.execute(text(query.replace("::", r"\:\:")))
            return dict(tuple(row) for row in rows)

        with database.read_transaction() as connection:
            return read(connection)

    return dump
