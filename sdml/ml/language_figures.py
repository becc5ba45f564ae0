"""A classifier's figures language by language: one may hide behind the other."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.evaluation import judge, routing_figures
from sdml.records.model_card import LanguageFigures, LanguageRoutes

__all__ = ["FEWEST_JUDGED", "figures_by_language", "routes_by_language"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Matrix: TypeAlias = NDArray[np.float64]

FEWEST_JUDGED = 100
"""On fewer rows the accuracy of a language is known to ten points at best."""
_SHOWN = ("accuracy", "macro_f1", "log_loss", "ece")


def figures_by_language(
    answers: Matrix, labels: Ints, languages: Sequence[str], seed: int = 0
) -> tuple[LanguageFigures, ...]:
    """Figures of each language's rows, the most frequent language first.

    Parameters
    ----------
    answers : ndarray of float64, shape (n_rows, n_classes)
        Probabilities of rows the classifier never saw.
    labels : ndarray of int64, shape (n_rows,)
        Their classes.
    languages : sequence of str
        Of the rows.
    seed : int
        Of the bootstrap.
    """
    return tuple(
        LanguageFigures(
            language=language,
            n=int(mine.sum()),
            is_enough=bool(mine.sum() >= FEWEST_JUDGED),
            metrics={
                metric.name: metric.as_figure()
                for metric in judge(answers[mine], labels[mine], None, seed)
                if metric.name in _SHOWN
            },
        )
        for language, mine in _rows_of(languages)
    )


def routes_by_language(
    right: Flags, routed: Flags, languages: Sequence[str], precision: float
) -> list[LanguageRoutes]:
    """How a promise reads in each language, the most frequent first.

    Parameters
    ----------
    right, routed : ndarray of bool, shape (n_rows,)
        Whether the answer is the true one, and whether it reaches a threshold that
        was proved on other rows.
    languages : sequence of str
        Of the rows.
    precision : float
        What is promised, over all languages together.
    """
    found = []
    for language, mine in _rows_of(languages):
        coverage, accuracy = routing_figures(right[mine], routed[mine])
        high = accuracy.high
        found.append(
            LanguageRoutes(
                language=language,
                n=int(mine.sum()),
                coverage=coverage.as_figure(),
                precision=accuracy.as_figure(),
                is_below=high is not None and high < precision,
            )
        )
    return found


def _rows_of(languages: Sequence[str]) -> list[tuple[str, Flags]]:
    said = np.array(languages, np.str_)
    names, counts = np.unique(said, return_counts=True)
    order = np.lexsort((names, -counts))
    return [(str(names[at]), said == names[at]) for at in order.tolist()]
