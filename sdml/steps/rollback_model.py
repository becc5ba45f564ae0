"""Bring the former champion of a task back."""

from sdml.errors import ParameterError
from sdml.files.model_files import read_model
from sdml.records.dataset import parse_task
from sdml.records.model_card import ModelCard
from sdml.records.model_move import ModelMoveCard
from sdml.records.promise_words import MoveCause
from sdml.records.workbench_words import ModelStatus
from sdml.steps.promote_model import PlacedModel
from sdml.steps.session import Session
from sdml.store.model_moves import find_former_champion, record_move
from sdml.store.model_registry import (
    read_model_card,
    read_model_cards,
    refuse_stale,
    set_model_status,
)

__all__ = ["rollback_model"]


def rollback_model(session: Session, *, task: str) -> PlacedModel:
    """Give the former champion in its place again, and the one that left it.

    Stages: find the champion, and whose place it took -> compare that one's files
    with their hashes -> move both in one transaction, with the reason. Its promise
    counts again where it has not expired; no gate is asked, since this is the way
    out.

    Parameters
    ----------
    session : Session
        Whose models.
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Raises
    ------
    ParameterError
        The task has no champion, or it took nobody's place.
    StaleModel
        The former champion learnt classes that are no more.
    ArtefactDamaged
        The former champion's files are not what the registry recorded.
    """
    task, tenant = parse_task(task), session.tenant
    with session.read() as connection:
        champion = _champion(read_model_cards(connection, tenant, task), task)
        former = find_former_champion(connection, tenant, champion)
        if former is None:
            raise ParameterError(
                f"model {champion.model_id} is the first champion of {task}: there is "
                "none to go back to; 'sdml model promote ID' makes another one champion"
            )
        card = read_model_card(connection, tenant, former)
        refuse_stale(card)
    folder = session.folders.models(tenant.slug) / card.path
    read_model(folder, card.manifest_sha256)
    with session.write("rollback_model") as connection:
        _champion(read_model_cards(connection, tenant, task), task, champion.model_id)
        set_model_status(connection, tenant, card, ModelStatus.CHAMPION)
        for move in _moves(session, champion, card):
            record_move(connection, tenant, move)
        return PlacedModel(
            (
                read_model_card(connection, tenant, former),
                read_model_card(connection, tenant, champion.model_id),
            )
        )


def _moves(
    session: Session, champion: ModelCard, former: ModelCard
) -> list[ModelMoveCard]:
    now = session.now()
    return [
        ModelMoveCard(
            model_id=card.model_id,
            task=card.task,
            before=card.status,
            after=after,
            cause=MoveCause.ROLLBACK,
            evidence={
                "instead_of": champion.model_id,
                "back_to": former.model_id,
            },
            moved_by=session.actor,
            moved_at=now,
        )
        for card, after in (
            (champion, ModelStatus.RETIRED),
            (former, ModelStatus.CHAMPION),
        )
    ]


def _champion(
    cards: list[ModelCard], task: str, expected: int | None = None
) -> ModelCard:
    found = [card for card in cards if card.status is ModelStatus.CHAMPION]
    if not found:
        raise ParameterError(f"the task {task} has no champion: 'sdml model list'")
    if expected is not None and found[0].model_id != expected:
        raise ParameterError(
            f"model {found[0].model_id} became champion of {task} just now: look at "
            "'sdml model list' and try again"
        )
    return found[0]
