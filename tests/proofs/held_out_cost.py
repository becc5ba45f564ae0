"""What it costs in accuracy to keep a calibration part from a model.

A model is fitted on all training rows of `it_service_tickets`, and again without as
many groups of near-duplicates, drawn by lot, as the calibration part would take. Both
answer the same other rows. Embeddings are left out: one candidate is enough to tell.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.classifier import (
    TrainingRows,
    predict_probabilities,
    refit_classifier,
    train_classifier,
)
from sdml.ml.dataset_parts import share_to_calibrate
from sdml.ml.near_duplicates import group_near_duplicates

DRAWINGS = 5
MOST_LOST = 0.005
NORMAL_QUANTILE = 1.959964


def prove() -> dict:
    """Accuracy and log loss without the part, less those with it.

    ``holds``: over all drawings no more than half a hundredth of accuracy is lost.
    """
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    path = Path(root) / "it_service_tickets/tickets_train_tune_calibration.parquet"
    tickets = pd.read_parquet(path).query("split != 'calibration'")
    groups = group_near_duplicates(tickets["document"].tolist())
    names, labels = np.unique(tickets["topic_group"].to_numpy(str), return_inverse=True)
    learnt = np.flatnonzero(tickets["split"] == "train")
    judged = np.flatnonzero(tickets["split"] == "tune")
    rows = TrainingRows(
        tickets["document"].tolist(),
        labels.astype(np.int64),
        tuple(names.tolist()),
        groups,
        tickets["ticket_id"].astype(str).tolist(),
    )
    return compare(rows, learnt, judged)


def compare(rows: TrainingRows, learnt: np.ndarray, judged: np.ndarray) -> dict:
    """The figures of each drawing, and of all."""
    chosen = train_classifier(take(rows, learnt)).model
    asked, truth = [rows.texts[at] for at in judged], rows.labels[judged]
    share = share_to_calibrate(rows.labels[learnt])

    def outcome(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        model = refit_classifier(chosen, take(rows, places))
        answers = predict_probabilities(model, asked)
        said = answers[np.arange(len(truth)), truth]
        return (answers.argmax(axis=1) == truth).astype(float), -np.log(said)

    right, loss = outcome(learnt)
    drawings = []
    for seed in range(DRAWINGS):
        lots = np.random.default_rng(seed).random(int(rows.groups.max()) + 1)
        fewer, more_loss = outcome(learnt[lots[rows.groups[learnt]] >= share])
        drawings.append(((fewer - right), (more_loss - loss)))
    gain = np.mean([one for one, _ in drawings], axis=0)
    half = float(NORMAL_QUANTILE * gain.std() / np.sqrt(len(judged)))
    value = float(gain.mean())
    return {
        "holds": value >= -MOST_LOST,
        "rows": len(learnt),
        "share_held_out": share,
        "accuracy_with_all": float(right.mean()),
        "accuracy_difference": {
            "value": value,
            "low": value - half,
            "high": value + half,
        },
        "by_drawing": [round(float(one.mean()), 4) for one, _ in drawings],
        "log_loss_difference": float(np.mean([two.mean() for _, two in drawings])),
        "n": len(judged),
    }


def take(rows: TrainingRows, places: np.ndarray) -> TrainingRows:
    """Some of the rows."""
    return TrainingRows(
        [rows.texts[at] for at in places],
        rows.labels[places],
        rows.names,
        rows.groups[places],
        [rows.keys[at] for at in places],
    )
