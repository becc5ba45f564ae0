"""Data set versions and their rows: dataset_versions, dataset_items."""

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Connection, Select, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from sdml.errors import ParameterError
from sdml.records.dataset import (
    FIELD,
    DatasetCard,
    DatasetRow,
    LabelledText,
    NewDataset,
    TicketFilter,
)
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import DatasetSource
from sdml.store.approved_labels import insert_origins, read_approved_texts
from sdml.store.bulk_insert import insert_columns
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.workbench import DatasetItem, DatasetVersion, TicketField
from sdml.store.taxonomy_changes import read_label_history
from sdml.store.ticket_filters import ticket_conditions
from sdml.store.ticket_keys import named_requester, ticket_key

__all__ = [
    "find_dataset",
    "insert_dataset",
    "read_dataset",
    "read_dataset_filter",
    "read_dataset_rows",
    "read_datasets",
    "read_labelled_texts",
]

_CARD = (
    DatasetVersion.id,
    DatasetVersion.task,
    DatasetVersion.source,
    DatasetVersion.hash,
    DatasetVersion.classes,
    DatasetVersion.sizes,
    DatasetVersion.created_at,
)


def read_labelled_texts(
    connection: Connection,
    tenant: Tenant,
    task: str,
    source: DatasetSource,
    kept: TicketFilter,
) -> list[LabelledText]:
    """Tickets that have a label for the task, by rising id.

    A ticket that stands on a class that ended has that of its successor; without
    a successor it has none.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    source : DatasetSource
        ``tickets``: the label the ticket has; ``approved``: the label of an
        approved example made from it.
    kept : TicketFilter
        Which tickets.

    Raises
    ------
    ParameterError
        The filter names a column that tickets do not have.
    """
    if source is DatasetSource.APPROVED:
        return read_approved_texts(connection, tenant, task, kept)
    conditions = ticket_conditions(connection, tenant, kept)
    label, joined = _labels(tenant, task)
    former = read_label_history(connection, tenant, task).former
    rows = connection.execute(
        joined.add_columns(
            Ticket.id,
            Ticket.source,
            Ticket.external_id,
            Ticket.title,
            Ticket.description,
            label,
            named_requester(tenant),
        )
        .where(*conditions)
        .order_by(Ticket.id)
    )
    return [
        LabelledText(
            row[0], ticket_key(row[0], row[1], row[2]), row[3], row[4], now, row[6]
        )
        for row in rows
        if (now := former.get(row[5], row[5])) is not None
    ]


def find_dataset(
    connection: Connection, tenant: Tenant, task: str, digest: str
) -> DatasetCard | None:
    """The version of that task with that content, or None."""
    row = connection.execute(
        select(*_CARD)
        .where(
            DatasetVersion.organization_id == tenant.id,
            DatasetVersion.task == task,
            DatasetVersion.hash == digest,
        )
        .order_by(DatasetVersion.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else _card(tuple(row))


def read_dataset(
    connection: Connection, tenant: Tenant, dataset_id: int
) -> DatasetCard:
    """What is recorded of one version.

    Raises
    ------
    ParameterError
        The tenant has none of that id.
    """
    row = connection.execute(
        select(*_CARD).where(
            DatasetVersion.organization_id == tenant.id,
            DatasetVersion.id == dataset_id,
        )
    ).one_or_none()
    if row is None:
        raise ParameterError(
            f"there is no data set {dataset_id}: 'sdml dataset freeze'"
        )
    return _card(tuple(row))


def read_datasets(
    connection: Connection, tenant: Tenant, task: str | None = None
) -> list[DatasetCard]:
    """What is recorded of the versions, of one task or of all, newest first."""
    query = select(*_CARD).where(DatasetVersion.organization_id == tenant.id)
    if task is not None:
        query = query.where(DatasetVersion.task == task)
    rows = connection.execute(query.order_by(DatasetVersion.id.desc()))
    return [_card(tuple(row)) for row in rows]


def read_dataset_filter(
    connection: Connection, tenant: Tenant, dataset_id: int
) -> TicketFilter:
    """Which tickets a version was made from."""
    found = connection.execute(
        select(DatasetVersion.filter).where(
            DatasetVersion.organization_id == tenant.id,
            DatasetVersion.id == dataset_id,
        )
    ).scalar_one()
    where = cast("dict[str, list[str]]", found)
    return TicketFilter({name: frozenset(values) for name, values in where.items()})


def read_dataset_rows(
    connection: Connection, tenant: Tenant, dataset_id: int
) -> list[DatasetRow]:
    """Rows of one version, by rising ticket id; erased tickets are gone from it."""
    item = DatasetItem
    rows = connection.execute(
        select(
            item.ticket_id,
            Ticket.source,
            Ticket.external_id,
            item.label,
            item.split,
            item.group_no,
            item.text_hash,
        )
        .join(
            Ticket,
            (Ticket.id == item.ticket_id)
            & (Ticket.organization_id == item.organization_id),
        )
        .where(item.organization_id == tenant.id, item.dataset_id == dataset_id)
        .order_by(item.ticket_id)
    )
    return [
        DatasetRow(row[0], ticket_key(row[0], row[1], row[2]), *row[3:]) for row in rows
    ]


def insert_dataset(
    connection: Connection, tenant: Tenant, new: NewDataset, actor: str, now: datetime
) -> int:
    """Write a version with all its rows; give its id.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose data.
    new : NewDataset
        What to write.
    actor : str
        Who froze it.
    now : datetime
        When.
    """
    dataset_id: int = connection.execute(
        insert(DatasetVersion)
        .values(
            organization_id=tenant.id,
            task=new.task,
            source=new.source,
            filter=new.filter.as_json(),
            hash=new.hash,
            classes=list(new.classes),
            sizes=new.sizes,
            created_at=now,
            created_by=actor,
        )
        .returning(DatasetVersion.id)
    ).scalar_one()
    count = len(new.rows)
    insert_columns(
        connection,
        DatasetItem.__table__,
        {
            "organization_id": [tenant.id] * count,
            "dataset_id": [dataset_id] * count,
            "ticket_id": [row.ticket_id for row in new.rows],
            "label": [row.label for row in new.rows],
            "split": [row.split for row in new.rows],
            "group_no": [row.group_no for row in new.rows],
            "text_hash": [row.text_hash for row in new.rows],
        },
    )
    insert_origins(connection, tenant, dataset_id, new.origins)
    return dataset_id


Labelled = tuple[
    ColumnElement[str] | InstrumentedAttribute[str], "Select[tuple[object, ...]]"
]


def _labels(tenant: Tenant, task: str) -> Labelled:
    """The label column, and tickets joined with what holds it."""
    query: Select[tuple[object, ...]] = select().select_from(Ticket)
    if task == "category":
        return Category.name, query.join(
            Category,
            (Category.organization_id == tenant.id)
            & (Category.id == Ticket.category_id),
        )
    if task == "priority":
        return Priority.name, query.join(
            Priority,
            (Priority.organization_id == tenant.id)
            & (Priority.id == Ticket.priority_id),
        )
    return TicketField.value, query.join(
        TicketField,
        (TicketField.organization_id == tenant.id)
        & (TicketField.ticket_id == Ticket.id)
        & (TicketField.name == task.removeprefix(FIELD)),
    )


def _card(row: tuple[object, ...]) -> DatasetCard:
    number, task, source, digest, classes, sizes, created_at = row
    return DatasetCard(
        cast("int", number),
        cast("str", task),
        cast("DatasetSource", source),
        cast("str", digest),
        tuple(cast("list[str]", classes)),
        cast("dict[str, int]", sizes),
        cast("datetime", created_at),
    )
