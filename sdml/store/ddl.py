"""The DDL that makes and drops what one revision adds, from the declarations.

Migrations hold these statements frozen: this module is for `schema/freeze.py`,
which writes a new revision, and for the test that compares both.
"""

from collections.abc import Iterator

from sqlalchemy import ForeignKeyConstraint, Index, Table
from sqlalchemy.engine import Dialect as Compiler
from sqlalchemy.engine import make_url
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropConstraint,
    ExecutableDDLElement,
)

from sdml.store.tables import Declaration
from sdml.store.triggers import (
    Dialect,
    Function,
    Revision,
    Trigger,
    functions,
    triggers,
)

__all__ = ["REVISIONS", "create_statements", "drop_statements", "tables_of"]

REVISIONS: tuple[Revision, ...] = (
    "000_servicedesk_core",
    "001_add_enterprise_features",
    "002_workbench",
    "003_review",
    "004_promise",
    "005_reports",
    "006_retention",
)
_MODULES: dict[str, Revision] = {
    "core": "000_servicedesk_core",
    "ai": "001_add_enterprise_features",
    "workflow": "001_add_enterprise_features",
    "enterprise": "001_add_enterprise_features",
    "brasil": "001_add_enterprise_features",
    "workbench": "002_workbench",
    "review": "003_review",
    "review_notes": "003_review",
    "access": "003_review",
    "events": "003_review",
    "model_promises": "004_promise",
    "registry": "004_promise",
    "calendars": "005_reports",
    "seals": "005_reports",
    "reporting": "005_reports",
    "review_objections": "005_reports",
}
_COMPILERS: dict[Dialect, Compiler] = {
    "sqlite": make_url("sqlite://").get_dialect()(),
    "postgresql": make_url("postgresql+psycopg://").get_dialect()(),
}


def tables_of(revision: Revision) -> tuple[Table, ...]:
    """Tables a revision makes, parents first."""
    revisions = {
        mapper.local_table.name: _MODULES[mapper.class_.__module__.split(".")[3]]
        for mapper in Declaration.registry.mappers
        if isinstance(mapper.local_table, Table)
    }
    return tuple(
        table
        for table in Declaration.metadata.sorted_tables
        if revisions[table.name] == revision
    )


def create_statements(dialect: Dialect, revision: Revision) -> tuple[str, ...]:
    """Statements that bring a database from the revision before to this one.

    Unique indexes on older tables first, then tables, keys between tables that
    refer to each other, indexes, functions and triggers.
    """
    tables = tables_of(revision)
    made: list[ExecutableDDLElement] = [
        CreateIndex(index) for index in _parent_keys(revision, tables)
    ]
    made += [CreateTable(table) for table in tables]
    made += [
        AddConstraint(key, isolate_from_table=False)
        for key in _late_keys(dialect, tables)
    ]
    made += [
        CreateIndex(index)
        for table in Declaration.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
        if index.info["revision"] == revision
        and index not in _parent_keys(revision, tables)
    ]
    return (
        *(_compile(element, dialect) for element in made),
        *(
            statement
            for routine in _routines(dialect, revision)
            for statement in routine.statements
        ),
    )


def drop_statements(dialect: Dialect, revision: Revision) -> tuple[str, ...]:
    """Statements that undo `create_statements`, in the opposite order."""
    tables = tables_of(revision)
    dropped = [
        statement
        for routine in reversed(_routines(dialect, revision))
        for statement in routine.drop
    ]
    dropped += [
        f"DROP INDEX {index.name}"
        for table in reversed(Declaration.metadata.sorted_tables)
        for index in sorted(table.indexes, key=lambda index: str(index.name))
        if index.info["revision"] == revision
        and table not in tables
        and not index.unique
    ]
    dropped += [
        _compile(DropConstraint(key, isolate_from_table=False), dialect)
        for key in _late_keys(dialect, tables)
    ]
    dropped += [f"DROP TABLE {table.name}" for table in reversed(tables)]
    dropped += [f"DROP INDEX {index.name}" for index in _parent_keys(revision, tables)]
    return tuple(dropped)


def _parent_keys(revision: Revision, tables: tuple[Table, ...]) -> list[Index]:
    # A unique index on an older table is a key that new tables refer to:
    # PostgreSQL wants it before them, and gone after them.
    return [
        index
        for table in Declaration.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
        if index.info["revision"] == revision and index.unique and table not in tables
    ]


def _routines(dialect: Dialect, revision: Revision) -> list[Function | Trigger]:
    return [*functions(dialect, revision), *triggers(dialect, revision)]


def _late_keys(
    dialect: Dialect, tables: tuple[Table, ...]
) -> Iterator[ForeignKeyConstraint]:
    # SQLite takes a reference to a table that is not there yet, and cannot
    # add one later.
    if dialect == "sqlite":
        return
    for table in tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
            if key.use_alter:
                yield key


def _compile(element: ExecutableDDLElement, dialect: Dialect) -> str:
    lines = str(element.compile(dialect=_COMPILERS[dialect])).splitlines()
    return "\n".join(
        line.rstrip().replace("\t", "    ") for line in lines if line.strip()
    )
