"""The classifier's figures on public sets by nested cross-validation, and their cost.

Every outer fold is held back whole: the contest, the calibration and the fit see
the other folds alone.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.classifier import TrainingRows, predict_probabilities, train_classifier
from sdml.ml.evaluation import judge
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.splitting import assign_folds
from sdml.remote.embedders import load_embedder

FOLDS = 5
SETS = {
    "reclamacoes_ptbr_1k": (
        "tickets_500.parquet",
        "descricao_reclamacao",
        "categoria",
        ("macro_f1", 0.82),
    ),
    "banking77": ("train.parquet", "text", "category", ("accuracy", 0.915)),
}


def prove(embedder: str = "e5-small-enpt") -> dict:
    """Judge a classifier on each set, five folds held back in turn.

    Parameters
    ----------
    embedder : str
        Whose vectors join the contest.

    Returns
    -------
    dict
        For each set the figures with intervals and n, the candidate that won
        in each fold, and whether the promised figure was reached.
    """
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    figures = {name: judge_set(Path(root) / name, name, embedder) for name in SETS}
    return {"holds": all(found["holds"] for found in figures.values()), **figures}


def judge_set(folder: Path, name: str, embedder: str, vectors=None) -> dict:
    """Out-of-fold figures of one set."""
    file, text_column, label_column, (promised, aim) = SETS[name]
    rows = pd.read_parquet(folder / file)
    texts = rows[text_column].tolist()
    names, labels = np.unique(rows[label_column].to_numpy(str), return_inverse=True)
    if vectors is None:
        vectors = load_embedder(embedder, None).encode(texts, "passage")
    groups = group_near_duplicates(texts)
    keys = [str(number) for number in range(len(texts))]
    folds = assign_folds(labels, groups, FOLDS, keys)
    answers, won = np.zeros((len(texts), len(names))), []
    for fold in range(FOLDS):
        train, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        trained = train_classifier(
            TrainingRows(
                [texts[at] for at in train],
                labels[train],
                tuple(names.tolist()),
                groups[train],
                [keys[at] for at in train],
                vectors[train],
            )
        )
        won.append(trained.model.candidate)
        mine = vectors[held] if trained.model.needs_vectors else None
        answers[held] = predict_probabilities(
            trained.model, [texts[at] for at in held], mine
        )
    metrics = {metric.name: metric for metric in judge(answers, labels, None)}
    value = metrics[promised].value
    return {
        "holds": value is not None and value >= aim,
        "promised": {promised: aim},
        "candidates": won,
        "metrics": {
            name: metric.as_figure()
            for name, metric in metrics.items()
            if metric.value is not None and name != "coverage"
        },
    }
