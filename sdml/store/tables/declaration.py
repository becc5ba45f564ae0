"""The words every table is declared with: keys, references, checks, personal data."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, TypeVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from sdml.store.tables.types import Identifier, Json, UtcDateTime, Word

__all__ = [
    "Created",
    "Declaration",
    "Id",
    "OffFlag",
    "OnFlag",
    "OptionalTime",
    "RequiredTime",
    "TenantId",
    "Whose",
    "index",
    "not_personal",
    "personal",
    "reference",
    "tenant_key",
    "unique",
    "word",
]

W = TypeVar("W", bound=StrEnum)
Whose = Literal["requester", "agent", "any"]
OnDelete = Literal["CASCADE", "RESTRICT", "SET NULL"]

Id = Annotated[int, mapped_column(Identifier, Identity(always=False), primary_key=True)]
# A tenant is switched off (is_active), never deleted with its rows.
TenantId = Annotated[
    int,
    mapped_column(
        Identifier, ForeignKey("organizations.id", name="tenant", ondelete="RESTRICT")
    ),
]
Created = Annotated[
    datetime, mapped_column(UtcDateTime, server_default=func.current_timestamp())
]
OptionalTime = Annotated[datetime | None, mapped_column(UtcDateTime, nullable=True)]
RequiredTime = Annotated[datetime, mapped_column(UtcDateTime)]
OffFlag = Annotated[bool, mapped_column(Boolean, server_default=false())]
OnFlag = Annotated[bool, mapped_column(Boolean, server_default=true())]

_TIME_SHAPE = "????-??-?? ??:??:??"


class Declaration(DeclarativeBase):
    """The root of the table declarations: one metadata, one naming rule.

    Every table gets the checks that follow from its column types: words of
    closed lists on both databases; booleans, JSON and the one form of times
    on SQLite, where the type itself does not hold them.
    """

    __table__: ClassVar[Table]
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(constraint_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(constraint_name)s",
        }
    )

    def __init_subclass__(cls, **keywords: object) -> None:
        super().__init_subclass__(**keywords)
        table = cls.__table__
        if isinstance(table, Table):
            for column in table.columns:
                _check_values(table, column)


def personal(whose: Whose) -> dict[str, object]:
    """Declare that a column may hold personal data, and whose.

    ``any`` means free text in which requesters, agents and others occur.
    """
    return {"personal": whose}


def not_personal() -> dict[str, object]:
    """Declare that a column of text never holds personal data."""
    return {"personal": None}


def word(words: type[W], default: W | None = None) -> MappedColumn[W]:
    """Column of a closed list of words, required unless its annotation says."""
    return mapped_column(Word(words), server_default=default and text(f"'{default}'"))


def tenant_key() -> UniqueConstraint:
    """Key that rows of other tables refer to, tenant included."""
    return unique("tenant", "organization_id", "id")


def unique(name: str, *columns: str) -> UniqueConstraint:
    """Unique key ``uq_<table>_<name>``."""
    return UniqueConstraint(*columns, name=name)


def reference(
    column: str, parent: str, on_delete: OnDelete, *, cyclic: bool = False
) -> tuple[ForeignKeyConstraint, ...]:
    """Foreign key to a row of the same tenant.

    ``SET NULL`` takes two keys: on a composite key SQLite would null the
    tenant as well. The simple one nulls the column, the composite one holds
    the tenant; it waits for the commit, when the column is already null.

    Parameters
    ----------
    column : str
        The referring column.
    parent : str
        The table referred to; it has a `tenant_key`.
    on_delete : {'CASCADE', 'RESTRICT', 'SET NULL'}
        What happens to this row when the parent row goes.
    cyclic : bool
        The two tables refer to each other: PostgreSQL adds the key when both
        are there.
    """
    if on_delete != "SET NULL":
        return (_same_tenant(column, parent, on_delete, cyclic=cyclic),)
    simple = ForeignKeyConstraint(
        [column],
        [f"{parent}.id"],
        name=column,
        ondelete=on_delete,
        use_alter=cyclic,
    )
    return simple, _same_tenant(column, parent, None, cyclic=cyclic)


def index(
    name: str,
    *columns: str,
    where: str | None = None,
    unique: bool = False,
    revision: str = "001_add_enterprise_features",
) -> Index:
    """Secondary index, from its columns as SQL (``created_at DESC``).

    Parameters
    ----------
    name : str
        As it stands in the database.
    *columns : str
        Column names, each with ``DESC`` where the order is descending.
    where : str, optional
        The predicate of a partial index.
    unique : bool
        At most one row for each key.
    revision : str
        The migration that makes it.
    """
    predicate = None if where is None else text(where)
    return Index(
        name,
        *(text(column) if " " in column else column for column in columns),
        unique=unique,
        sqlite_where=predicate,
        postgresql_where=predicate,
        info={"revision": revision},
    )


def _same_tenant(
    column: str, parent: str, on_delete: OnDelete | None, *, cyclic: bool
) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"{column}_tenant",
        ondelete=on_delete,
        deferrable=True if on_delete is None else None,
        initially="DEFERRED" if on_delete is None else None,
        use_alter=cyclic,
    )


def _check_values(table: Table, column: Column[object]) -> None:
    name, kind = column.name, column.type
    if isinstance(kind, Word):
        words = ", ".join(f"'{member}'" for member in kind.words)
        table.append_constraint(
            CheckConstraint(f"{name} IN ({words})", name=f"{name}_words")
        )
    shape: str | None = None
    if isinstance(kind, Boolean):
        shape = f"{name} IN (0, 1)"
    elif isinstance(kind, Json):
        # Before 3.45 json_valid(NULL) is 0, not NULL.
        shape = f"{name} IS NULL OR json_valid({name})"
    elif isinstance(kind, UtcDateTime):
        shape = f"{name} GLOB '{_TIME_SHAPE}' OR {name} GLOB '{_TIME_SHAPE}.???'"
    if shape is not None:
        check = CheckConstraint(shape, name=f"{name}_shape")
        table.append_constraint(check.ddl_if(dialect="sqlite"))
