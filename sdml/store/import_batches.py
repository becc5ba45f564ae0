"""Imports as rows: which file by which mapping, how far, and what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from sdml.errors import LockedByAnother
from sdml.records.enterprise import AuditAction
from sdml.records.import_result import ImportCounts
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ImportKind, ImportStatus
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.workbench import ImportBatch, ImportReject

__all__ = [
    "ImportAct",
    "ImportKey",
    "ImportProgress",
    "advance_import",
    "begin_import",
    "end_import",
    "fail_import",
]


@dataclass(frozen=True, slots=True)
class ImportKey:
    """What makes two imports the same one.

    Attributes
    ----------
    kind : ImportKind
        What the rows are.
    file_name : str
        Without its folder.
    file_sha256 : str
        Of the file's bytes.
    mapping_name : str
        As the mapping calls itself.
    mapping_sha256 : str
        Of the mapping and of what else decides which rows are taken.
    """

    kind: ImportKind
    file_name: str
    file_sha256: str
    mapping_name: str
    mapping_sha256: str


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is.

    Attributes
    ----------
    batch_id : int
        ``import_batches.id``.
    rows_done : int
        The number of the last row of the file that was dealt with; 0 at first.
    read : int
        Rows dealt with that were not left out by a filter.
    rejected : int
        Those of them that were refused.
    counts : ImportCounts
        Those that were not.
    """

    batch_id: int
    rows_done: int = 0
    read: int = 0
    rejected: int = 0
    counts: ImportCounts = field(default_factory=ImportCounts)


@dataclass(frozen=True, slots=True)
class ImportAct:
    """Who imports, and how the source's times were taken.

    Attributes
    ----------
    actor, request_id, purpose : str
        As of the write transaction.
    dates_without_time : tuple of str
        The targets whose source has dates alone: their time of day, the first
        instant of the day, was not in the source.
    """

    actor: str
    request_id: str
    purpose: str
    dates_without_time: tuple[str, ...]


def begin_import(
    connection: Connection, tenant: Tenant, key: ImportKey, now: datetime
) -> ImportProgress:
    """A new import, or the same one where it was interrupted.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    tenant : Tenant
        Whose import.
    key : ImportKey
        What is imported.
    now : datetime
        The start of a new one.
    """
    found = _interrupted(connection, tenant, key)
    if found is not None:
        return found
    inserted = connection.execute(
        insert(ImportBatch).returning(ImportBatch.id),
        {
            "organization_id": tenant.id,
            "kind": key.kind,
            "file_name": key.file_name,
            "file_sha256": key.file_sha256,
            "mapping_name": key.mapping_name,
            "mapping_sha256": key.mapping_sha256,
            "started_at": now,
        },
    )
    return ImportProgress(int(inserted.scalar_one()))


