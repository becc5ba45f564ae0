"""Rows that people write, made and changed through their typed records."""

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection, Table, insert, update

from sdml.errors import ParameterError
from sdml.records import desk_rows, expansion_rows, knowledge_rows
from sdml.records.tenant import Tenant
from sdml.records.unset import UNSET
from sdml.store.tables import ai, brasil, core, enterprise, workflow
from sdml.store.tables.declaration import Declaration

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["WRITTEN", "create_row", "update_row"]

Written: TypeAlias = "type[DataclassInstance]"

_MODELS: tuple[type[Declaration], ...] = (
    core.BusinessHoliday,
    core.Category,
    core.Comment,
    core.KbArticle,
    core.KbArticleFeedback,
    core.Priority,
    core.SatisfactionSurvey,
    core.SlaPolicy,
    core.Status,
    core.Team,
    core.Ticket,
    ai.AiSuggestion,
    ai.AiTrainingData,
    brasil.WhatsappContact,
    enterprise.TenantConfiguration,
    workflow.WorkflowApproval,
    workflow.WorkflowDefinition,
)


def _records(model: type[Declaration]) -> tuple[Written, Written]:
    for home in (desk_rows, knowledge_rows, expansion_rows):
        if hasattr(home, f"New{model.__name__}"):
            return (
                getattr(home, f"New{model.__name__}"),
                getattr(home, f"{model.__name__}Update"),
            )
    raise LookupError(model.__name__)


WRITTEN: dict[str, tuple[Written, Written]] = {
    model.__tablename__: _records(model) for model in _MODELS
}
"""The create and the update record of each table that people write."""

_TABLES: dict[Written, Table] = {
    record: Declaration.metadata.tables[name]
    for name, records in WRITTEN.items()
    for record in records
}


def create_row(connection: Connection, tenant: Tenant, new: "DataclassInstance") -> int:
    """The id of a new row; what is unset takes the table's default.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose row it is.
    new : dataclass instance
        A ``New...`` record.

    Raises
    ------
    ConstraintViolated
        The database refuses a value or a reference.
    """
    table = _TABLES[type(new)]
    values = _given(new) | {"organization_id": tenant.id}
    found = connection.execute(insert(table).values(values).returning(table.c.id))
    return int(found.scalar_one())


def update_row(
    connection: Connection,
    tenant: Tenant,
    row_id: int,
    change: "DataclassInstance",
) -> None:
    """Change the given fields of one row of the tenant; the others stay.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose row it is.
    row_id : int
        Its id.
    change : dataclass instance
        An ``...Update`` record; one with nothing set changes nothing.

    Raises
    ------
    ParameterError
        The tenant has no such row.
    ConstraintViolated
        The database refuses a value or a reference.
    """
    table = _TABLES[type(change)]
    mine = (table.c.organization_id == tenant.id) & (table.c.id == row_id)
    values = _given(change) or {"id": row_id}
    if not connection.execute(update(table).where(mine).values(values)).rowcount:
        raise ParameterError(
            f"{table.name} has no row {row_id} of this tenant: nothing was changed"
        )


def _given(record: "DataclassInstance") -> dict[str, object]:
    return {
        field.name: value
        for field in dataclasses.fields(record)
        if (value := getattr(record, field.name)) is not UNSET
    }
