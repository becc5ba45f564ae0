"""Hold a model's stored classifications against the labels tickets have."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sdml.errors import NotEnoughData
from sdml.ml.evaluation import judge, wilson
from sdml.records.dataset import LabelledText, TicketFilter
from sdml.records.model_card import Metric
from sdml.records.workbench_words import DatasetSource
from sdml.steps.session import Session
from sdml.store.answers import read_answers
from sdml.store.datasets import read_labelled_texts
from sdml.store.model_registry import read_model_card

__all__ = ["EvaluatedModel", "evaluate_model"]


@dataclass(frozen=True, slots=True)
class EvaluatedModel:
    """How a model did on tickets it never saw.

    Attributes
    ----------
    model_id : int
        The model.
    task : str
        What it predicts.
    metrics : dict of str to dict
        ``accuracy, macro_f1, log_loss, brier, ece``: each with ``value, low,
        high, n``.
    unknown_labels : int
        Tickets whose label is none of the model's classes: they count as
        wrong in the accuracy, and are left out of the other figures.
    """

    model_id: int
    task: str
    metrics: dict[str, dict[str, float | int | None]]
    unknown_labels: int


def evaluate_model(
    session: Session,
    model_id: int,
    *,
    where: Mapping[str, frozenset[str]] | None = None,
) -> EvaluatedModel:
    """A model's figures on classified tickets outside its own data set.

    Stages: read the stored answers -> read the labels -> compare.

    Parameters
    ----------
    session : Session
        Whose tickets.
    model_id : int
        Which model; `classify_tickets` must have run before.
    where : mapping of str to frozenset of str, optional
        Only tickets whose columns have one of these values.

    Raises
    ------
    NotEnoughData
        No classified ticket outside its data set has a label.
    """
    kept = TicketFilter(where or {})
    with session.read() as connection:
        card = read_model_card(connection, session.tenant, model_id)
        answers = read_answers(
            connection, session.tenant, (card.task, model_id), card.dataset_id
        )
        labelled = read_labelled_texts(
            connection, session.tenant, card.task, DatasetSource.TICKETS, kept
        )
    asked = [row for row in labelled if row.ticket_id in answers]
    if not asked:
        raise NotEnoughData(
            f"model {model_id} has classified no labelled ticket outside its data "
            "set: run 'sdml classify' on such tickets first"
        )
    known = [row for row in asked if row.label in card.labels]
    metrics = _figures(known, answers, card.labels)
    if len(known) < len(asked):
        right = round((metrics["accuracy"]["value"] or 0) * len(known))
        within = wilson(right, len(asked))
        metrics["accuracy"] = Metric(
            "accuracy", right / len(asked), within.low, within.high, len(asked)
        ).as_figure()
    return EvaluatedModel(model_id, card.task, metrics, len(asked) - len(known))


def _figures(
    rows: list[LabelledText],
    answers: Mapping[int, Mapping[str, float]],
    labels: tuple[str, ...],
) -> dict[str, dict[str, float | int | None]]:
    positions = {label: position for position, label in enumerate(labels)}
    truth = np.array([positions[row.label] for row in rows], dtype=np.int64)
    said = np.array(
        [[answers[row.ticket_id].get(label, 0.0) for label in labels] for row in rows]
    ).reshape(len(rows), len(labels))
    return {
        metric.name: metric.as_figure()
        for metric in judge(said, truth, None)
        if metric.name not in ("coverage", "selective_accuracy")
    }
