"""List data set versions."""

from sdml.records.dataset import DatasetList, parse_task
from sdml.steps.session import Session
from sdml.store.datasets import read_datasets

__all__ = ["list_datasets"]


def list_datasets(session: Session, *, task: str | None = None) -> DatasetList:
    """The tenant's versions, of one task or of all, newest first.

    Raises
    ------
    ParameterError
        The task is none.
    """
    task = None if task is None else parse_task(task)
    with session.read() as connection:
        return DatasetList(tuple(read_datasets(connection, session.tenant, task)))
