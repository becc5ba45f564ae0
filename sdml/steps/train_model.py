"""Train a classifier on a frozen data set and register it as a candidate."""

import time
from dataclasses import dataclass, replace

from sdml.ml.classifier import (
    TextClassifier,
    TrainedClassifier,
    predict_probabilities,
    refit_classifier,
    train_classifier,
    uncalibrated,
)
from sdml.ml.confidence_figures import judge_confidence
from sdml.ml.evaluation import judge
from sdml.ml.language_figures import FEWEST_JUDGED, figures_by_language
from sdml.ml.reliability import reliability_bins
from sdml.ml.training_facts import mistake_facts, training_facts
from sdml.records.dataset import parse_task
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import LanguageFigures, Metric, TrainingResult
from sdml.steps.find_languages import find_languages
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.gather_pool import gather_pool
from sdml.steps.inspect_target import inspect_target
from sdml.steps.judge_priorities import judge_priorities
from sdml.steps.make_promise import MadePromise, make_promise
from sdml.steps.read_training_material import TrainingMaterial, read_training_material
from sdml.steps.register_model import register_model
from sdml.steps.session import Session

__all__ = ["train_model"]

TRAIN, CALIBRATION, TEST = SplitPart.TRAIN, SplitPart.CALIBRATION, SplitPart.TEST


def train_model(
    session: Session,
    *,
    task: str,
    dataset_id: int | None = None,
    seed: int = 0,
    accept_target: bool = False,
    because: str | None = None,
) -> TrainingResult:
    """Give the new candidate, chosen, fitted and judged on one data set alone.

    Stages: take the data set (without one, freeze the tickets as they are now)
    -> look whether the target is what it seems (`inspect_target`) -> read its rows,
    their texts, and their vectors where one embedder has
    current ones of all, and what other tenants lend where this one wants it
    (`gather_pool`) -> compare candidates on the training part and fit the
    best (`train_classifier`) -> judge that fit on the test part -> fit the winner
    once more, on both parts -> judge the model in use on the calibration part,
    which no fit has seen -> write its files and register it -> promise what is proved
    there (`make_promise`). Killed before it is registered, it leaves no row. The
    figures given are those of the model in use; a data set without a calibration
    part has only those of the fit on the training part.

    Parameters
    ----------
    session : Session
        Whose data.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    dataset_id : int, optional
        A version from `freeze_dataset`, of the same task.
    seed : int
        Same data and same seed give the same model; with the setting ``pool.use``
        it also depends on what others lend.
    accept_target : bool
        Train where the target would be refused; the findings stay in the manifest.
    because : str, optional
        Why it is trained, recorded beside what happened since the last model.

    Raises
    ------
    TargetRefused
        Another column settles the target, and its figures would deceive.
    NotEnoughData
        The data set cannot be learnt from.
    ParameterError
        There is no such data set, or it is of another task.
    """
    started = time.perf_counter()
    task = parse_task(task)
    if dataset_id is None:
        dataset_id = freeze_dataset(session, task=task).dataset_id
    target = inspect_target(
        session, task=task, dataset_id=dataset_id, accept=accept_target, seed=seed
    )
    material = _read(session, task, dataset_id)
    pooled = material.pooled
    trained = train_classifier(material.part(TRAIN), seed)
    judged = {TEST: _judge(session, trained.model, material, TEST, seed)}
    session.report("fitting the model in use on all rows but the calibration part")
    model = refit_classifier(trained.model, material.part(TRAIN, TEST), seed)
    if any(row.split is CALIBRATION for row in material.rows):
        judged[CALIBRATION] = _judge(session, model, material, CALIBRATION, seed)
    fits = {TEST: trained.model, CALIBRATION: model}
    part = CALIBRATION if CALIBRATION in judged else TEST
    facts = training_facts(trained, seed) | judged[part].mistakes
    facts["languages"] = _told(session, judged[part].languages)
    facts["target"] = target.as_facts()
    facts["pool"] = None if pooled is None else {"classes": int(pooled.is_lent.sum())}
    ordinal = judge_priorities(session, fits[part], material, part, seed)
    if ordinal is not None:
        facts["ordinal"] = ordinal
    metrics = {split: found.metrics for split, found in judged.items()}
    model_id = register_model(session, material, model, facts, metrics, because)
    made = make_promise(session, model_id)
    result = _result(model_id, material, trained, (part, metrics[part]), made)
    seconds = round(time.perf_counter() - started, 3)
    return replace(result, target=target, seconds=seconds, ordinal=ordinal)


def _read(session: Session, task: str, dataset_id: int) -> TrainingMaterial:
    """What the data set teaches, and what other tenants lend for it."""
    material = read_training_material(session, task, dataset_id)
    pooled = gather_pool(session, task, material.card.classes, material.space)
    session.report(
        f"training on {material.card.sizes['train']:,} rows of data set {dataset_id}"
    )
    return replace(material, pooled=pooled)


@dataclass(frozen=True, slots=True)
class _Judged:
    """How a fit did on one part that it had not seen."""

    metrics: tuple[Metric, ...]
    mistakes: dict[str, object]
    languages: tuple[LanguageFigures, ...]


def _judge(
    session: Session,
    model: TextClassifier,
    material: TrainingMaterial,
    part: SplitPart,
    seed: int,
) -> _Judged:
    rows = material.part(part)
    answers = predict_probabilities(model, rows.texts, rows.vectors)
    metrics = judge(answers, rows.labels, None, seed)
    if part is CALIBRATION:
        metrics += judge_confidence(answers, rows.labels, seed)
    mistakes = mistake_facts(answers, rows.labels, rows.names)
    before = reliability_bins(
        uncalibrated(model, rows.texts, rows.vectors), rows.labels
    )
    facts = {"mistakes_on": part.value, **mistakes, "reliability_before": before}
    ids = [row.ticket_id for row in material.rows if row.split is part]
    languages = find_languages(session, ids, rows.texts)
    spoken = figures_by_language(answers, rows.labels, languages, seed)
    return _Judged(metrics, facts, spoken)


def _told(
    session: Session, languages: tuple[LanguageFigures, ...]
) -> list[LanguageFigures]:
    """The figures; of a language with too few rows it is said that they are rough."""
    for one in languages:
        if len(languages) > 1 and not one["is_enough"]:
            session.report(
                f"language {one['language']} is judged on {one['n']} rows alone: its "
                f"figures are rough; expected {FEWEST_JUDGED} or more"
            )
    return list(languages)


def _result(
    model_id: int,
    material: TrainingMaterial,
    trained: TrainedClassifier,
    judged: tuple[SplitPart, tuple[Metric, ...]],
    made: MadePromise,
) -> TrainingResult:
    part, metrics = judged
    figures = {metric.name: metric.as_figure() for metric in metrics}
    return TrainingResult(
        model_id=model_id,
        dataset_id=material.card.dataset_id,
        task=material.card.task,
        candidate=trained.model.candidate,
        reason=trained.reason,
        promise_id=made.promise.promise_id,
        promised=len(made.promise.thresholds),
        metrics=figures | made.metrics,
        judged_on=part,
        seconds=0.0,
    )
