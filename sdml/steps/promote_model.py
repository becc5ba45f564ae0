"""Give a model its place: champion, shadow or retired."""

from dataclasses import dataclass

from sdml.files.model_files import read_model
from sdml.records.model_card import ModelCard
from sdml.records.workbench_words import ModelStatus
from sdml.steps.session import Session
from sdml.store.model_registry import read_model_card, set_model_status

__all__ = ["PlacedModel", "promote_model"]


@dataclass(frozen=True, slots=True)
class PlacedModel:
    """A model in its new place.

    Attributes
    ----------
    models : tuple of ModelCard
        The model as it is now, then the former champion where it was retired.
    """

    models: tuple[ModelCard, ...]


def promote_model(
    session: Session, model_id: int, status: ModelStatus = ModelStatus.CHAMPION
) -> PlacedModel:
    """Give the model after its move; the same again changes nothing.

    Stages: read it -> for a champion or a shadow compare its files with their
    hashes -> move it, and retire the task's former champion with it.

    Parameters
    ----------
    session : Session
        Whose model.
    model_id : int
        Which one.
    status : ModelStatus
        Its new place.

    Raises
    ------
    ParameterError
        There is no such model.
    ArtefactDamaged
        Its files are not what the registry recorded.
    """
    tenant = session.tenant
    with session.read() as connection:
        card = read_model_card(connection, tenant, model_id)
    if status is not ModelStatus.RETIRED:
        folder = session.folders.models(tenant.slug) / card.path
        read_model(folder, card.manifest_sha256)
    with session.write(f"model_{status}") as connection:
        former = set_model_status(connection, tenant, card, status)
        moved = read_model_card(connection, tenant, model_id)
        retired = (
            ()
            if former is None
            else (read_model_card(connection, tenant, former.model_id),)
        )
    return PlacedModel((moved, *retired))
