"""List how models came to their places."""

from sdml.records.dataset import parse_task
from sdml.records.model_move import ModelMoves
from sdml.steps.session import Session
from sdml.store.model_moves import read_moves

__all__ = ["list_moves"]


def list_moves(
    session: Session, *, task: str | None = None, model_id: int | None = None
) -> ModelMoves:
    """Moves of a tenant's models, the newest first.

    Parameters
    ----------
    session : Session
        Whose models.
    task : str, optional
        Only models of this task.
    model_id : int, optional
        Only this model.
    """
    wanted = None if task is None else parse_task(task)
    with session.read() as connection:
        return ModelMoves(
            tuple(
                read_moves(connection, session.tenant, task=wanted, model_id=model_id)
            )
        )
