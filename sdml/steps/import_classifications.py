"""Import classifications that other models made, with their tokens and cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sdml.analytics.token_cost import cost_in_micros, price_at
from sdml.channels.mapped_rows import RowReader
from sdml.errors import TooManyRejects
from sdml.files.artefacts import check_place
from sdml.files.reject_files import RejectFile
from sdml.files.tabular import Table, open_table
from sdml.records.dataset import parse_task
from sdml.records.import_order import ImportOrder
from sdml.records.mapping import Entity
from sdml.records.outside_model import (
    ModelPrice,
    OutsideClassification,
    OutsideImport,
    TokenCounts,
)
from sdml.records.table_rows import MappedRows, RowFault
from sdml.steps.read_mapping import read_mapping
from sdml.steps.session import Session
from sdml.store.model_prices import read_prices
from sdml.store.outside_classifications import (
    insert_outside_classifications,
    read_ticket_ids,
)

__all__ = ["import_classifications"]

BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the rows belong."""

    session: Session
    source: str
    task: str
    prices: Sequence[ModelPrice]


@dataclass(slots=True)
class _Account:
    """What became of the rows so far."""

    total: OutsideImport = field(
        default_factory=lambda: OutsideImport(0, 0, 0, 0, 0, None, 0)
    )

    def add(
        self, rows: MappedRows, faults: int, written: Sequence[OutsideClassification]
    ) -> None:
        """Count a batch."""
        was = self.total
        good = len(rows.rows) - faults
        self.total = replace(
            was,
            read=was.read + rows.read,
            imported=was.imported + len(written),
            unchanged=was.unchanged + good - len(written),
            rejected=was.rejected + rows.rejected + faults,
            cost_micros=was.cost_micros + sum(one.cost_micros for one in written),
        )


def import_classifications(
    session: Session, order: ImportOrder, *, task: str = "category"
) -> OutsideImport:
    """What outside models said of this tenant's tickets, every row accounted for.

    Stages: look at the file -> a batch: read, parse by the mapping, find the
    tickets, price the tokens as of the answer's time, write in one transaction.
    Nothing of it is ever ``auto``. The same row again is passed over, so a run
    that was killed is simply given again.

    Parameters
    ----------
    session : Session
        Whose tickets.
    order : ImportOrder
        Which file, by which mapping (``entity = "classifications"``; its
        ``source`` is that of the tickets).
    task : str
        What the models were asked for: ``category``, ``priority``, ``field:NAME``.

    Raises
    ------
    MappingError
        The mapping cannot be used for this file.
    ParameterError
        Tokens of a model for which no price holds.
    SourceFileError
        The file cannot be read.
    TooManyRejects
        More rows were refused than allowed; what was imported stays.
    """
    task = parse_task(task)
    mapping = read_mapping(order.mapping, Entity.CLASSIFICATIONS)
    if order.rejects is not None:
        check_place(order.rejects, order.path)
    expected = {name for rule in mapping.rules().values() for name in rule.needs}
    table = open_table(order.path, mapping.file, expected)
    reader = RowReader(mapping, table.columns, order.where)
    with session.read() as connection:
        prices = read_prices(connection, session.tenant)
    place = _Place(session, mapping.source, task, prices)
    path = order.rejects or _reject_path(session, order.path)
    with RejectFile(path, is_wanted=order.rejects is not None) as rejects:
        account = _take_batches(place, table, reader, rejects, order.max_rejects)
        result = replace(account.total, rejects=rejects.finish())
    if order.max_rejects is not None and result.rejected > order.max_rejects:
        raise TooManyRejects(
            f"stopped: {result.rejected:,} rows refused, {order.max_rejects:,} "
            f"allowed; what was imported stays, the reasons stand in {result.rejects}",
            result,
        )
    return result


