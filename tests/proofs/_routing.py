"""What a trained desk routes; thresholds chosen without the judged tickets.

``figures`` takes an open workbench whose champion has classified the judged tickets;
`main_job` calls it after the whole line has run. Thresholds come from what the
training found on its answers out of fold (`routes` in the manifest).
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from sqlalchemy import select

from sdml.files.model_files import read_model
from sdml.ml.evaluation import wilson
from sdml.ml.training_facts import ROUTES
from sdml.records.dataset import TicketFilter
from sdml.records.machine_learning import DecisionMode
from sdml.records.workbench_words import DatasetSource
from sdml.steps.open_model import open_model
from sdml.steps.show_promise import show_promise
from sdml.store.datasets import read_labelled_texts
from sdml.store.tables.ai import AiClassification
from sdml.workbench import Workbench

Route: TypeAlias = dict[str, float]

# Accuracy among the routed, and the coverage that is asked for at it.
AIMS = {0.90: 0.90, 0.92: 0.84}


def figures(wb: Workbench, where: Mapping[str, frozenset[str]]) -> dict[str, object]:
    """Coverage and accuracy at each aim, and what the promise routes."""
    routes, judged = routes_of_training(wb), judged_rows(wb, where)
    found: dict[str, object] = {}
    for aim, least in AIMS.items():
        one = at_threshold(safest_threshold(routes, aim, least), judged)
        one["holds"] = one["coverage"] >= least and one["accuracy"] >= aim
        found[f"routed_at_{aim}"] = one
    return {**found, "routed_under_the_promise": under_promise(wb, judged)}


def routes_of_training(wb: Workbench) -> list[Route]:
    """What the training found on its answers out of fold."""
    card = open_model(wb.session, "category").card
    folder = wb.session.folders.models(wb.session.tenant.slug) / card.path
    _, manifest = read_model(folder, card.manifest_sha256)
    return manifest.facts[ROUTES]


def safest_threshold(routes: list[Route], aim: float, least: float) -> float:
    """The threshold that is farthest from missing either demand.

    Accuracy and coverage are shares: how far each is above what is asked is counted
    in its standard errors. A threshold that only just reaches one of them on these
    answers misses it on other rows as often as not.
    """

    def spare(route: Route) -> float:
        coverage, accuracy = route["coverage"], 1 - route["risk"]
        return min(
            (coverage - least) / np.sqrt(coverage * (1 - coverage)),
            (accuracy - aim) / np.sqrt(accuracy * (1 - accuracy) / coverage),
        )

    return max((one for one in routes if one["coverage"] < 1), key=spare)["threshold"]


def judged_rows(
    wb: Workbench, where: Mapping[str, frozenset[str]]
) -> dict[str, np.ndarray]:
    """Stored label, confidence, rightness and mode of the judged tickets."""
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
        "label": np.array([row.suggested_category for _, row in both]),
        "right": np.array([label == row.suggested_category for label, row in both]),
        "auto": np.array([row.mode is DecisionMode.AUTO for _, row in both]),
    }


def at_threshold(threshold: float, judged: dict[str, np.ndarray]) -> dict[str, object]:
    """What a threshold routes of the judged tickets."""
    return {"threshold": threshold} | shares(judged["confidence"] >= threshold, judged)


def under_promise(wb: Workbench, judged: dict[str, np.ndarray]) -> dict[str, object]:
    """What reaches the threshold of its class, and what was stored as automatic.

    Stored is nothing where the model was no champion yet when it answered: then it may
    only recommend.
    """
    promise = show_promise(wb.session, task="category").promise
    least = {} if promise is None else promise.thresholds
    needed = np.array([least.get(label, np.inf) for label in judged["label"]])
    reached = shares(judged["confidence"] >= needed, judged)
    return reached | {"stored_as_automatic": float(judged["auto"].mean())}


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
