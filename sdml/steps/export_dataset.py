"""Write a data set version to a file, personal data masked."""

from pathlib import Path

from sdml.files.artefacts import check_place
from sdml.files.dataset_files import check_suffix, write_columns
from sdml.ml.text import text_hash, ticket_text
from sdml.privacy.pii import mask
from sdml.records.dataset import DatasetExport, DatasetRow, LabelOrigin
from sdml.records.machine_learning import EntityType
from sdml.steps.session import Session
from sdml.store.approved_labels import read_origins
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts

__all__ = ["export_dataset"]


def export_dataset(session: Session, dataset_id: int, out: Path) -> DatasetExport:
    """Rows of a data set with their texts, as another tool can train on them.

    Stages: read the rows and the texts -> leave out texts that have changed
    since -> mask personal data -> write
    ``ticket_id, key, label, split, group_no, text``, and where reviewers gave
    labels ``example_id, reviewer_id, decision_id, reason``.

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
        origins = read_origins(connection, session.tenant, dataset_id)
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
            **_origin_columns(same, origins),
        },
    )
    return DatasetExport(dataset_id, len(same), len(rows) - len(same), out.absolute())


def _origin_columns(
    rows: list[DatasetRow], origins: dict[int, LabelOrigin]
) -> dict[str, list[int | str | None]]:
    """Columns of who decided, where any label is a reviewer's."""
    if not origins:
        return {}
    found = [origins.get(row.ticket_id) for row in rows]
    return {
        "example_id": [one.example_id if one else None for one in found],
        "reviewer_id": [one.reviewed_by if one else None for one in found],
        "decision_id": [one.decision_id if one else None for one in found],
        "reason": [one.reason.value if one else None for one in found],
    }
