"""What a trained desk routes; thresholds chosen without the judged tickets.

``figures`` takes an open workbench whose champion has classified the judged tickets;
`main_job` calls it after the whole line has run.
"""

from collections.abc import Mapping

import numpy as np
from sqlalchemy import select

from sdml.ml.classifier import predict_probabilities
from sdml.ml.evaluation import wilson
from sdml.records.dataset import TicketFilter
from sdml.records.machine_learning import DecisionMode, SplitPart
from sdml.records.workbench_words import DatasetSource
from sdml.steps.open_model import open_model
from sdml.steps.read_training_material import read_training_material
from sdml.store.datasets import read_labelled_texts
from sdml.store.tables.ai import AiClassification
from sdml.workbench import Workbench

# Accuracy among the routed, and the coverage that is asked for at it.
AIMS = {0.90: 0.90, 0.92: 0.84}


def figures(wb: Workbench, where: Mapping[str, frozenset[str]]) -> dict[str, object]:
    """Coverage and accuracy at each aim, and what the promise routes."""
    confidence, right = own_part(wb)
    judged = judged_rows(wb, where)
    found: dict[str, object] = {}
    for aim, least in AIMS.items():
        one = at_threshold(threshold_for(confidence, right, aim), judged)
        one["holds"] = one["coverage"] >= least and one["accuracy"] >= aim
        found[f"routed_at_{aim}"] = one
    return {**found, "routed_under_the_promise": under_promise(judged)}


def own_part(wb: Workbench) -> tuple[np.ndarray, np.ndarray]:
    """Confidence and rightness on the model's own calibration part."""
    serving = open_model(wb.session, "category")
    material = read_training_material(wb.session, "category", serving.card.dataset_id)
    part = material.part(SplitPart.CALIBRATION)
    answers = predict_probabilities(serving.model, part.texts, part.vectors)
    return answers.max(axis=1), answers.argmax(axis=1) == part.labels


def judged_rows(
    wb: Workbench, where: Mapping[str, frozenset[str]]
) -> dict[str, np.ndarray]:
    """Stored confidence, rightness and mode of the judged tickets."""
    session = wb.session
    card = open_model(session, "category").card
    said = AiClassification
    with session.read() as connection:
        labelled = read_labelled_texts(
            connection,
            session.tenant,
            "category",
            DatasetSource.TICKETS,
            TicketFilter(where),
        )
        rows = {
            row.ticket_id: row
            for row in connection.execute(
                select(
                    said.ticket_id,
                    said.suggested_category,
                    said.confidence_score,
                    said.mode,
                ).where(
                    said.organization_id == session.tenant.id,
                    said.model_version == str(card.model_id),
                )
            )
        }
    both = [
        (one.label, rows[one.ticket_id]) for one in labelled if one.ticket_id in rows
    ]
    return {
        "confidence": np.array([row.confidence_score for _, row in both]),
        "right": np.array([label == row.suggested_category for label, row in both]),
        "auto": np.array([row.mode is DecisionMode.AUTO for _, row in both]),
    }


def threshold_for(confidence: np.ndarray, right: np.ndarray, aim: float) -> float:
    """Least confidence from which a share ``aim`` was right; a point estimate."""
    order = np.argsort(-confidence, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return float(confidence[order][np.flatnonzero(shares >= aim)[-1]])


def at_threshold(threshold: float, judged: dict[str, np.ndarray]) -> dict[str, object]:
    """What a threshold routes of the judged tickets."""
    return {"threshold": threshold} | shares(judged["confidence"] >= threshold, judged)


def under_promise(judged: dict[str, np.ndarray]) -> dict[str, object]:
    """What was stored as automatic."""
    return shares(judged["auto"], judged)


def shares(routed: np.ndarray, judged: dict[str, np.ndarray]) -> dict[str, object]:
    """Coverage, accuracy among the routed, and less sorting by hand, with intervals."""
    n, count = len(routed), int(routed.sum())
    right = int(judged["right"][routed].sum())
    less = wilson(right, n)
    within = wilson(right, count)
    return {
        "n": n,
        "coverage": count / n,
        "accuracy": right / count if count else None,
        "accuracy_interval": (within.low, within.high),
        # Routed share less wrongly routed share: what nobody has to sort.
        "less_manual": right / n,
        "less_manual_interval": (less.low, less.high),
    }
