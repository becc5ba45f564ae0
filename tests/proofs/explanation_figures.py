"""Explanations of a model of real tickets: they add up, and name what matters.

The terms with the largest weight are deleted from a text, and as many others drawn by
lot; what that costs the answer's probability is compared text by text. Texts are
embedded anew where the model reads embeddings.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.classifier import (
    TextClassifier,
    TrainingRows,
    predict_probabilities,
    train_classifier,
    uncalibrated,
)
from sdml.ml.explanation import explain_answer
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.text import words
from sdml.records.embedding import Embedder
from sdml.remote.embedders.choice import load_embedder

SEED, TEXTS, LEARNT = 17, 300, 3_000
DELETED = (1, 3, 5)
RESAMPLES = 4_000
CLOSE, CLOSE_TO_MODEL = 1e-6, 1e-4


def prove() -> dict:
    """What deleting costs, with intervals, and how far the parts are from the score."""
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    random = np.random.default_rng(SEED)
    path = Path(root) / "it_service_tickets/tickets_train_tune_calibration.parquet"
    tickets = pd.read_parquet(path)
    learnt = _draw(tickets, "tune", LEARNT, random)
    judged = _draw(tickets, "calibration", TEXTS, random)["document"].tolist()
    embedder = load_embedder("e5-small-enpt")
    found: dict = {"holds": True}
    for name, reads in (("words", False), ("words and embeddings", True)):
        rows = _rows(learnt, embedder if reads else None)
        model = train_classifier(rows, SEED).model
        figures = _figures(model, judged, embedder, random)
        found[name] = {"candidate": model.candidate, **figures}
        found["holds"] &= figures["holds"]
    return found


def _draw(
    tickets: pd.DataFrame, split: str, n: int, random: np.random.Generator
) -> pd.DataFrame:
    part = tickets[tickets["split"] == split]
    return part.iloc[np.sort(random.choice(len(part), n, replace=False))]


def _rows(tickets: pd.DataFrame, embedder: Embedder | None) -> TrainingRows:
    texts = tickets["document"].tolist()
    names, labels = np.unique(tickets["topic_group"].to_numpy(str), return_inverse=True)
    return TrainingRows(
        texts,
        labels,
        tuple(names.tolist()),
        group_near_duplicates(texts),
        tickets["ticket_id"].tolist(),
        None if embedder is None else embedder.encode(texts, "passage"),
    )


def _figures(
    model: TextClassifier,
    texts: list[str],
    embedder: Embedder,
    random: np.random.Generator,
) -> dict:
    def embed(some: list[str]) -> np.ndarray | None:
        return embedder.encode(some, "passage") if model.needs_vectors else None

    vectors = embed(texts)
    raw = np.log(uncalibrated(model, texts, vectors))
    found = [
        explain_answer(model, text, text, None if vectors is None else vectors[at])
        for at, text in enumerate(texts)
    ]
    sums = [
        abs(sum(term.weight for term in one.terms) + one.whole + one.bias - one.score)
        for one in found
    ]
    places = [
        (model.names.index(one.label), model.names.index(one.against)) for one in found
    ]
    apart = [
        abs(one.score - (row[best] - row[other]))
        for one, row, (best, other) in zip(found, raw, places, strict=True)
    ]
    by_words = [abs(one.score - one.whole - one.bias) for one in found]
    whole = [abs(one.whole) for one in found]
    figures: dict = {
        "texts": len(texts),
        "largest_difference_of_parts_and_score": max(sums),
        "largest_difference_of_score_and_model": float(max(apart)),
        "share_that_falls_to_words": sum(by_words) / (sum(by_words) + sum(whole)),
    }
    figures["holds"] = bool(max(sums) <= CLOSE and max(apart) <= CLOSE_TO_MODEL)
    before = float(np.mean([one.after for one in found]))
    labels = [best for best, _ in places]
    for count in DELETED:
        cut = [
            _without(text, one.terms, count, random)
            for text, one in zip(texts, found, strict=True)
        ]
        after = [
            predict_probabilities(model, part, embed(part))[
                np.arange(len(part)), labels
            ]
            for part in ([top for top, _ in cut], [lot for _, lot in cut])
        ]
        difference = after[1] - after[0]
        drawn = random.choice(difference, (RESAMPLES, len(difference))).mean(axis=1)
        low, high = np.quantile(drawn, [0.025, 0.975])
        figures[f"{count} words deleted: lost more than by lot"] = {
            "mean": float(difference.mean()),
            "low": float(low),
            "high": float(high),
            "lost_by_weight": float(
                np.mean([o.after for o in found]) - after[0].mean()
            ),
            "lost_by_lot": before - float(after[1].mean()),
        }
        figures["holds"] &= bool(low > 0)
    return figures


def _without(text: str, terms, count: int, random: np.random.Generator) -> tuple:
    spoken = words(text)
    distinct = list(dict.fromkeys(spoken))
    weight = {term.term: term.weight for term in terms}
    ranked = sorted(distinct, key=lambda word: -weight.get(word, 0.0))
    by_lot = random.choice(distinct, min(count, len(distinct)), replace=False)
    return tuple(
        " ".join(word for word in spoken if word not in chosen)
        for chosen in (set(ranked[:count]), set(by_lot.tolist()))
    )