def _take_batches(
    place: _Place,
    table: Table,
    reader: RowReader,
    rejects: RejectFile,
    allowed: int | None,
) -> _Account:
    account = _Account()
    with place.session.progress(table.rows, "rows", "importing classifications") as bar:
        for batch in table.batches(BATCH_ROWS, reader.wanted):
            rows = reader.read(batch)
            faults, written = _take(place, rows)
            rejects.add([*rows.faults, *faults])
            account.add(rows, len(faults), written)
            bar.advance(len(batch.rows) + len(batch.faults))
            if allowed is not None and account.total.rejected > allowed:
                break
    return account


def _take(
    place: _Place, rows: MappedRows
) -> tuple[list[RowFault], tuple[OutsideClassification, ...]]:
    session = place.session
    names = [str(name) for name in rows.columns["external_id"]]
    with session.read() as connection:
        ids = read_ticket_ids(connection, session.tenant, place.source, names)
    said: list[OutsideClassification] = []
    faults: list[RowFault] = []
    for at, name in enumerate(names):
        wrong = _wrong(rows, at, is_known=name in ids)
        if wrong is None:
            said.append(_classification(place, rows, at, ids[name]))
        else:
            faults.append(RowFault(rows.rows[at], None, *wrong))
    if not said:
        return faults, ()
    with session.write("import_classifications", mode="import") as connection:
        written = insert_outside_classifications(
            connection, session.tenant, place.task, said
        )
    return faults, written


def _wrong(rows: MappedRows, at: int, *, is_known: bool) -> tuple[str, str, str] | None:
    """Column, kind of value and reason, where a row cannot be taken."""
    if not is_known:
        return "external_id", "text", "no ticket of the mapping's source has it"
    if str(rows.columns["model"][at]).isdigit():
        return "model", "digits", "a number alone names an own model"
    confidence = _cell(rows, "confidence", at)
    if isinstance(confidence, Decimal) and not 0 <= confidence <= 1:
        return "confidence", "decimal", "expected 0 to 1"
    counts = ("input_tokens", "cached_input_tokens", "output_tokens", "milliseconds")
    for name in counts:
        value = _cell(rows, name, at)
        if isinstance(value, int) and not 0 <= value < 2**31:
            return name, "integer", "expected 0 to 2147483647"
    return None


def _classification(
    place: _Place, rows: MappedRows, at: int, ticket_id: int
) -> OutsideClassification:
    def number(name: str) -> int | None:
        value = _cell(rows, name, at)
        return value if isinstance(value, int) else None

    model, said_at = str(rows.columns["model"][at]), rows.columns["created_at"][at]
    assert isinstance(said_at, datetime)  # noqa: S101 - required of every row
    read, wrote = number("input_tokens"), number("output_tokens")
    tokens = None
    if read is not None or wrote is not None:
        cached = number("cached_input_tokens") or 0
        tokens = TokenCounts(read or 0, wrote or 0, cached)
    is_hit = _cell(rows, "cache_hit", at) is True
    cost = 0
    if tokens is not None and not is_hit:
        cost = cost_in_micros(tokens, price_at(place.prices, model, said_at))
    confidence, prompt = (
        _cell(rows, "confidence", at),
        _cell(rows, "prompt_version", at),
    )
    return OutsideClassification(
        ticket_id=ticket_id,
        label=str(rows.columns["label"][at]),
        confidence=float(confidence) if isinstance(confidence, Decimal) else 0.0,
        model=model,
        prompt_version=None if prompt is None else str(prompt),
        tokens=tokens,
        cost_micros=cost,
        milliseconds=number("milliseconds"),
        is_cache_hit=is_hit,
        is_fallback=_cell(rows, "fallback", at) is True,
        said_at=said_at,
    )


def _cell(rows: MappedRows, name: str, at: int) -> object:
    return rows.columns[name][at] if name in rows.columns else None


def _reject_path(session: Session, file: Path) -> Path:
    name = f"classifications-{file.stem}.csv"
    return session.folders.rejects(session.tenant.slug) / name
