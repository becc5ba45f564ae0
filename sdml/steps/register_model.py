"""Write a trained model's files and its row in the registry."""

import re
import uuid
from collections.abc import Mapping

from sdml.files.model_files import read_model, remove_strays, write_model
from sdml.ml.classifier import TextClassifier
from sdml.ml.classifier_arrays import classifier_to_arrays
from sdml.records.embedding import VectorSpace
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import Metric
from sdml.steps.read_training_material import TrainingMaterial
from sdml.steps.session import Session
from sdml.store.model_registry import NewModel, insert_model, read_model_paths

__all__ = ["register_model"]


def register_model(
    session: Session,
    material: TrainingMaterial,
    model: TextClassifier,
    facts: Mapping[str, object],
    metrics: Mapping[SplitPart, tuple[Metric, ...]],
) -> int:
    """Give the id of the candidate that this model is now.

    Stages: clear folders that killed trainings left -> write its files -> read
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
    """
    space = material.space if model.needs_vectors else None
    models = session.folders.models(session.tenant.slug)
    with session.read() as connection:
        known = read_model_paths(connection, session.tenant)
    remove_strays(models, known, session.now())
    name = _folder_name(material)
    arrays = classifier_to_arrays(model)
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
        return insert_model(connection, session.tenant, new, session.now())


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
