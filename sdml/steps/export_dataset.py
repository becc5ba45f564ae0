"""Write a data set version to a file, personal data masked."""

from pathlib import Path

from sdml.files.artefacts import check_place
from sdml.files.dataset_files import check_suffix, write_columns
from sdml.ml.text import text_hash, ticket_text
from sdml.privacy.pii import mask
from sdml.records.dataset import DatasetExport
from sdml.records.machine_learning import EntityType
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts

__all__ = ["export_dataset"]


def export_dataset(session: Session, dataset_id: int, out: Path) -> DatasetExport:
    """Rows of a data set with their texts, as another tool can train on them.

    Stages: read the rows and the texts -> leave out texts that have changed
    since -> mask personal data -> write
    ``ticket_id, key, label, split, group_no, text``.

    Parameters
    ----------
    session : Session
        Whose data.
    dataset_id : int
        Which version.
    out : Path
        Ends in ``.parquet`` or ``.jsonl``.

    Raises
    ------
    ParameterError
        There is no such data set, or the file name ends otherwise.
    """
    check_suffix(out, (".parquet", ".jsonl"))
    check_place(out)
    with session.read() as connection:
        read_dataset(connection, session.tenant, dataset_id)
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    texts = {text.id: ticket_text(text.title, text.body) for text in stored}
    same = [row for row in rows if text_hash(texts[row.ticket_id]) == row.text_hash]
    write_columns(
        out,
        {
            "ticket_id": [row.ticket_id for row in same],
            "key": [row.key for row in same],
            "label": [row.label for row in same],
            "split": [row.split.value for row in same],
            "group_no": [row.group_no for row in same],
            "text": [mask(texts[row.ticket_id]) for row in same],
        },
    )
    return DatasetExport(dataset_id, len(same), len(rows) - len(same), out.absolute())
