"""Chosen examples teach more than random ones: learning curves on real tickets.

Start from 200 random labels, ask for the next batch by `choose_batch` or at random,
fit again; judged each time on the calibration part, which nobody chooses from.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.sampling import ChoicePool, choose_batch

SEEDS, POOL, START, BATCH, BUDGET = 10, 8_000, 200, 200, 2_000


def prove() -> dict:
    """Paired difference of the areas under the learning curves, ten seeds."""
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    return compare(Path(root), SEEDS, POOL, BUDGET)


def compare(root: Path, seeds: int, pool: int, budget: int) -> dict:
    """Learning curves of both ways to choose, and their paired difference.

    Parameters
    ----------
    root : Path
        The folder of real data sets.
    seeds : int
        How many pools and starts.
    pool : int
        Examples to choose from.
    budget : int
        Labels at the end of a curve.
    """
    path = root / "it_service_tickets" / "tickets_train_tune_calibration.parquet"
    tickets = pd.read_parquet(path)
    train = tickets[tickets["split"] == "train"]
    test = tickets[tickets["split"] == "calibration"]
    curves = [learn(train, test, seed, pool, budget) for seed in range(seeds)]
    figures = {"seeds": seeds, "pool": pool, "test": len(test), "holds": True}
    for place, metric in enumerate(("accuracy", "macro_f1")):
        chosen = np.array([active[:, place] for active, _ in curves])
        blind = np.array([random[:, place] for _, random in curves])
        gain = paired_interval(area(chosen) - area(blind))
        figures["holds"] = figures["holds"] and gain["low"] > 0
        figures[metric] = {
            "labels": list(range(START, budget + 1, BATCH)),
            "chosen": chosen.mean(axis=0).round(4).tolist(),
            "random": blind.mean(axis=0).round(4).tolist(),
            "area_gain": gain,
            "gain_at_the_end": paired_interval(chosen[:, -1] - blind[:, -1]),
        }
    return figures


def learn(
    train: pd.DataFrame, test: pd.DataFrame, seed: int, pool: int, budget: int
) -> tuple[np.ndarray, np.ndarray]:
    """Accuracy and macro-F1 after each batch, by choice and at random."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    random = np.random.default_rng(seed)
    part = train.iloc[random.choice(len(train), pool, replace=False)]
    names, truth = np.unique(test["topic_group"].to_numpy(str), return_inverse=True)
    labels = np.searchsorted(names, part["topic_group"].to_numpy(str))
    weigher = TfidfVectorizer(sublinear_tf=True, min_df=2, max_features=20_000)
    terms = weigher.fit_transform(part["document"])
    judged = weigher.transform(test["document"])
    vectors = TruncatedSVD(64, random_state=seed).fit_transform(terms)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    start = random.choice(pool, START, replace=False)

    def curve(choose) -> np.ndarray:
        known, points = start, []
        while True:
            model = fit(terms[known], labels[known])
            points.append(judge(model, judged, truth, len(names)))
            if len(known) >= budget:
                return np.array(points)
            left = np.setdiff1d(np.arange(pool), known)
            answers = np.zeros((len(left), len(names)))
            answers[:, model.classes_] = model.predict_proba(terms[left])
            known = np.concatenate([known, left[choose(answers, vectors[left], known)]])

    def actively(answers, near, known) -> list[int]:
        choices = choose_batch(ChoicePool(answers, vectors=near), BATCH, seed)
        return [choice.row for choice in choices]

    def blindly(answers, near, known) -> np.ndarray:
        drawing = np.random.default_rng([seed, len(known)])
        return drawing.choice(len(near), BATCH, replace=False)

    return curve(actively), curve(blindly)


def fit(terms, labels: np.ndarray):
    """A logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return LogisticRegression(C=5.0, tol=1e-3, max_iter=200).fit(terms, labels)


def judge(model, terms, truth: np.ndarray, n_classes: int) -> tuple[float, float]:
    """Accuracy and macro-F1 on the held-back part."""
    from sdml.ml.evaluation import macro_f1

    said = model.predict(terms)
    return float((said == truth).mean()), macro_f1(truth, said, n_classes)


def area(curves: np.ndarray) -> np.ndarray:
    """Mean height of each curve, by trapezes."""
    return ((curves[:, 1:] + curves[:, :-1]) / 2).mean(axis=1)


def paired_interval(differences: np.ndarray) -> dict:
    """Mean difference with its 95 % interval by Student's t."""
    from scipy.stats import t

    n = len(differences)
    error = float(differences.std(ddof=1)) / n**0.5 if n > 1 else float("inf")
    half = float(t.ppf(0.975, n - 1)) * error if n > 1 else float("inf")
    mean = float(differences.mean())
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}
