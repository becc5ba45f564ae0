"""How models compare, own and outside ones, on the tickets they answered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ComparedModel", "JudgedAnswers", "ModelComparison"]


@dataclass(frozen=True, slots=True)
class JudgedAnswers:
    """Answers of one model to tickets it did not learn from.

    Attributes
    ----------
    model : str
        ``model 3`` for an own one, else its name.
    tickets : ndarray of int64, shape (n,)
        ``tickets.id``; the latest answer of each.
    is_right : ndarray of float64, shape (n,)
        1 or 0 against the ticket's label now; NaN where it has none.
    confidence : ndarray of float64, shape (n,)
        In [0, 1], as it stands in the database.
    cost_micros, input_tokens, output_tokens : int
        Together, repeated answers included.
    milliseconds : ndarray of float64, shape (n,)
        NaN where it was not measured, or came from the cache.
    cache_hits, fallbacks : int
        How many answers were free, and how many were somebody else's.
    """

    model: str
    tickets: NDArray[np.int64]
    is_right: NDArray[np.float64]
    confidence: NDArray[np.float64]
    cost_micros: int
    input_tokens: int
    output_tokens: int
    milliseconds: NDArray[np.float64]
    cache_hits: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """One model's line in a comparison.

    Attributes
    ----------
    model : str
        Which one.
    answered, judged : int
        Tickets with an answer, and those of them whose label is known.
    accuracy : dict
        ``value, low, high, n``, on the judged.
    shared_accuracy : dict
        The same, on tickets that every model of the comparison answered.
    ece : dict
        Gap between stated confidence and accuracy, on the judged.
    cost_micros, cost_per_right_micros : int, float or None
        In all, and for each right answer; None where none is known to be right.
    input_tokens, output_tokens : int
        Paid for.
    cache_hits, fallbacks : int
        Free answers, and answers of somebody else.
    median_ms, p95_ms : float or None
        Of an answer that was asked for.
    """

    model: str
    answered: int
    judged: int
    accuracy: dict[str, float | int | None]
    shared_accuracy: dict[str, float | int | None]
    ece: dict[str, float | int | None]
    cost_micros: int
    cost_per_right_micros: float | None
    input_tokens: int
    output_tokens: int
    cache_hits: int
    fallbacks: int
    median_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """Models of one task side by side.

    Attributes
    ----------
    task : str
        What they predict.
    currency : str or None
        Of the costs; None where nothing was paid.
    models : tuple of ComparedModel
        The most accurate first; those never judged last.
    """

    task: str
    currency: str | None
    models: tuple[ComparedModel, ...]
