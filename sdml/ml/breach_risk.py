"""The probability that a case will be late, from what is known while it is open.

Gradient-boosted trees over numbers and words, each word as the share of late cases
among others that had it; the latest part of the past sets the level, so that a desk
that improves is not judged by its worst month. Judged against a simple rule.
"""

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
from sdml.records.breach_risk import RiskFigures

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

__all__ = [
    "BreachModel",
    "judge_risk",
    "predict_breach",
    "train_breach",
]

Shares: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_FEWEST = 200  # rows of either kind
_LATEST = 0.2  # of the rows set the level
_BINS = 10


@dataclass(frozen=True, slots=True)
class BreachModel:
    """A fitted model; `predict_breach` asks it."""

    words: tuple[dict[str, float], ...]
    base: float
    trees: "HistGradientBoostingClassifier"
    level: "LogisticRegression"


def train_breach(rows: CaseRows, late: Flags, seed: int) -> BreachModel:
    """Fit on everything, at the level that the latest fifth showed.

    A fit on the earlier four fifths is held against the latest fifth; how far it was
    off there corrects the fit on all.

    Parameters
    ----------
    rows : CaseRows
        Of cases that are decided, in order of time.
    late : ndarray of bool, shape (n_rows,)
        Whether each came to be late.
    seed : int
        Makes it repeatable.

    Raises
    ------
    NotEnoughData
        Fewer than 200 cases of either kind.
    """
    from sklearn.linear_model import LogisticRegression

    if min(int(late.sum()), int((~late).sum())) < _FEWEST:
        raise NotEnoughData(
            f"{int(late.sum())} late and {int((~late).sum())} timely cases: a forecast "
            f"of breaches needs {_FEWEST} of either kind"
        )
    cut = len(rows) - round(len(rows) * _LATEST)
    early, newest = slice(0, cut), slice(cut, None)
    level = LogisticRegression(C=1e6)
    part = _fit(rows.part(early), late[early], level, seed)
    level.fit(_log_odds(part, rows.part(newest)), late[newest])
    return _fit(rows, late, level, seed)


def predict_breach(model: BreachModel, rows: CaseRows) -> Shares:
    """The probability that each case will be late.

    Parameters
    ----------
    model : BreachModel
        From `train_breach`.
    rows : CaseRows
        With the same columns.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        In [0, 1].
    """
    if not len(rows):
        return np.zeros(0)
    found: Shares = model.level.predict_proba(_log_odds(model, rows))[:, 1]
    return found


def judge_risk(
    probability: Shares, rule: Shares, late: Flags, seed: int
) -> RiskFigures:
    """How good probabilities are on cases that no fit has seen.

    Parameters
    ----------
    probability : ndarray of float64, shape (n,)
        The model's.
    rule : ndarray of float64, shape (n,)
        A simple rule's for the same cases.
    late : ndarray of bool, shape (n,)
        What came of them.
    seed : int
        Of the resampling that gives the intervals.

    Raises
    ------
    NotEnoughData
        All cases ended the same way.
    """
    if late.all() or not late.any():
        raise NotEnoughData("every case ended the same way: nothing can be told apart")
    low, high = _resampled(probability, late, seed)
    bins = _bins(probability)
    seen = [bins == one for one in range(_BINS) if (bins == one).any()]
    return RiskFigures(
        n=len(late),
        late=int(late.sum()),
        auc=_auc(probability, late),
        auc_low=low,
        auc_high=high,
        rule_auc=_auc(rule, late),
        brier=float(np.mean((probability - late) ** 2)),
        rule_brier=float(np.mean((rule - late) ** 2)),
        calibration_error=float(
            sum(
                part.mean() * abs(probability[part].mean() - late[part].mean())
                for part in seen
            )
        ),
        mean_probability=float(probability.mean()),
        expected=tuple(float(probability[part].mean()) for part in seen),
        observed=tuple(float(late[part].mean()) for part in seen),
        counts=tuple(int(part.sum()) for part in seen),
    )


def _fit(
    rows: CaseRows, late: Flags, level: "LogisticRegression", seed: int
) -> BreachModel:
    from sklearn.ensemble import HistGradientBoostingClassifier

    base = float(late.mean())
    encoded = means_of_others(rows, late, base)
    trees = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        l2_regularization=5.0,
        random_state=seed,
    ).fit(np.hstack([encoded, rows.numbers]), late)
    return BreachModel(final_means(rows, late, base), base, trees, level)


def _log_odds(model: BreachModel, rows: CaseRows) -> Shares:
    encoded = look_up_means(model.words, rows, model.base)
    raw = model.trees.predict_proba(np.hstack([encoded, rows.numbers]))[:, 1]
    kept = np.clip(raw, 1e-6, 1 - 1e-6)
    found: Shares = np.log(kept / (1 - kept))[:, None]
    return found


def _auc(score: Shares, late: Flags) -> float:
    """The chance that a late case has the higher score; ties count half."""
    values, places = np.unique(score, return_inverse=True)
    of_late = np.bincount(places[late], minlength=len(values))
    of_timely = np.bincount(places[~late], minlength=len(values))
    below = np.cumsum(of_timely) - of_timely
    wins = float((of_late * (below + of_timely / 2)).sum())
    return wins / (float(late.sum()) * float((~late).sum()))


def _resampled(score: Shares, late: Flags, seed: int) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(200):
        chosen = rng.integers(0, len(late), len(late))
        if late[chosen].any() and not late[chosen].all():
            found.append(_auc(score[chosen], late[chosen]))
    low, high = np.quantile(found, [0.025, 0.975]) if found else (0.0, 1.0)
    return float(low), float(high)


def _bins(probability: Shares) -> NDArray[np.int64]:
    """Tenths of the cases by probability; equal ones stay together."""
    edges = np.quantile(probability, np.linspace(0, 1, _BINS + 1)[1:-1])
    return np.searchsorted(edges, probability, side="right")
