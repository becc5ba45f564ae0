"""Let a model answer the rows that a promise may be proved on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sdml.ml.scope import scope_limit
from sdml.steps.open_model import ServingModel
from sdml.steps.read_promise_rows import PromiseRows
from sdml.steps.session import Session

__all__ = ["PromiseAnswers", "answer_promise_rows"]


@dataclass(frozen=True, slots=True)
class PromiseAnswers:
    """What a model says of rows that it never saw.

    Attributes
    ----------
    answers : ndarray of float64, shape (n_rows, n_classes)
        Calibrated probabilities.
    labels : ndarray of int64, shape (n_rows,)
        The true classes; -1 for a label that is no class of the model.
    inside : ndarray of bool, shape (n_rows,)
        Rows that it may ever act on.
    limit : float or None
        Largest score that is within its scope.
    counts : dict of str to int
        Rows that are not inside, by why.
    """

    answers: NDArray[np.float64]
    labels: NDArray[np.int64]
    inside: NDArray[np.bool_]
    limit: float | None
    counts: dict[str, int]

    @property
    def within(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Answers and labels of the rows it may ever act on."""
        return self.answers[self.inside], self.labels[self.inside]


def answer_promise_rows(
    session: Session, serving: ServingModel, rows: PromiseRows
) -> PromiseAnswers:
    """Give the model's answers, and which of them it may ever act on.

    Stages: answer -> leave out what is beyond its scope, and where classes have
    levels what is not its likeliest answer.

    Parameters
    ----------
    session : Session
        Whose model.
    serving : ServingModel
        An open model.
    rows : PromiseRows
        From `read_promise_rows`.
    """
    numbers = {name: number for number, name in enumerate(serving.model.names)}
    labels = np.array([numbers.get(label, -1) for label in rows.labels], np.int64)
    said = serving.answered(session, rows.texts, rows.ids)
    answers, limit = said.probabilities, scope_limit(said.scope_scores)
    inside = said.scope_scores <= (np.inf if limit is None else limit)
    # Of classes with levels: where the answer is not the likeliest one, it is never
    # acted on, so it is no part of the proof either.
    likeliest = answers.argmax(axis=1) if len(labels) else labels
    same = serving.decide(answers) == likeliest
    counts = {"beyond_scope": int((~inside).sum())}
    if serving.costs is not None:
        counts["not_likeliest"] = int((inside & ~same).sum())
    return PromiseAnswers(answers, labels, inside & same, limit, counts)
