"""Train a classifier on a frozen data set and register it as a candidate."""

import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData, ParameterError
from sdml.files.model_files import read_model, remove_strays, write_model
from sdml.ml.classifier import (
    TrainedClassifier,
    TrainingRows,
    predict_probabilities,
    refit_classifier,
    train_classifier,
)
from sdml.ml.classifier_arrays import classifier_to_arrays
from sdml.ml.evaluation import judge, per_class_figures
from sdml.ml.reliability import confusion_matrix, reliability_bins
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import DatasetCard, DatasetRow, parse_task
from sdml.records.embedding import Vectors, VectorSpace
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.records.model_card import Metric, TrainingResult
from sdml.steps.find_current_vectors import find_current_vectors
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts
from sdml.store.model_registry import NewModel, insert_model, read_model_paths

__all__ = ["train_model"]


@dataclass(frozen=True, slots=True)
class _Material:
    """Rows of a data set with their texts, and vectors where all have one."""

    card: DatasetCard
    rows: list[DatasetRow]
    texts: list[str]
    vectors: Vectors | None
    space: VectorSpace | None

    def part(self, *splits: SplitPart) -> TrainingRows:
        """The rows of one part, or of several."""
        numbers = {name: number for number, name in enumerate(self.card.classes)}
        places = [at for at, row in enumerate(self.rows) if row.split in splits]
        mine = [self.rows[at] for at in places]
        _, groups = np.unique([row.group_no for row in mine], return_inverse=True)
        return TrainingRows(
            texts=[self.texts[at] for at in places],
            labels=np.array([numbers[row.label] for row in mine], np.int64),
            names=self.card.classes,
            groups=groups.astype(np.int64),
            keys=[row.key for row in mine],
            vectors=None if self.vectors is None else self.vectors[places],
        )


def train_model(
    session: Session, *, task: str, dataset_id: int | None = None, seed: int = 0
) -> TrainingResult:
    """Give the new candidate, chosen, fitted and judged on one data set alone.

    Stages: take the data set (without one, freeze the tickets as they are now)
    -> read its rows, their texts, and their vectors where one embedder has
    current ones of all -> compare candidates on the training part and fit the
    best (`train_classifier`) -> judge it on the test part -> fit the winner once
    more, on both parts -> write its files -> register it. Killed before the last
    stage, it leaves no row. The figures are those of the fit on the training part:
    the model in use has seen the test part, so judge it elsewhere
    (`evaluate_model`).

    Parameters
    ----------
    session : Session
        Whose data.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    dataset_id : int, optional
        A version from `freeze_dataset`, of the same task.
    seed : int
        Same data and same seed give the same model.

    Raises
    ------
    NotEnoughData
        The data set cannot be learnt from.
    ParameterError
        There is no such data set, or it is of another task.
    """
    started = time.perf_counter()
    task = parse_task(task)
    if dataset_id is None:
        dataset_id = freeze_dataset(session, task=task).dataset_id
    material = _read(session, task, dataset_id)
    session.report(
        f"training on {material.card.sizes['train']:,} rows of data set {dataset_id}"
    )
    trained = train_classifier(material.part(SplitPart.TRAIN), seed)
    test = material.part(SplitPart.TEST)
    answers = predict_probabilities(trained.model, test.texts, test.vectors)
    metrics = judge(answers, test.labels, trained.threshold, seed)
    facts = _facts(material, trained, seed)
    facts |= {"metrics": {metric.name: metric.as_figure() for metric in metrics}}
    facts |= _mistakes(test, answers)
    session.report("fitting the model in use on all rows, its figures being known")
    both = material.part(SplitPart.TRAIN, SplitPart.TEST)
    final = replace(trained, model=refit_classifier(trained.model, both, seed))
    model_id = _save(session, material, final, facts, metrics)
    return TrainingResult(
        model_id=model_id,
        dataset_id=dataset_id,
        task=task,
        candidate=trained.model.candidate,
        reason=trained.reason,
        threshold=trained.threshold,
        metrics={metric.name: metric.as_figure() for metric in metrics},
        seconds=round(time.perf_counter() - started, 3),
    )


