"""Follow an example to the data sets that took its label and the models of these."""

from sdml.records.lineage import ExampleTrace
from sdml.steps.session import Session
from sdml.store.lineage import (
    read_traced_example,
    read_traced_models,
    read_traced_predictions,
    read_traced_rows,
)

__all__ = ["trace_example"]


def trace_example(session: Session, example_id: int) -> ExampleTrace:
    """An example's decisions, the versions with its label, and what these led to.

    Parameters
    ----------
    session : Session
        Whose example.
    example_id : int
        Which one.

    Raises
    ------
    ParameterError
        The tenant has no such example.
    """
    tenant = session.tenant
    with session.read() as connection:
        example = read_traced_example(connection, tenant, example_id)
        if example.ticket_id is None:
            return ExampleTrace(example, (), (), ())
        rows = read_traced_rows(
            connection, tenant, ticket_id=example.ticket_id, example_id=example_id
        )
        datasets = {row.dataset_id for row in rows}
        models = read_traced_models(connection, tenant, datasets)
        said = read_traced_predictions(connection, tenant, example.ticket_id)
    trained = {str(model.model_id) for model in models}
    return ExampleTrace(
        example,
        rows,
        models,
        tuple(one for one in said if one.model_version in trained),
    )
