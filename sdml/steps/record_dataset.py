"""Write a data set version once, and tell that it was frozen."""

from sdml.records.dataset import FrozenDataset, NewDataset
from sdml.records.review_words import EventKind
from sdml.records.webhook import EventValue
from sdml.steps.session import Session
from sdml.store.datasets import find_dataset, insert_dataset
from sdml.store.outbox import add_event

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
    """
    with session.write(purpose) as connection:
        known = find_dataset(connection, session.tenant, new.task, new.hash)
        if known is not None:
            return FrozenDataset(
                known.dataset_id, new.task, known.hash, known.sizes, False
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
