"""Make a data set version whole again from the rows that are left of it."""

import dataclasses

from sdml.errors import NotEnoughData
from sdml.ml.dataset_digest import count_dataset_rows, dataset_digest
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import DatasetRow, FrozenDataset, NewDataset
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.steps.record_dataset import record_dataset
from sdml.steps.session import Session
from sdml.store.approved_labels import read_origins
from sdml.store.datasets import read_dataset, read_dataset_filter, read_dataset_rows
from sdml.store.entity_texts import read_texts

__all__ = ["restore_dataset"]


def restore_dataset(session: Session, dataset_id: int) -> FrozenDataset:
    """Give a version with the labels of an older one, whatever tickets say now.

    Stages: read its rows -> leave out those whose tickets were reworded or
    erased since -> hash -> write, unless a version with that hash is there.
    Where nothing is gone that is the old version itself; otherwise it is a new
    one, the same rows in the same parts, whose hash holds.

    Parameters
    ----------
    session : Session
        Whose data.
    dataset_id : int
        Which version.

    Raises
    ------
    NotEnoughData
        No class, or only one, is left in its training or in its test part.
    ParameterError
        There is no such data set.
    """
    with session.read() as connection:
        card = read_dataset(connection, session.tenant, dataset_id)
        kept = read_dataset_filter(connection, session.tenant, dataset_id)
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        origins = read_origins(connection, session.tenant, dataset_id)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    texts = {text.id: text_hash(ticket_text(text.title, text.body)) for text in stored}
    same = [row for row in rows if texts[row.ticket_id] == row.text_hash]
    classes = _classes(same, dataset_id)
    same = [row for row in same if row.label in classes]
    new = NewDataset(
        task=card.task,
        source=card.source,
        filter=kept,
        hash=dataset_digest(same),
        classes=classes,
        sizes=card.sizes | count_dataset_rows(same),
        rows=same,
        origins=[
            dataclasses.replace(origins[row.ticket_id], reviewer=None)
            for row in same
            if row.ticket_id in origins
        ],
    )
    return record_dataset(session, new, "restore_dataset")


def _classes(rows: list[DatasetRow], dataset_id: int) -> tuple[str, ...]:
    """Classes that can still be learnt, and judged where they ever were."""
    learnt = {row.label for row in rows if row.split is SplitPart.TRAIN}
    judged = {row.label for row in rows if row.split is SplitPart.TEST}
    if len(learnt) < 2 or not judged & learnt:
        raise NotEnoughData(
            f"of data set {dataset_id} are left {len(rows)} rows, of {len(learnt)} "
            f"classes to train and {len(judged)} to test: freeze the tickets as they "
            "are now with 'sdml dataset freeze'"
        )
    return tuple(sorted(learnt))
