"""What a small tenant gains by what others lend, on real tickets, row by row.

The tickets of one public set are dealt to lenders, whose classes differ, and to small
tenants of 300 rows. Each small tenant is trained twice, with and without the pool, by
the same contest, and both are judged on the same rows that nobody has learnt from.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.classifier import TrainingRows, predict_probabilities, train_classifier
from sdml.ml.evaluation import macro_f1
from sdml.ml.lent_classes import lend_classes
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.pooled_weights import pool_weights
from sdml.remote.embedders import load_embedder

LENDERS, LENT_ROWS = 3, 1_200
SMALL, SMALL_ROWS = 3, 300
JUDGED_ROWS = 2_000
RESAMPLES = 1_000


def prove(embedder: str = "e5-small-enpt") -> dict:
    """Macro F1 with the pool less without it, with its paired interval.

    Parameters
    ----------
    embedder : str
        Whose space the weights are lent in.

    Returns
    -------
    dict
        For each small tenant both figures, their difference with a 95 % interval
        over the same judged rows, and the candidates that won.
    """
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    file = Path(root) / "it_service_tickets" / "tickets_train_tune_calibration.parquet"
    rows = sample(pd.read_parquet(file))
    vectors = load_embedder(embedder, None).encode(rows.texts, "passage")
    return compare(replace(rows, vectors=np.asarray(vectors, np.float32)))


def sample(frame: pd.DataFrame) -> TrainingRows:
    """Rows enough for everybody, drawn by lot; near-duplicates once."""
    wanted = LENDERS * LENT_ROWS + SMALL * SMALL_ROWS + JUDGED_ROWS
    drawn = frame.sample(wanted + 500, random_state=0)
    groups = group_near_duplicates(drawn["document"].tolist())
    _, first = np.unique(groups, return_index=True)
    drawn = drawn.iloc[np.sort(first)[:wanted]]
    names, labels = np.unique(drawn["topic_group"].to_numpy(str), return_inverse=True)
    count = np.arange(len(drawn))
    return TrainingRows(
        drawn["document"].tolist(),
        labels.astype(np.int64),
        tuple(names.tolist()),
        count,
        [str(number) for number in count],
    )


def compare(rows: TrainingRows) -> dict:
    """The figures, from rows with their vectors."""
    order = np.random.default_rng(0).permutation(len(rows.labels))
    cut = np.cumsum([LENT_ROWS] * LENDERS + [SMALL_ROWS] * SMALL)
    parts = np.split(order, cut)
    shares = [lent(rows, part, number) for number, part in enumerate(parts[:LENDERS])]
    pooled = pool_weights(shares, rows.names)
    assert pooled is not None
    judged = take(rows, parts[-1])
    tenants = [
        one_tenant(replace(take(rows, part), pooled=pooled), judged)
        for part in parts[LENDERS:-1]
    ]
    return {
        "holds": all(one["difference"]["low"] > 0 for one in tenants),
        "lenders": LENDERS,
        "rows_of_a_lender": LENT_ROWS,
        "classes_lent": int(pooled.is_lent.sum()),
        "tenants": tenants,
    }


def lent(rows: TrainingRows, part: np.ndarray, number: int):
    """What a lender lends that lacks two of the classes."""
    lacking = [(2 * number) % len(rows.names), (2 * number + 1) % len(rows.names)]
    own = take(rows, part[~np.isin(rows.labels[part], lacking)])
    kept, labels = np.unique(own.labels, return_inverse=True)
    names = tuple(own.names[at] for at in kept)
    own = replace(own, labels=labels.astype(np.int64), names=names)
    plain = train_classifier(replace(own, vectors=None)).model
    return lend_classes(plain, own)


def one_tenant(rows: TrainingRows, judged: TrainingRows) -> dict:
    """One small tenant with the pool and without it."""
    answers, won = {}, {}
    for name, learnt in (("pooled", rows), ("own", replace(rows, pooled=None))):
        trained = train_classifier(learnt)
        found = predict_probabilities(trained.model, judged.texts, judged.vectors)
        answers[name], won[name] = found.argmax(axis=1), trained.model.candidate
    return {
        "candidates": won,
        "macro_f1": {
            name: macro_f1(judged.labels, said, len(judged.names))
            for name, said in answers.items()
        },
        "difference": difference(judged, answers),
    }


def difference(judged: TrainingRows, answers: dict[str, np.ndarray]) -> dict:
    """Macro F1 of one less that of the other on the same rows, resampled together."""
    random, n = np.random.default_rng(0), len(judged.labels)
    size = len(judged.names)

    def gap(at: np.ndarray) -> float:
        scores = [
            macro_f1(judged.labels[at], answers[name][at], size)
            for name in ("pooled", "own")
        ]
        return scores[0] - scores[1]

    drawn = [gap(random.integers(0, n, n)) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = gap(np.arange(n))
    return {"value": value, "low": float(low), "high": float(high), "n": n}


def take(rows: TrainingRows, places: np.ndarray) -> TrainingRows:
    """Some of the rows."""
    return replace(
        rows,
        texts=[rows.texts[at] for at in places],
        labels=rows.labels[places],
        groups=rows.groups[places],
        keys=[rows.keys[at] for at in places],
        vectors=None if rows.vectors is None else rows.vectors[places],
    )
