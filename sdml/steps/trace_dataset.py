"""Follow a data set version back to its reviewers and on to its models."""

from sdml.records.lineage import DatasetTrace
from sdml.steps.session import Session
from sdml.store.approved_labels import read_origins
from sdml.store.datasets import read_dataset
from sdml.store.lineage import read_freezer, read_traced_models

__all__ = ["trace_dataset"]


def trace_dataset(session: Session, dataset_id: int) -> DatasetTrace:
    """A version with the examples behind its labels and the models trained on it.

    Parameters
    ----------
    session : Session
        Whose data set.
    dataset_id : int
        Which version.

    Raises
    ------
    ParameterError
        The tenant has no such version.
    """
    tenant = session.tenant
    with session.read() as connection:
        return DatasetTrace(
            dataset=read_dataset(connection, tenant, dataset_id),
            created_by=read_freezer(connection, tenant, dataset_id),
            origins=tuple(read_origins(connection, tenant, dataset_id).values()),
            models=read_traced_models(connection, tenant, [dataset_id]),
        )
