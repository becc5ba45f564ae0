"""What a model's manifest tells of its training: how it was chosen, where it errs."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.classifier import TrainedClassifier
from sdml.ml.confidence_figures import risk_coverage_points, route_points
from sdml.ml.confidence_profile import PROFILE, profile_to_facts
from sdml.ml.evaluation import per_class_figures
from sdml.ml.reliability import confusion_matrix, reliability_bins

__all__ = ["ROUTES", "mistake_facts", "training_facts"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

ROUTES = "routes"
"""The name under which a manifest keeps the confidence at which a share is right."""


def training_facts(trained: TrainedClassifier, seed: int) -> dict[str, object]:
    """How a classifier was chosen, and calibrated, for JSON.

    Parameters
    ----------
    trained : TrainedClassifier
        Of the training part.
    seed : int
        Of all that was random.
    """
    return {
        "candidate": trained.model.candidate,
        "reason": trained.reason,
        "candidates": [
            {
                "name": score.candidate.name,
                "accuracy": score.accuracy,
                "macro_f1": score.macro_f1,
                "log_loss": score.log_loss,
                "difference": score.difference,
                "standard_error": score.standard_error,
                "n": len(score.probabilities),
            }
            for score in trained.contest
        ],
        "calibration": trained.calibration.way,
        "calibrations": [
            {"way": score.way, "log_loss": score.log_loss, "ece": score.ece}
            for score in trained.calibration.contest
        ],
        PROFILE: profile_to_facts(trained.profile),
        ROUTES: route_points(trained.routes),
        "seed": seed,
    }


def mistake_facts(
    answers: Matrix, labels: Ints, names: tuple[str, ...]
) -> dict[str, object]:
    """Where a classifier errs and how sure it was, for JSON.

    Parameters
    ----------
    answers : ndarray of float64, shape (n_rows, n_classes)
        Probabilities of rows it never saw.
    labels : ndarray of int64, shape (n_rows,)
        Their classes.
    names : tuple of str
        Of the classes.
    """
    predicted = answers.argmax(axis=1)
    return {
        "per_class": per_class_figures(labels, predicted, names),
        "confusion": {
            "labels": list(names),
            "matrix": confusion_matrix(labels, predicted, len(names)),
        },
        "reliability": reliability_bins(answers, labels),
        "risk_coverage": risk_coverage_points(answers, labels),
    }
