"""Write a data set version once, and tell that it was frozen."""

from sdml.errors import StaleVersion
from sdml.records.dataset import FrozenDataset, NewDataset
from sdml.records.review_words import EventKind
from sdml.records.webhook import EventValue
from sdml.steps.session import Session
from sdml.store.datasets import find_dataset, insert_dataset
from sdml.store.outbox import add_event
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["record_dataset"]


def record_dataset(session: Session, new: NewDataset, purpose: str) -> FrozenDataset:
    """Give the version with that content, written unless it is there.

    Stages: look for its hash -> write its rows and where their labels are from
    -> tell the outbox; all in one transaction.

    Parameters
    ----------
    session : Session
        Whose data.
    new : NewDataset
        What it holds.
    purpose : str
        The verb, as the audit log shows it.

    Raises
    ------
    StaleVersion
        A version that would be new names classes that are no more.
    """
    with session.write(purpose) as connection:
        known = find_dataset(connection, session.tenant, new.task, new.hash)
        if known is not None:
            return FrozenDataset(
                known.dataset_id, new.task, known.hash, known.sizes, False
            )
        former = read_label_history(connection, session.tenant, new.task).former
        ended = sorted(former.keys() & set(new.classes))
        if ended:
            raise StaleVersion(
                f"{len(ended)} of the classes ended since these labels were given "
                "('sdml taxonomy list'): freeze them as they are now"
            )
        now = session.now()
        number = insert_dataset(connection, session.tenant, new, session.actor, now)
        payload: dict[str, EventValue] = {
            "dataset_id": number,
            "task": new.task,
            "source": new.source.value,
            "hash": new.hash,
            "rows": len(new.rows),
        }
        add_event(connection, session.tenant, EventKind.DATASET_FROZEN, payload, now)
    return FrozenDataset(number, new.task, new.hash, new.sizes, True)
