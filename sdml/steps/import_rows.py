"""Take the rows of one file into the database, batch by batch, whatever they are."""

import hashlib
import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sdml.channels.mapped_rows import RowReader
from sdml.errors import LockedByAnother, SdmlError, TooManyRejects
from sdml.files.artefacts import check_place, file_sha256
from sdml.files.reject_files import RejectFile
from sdml.files.tabular import Table, open_table
from sdml.records.import_order import ImportOrder
from sdml.records.import_result import (
    EventImportResult,
    ImportCounts,
    ImportResult,
)
from sdml.records.mapping import INSTANTS, Mapping, ValueKind
from sdml.records.table_rows import MappedRows, RowFault, TableBatch
from sdml.records.workbench_words import ImportKind, ImportStatus
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.import_batches import (
    ImportAct,
    ImportKey,
    ImportProgress,
    advance_import,
    begin_import,
    end_import,
    fail_import,
)

__all__ = ["RowWriter", "import_rows"]

# One transaction holds so many rows: what a kill can cost, and the memory it takes.
BATCH_ROWS = 2_000


class RowWriter(Protocol):
    """Writes mapped rows of one kind; kept while an import runs."""

    def write(self, connection: Connection, rows: MappedRows) -> ImportCounts:
        """Write the rows; the counts sum to their number."""

    def pass_over(self, rows: MappedRows) -> None:
        """Look at rows that an interrupted run of this import wrote."""

    def finish(self, result: ImportResult) -> ImportResult:
        """The result with what only this kind of rows knows."""


