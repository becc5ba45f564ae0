"""Give a model its place: champion, shadow or retired."""

from dataclasses import asdict, dataclass, replace

from sdml.errors import CheckFailed
from sdml.files.model_files import read_model
from sdml.records.model_card import ModelCard
from sdml.records.model_move import GateResult, ModelMoveCard
from sdml.records.promise_words import MoveCause
from sdml.records.workbench_words import ModelStatus
from sdml.steps.check_gate import check_gate
from sdml.steps.session import Session
from sdml.store.model_moves import SUCCESSOR, record_move
from sdml.store.model_registry import (
    read_model_card,
    refuse_stale,
    set_model_status,
)

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
    session: Session,
    model_id: int,
    status: ModelStatus = ModelStatus.CHAMPION,
    *,
    force: bool = False,
) -> PlacedModel:
    """Give the model after its move; the same again changes nothing.

    Stages: read it -> for a champion or a shadow compare its files with their
    hashes -> for a champion ask the gate (`check_gate`) -> move it, retire the
    task's former champion with it, and record both moves with what was found.

    Parameters
    ----------
    session : Session
        Whose model.
    model_id : int
        Which one.
    status : ModelStatus
        Its new place.
    force : bool
        Make it champion whatever the gate says; that is recorded.

    Raises
    ------
    CheckFailed
        The gate does not let it through; nothing was moved.
    ParameterError
        There is no such model.
    StaleModel
        It learnt classes that are no more, and is not to be retired.
    ArtefactDamaged
        Its files are not what the registry recorded.
    """
    tenant = session.tenant
    with session.read() as connection:
        card = read_model_card(connection, tenant, model_id)
    if status is not ModelStatus.RETIRED:
        refuse_stale(card)
        folder = session.folders.models(tenant.slug) / card.path
        read_model(folder, card.manifest_sha256)
    gate = None
    if status is ModelStatus.CHAMPION and card.status is not status:
        gate = check_gate(session, model_id)
        if not gate.passes and not force:
            raise CheckFailed(_refusal(gate), gate)
    with session.write(f"model_{status}") as connection:
        before = read_model_card(connection, tenant, model_id)
        former = set_model_status(connection, tenant, card, status)
        for move in _moves(session, before, former, status, gate):
            record_move(connection, tenant, move)
        ids = [model_id] if former is None else [model_id, former.model_id]
        return PlacedModel(
            tuple(read_model_card(connection, tenant, number) for number in ids)
        )


def _moves(
    session: Session,
    before: ModelCard,
    former: ModelCard | None,
    status: ModelStatus,
    gate: GateResult | None,
) -> list[ModelMoveCard]:
    """The model's own move, where it is one, and that of the one it follows."""
    found = []
    if before.status is not status:
        cause = MoveCause.HAND
        if gate is not None:
            cause = MoveCause.GATE if gate.passes else MoveCause.FORCED
        evidence: dict[str, object] = {} if gate is None else {"gate": asdict(gate)}
        move = _move(session, before, status)
        found.append(replace(move, cause=cause, evidence=evidence))
    if former is not None:
        left = _move(session, former, ModelStatus.RETIRED)
        evidence = {SUCCESSOR: before.model_id}
        found.append(replace(left, cause=MoveCause.SUCCEEDED, evidence=evidence))
    return found


def _move(session: Session, card: ModelCard, after: ModelStatus) -> ModelMoveCard:
    return ModelMoveCard(
        model_id=card.model_id,
        task=card.task,
        before=card.status,
        after=after,
        cause=MoveCause.HAND,
        evidence={},
        moved_by=session.actor,
        moved_at=session.now(),
    )


def _refusal(gate: GateResult) -> str:
    reasons = "; ".join(one.says for one in gate.findings if not one.passes)
    return (
        f"model {gate.model_id} does not pass the gate against model "
        f"{gate.champion_id}: {reasons}. '--force' promotes it all the same, and "
        "records that"
    )
