"""Hold a model against the champion whose place it is to take."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sdml.ml.gate import gate_findings
from sdml.ml.paired_difference import paired_difference
from sdml.records.dataset import DatasetRow
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import ModelCard
from sdml.records.model_move import GateResult, PairedDifference
from sdml.records.promise_words import ClassStanding
from sdml.records.workbench_words import ModelStatus
from sdml.steps.open_model import open_model
from sdml.steps.read_training_material import read_training_material
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset_rows
from sdml.store.model_registry import read_model_card, read_model_cards
from sdml.store.promises import read_open_promise
from sdml.store.task_labels import read_task_labels
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["check_gate"]

NOTHING = PairedDifference(None, None, None, None, 0, 0, 0)
_FITTED = (SplitPart.TRAIN, SplitPart.TEST, SplitPart.TUNE)


def check_gate(session: Session, model_id: int) -> GateResult:
    """Whether a model may become champion, and what speaks for and against it.

    Stages: find the champion -> take the model's calibration part, less what the
    champion has learnt from -> let both answer -> compare them row by row ->
    look at calibration, classes and promises. The first champion of a task takes
    nobody's place, nor does one after a model whose classes ended: what is found is
    said, and nothing stands in its way.

    Parameters
    ----------
    session : Session
        Whose model.
    model_id : int
        Which one.

    Raises
    ------
    ParameterError
        There is no such model.
    """
    tenant = session.tenant
    with session.read() as connection:
        card = read_model_card(connection, tenant, model_id)
        cards = read_model_cards(connection, tenant, card.task)
        champion = next(
            (one for one in cards if one.status is ModelStatus.CHAMPION), None
        )
        if champion is not None and champion.model_id == model_id:
            champion = None
        if champion is not None and champion.standing is ClassStanding.STALE:
            champion = None  # it answers no more: there is nothing to hold against
        promise = read_open_promise(connection, tenant, model_id)
        former = (
            None
            if champion is None
            else read_open_promise(connection, tenant, champion.model_id)
        )
        labels = read_task_labels(connection, tenant, card.task)
    needed = () if champion is None else set(champion.labels) & set(labels)
    difference = NOTHING if champion is None else _compare(session, card, champion)
    found = gate_findings(
        difference, card.metrics, (card.labels, needed), (promise, former)
    )
    passes = champion is None or all(one.passes for one in found)
    champion_id = None if champion is None else champion.model_id
    return GateResult(model_id, champion_id, passes, difference, found)


def _compare(
    session: Session, card: ModelCard, champion: ModelCard
) -> PairedDifference:
    material = read_training_material(session, card.task, card.dataset_id)
    with session.read() as connection:
        history = read_label_history(connection, session.tenant, card.task)
        learnt = {
            row.ticket_id
            for row in read_dataset_rows(
                connection, session.tenant, champion.dataset_id
            )
            if row.split in _FITTED
        }
    rows = [
        (replace(row, label=today), text)
        for row, text in zip(material.rows, material.texts, strict=True)
        if row.split is SplitPart.CALIBRATION and row.ticket_id not in learnt
        if (today := history.today(row.label, "dataset", card.dataset_id)) is not None
    ]
    if not rows:
        return NOTHING
    first, second = (_is_right(session, one, rows) for one in (card, champion))
    return paired_difference(first, second)


def _is_right(
    session: Session, card: ModelCard, rows: list[tuple[DatasetRow, str]]
) -> NDArray[np.bool_]:
    serving = open_model(session, card.task, card.model_id)
    texts = [text for _, text in rows]
    answers = serving.answer(session, texts, [row.ticket_id for row, _ in rows])
    return np.array(
        [
            answer.label == row.label
            for answer, (row, _) in zip(answers, rows, strict=True)
        ]
    )
