"""Follow a model back to its labels and on to what agents did with its predictions."""

from sdml.records.lineage import ModelTrace, TracedModel
from sdml.steps.session import Session
from sdml.steps.trace_dataset import trace_dataset
from sdml.store.lineage import count_predictions, count_proposed
from sdml.store.model_registry import read_model_card

__all__ = ["trace_model"]


def trace_model(session: Session, model_id: int) -> ModelTrace:
    """A model, the version it was trained on, and the fate of its predictions.

    Parameters
    ----------
    session : Session
        Whose model.
    model_id : int
        Which one.

    Raises
    ------
    ParameterError
        The tenant has no such model.
    """
    with session.read() as connection:
        card = read_model_card(connection, session.tenant, model_id)
        said = count_predictions(connection, session.tenant, (card.task, model_id))
        proposed = count_proposed(connection, session.tenant, model_id)
    return ModelTrace(
        model=TracedModel(
            model_id,
            card.task,
            card.dataset_id,
            card.status,
            card.candidate,
            card.created_at,
        ),
        dataset=trace_dataset(session, card.dataset_id),
        predictions=said,
        proposed=proposed,
    )
