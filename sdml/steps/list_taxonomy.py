"""List the changes of a tenant's classes."""

from sdml.records.dataset import parse_task
from sdml.records.taxonomy import TaxonomyList
from sdml.steps.session import Session
from sdml.store.taxonomy_changes import read_changes

__all__ = ["list_taxonomy"]


def list_taxonomy(session: Session, *, task: str | None = None) -> TaxonomyList:
    """Give the changes, newest first, those undone among them.

    Stages: read.

    Parameters
    ----------
    session : Session
        Whose classes.
    task : str, optional
        Only changes of this task.

    Raises
    ------
    ParameterError
        The task is not known.
    """
    wanted = None if task is None else parse_task(task)
    with session.read() as connection:
        return TaxonomyList(tuple(read_changes(connection, session.tenant, wanted)))
