"""Read a data set with the texts of its rows, and their vectors where all have one."""

from dataclasses import dataclass

import numpy as np

from sdml.errors import NotEnoughData, ParameterError
from sdml.ml.classifier import TrainingRows
from sdml.ml.pooled_weights import PooledWeights
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import DatasetCard, DatasetRow
from sdml.records.embedding import Vectors, VectorSpace
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.steps.find_current_vectors import find_current_vectors
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["TrainingMaterial", "read_training_material"]


@dataclass(frozen=True, slots=True)
class TrainingMaterial:
    """Rows of a data set that are as they were frozen, by rising ticket id.

    Attributes
    ----------
    card : DatasetCard
        What is recorded of the data set.
    rows : list of DatasetRow
        Without those whose ticket was reworded or erased since.
    texts : list of str
        Of the rows.
    vectors : ndarray of float32, shape (n_rows, dimension), or None
        Of the rows, where one embedder has a current one of each.
    space : VectorSpace or None
        Whose vectors these are.
    pooled : PooledWeights or None
        What other tenants lend for the classes, in that space.
    """

    card: DatasetCard
    rows: list[DatasetRow]
    texts: list[str]
    vectors: Vectors | None
    space: VectorSpace | None
    pooled: PooledWeights | None = None

    def part(self, *splits: SplitPart) -> TrainingRows:
        """The rows of one part, or of several; none where the data set lacks it."""
        numbers = {name: number for number, name in enumerate(self.card.classes)}
        places = [at for at, row in enumerate(self.rows) if row.split in splits]
        mine = [self.rows[at] for at in places]
        _, groups = np.unique([row.group_no for row in mine], return_inverse=True)
        return TrainingRows(
            texts=[self.texts[at] for at in places],
            labels=np.array([numbers[row.label] for row in mine], np.int64),
            names=self.card.classes,
            groups=groups.astype(np.int64),
            keys=[row.key for row in mine],
            vectors=None if self.vectors is None else self.vectors[places],
            pooled=self.pooled,
        )


def read_training_material(
    session: Session, task: str, dataset_id: int
) -> TrainingMaterial:
    """Give what a classifier may learn from, be promised on and be judged on.

    Stages: read the data set -> read the texts -> leave out rows that are not as
    they were frozen -> read vectors.

    Parameters
    ----------
    session : Session
        Whose data.
    task : str
        What the data set must be of.
    dataset_id : int
        Which version.

    Raises
    ------
    NotEnoughData
        No row of its test part is as it was frozen.
    ParameterError
        There is no such data set, it is of another task, or it holds classes of
        which people have to say what they are now.
    """
    with session.read() as connection:
        card = read_dataset(connection, session.tenant, dataset_id)
        if card.task != task:
            raise ParameterError(
                f"data set {dataset_id} is of the task {card.task}, not of {task}"
            )
        history = read_label_history(connection, session.tenant, task)
        if lost := history.served(card.classes, dataset_id).lost:
            raise ParameterError(
                f"{len(lost)} classes of data set {dataset_id} were split or retired "
                "since: freeze the labels as they are now"
            )
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    texts = {text.id: ticket_text(text.title, text.body) for text in stored}
    same = [row for row in rows if text_hash(texts[row.ticket_id]) == row.text_hash]
    gone = card.sizes["rows"] - len(same)
    if gone:
        session.report(
            f"{gone:,} rows of data set {dataset_id} are left out: their tickets were "
            "reworded or erased since; 'sdml dataset freeze' takes them as they are"
        )
    if not any(row.split is SplitPart.TEST for row in same):
        raise NotEnoughData(f"data set {dataset_id} has no row left to be judged on")
    hashes = {row.ticket_id: row.text_hash for row in same}
    found = find_current_vectors(session, hashes)
    # Both are by rising ticket id.
    return TrainingMaterial(
        card,
        same,
        [texts[row.ticket_id] for row in same],
        None if found is None else found.vectors,
        None if found is None else found.space,
    )