def _interrupted(
    connection: Connection, tenant: Tenant, key: ImportKey
) -> ImportProgress | None:
    """The newest import by this mapping, if it is of this key and has no end.

    Where another import by the mapping began since, its rows may be newer than
    those before the watermark: then the whole file is gone through again.
    """
    of = ImportBatch
    counts = (of.imported, of.updated, of.unchanged)
    query = (
        select(of.file_sha256, of.mapping_sha256, of.status, of.id, of.rows_done)
        .add_columns(of.read, of.rejected, *counts)
        .where(
            of.organization_id == tenant.id,
            of.kind == key.kind,
            of.mapping_name == key.mapping_name,
        )
        .order_by(of.id.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    if found is None or found.status == ImportStatus.DONE:
        return None
    if (found.file_sha256, found.mapping_sha256) != (
        key.file_sha256,
        key.mapping_sha256,
    ):
        return None
    batch_id, rows_done, read, rejected, *written = found[3:]
    return ImportProgress(batch_id, rows_done, read, rejected, ImportCounts(*written))


def advance_import(
    connection: Connection,
    tenant: Tenant,
    before: ImportProgress,
    after: ImportProgress,
    act: ImportAct,
) -> None:
    """Move an import's watermark, and write the one audit row of its batch.

    Parameters
    ----------
    connection : Connection
        In the write transaction that wrote the batch's rows.
    tenant : Tenant
        Whose import.
    before, after : ImportProgress
        How far it was, and how far it is when this transaction commits.
    act : ImportAct
        What the audit row says beside the counts.

    Raises
    ------
    LockedByAnother
        Another run moved the watermark since: nothing of this batch is kept.
    """
    of = ImportBatch
    moved = connection.execute(
        update(of)
        .where(
            of.organization_id == tenant.id,
            of.id == before.batch_id,
            of.rows_done == before.rows_done,
            of.status != ImportStatus.DONE,
        )
        .values(**_columns(after), status=ImportStatus.RUNNING)
    )
    if moved.rowcount != 1:
        raise LockedByAnother(
            f"another run is importing this file (import {before.batch_id}): wait for "
            "its end, then start this one again"
        )
    _record(connection, tenant, before, after, act)


def end_import(
    connection: Connection,
    tenant: Tenant,
    progress: ImportProgress,
    status: ImportStatus,
    *,
    now: datetime,
    rejects: Mapping[tuple[str, str, str], int],
    tickets: int | None = None,
) -> None:
    """Close an import with its account, and the reasons of what was refused.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    tenant : Tenant
        Whose import.
    progress : ImportProgress
        How far it came.
    status : ImportStatus
        ``done``, or ``failed`` for one that the same command takes up again.
    now : datetime
        The end.
    rejects : mapping
        Rows by column, kind of value and reason.
    tickets : int, optional
        Tickets that imported events belong to.
    """
    of = ImportBatch
    connection.execute(
        update(of)
        .where(of.organization_id == tenant.id, of.id == progress.batch_id)
        .values(**_columns(progress), status=status, finished_at=now, tickets=tickets)
    )
    connection.execute(
        delete(ImportReject).where(
            ImportReject.organization_id == tenant.id,
            ImportReject.batch_id == progress.batch_id,
        )
    )
    if rejects:
        connection.execute(
            insert(ImportReject),
            [
                {
                    "organization_id": tenant.id,
                    "batch_id": progress.batch_id,
                    "column_name": column or None,
                    "value_kind": kind,
                    "reason": reason,
                    "rows": rows,
                }
                for (column, kind, reason), rows in sorted(rejects.items())
            ],
        )


def fail_import(
    connection: Connection, tenant: Tenant, progress: ImportProgress
) -> None:
    """Note that an import stopped; the same one goes on after its watermark.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    tenant : Tenant
        Whose import.
    progress : ImportProgress
        How far it came; where another run came further, nothing is noted.
    """
    of = ImportBatch
    connection.execute(
        update(of)
        .where(
            of.organization_id == tenant.id,
            of.id == progress.batch_id,
            of.rows_done == progress.rows_done,
            of.status == ImportStatus.RUNNING,
        )
        .values(status=ImportStatus.FAILED)
    )


def _columns(progress: ImportProgress) -> dict[str, object]:
    return {
        "rows_done": progress.rows_done,
        "read": progress.read,
        "rejected": progress.rejected,
        "imported": progress.counts.imported,
        "updated": progress.counts.updated,
        "unchanged": progress.counts.unchanged,
    }


def _record(
    connection: Connection,
    tenant: Tenant,
    before: ImportProgress,
    after: ImportProgress,
    act: ImportAct,
) -> None:
    values = {
        "first_row": before.rows_done + 1,
        "dates_without_time": list(act.dates_without_time),
        "rows_done": after.rows_done,
        "read": after.read - before.read,
        "rejected": after.rejected - before.rejected,
        "imported": after.counts.imported - before.counts.imported,
        "updated": after.counts.updated - before.counts.updated,
        "unchanged": after.counts.unchanged - before.counts.unchanged,
    }
    connection.execute(
        insert(AuditAdvanced),
        {
            "organization_id": tenant.id,
            "entity_type": "import_batch",
            "entity_id": after.batch_id,
            "action": AuditAction.IMPORT,
            "new_values": values,
            "batch_id": after.batch_id,
            "actor": act.actor,
            "request_id": act.request_id,
            "purpose": act.purpose,
        },
    )
