"""Hours that a case will take, from what is known at its opening: the median."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import NotEnoughData
from sdml.ml.word_means import (
    CaseRows,
    final_means,
    look_up_means,
    means_of_others,
)

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingRegressor

__all__ = ["DurationModel", "predict_hours", "train_hours"]

Hours: TypeAlias = NDArray[np.float64]

_FEWEST = 200


@dataclass(frozen=True, slots=True)
class DurationModel:
    """A fitted model; `predict_hours` asks it."""

    words: tuple[dict[str, float], ...]
    base: float
    trees: "HistGradientBoostingRegressor"


def train_hours(rows: CaseRows, hours: Hours, seed: int) -> DurationModel:
    """Fit the median of the hours, on a logarithmic scale.

    The mean would be that of a few cases that were forgotten for months.

    Parameters
    ----------
    rows : CaseRows
        As cases were known at their opening.
    hours : ndarray of float64, shape (n_rows,)
        What they took, 0 or more.
    seed : int
        Makes it repeatable.

    Raises
    ------
    NotEnoughData
        Fewer than 200 cases.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    if len(rows) < _FEWEST:
        raise NotEnoughData(
            f"{len(rows)} resolved cases: a forecast of hours needs {_FEWEST}"
        )
    logs = np.log1p(hours)
    base = float(np.median(logs))
    encoded = means_of_others(rows, logs, base)
    trees = HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        random_state=seed,
    ).fit(np.hstack([encoded, rows.numbers]), logs)
    return DurationModel(final_means(rows, logs, base), base, trees)


def predict_hours(model: DurationModel, rows: CaseRows) -> Hours:
    """The hours within which half of such cases are resolved.

    Parameters
    ----------
    model : DurationModel
        From `train_hours`.
    rows : CaseRows
        With the same columns.
    """
    if not len(rows):
        return np.zeros(0)
    encoded = look_up_means(model.words, rows, model.base)
    found: Hours = np.expm1(model.trees.predict(np.hstack([encoded, rows.numbers])))
    return np.maximum(found, 0.0)