def _read(session: Session, task: str, dataset_id: int) -> _Material:
    with session.read() as connection:
        card = read_dataset(connection, session.tenant, dataset_id)
        if card.task != task:
            raise ParameterError(
                f"data set {dataset_id} is of the task {card.task}, not of {task}"
            )
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    texts = {text.id: ticket_text(text.title, text.body) for text in stored}
    same = [row for row in rows if text_hash(texts[row.ticket_id]) == row.text_hash]
    gone = card.sizes["rows"] - len(same)
    if gone:
        session.report(
            f"{gone:,} rows of data set {dataset_id} are left out: their tickets were "
            "reworded or erased since; 'sdml dataset freeze' takes them as they are"
        )
    if not any(row.split is SplitPart.TEST for row in same):
        raise NotEnoughData(f"data set {dataset_id} has no row left to be judged on")
    hashes = {row.ticket_id: row.text_hash for row in same}
    found = find_current_vectors(session, hashes)
    # Both are by rising ticket id.
    return _Material(
        card,
        same,
        [texts[row.ticket_id] for row in same],
        None if found is None else found.vectors,
        None if found is None else found.space,
    )


def _facts(
    material: _Material, trained: TrainedClassifier, seed: int
) -> dict[str, object]:
    needs = trained.model.needs_vectors and material.space is not None
    embedder = (
        {"name": material.space.embedder, "version": material.space.version}
        if needs and material.space
        else None
    )
    return {
        "task": material.card.task,
        "dataset_id": material.card.dataset_id,
        "dataset_hash": material.card.hash,
        "labels": list(material.card.classes),
        "candidate": trained.model.candidate,
        "reason": trained.reason,
        "candidates": [
            {
                "name": score.candidate.name,
                "accuracy": score.accuracy,
                "macro_f1": score.macro_f1,
                "log_loss": score.log_loss,
                "difference": score.difference,
                "standard_error": score.standard_error,
                "n": len(score.probabilities),
            }
            for score in trained.contest
        ],
        "embedder": embedder,
        "temperature": trained.model.scaling.temperature,
        "biases": trained.model.scaling.biases.tolist(),
        "threshold": trained.threshold,
        "threshold_precision": 0.95,
        "figures_of": "the fit on the training part; the model is then fitted on both",
        "seed": seed,
    }


def _mistakes(test: TrainingRows, answers: NDArray[np.float64]) -> dict[str, object]:
    predicted = answers.argmax(axis=1)
    return {
        "per_class": per_class_figures(test.labels, predicted, test.names),
        "confusion": {
            "labels": list(test.names),
            "matrix": confusion_matrix(test.labels, predicted, len(test.names)),
        },
        "reliability": reliability_bins(answers, test.labels),
    }


def _save(
    session: Session,
    material: _Material,
    trained: TrainedClassifier,
    facts: Mapping[str, object],
    metrics: tuple[Metric, ...],
) -> int:
    task, embedder = material.card.task, facts["embedder"]
    models = session.folders.models(session.tenant.slug)
    with session.read() as connection:
        known = read_model_paths(connection, session.tenant)
    remove_strays(models, known, session.now())
    plain = re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")
    name = f"{plain}-{material.card.hash[:8]}-{uuid.uuid4().hex[:8]}"
    arrays = classifier_to_arrays(trained.model)
    digest = write_model(models / name, arrays, facts)  # type: ignore[arg-type] # JSON
    _, manifest = read_model(models / name, digest)
    new = NewModel(
        task=task,
        dataset_id=material.card.dataset_id,
        candidate=trained.model.candidate,
        reason=trained.reason,
        embedder=f"{embedder['name']} {embedder['version']}"
        if isinstance(embedder, dict)
        else None,
        path=name,
        manifest=dict(manifest.facts),
        manifest_sha256=digest,
        metrics=metrics,
    )
    with session.write("train_model") as connection:
        return insert_model(connection, session.tenant, new, session.now())
