"""Judge a model of priorities as what they are: levels, where too low costs more."""

import numpy as np

from sdml.ml.classifier import TextClassifier, predict_probabilities
from sdml.ml.ordinal import cost_matrix, decide_least_cost, judge_levels
from sdml.records.machine_learning import SplitPart
from sdml.records.model_card import OrdinalFacts
from sdml.steps.read_training_material import TrainingMaterial
from sdml.steps.session import Session
from sdml.store.priority_levels import read_priority_levels, read_undercall_percent

__all__ = ["ORDINAL", "judge_priorities"]

ORDINAL = "priority"
"""The task whose classes have levels."""


def judge_priorities(
    session: Session,
    model: TextClassifier,
    material: TrainingMaterial,
    part: SplitPart,
    seed: int = 0,
) -> OrdinalFacts | None:
    """Figures of the answer of least cost and of two baselines; None of other tasks.

    Stages: read levels and setting -> answer the part -> judge three decisions: the
    class of least expected cost, the most probable one, and the most frequent one.
    None too where a class has no level any more: the most probable class answers.

    Parameters
    ----------
    session : Session
        Whose priorities.
    model : TextClassifier
        One that has not seen the part.
    material : TrainingMaterial
        The data set.
    part : SplitPart
        Where it is judged.
    seed : int
        Of the bootstrap.
    """
    if material.card.task != ORDINAL:
        return None
    with session.read() as connection:
        known = read_priority_levels(connection, session.tenant)
        percent = read_undercall_percent(connection, session.tenant)
    if not known.keys() >= set(model.names):
        return None
    levels = [known[name] for name in model.names]
    rows = material.part(part)
    answers = predict_probabilities(model, rows.texts, rows.vectors)
    decisions = {
        "least_cost": decide_least_cost(answers, cost_matrix(levels, percent / 100)),
        "most_probable": answers.argmax(axis=1),
        "most_frequent": np.full(len(answers), model.prior.argmax()),
    }
    return {
        "levels": dict(zip(model.names, levels, strict=True)),
        "undercall_percent": percent,
        "judged_on": part.value,
        "figures": {
            name: {
                metric.name: metric.as_figure()
                for metric in judge_levels(
                    rows.labels, said, levels, percent / 100, seed
                )
            }
            for name, said in decisions.items()
        },
    }
