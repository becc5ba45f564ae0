"""How well texts that a model was not made for are told from those it was.

The model learns IT tickets. Its own kind are tickets it never saw; strange are the
texts of other public sets, and, with a class left out of the training, that class.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from sdml.ml.classifier import TrainingRows, answer_texts, train_classifier
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.scope import scope_limit

SURE = 0.9
LEAST_AUROC = 0.9
MOST, MOST_STRANGE = 1_000, 1e9
STRANGE = {
    "banking77": ("train.parquet", "text"),
    "reclamacoes_ptbr_1k": ("tickets_500.parquet", "descricao_reclamacao"),
    "bcb_faq_ptbr": ("faq.parquet", "pergunta"),
    "gitbugs_hadoop": ("bugs.parquet", "summary"),
    "sp156_servicos": ("solicitacoes_2012_2020.parquet", "servico"),
}


def prove() -> dict:
    """AUROC of each kind of strange text, and what of it the limit keeps out.

    ``holds``: every other set is told apart with an AUROC of at least .90. A class
    left out speaks the same words: its figures are told, and promise nothing.
    """
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"not run": "SDML_REAL_DATA does not name a folder of real data sets"}
    folder = Path(root) / "it_service_tickets"
    tickets = pd.read_parquet(folder / "tickets_train_tune_calibration.parquet")
    learnt = tickets.query("split == 'tune'")
    own = tickets.query("split == 'calibration'").head(3_000)
    sets = {name: strange_texts(Path(root), name) for name in STRANGE}
    found = judge(learnt, own, sets)
    without = {
        name: judge(
            learnt.query("topic_group != @name"),
            own.query("topic_group != @name"),
            {"left out": own.query("topic_group == @name")["document"].tolist()},
        )["left out"]
        for name in sorted(set(learnt["topic_group"]))[:3]
    }
    holds = all(found[name]["auroc"] >= LEAST_AUROC for name in sets)
    return {"holds": holds, **found, "classes left out": without}


def strange_texts(root: Path, name: str) -> list[str]:
    """Some texts of another set."""
    file, column = STRANGE[name]
    texts = pd.read_parquet(root / name / file, columns=[column])[column].dropna()
    return texts.sample(min(MOST, len(texts)), random_state=0).astype(str).tolist()


def judge(learnt: pd.DataFrame, own: pd.DataFrame, sets: dict[str, list[str]]) -> dict:
    """Figures of a model that learnt these tickets, for each set of strange texts."""
    texts = learnt["document"].tolist()
    names, labels = np.unique(learnt["topic_group"].to_numpy(str), return_inverse=True)
    keys = learnt["ticket_id"].astype(str).tolist()
    groups = group_near_duplicates(texts)
    model = train_classifier(
        TrainingRows(texts, labels, tuple(names.tolist()), groups, keys)
    ).model
    known = answer_texts(model, own["document"].tolist()).scope_scores
    limit = scope_limit(known) or 0.0
    known = np.minimum(known, MOST_STRANGE)
    found = {"own texts kept out": float((known > limit).mean())}
    for name, strange in sets.items():
        said = answer_texts(model, strange)
        scores = np.minimum(said.scope_scores, MOST_STRANGE)
        sure = said.probabilities.max(axis=1) >= SURE
        is_strange = np.repeat([0, 1], [len(known), len(scores)])
        found[name] = {
            "auroc": float(
                roc_auc_score(
                    is_strange,
                    np.concatenate([known, scores]),
                )
            ),
            "kept_out": float((scores > limit).mean()),
            "sure": float(sure.mean()),
            "sure_and_let_in": float((sure & (scores <= limit)).mean()),
            "n": len(strange),
        }
    return found
