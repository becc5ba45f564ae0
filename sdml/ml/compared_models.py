"""Own and outside models side by side: right how often, sure how rightly, for what."""

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.evaluation import expected_calibration_error, wilson
from sdml.records.model_comparison import ComparedModel, JudgedAnswers

__all__ = ["compare_answers"]

Figure: TypeAlias = dict[str, float | int | None]

RESAMPLES = 500


def compare_answers(
    answers: Sequence[JudgedAnswers], seed: int = 0
) -> tuple[ComparedModel, ...]:
    """Each model's figures, the most accurate first.

    Tickets differ in how hard they are, so models are also held against each
    other on the tickets that all of them answered.

    Parameters
    ----------
    answers : sequence of JudgedAnswers
        One a model.
    seed : int
        Of the resampling behind the interval of the calibration error.
    """
    shared = (
        reduce(np.intersect1d, [one.tickets for one in answers])
        if answers
        else np.zeros(0, np.int64)
    )
    made = [_compared(one, shared, seed) for one in answers]
    return tuple(sorted(made, key=lambda one: -(one.accuracy["value"] or -1)))


def _compared(
    one: JudgedAnswers, shared: NDArray[np.int64], seed: int
) -> ComparedModel:
    known = ~np.isnan(one.is_right)
    common = known & np.isin(one.tickets, shared)
    right = int(np.nansum(one.is_right))
    spent = one.milliseconds[~np.isnan(one.milliseconds)]
    return ComparedModel(
        model=one.model,
        answered=len(one.tickets),
        judged=int(known.sum()),
        accuracy=_share(one.is_right[known]),
        shared_accuracy=_share(one.is_right[common]),
        ece=_ece(one.confidence[known], one.is_right[known] > 0, seed),
        cost_micros=one.cost_micros,
        cost_per_right_micros=one.cost_micros / right if right else None,
        input_tokens=one.input_tokens,
        output_tokens=one.output_tokens,
        cache_hits=one.cache_hits,
        fallbacks=one.fallbacks,
        median_ms=float(np.median(spent)) if len(spent) else None,
        p95_ms=float(np.quantile(spent, 0.95)) if len(spent) else None,
    )


def _share(right: NDArray[np.float64]) -> Figure:
    n = len(right)
    if not n:
        return {"value": None, "low": None, "high": None, "n": 0}
    within = wilson(int(right.sum()), n)
    return {
        "value": float(right.mean()),
        "low": within.low,
        "high": within.high,
        "n": n,
    }


def _ece(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], seed: int
) -> Figure:
    n = len(right)
    if not n:
        return {"value": None, "low": None, "high": None, "n": 0}
    value = expected_calibration_error(confidence, right)
    random = np.random.default_rng(seed)
    drawn = np.array(
        [
            expected_calibration_error(confidence[rows], right[rows])
            for rows in random.integers(0, n, (RESAMPLES, n))
        ]
    )
    drawn += value - drawn.mean()
    low, high = np.clip(np.quantile(drawn, [0.025, 0.975]), 0.0, 1.0)
    return {
        "value": value,
        "low": min(float(low), value),
        "high": max(float(high), value),
        "n": n,
    }