@dataclass(slots=True)
class _Account:
    """What is written of the file so far, and why rows of it were refused."""

    progress: ImportProgress
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def after(self, rows: MappedRows, last_row: int) -> ImportProgress:
        """How far the import is with these rows, less what became of the good."""
        return replace(
            self.progress,
            rows_done=last_row,
            read=self.progress.read + rows.read,
            rejected=self.progress.rejected + rows.rejected,
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """What one import works with."""

    order: ImportOrder
    table: Table
    reader: RowReader
    writer: RowWriter
    act: ImportAct
    resume_at: int

    def is_over(self, progress: ImportProgress) -> bool:
        """Whether more rows were refused than the caller allowed."""
        allowed = self.order.max_rejects
        return allowed is not None and progress.rejected > allowed


def import_rows(
    session: Session, order: ImportOrder, mapping: Mapping, writer: RowWriter
) -> ImportResult:
    """Every row of the file accounted for: new, changed, unchanged or refused.

    Stages: look at the whole file and refuse what cannot be read -> begin the
    import, or find where it was interrupted -> a batch: read, parse by the
    mapping, write rows and watermark in one transaction -> the account.

    The rows of an interrupted run are parsed again, and not written: its
    refused rows stand in the reject file of the run that ends the import.

    Parameters
    ----------
    session : Session
        Whose data.
    order : ImportOrder
        Which file, and how.
    mapping : Mapping
        The order's, read.
    writer : RowWriter
        Writes rows of its entity.

    Raises
    ------
    MappingError
        The file lacks columns of the mapping or of the order.
    ParameterError
        The file of refused rows would replace the source, or a folder.
    SourceFileError
        The file cannot be read.
    TooManyRejects
        With the account so far; what was written stays.
    LockedByAnother
        Another run imports the same file by the same mapping.
    """
    started = time.perf_counter()
    table, reader = _look(order, mapping)
    key = _key(order, mapping)
    act = _act(session, mapping)
    with session.write(act.purpose, mode="import") as connection:
        begun = begin_import(connection, session.tenant, key, session.now())
    if begun.rows_done:
        session.report(f"going on after row {begun.rows_done:,} of {order.path.name}")
    work = _Work(order, table, reader, writer, act, begun.rows_done)
    account = _Account(replace(begun, read=0, rejected=0, rows_done=0))
    path = order.rejects or _reject_path(session, begun.batch_id)
    with RejectFile(path, is_wanted=order.rejects is not None) as rejects:
        _import_batches(session, work, account, rejects)
        result = _result(work, account.progress, rejects.finish(), started)
    _end(session, work, account, result)
    if work.is_over(account.progress):
        raise TooManyRejects(
            f"stopped after row {account.progress.rows_done:,}: {result.rejected:,} "
            f"rows refused, {order.max_rejects:,} allowed; what was imported stays, "
            f"the reasons stand in {result.rejects}",
            result,
        )
    return result


def _look(order: ImportOrder, mapping: Mapping) -> tuple[Table, RowReader]:
    """Open the file and hold it against the mapping; nothing is written yet."""
    if order.rejects is not None:
        check_place(order.rejects, order.path)
    expected = {name for rule in mapping.rules().values() for name in rule.needs}
    table = open_table(order.path, mapping.file, expected)
    return table, RowReader(mapping, table.columns, order.where)


def _key(order: ImportOrder, mapping: Mapping) -> ImportKey:
    chosen = {column: sorted(values) for column, values in order.where.items()}
    # The watermark counts whole batches, so their size is part of the identity.
    whole = json.dumps([mapping.sha256, chosen, BATCH_ROWS], sort_keys=True)
    return ImportKey(
        kind=ImportKind(mapping.entity),
        file_name=order.path.name,
        file_sha256=file_sha256(order.path),
        mapping_name=mapping.name,
        mapping_sha256=hashlib.sha256(whole.encode()).hexdigest(),
    )


def _act(session: Session, mapping: Mapping) -> ImportAct:
    columns = mapping.columns
    purpose = f"import_{mapping.entity}"
    dates = (
        name
        for name in columns
        if name in INSTANTS and columns[name].kind is ValueKind.DATE
    )
    return ImportAct(session.actor, session.request_id, purpose, tuple(dates))


def _reject_path(session: Session, batch_id: int) -> Path:
    return session.folders.rejects(session.tenant.slug) / f"import-{batch_id}.csv"


def _import_batches(
    session: Session, work: _Work, account: _Account, rejects: RejectFile
) -> None:
    description = f"importing {work.order.path.name}"
    try:
        with session.progress(work.table.rows, "rows", description) as bar:
            for batch in work.table.batches(BATCH_ROWS, work.reader.wanted):
                rows = work.reader.read(batch)
                _import_batch(session, work, account, rows, _last_row(batch))
                rejects.add(rows.faults)
                bar.advance(len(batch.rows) + len(batch.faults))
                is_new = account.progress.rows_done >= work.resume_at
                if is_new and work.is_over(account.progress):
                    return
    except LockedByAnother:
        raise
    except SdmlError:
        with suppress(SdmlError):  # the first error is the one to tell
            _fail(session, work, account.progress)
        raise


def _import_batch(
    session: Session, work: _Work, account: _Account, rows: MappedRows, last_row: int
) -> None:
    if not rows.read:
        return
    after = account.after(rows, last_row)
    if last_row <= work.resume_at:
        work.writer.pass_over(rows)
    else:
        batch_id = account.progress.batch_id
        with session.write(work.act.purpose, "import", batch_id) as connection:
            if rows.rows:
                counts = work.writer.write(connection, rows)
                after = replace(after, counts=after.counts + counts)
            advance_import(
                connection, session.tenant, account.progress, after, work.act
            )
    account.progress = after
    for fault in rows.faults:
        account.reasons[fault.column, _coarse(fault), fault.reason] += 1


def _last_row(batch: TableBatch) -> int:
    return max([*batch.rows[-1:], *(fault.row for fault in batch.faults[-1:])])


def _coarse(fault: RowFault) -> str:
    """The kind of value without its length, to be counted by."""
    return fault.value_kind.partition(" of ")[0]


def _result(
    work: _Work, progress: ImportProgress, rejects: Path | None, started: float
) -> ImportResult:
    return work.writer.finish(
        ImportResult(
            batch_id=progress.batch_id,
            read=progress.read,
            imported=progress.counts.imported,
            updated=progress.counts.updated,
            unchanged=progress.counts.unchanged,
            rejected=progress.rejected,
            rejects=rejects,
            resumed_at=work.resume_at,
            seconds=round(time.perf_counter() - started, 3),
        )
    )


def _end(
    session: Session, work: _Work, account: _Account, result: ImportResult
) -> None:
    is_over = work.is_over(account.progress)
    with session.write(work.act.purpose, mode="import") as connection:
        end_import(
            connection,
            session.tenant,
            account.progress,
            ImportStatus.FAILED if is_over else ImportStatus.DONE,
            now=session.now(),
            rejects=account.reasons,
            tickets=result.tickets if isinstance(result, EventImportResult) else None,
        )


def _fail(session: Session, work: _Work, progress: ImportProgress) -> None:
    with session.write(work.act.purpose, mode="import") as connection:
        fail_import(connection, session.tenant, progress)
