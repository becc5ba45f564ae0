"""How well wrong labels are found: on verdicts of people, and on labels made wrong.

The 20news verdicts were asked only for rows that a model contradicted: nothing is
known of the others. The ticket labels that were made wrong are known all, but the
set has wrong labels of its own, which count here as false alarms.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.classifier import TrainingRows
from sdml.ml.label_issues import cross_validated_probabilities, rank_label_issues
from sdml.ml.near_duplicates import group_near_duplicates

SEEDS = 5
SHARE = 0.1
AIMS = {"symmetric": 0.85, "pairwise": 0.711}
FLAGGED, CONFIRMED, PRECISION = 95, 55, 0.873


def prove() -> dict:
    """Figures on both sets, and whether each reached what was promised."""
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    verdicts = judge_verdicts(Path(root))
    tickets = read_tickets(Path(root))
    flipped = {kind: judge_flips(tickets, kind, SEEDS) for kind in AIMS}
    reached = all(
        found["mean_average_precision"] >= AIMS[kind] for kind, found in flipped.items()
    )
    return {"holds": verdicts["holds"] and reached, "20news": verdicts, **flipped}


def judge_verdicts(root: Path) -> dict:
    """What is flagged of 7,532 rows, against the verdicts on 93 of them."""
    folder = root / "cleanlab_label_errors"
    with np.load(folder / "20news_test_pyx_labels.npz") as arrays:
        labels = arrays["labels"].astype(np.int64)
        probabilities = arrays["pred_probs"]
    verdicts = pd.read_parquet(folder / "20news_mturk_verdicts.parquet")
    rows = verdicts["index"].to_numpy()
    is_error = verdicts["is_label_error"].to_numpy()
    issues = rank_label_issues(labels, probabilities)
    flagged = issues.is_flagged[rows]
    confirmed = int((flagged & is_error).sum())
    precision = confirmed / int(flagged.sum())
    enough = confirmed >= CONFIRMED and round(precision, 3) >= PRECISION
    return {
        "holds": enough and int(issues.is_flagged.sum()) <= FLAGGED,
        "flagged": int(issues.is_flagged.sum()),
        "judged": int(flagged.sum()),
        "confirmed": confirmed,
        "precision": precision,
        "average_precision_of_the_ranking_on_judged": average_precision(
            is_error, issues.suspicion[rows]
        ),
        "share_of_errors_among_judged": float(is_error.mean()),
    }


def read_tickets(root: Path) -> TrainingRows:
    """The tune part, without vectors."""
    path = root / "it_service_tickets" / "tickets_train_tune_calibration.parquet"
    tickets = pd.read_parquet(path).query("split == 'tune'")
    texts = tickets["document"].tolist()
    names, labels = np.unique(tickets["topic_group"].to_numpy(str), return_inverse=True)
    return TrainingRows(
        texts,
        labels,
        tuple(names.tolist()),
        group_near_duplicates(texts),
        tickets["ticket_id"].tolist(),
    )


def judge_flips(rows: TrainingRows, kind: str, seeds: int) -> dict:
    """Average precision of the ranking where a tenth of the labels was made wrong.

    Parameters
    ----------
    rows : TrainingRows
        With the labels as they are.
    kind : {"symmetric", "pairwise"}
        To any other class alike, or always to the next one.
    seeds : int
        How many times, each with other rows.
    """
    found, flagged = [], []
    for seed in range(seeds):
        labels = flip(rows.labels, len(rows.names), kind, seed)
        wrong = labels != rows.labels
        given = TrainingRows(rows.texts, labels, rows.names, rows.groups, rows.keys)
        issues = rank_label_issues(labels, cross_validated_probabilities(given, seed))
        found.append(average_precision(wrong, issues.suspicion))
        flagged.append(float(wrong[issues.order[: int(wrong.sum())]].mean()))
    return {
        "rows": len(rows.labels),
        "mean_average_precision": float(np.mean(found)),
        "average_precisions": found,
        "mean_precision_where_recall_is_equal": float(np.mean(flagged)),
        "promised": AIMS[kind],
    }


def flip(labels: np.ndarray, n_classes: int, kind: str, seed: int) -> np.ndarray:
    """The labels with a tenth of them wrong."""
    random = np.random.default_rng(seed)
    chosen = random.choice(len(labels), round(SHARE * len(labels)), replace=False)
    pairwise = np.ones(len(chosen), np.int64)
    by = random.integers(1, n_classes, len(chosen)) if kind == "symmetric" else pairwise
    flipped = labels.copy()
    flipped[chosen] = (labels[chosen] + by) % n_classes
    return flipped


def average_precision(is_wrong: np.ndarray, suspicion: np.ndarray) -> float:
    """Mean precision over the ranks at which the wrong ones stand."""
    hits = is_wrong[np.argsort(-suspicion, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
