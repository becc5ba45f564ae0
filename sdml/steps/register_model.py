"""Write a trained model's files and its row in the registry."""

import re
import uuid
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.training_causes import training_reasons
from sdml.files.model_files import read_model, remove_strays, write_model
from sdml.ml.classifier import TextClassifier
from sdml.ml.classifier_arrays import classifier_to_arrays
from sdml.ml.lent_classes import lend_classes
from sdml.ml.pooled_weights import share_to_arrays
from sdml.records.embedding import VectorSpace
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import Metric
from sdml.records.model_move import ModelMoveCard
from sdml.records.promise_words import MoveCause
from sdml.records.tenant_settings import setting_of
from sdml.records.workbench_words import ModelStatus
from sdml.steps.gather_pool import space_name
from sdml.steps.read_training_material import TrainingMaterial
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.model_moves import record_move
from sdml.store.model_registry import NewModel, insert_model, read_model_paths
from sdml.store.tenants import read_setting
from sdml.store.training_reasons import read_training_reasons

__all__ = ["register_model"]


def register_model(
    session: Session,
    material: TrainingMaterial,
    model: TextClassifier,
    facts: Mapping[str, object],
    metrics: Mapping[SplitPart, tuple[Metric, ...]],
    because: str | None = None,
) -> int:
    """Give the id of the candidate that this model is now.

    Stages: clear folders that killed trainings left -> write its files, with what
    the tenant agreed to lend (``pool.share``) -> read
    them back, checked -> register it. Killed before the last stage, it leaves no
    row.

    Parameters
    ----------
    session : Session
        Whose model.
    material : TrainingMaterial
        What it learnt from.
    model : TextClassifier
        The model in use.
    facts : mapping
        Of its training; what it is and reads is added.
    metrics : mapping of SplitPart to tuple of Metric
        Its figures by the part they were taken on.
    because : str, optional
        What a person gave as the reason; what happened since the task's last
        model is recorded beside it.
    """
    space = material.space if model.needs_vectors else None
    models = session.folders.models(session.tenant.slug)
    with session.read() as connection:
        known = read_model_paths(connection, session.tenant)
    remove_strays(models, known, session.now())
    name = _folder_name(material)
    arrays = classifier_to_arrays(model) | _lent(session, material, model)
    told = {**_facts(material, space, metrics), **facts}
    digest = write_model(models / name, arrays, told)  # type: ignore[arg-type] # JSON
    _, manifest = read_model(models / name, digest)
    new = NewModel(
        task=material.card.task,
        dataset_id=material.card.dataset_id,
        candidate=model.candidate,
        reason=str(facts["reason"]),
        embedder=f"{space.embedder} {space.version}" if space else None,
        path=name,
        manifest=dict(manifest.facts),
        manifest_sha256=digest,
        metrics=metrics,
    )
    with session.write("train_model") as connection:
        return _register(session, connection, new, because)


def _lent(
    session: Session, material: TrainingMaterial, model: TextClassifier
) -> dict[str, NDArray[np.generic]]:
    """What the tenant lends to others with this model, where it agreed to."""
    with session.read() as connection:
        agreed = read_setting(connection, session.tenant, setting_of("pool.share"))
    if not agreed or material.space is None:
        return {}
    rows = material.part(SplitPart.TRAIN, SplitPart.TEST)
    lent = lend_classes(model, rows)
    return {} if lent is None else share_to_arrays(lent, space_name(material.space))


def _register(
    session: Session, connection: Connection, new: NewModel, because: str | None
) -> int:
    tenant, now = session.tenant, session.now()
    counts = read_training_reasons(connection, tenant, new.task, now)
    model_id = insert_model(connection, tenant, new, now)
    reasons = training_reasons(counts, because)
    record_move(
        connection,
        tenant,
        ModelMoveCard(
            model_id=model_id,
            task=new.task,
            before=None,
            after=ModelStatus.CANDIDATE,
            cause=MoveCause.TRAINED,
            evidence={"because": reasons, "since_last": counts},
            moved_by=session.actor,
            moved_at=now,
        ),
    )
    session.report(f"trained because: {'; '.join(reasons)}")
    return model_id


def _facts(
    material: TrainingMaterial,
    space: VectorSpace | None,
    metrics: Mapping[SplitPart, tuple[Metric, ...]],
) -> dict[str, object]:
    embedder = space and {"name": space.embedder, "version": space.version}
    return {
        "task": material.card.task,
        "dataset_id": material.card.dataset_id,
        "dataset_hash": material.card.hash,
        "labels": list(material.card.classes),
        "embedder": embedder,
        "metrics": {
            part.value: {metric.name: metric.as_figure() for metric in found}
            for part, found in metrics.items()
        },
    }


def _folder_name(material: TrainingMaterial) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", material.card.task.lower()).strip("-")
    return f"{plain}-{material.card.hash[:8]}-{uuid.uuid4().hex[:8]}"
