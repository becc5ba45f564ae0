"""List the trained models of a tenant, with their figures."""

from dataclasses import dataclass

from sdml.records.dataset import parse_task
from sdml.records.model_card import ModelCard
from sdml.steps.session import Session
from sdml.store.model_registry import read_model_card, read_model_cards

__all__ = ["ModelList", "list_models"]


@dataclass(frozen=True, slots=True)
class ModelList:
    """Models, newest first.

    Attributes
    ----------
    models : tuple of ModelCard
        With their figures.
    """

    models: tuple[ModelCard, ...]


def list_models(
    session: Session, *, task: str | None = None, model_id: int | None = None
) -> ModelList:
    """Give the registry's rows, newest first.

    Stages: read.

    Parameters
    ----------
    session : Session
        Whose models.
    task : str, optional
        Only models of this task.
    model_id : int, optional
        Only this model.

    Raises
    ------
    ParameterError
        The task is not known, or there is no such model.
    """
    with session.read() as connection:
        if model_id is not None:
            return ModelList((read_model_card(connection, session.tenant, model_id),))
        wanted = None if task is None else parse_task(task)
        return ModelList(tuple(read_model_cards(connection, session.tenant, wanted)))
