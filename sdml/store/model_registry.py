"""Trained models and their figures: model_versions, model_metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, cast

from sqlalchemy import Connection, insert, select, update

from sdml.errors import NoModel, ParameterError, StaleModel
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import (
    LanguageFigures,
    Metric,
    ModelCard,
    OrdinalFacts,
)
from sdml.records.promise_words import ClassStanding
from sdml.records.taxonomy import LabelHistory
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ModelStatus
from sdml.store.tables.workbench import ModelMetric, ModelVersion
from sdml.store.taxonomy_changes import read_label_histories, read_label_history

__all__ = [
    "NewModel",
    "find_serving_model",
    "insert_model",
    "read_model_card",
    "read_model_cards",
    "read_model_facts",
    "read_model_paths",
    "refuse_stale",
    "set_model_status",
    "write_figures",
]

_COLUMNS = (
    ModelVersion.id,
    ModelVersion.task,
    ModelVersion.status,
    ModelVersion.dataset_id,
    ModelVersion.candidate,
    ModelVersion.reason,
    ModelVersion.embedder,
    ModelVersion.path,
    ModelVersion.manifest_sha256,
    ModelVersion.manifest,
    ModelVersion.created_at,
)


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model about to be registered.

    Attributes
    ----------
    task : str
        What it predicts.
    dataset_id : int
        What it was trained on.
    candidate, reason : str
        Which candidate won, and why.
    embedder : str or None
        The embedder it needs, as ``name version``.
    path : str
        Its folder, relative to the tenant's models folder.
    manifest : dict
        The facts of its manifest file.
    manifest_sha256 : str
        That file's hash.
    metrics : mapping of SplitPart to tuple of Metric
        By the part of its data set: on ``test`` those of the fit on the training
        part, on ``calibration`` those of the model in use.
    """

    task: str
    dataset_id: int
    candidate: str
    reason: str
    embedder: str | None
    path: str
    manifest: dict[str, object]
    manifest_sha256: str
    metrics: Mapping[SplitPart, tuple[Metric, ...]]


def insert_model(
    connection: Connection, tenant: Tenant, new: NewModel, now: datetime
) -> int:
    """Register a candidate with its figures; give its id."""
    model_id: int = connection.execute(
        insert(ModelVersion)
        .values(
            organization_id=tenant.id,
            task=new.task,
            dataset_id=new.dataset_id,
            status=ModelStatus.CANDIDATE,
            candidate=new.candidate,
            reason=new.reason,
            embedder=new.embedder,
            path=new.path,
            manifest=new.manifest,
            manifest_sha256=new.manifest_sha256,
            created_at=now,
        )
        .returning(ModelVersion.id)
    ).scalar_one()
    connection.execute(
        insert(ModelMetric),
        [
            {
                "organization_id": tenant.id,
                "model_id": model_id,
                "name": metric.name,
                "split": part.value,
                "value": metric.value,
                "low": metric.low,
                "high": metric.high,
                "n": metric.n,
            }
            for part, metrics in new.metrics.items()
            for metric in metrics
        ],
    )
    return model_id


def write_figures(
    connection: Connection, tenant: Tenant, model_id: int, metrics: Sequence[Metric]
) -> None:
    """Bring figures of a model's calibration part to what its new promise gives.

    Nothing is written for a model whose data set has no such part.
    """
    figure = ModelMetric
    for metric in metrics:
        connection.execute(
            update(figure)
            .where(
                figure.organization_id == tenant.id,
                figure.model_id == model_id,
                figure.split == SplitPart.CALIBRATION.value,
                figure.name == metric.name,
            )
            .values(value=metric.value, low=metric.low, high=metric.high, n=metric.n)
        )


def read_model_cards(
    connection: Connection, tenant: Tenant, task: str | None = None
) -> list[ModelCard]:
    """Models of a tenant, newest first; of one task where it is given."""
    query = select(*_COLUMNS).where(ModelVersion.organization_id == tenant.id)
    if task is not None:
        query = query.where(ModelVersion.task == task)
    rows = connection.execute(query.order_by(ModelVersion.id.desc())).all()
    metrics = _read_metrics(connection, tenant, [row[0] for row in rows])
    cards = [_card(tuple(row), metrics.get(row[0], {})) for row in rows]
    histories = read_label_histories(connection, tenant)
    return [_in_todays_classes(card, histories.get(card.task)) for card in cards]


def read_model_card(connection: Connection, tenant: Tenant, model_id: int) -> ModelCard:
    """One model.

    Raises
    ------
    ParameterError
        The tenant has none of that id.
    """
    row = connection.execute(
        select(*_COLUMNS).where(
            ModelVersion.organization_id == tenant.id, ModelVersion.id == model_id
        )
    ).one_or_none()
    if row is None:
        raise ParameterError(f"there is no model {model_id}: 'sdml model list'")
    metrics = _read_metrics(connection, tenant, [model_id])
    card = _card(tuple(row), metrics.get(model_id, {}))
    history = read_label_history(connection, tenant, card.task)
    return _in_todays_classes(card, history)


