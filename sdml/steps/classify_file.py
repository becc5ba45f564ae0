"""Classify the rows of a file into a file; nothing enters the database."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sdml.channels.mapped_rows import RowReader
from sdml.files.artefacts import check_place
from sdml.files.dataset_files import check_suffix, write_columns
from sdml.files.tabular import open_table
from sdml.ml.text import ticket_text
from sdml.records.mapping import Entity, ValueKind
from sdml.records.mapping import Mapping as SourceMapping
from sdml.records.prediction import ClassificationResult, Prediction
from sdml.records.table_rows import TableBatch
from sdml.steps.open_model import open_model
from sdml.steps.read_mapping import read_mapping
from sdml.steps.session import Session

__all__ = ["FileToClassify", "classify_file"]

_BATCH = 2_000
_READ = ("external_id", "title", "description")


@dataclass(frozen=True, slots=True)
class FileToClassify:
    """A file, how to read it, and where the answers go.

    Attributes
    ----------
    path : Path
        The source file.
    mapping : str or Path
        A mapping of tickets, by name or as a file; only its external id, title
        and description are read.
    out : Path
        Ends in ``.csv`` or ``.parquet``.
    where : mapping of str to frozenset of str
        Columns of the file with the values that a row may have there.
    """

    path: Path
    mapping: str | Path
    out: Path
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)


def classify_file(
    session: Session, order: FileToClassify, *, task: str = "category"
) -> ClassificationResult:
    """Write one row for each row of the file, in its order.

    Stages: open the model and the file -> answer batch by batch -> write
    ``external_id, label, probability, mode`` and ``p:<label>`` for each class,
    which sum to 1. A row without a word, or that cannot be read, has the mode
    ``monitor``.

    Parameters
    ----------
    session : Session
        Whose model answers.
    order : FileToClassify
        What to read and to write.
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Raises
    ------
    NoModel
        Nothing was trained for the task.
    MappingError, SourceFileError
        The file cannot be read by the mapping.
    ParameterError
        The answers would replace the file, or a folder.
    """
    check_suffix(order.out, (".csv", ".parquet"))
    check_place(order.out, order.path)
    mapping = _texts_only(read_mapping(order.mapping, Entity.TICKETS))
    serving = open_model(session, task)
    expected = {name for rule in mapping.rules().values() for name in rule.needs}
    table = open_table(order.path, mapping.file, expected)
    reader = RowReader(mapping, table.columns, order.where)
    ids: list[str] = []
    answers: list[Prediction] = []
    with session.progress(table.rows, "rows", f"classify {order.path.name}") as bar:
        for batch in table.batches(_BATCH, reader.wanted):
            rows = list(_rows(reader, batch))
            ids += [external_id for external_id, _ in rows]
            answers += serving.answer(session, [text for _, text in rows])
            bar.advance(len(rows))
    _write(order.out, serving.model.names, ids, answers)
    modes = Counter(answer.mode.value for answer in answers)
    return ClassificationResult(
        model_id=serving.card.model_id,
        task=serving.card.task,
        classified=len(answers),
        auto=modes["auto"],
        recommend=modes["recommend"],
        monitor=modes["monitor"],
        out=str(order.out.absolute()),
    )


def _texts_only(mapping: SourceMapping) -> SourceMapping:
    """The mapping reduced to what is classified; as fields, none of it required."""
    fields = {
        name: replace(mapping.columns[name], kind=ValueKind.TEXT)
        for name in _READ
        if name in mapping.columns
    }
    return replace(mapping, columns={}, fields=fields, metadata={})


def _rows(reader: RowReader, batch: TableBatch) -> Iterator[tuple[str, str]]:
    """External id and text of each row; both empty for one that is broken."""
    found = reader.read(batch)
    nothing: list[str | None] = [None] * len(found.rows)
    columns = [found.fields.get(name, nothing) for name in _READ]
    good = {
        row: (external_id or "", ticket_text(title, body))
        for row, external_id, title, body in zip(found.rows, *columns, strict=True)
    }
    broken = {fault.row: ("", "") for fault in found.faults}
    for row in sorted({**broken, **good}):
        yield good.get(row, ("", ""))


def _write(
    out: Path, names: tuple[str, ...], ids: list[str], answers: list[Prediction]
) -> None:
    columns: dict[str, list[object]] = {
        "external_id": list(ids),
        "label": [answer.label for answer in answers],
        "probability": [answer.probability for answer in answers],
        "mode": [answer.mode.value for answer in answers],
    }
    for name in names:
        columns[f"p:{name}"] = [answer.distribution[name] for answer in answers]
    write_columns(out, columns)