def find_serving_model(connection: Connection, tenant: Tenant, task: str) -> ModelCard:
    """The task's champion; where there is none, the newest that is not retired.

    A model whose classes are stale is passed over, whatever its place.

    Raises
    ------
    NoModel
        Nothing was trained for the task, or all of it is retired.
    StaleModel
        There are models, of former classes alone.
    """
    found = read_model_cards(connection, tenant, task)
    cards = [card for card in found if card.standing is not ClassStanding.STALE]
    for card in cards:
        if card.status is ModelStatus.CHAMPION:
            return card
    for card in cards:
        if card.status is not ModelStatus.RETIRED:
            return card
    for card in found:
        if card.status is not ModelStatus.RETIRED:
            refuse_stale(card)
    raise NoModel(
        f"tenant {tenant.slug} has no model for the task {task!r}: run 'sdml train "
        f"--tenant {tenant.slug} --task {task}'"
    )


def read_model_facts(
    connection: Connection, tenant: Tenant, model_id: int
) -> dict[str, object]:
    """The facts of a model's manifest; empty where there is no such model."""
    found = connection.scalar(
        select(ModelVersion.manifest).where(
            ModelVersion.organization_id == tenant.id, ModelVersion.id == model_id
        )
    )
    return cast("dict[str, object]", found or {})


def refuse_stale(card: ModelCard) -> None:
    """Nothing, for a model whose classes have a successor each.

    Raises
    ------
    StaleModel
        It is of classes of which people have to say what they are now.
    """
    if card.standing is ClassStanding.STALE:
        raise StaleModel(
            f"model {card.model_id} of {card.task} learnt classes that were split or "
            "retired since ('sdml taxonomy list'): freeze the labels as they are now "
            "and train a new one"
        )


def read_model_paths(connection: Connection, tenant: Tenant) -> set[str]:
    """Folder names of every registered model of a tenant."""
    return set(
        connection.scalars(
            select(ModelVersion.path).where(ModelVersion.organization_id == tenant.id)
        )
    )


def set_model_status(
    connection: Connection, tenant: Tenant, card: ModelCard, status: ModelStatus
) -> ModelCard | None:
    """Give a model its new place; a new champion retires the former one.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose model.
    card : ModelCard
        Which model.
    status : ModelStatus
        Its new place.

    Returns
    -------
    ModelCard or None
        The former champion, where it was retired.
    """
    mine = ModelVersion.organization_id == tenant.id
    former = None
    if status is ModelStatus.CHAMPION:
        found = connection.scalar(
            select(ModelVersion.id).where(
                mine,
                ModelVersion.task == card.task,
                ModelVersion.status == ModelStatus.CHAMPION,
                ModelVersion.id != card.model_id,
            )
        )
        if found is not None:
            former = read_model_card(connection, tenant, found)
            _update(connection, tenant, found, ModelStatus.RETIRED)
    _update(connection, tenant, card.model_id, status)
    return former


def _update(
    connection: Connection, tenant: Tenant, model_id: int, status: ModelStatus
) -> None:
    connection.execute(
        update(ModelVersion)
        .where(ModelVersion.organization_id == tenant.id, ModelVersion.id == model_id)
        .values(status=status)
    )


Judged: TypeAlias = dict[str, dict[str, Metric]]


def _read_metrics(
    connection: Connection, tenant: Tenant, ids: Sequence[int]
) -> dict[int, Judged]:
    """Figures by model, part and name."""
    metric = ModelMetric
    rows = connection.execute(
        select(
            metric.model_id,
            metric.split,
            metric.name,
            metric.value,
            metric.low,
            metric.high,
            metric.n,
        )
        .where(
            metric.organization_id == tenant.id,
            metric.model_id.in_(ids),
        )
        .order_by(metric.id)
    )
    found: dict[int, Judged] = {}
    for row in rows:
        metrics = found.setdefault(row[0], {}).setdefault(row[1], {})
        metrics[row[2]] = Metric(*row[2:])
    return found


def _in_todays_classes(card: ModelCard, history: LabelHistory | None) -> ModelCard:
    if history is None or not history.changes:
        return card
    served = history.served(card.labels, card.dataset_id)
    labels = card.labels if served.lost else served.names
    return replace(card, labels=labels, standing=served.standing)


def _card(row: tuple[object, ...], judged: Judged) -> ModelCard:
    part = SplitPart.CALIBRATION
    if part not in judged:  # a data set of two parts
        part = SplitPart.TEST
    metrics = judged.get(part, {})
    manifest = cast("dict[str, object]", row[9])
    return ModelCard(
        model_id=cast("int", row[0]),
        task=cast("str", row[1]),
        status=cast("ModelStatus", row[2]),
        dataset_id=cast("int", row[3]),
        candidate=cast("str", row[4]),
        reason=cast("str", row[5]),
        embedder=cast("str | None", row[6]),
        path=cast("str", row[7]),
        manifest_sha256=cast("str", row[8]),
        labels=tuple(cast("list[str]", manifest.get("labels", []))),
        metrics={name: metric.as_figure() for name, metric in metrics.items()},
        judged_on=part,
        created_at=cast("datetime", row[10]),
        ordinal=cast("OrdinalFacts | None", manifest.get("ordinal")),
        languages=tuple(cast("list[LanguageFigures]", manifest.get("languages", []))),
    )
