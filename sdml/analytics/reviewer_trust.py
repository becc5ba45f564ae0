"""What suggestions do to reviewers' answers, and what acceptance says of a model."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.proportion_intervals import (
    Count,
    Interval,
    share_with_interval,
    subtract_shares,
    wilson_interval,
)
from sdml.errors import ParameterError
from sdml.records.agreement import (
    AcceptanceBias,
    AutomationBias,
    Coefficient,
)

__all__ = ["acceptance_bias", "automation_bias"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


def automation_bias(
    reviewers: Ints, is_shown: Bools, is_accepted: Bools, is_right: Bools
) -> tuple[AutomationBias, ...]:
    """How often wrong suggestions are accepted, and what showing them does.

    Rows are answers to examples whose class is known, oldest first: either
    with a suggestion shown that was made wrong on purpose, or blind. Shares have
    Wilson's intervals, differences Newcombe's.

    Parameters
    ----------
    reviewers : ndarray of int, shape (n_answers,)
        Who answered.
    is_shown : ndarray of bool, shape (n_answers,)
        A wrong suggestion was shown; False: none was.
    is_accepted : ndarray of bool, shape (n_answers,)
        The answer is the suggestion; not read where none was shown.
    is_right : ndarray of bool, shape (n_answers,)
        The answer is the known class.

    Returns
    -------
    tuple of AutomationBias
        All reviewers together first (reviewer None), then each by number.

    Examples
    --------
    >>> shown = np.array([True, True, True, True, False, False])
    >>> accepted = np.array([False, False, True, True, False, False])
    >>> right = np.array([True, True, False, False, True, True])
    >>> everyone, one = automation_bias([4] * 6, shown, accepted, right)
    >>> everyone.accepted.value, everyone.difference.value, everyone.trend.value
    (0.5, 0.5, 1.0)
    """
    who = np.asarray(reviewers)
    shown, accepted = np.asarray(is_shown, bool), np.asarray(is_accepted, bool)
    right = np.asarray(is_right, bool)
    _require_equal_lengths(who, shown, accepted, right)
    everyone = [(None, np.ones(len(who), bool))]
    each = [(int(one), who == one) for one in np.unique(who)]
    return tuple(
        _bias_of(reviewer, shown[rows], accepted[rows], right[rows])
        for reviewer, rows in [*everyone, *each]
    )


def acceptance_bias(is_accepted: Bools, audit: Ints) -> AcceptanceBias:
    """What agents' acceptance says of a model, against an audited random share.

    With a the share accepted, p and q the audited shares of right predictions
    among the accepted and the overridden, the model is right a p + (1 - a) q of
    the time. a is known of all these predictions; only p and q are estimates,
    and their Wilson intervals are combined (MOVER). Where no overridden
    prediction was audited, q is taken as 0: agents override only what is wrong.

    Parameters
    ----------
    is_accepted : ndarray of bool, shape (n_predictions,)
        The agent kept the prediction.
    audit : ndarray of int, shape (n_predictions,)
        1 audited and right, 0 audited and wrong, -1 not audited. Who is audited
        must be drawn at random among the accepted, and among the overridden.

    References
    ----------
    Zou & Donner 2008, "Construction of confidence limits about effect measures: a
    general approach", Statistics in Medicine 27.

    Examples
    --------
    >>> accepted = np.array([True] * 90 + [False] * 10)
    >>> audit = np.array([1] * 27 + [0] * 3 + [-1] * 70)
    >>> found = acceptance_bias(accepted, audit)
    >>> found.raw.value, round(found.audited.value, 3), round(found.bias.value, 3)
    (0.9, 0.81, 0.09)
    """
    accepted, verdict = np.asarray(is_accepted, bool), np.asarray(audit)
    _require_equal_lengths(accepted, verdict)
    n = len(accepted)
    raw = share_with_interval("raw_acceptance", Count(int(accepted.sum()), n))
    kept, overridden = _audited(verdict[accepted]), _audited(verdict[~accepted])
    if kept.n == 0:
        reason = "no accepted prediction was audited"
        return AcceptanceBias(
            raw,
            Coefficient("audited_accuracy", None, None, None, overridden.n, reason),
            Coefficient("acceptance_bias", None, None, None, overridden.n, reason),
        )
    a = float(accepted.mean())
    value, low, high = _mixed_share(a, kept, overridden)
    audited = kept.n + overridden.n
    reason = ""
    if overridden.n == 0 and a < 1:
        reason = "no overridden prediction was audited: all are taken as wrong"
    return AcceptanceBias(
        raw,
        Coefficient("audited_accuracy", value, low, high, audited, reason),
        Coefficient("acceptance_bias", a - value, a - high, a - low, audited, reason),
    )


def _bias_of(
    reviewer: int | None, is_shown: Bools, is_accepted: Bools, is_right: Bools
) -> AutomationBias:
    accepted = is_accepted[is_shown]
    middle = len(accepted) // 2
    older, newer = _count(accepted[:middle]), _count(accepted[middle:])
    shown, blind = _count(~is_right[is_shown]), _count(~is_right[~is_shown])
    return AutomationBias(
        reviewer,
        share_with_interval("wrong_accepted", _count(accepted)),
        share_with_interval("error_shown", shown),
        share_with_interval("error_blind", blind),
        subtract_shares("shown_minus_blind", shown, blind),
        share_with_interval("wrong_accepted_first_half", older),
        share_with_interval("wrong_accepted_second_half", newer),
        subtract_shares("second_minus_first_half", newer, older),
    )


def _count(is_success: Bools) -> Count:
    return Count(int(is_success.sum()), len(is_success))


def _audited(verdict: Ints) -> Count:
    return Count(int((verdict == 1).sum()), int((verdict >= 0).sum()))


def _mixed_share(
    a: float, kept: Count, overridden: Count
) -> tuple[float, float, float]:
    """Value, low and high of ``a p + (1 - a) q``."""
    p, q = kept.successes / kept.n, 0.0
    p_ends, q_ends = wilson_interval(kept), Interval(0.0, 0.0)
    if overridden.n:
        q, q_ends = overridden.successes / overridden.n, wilson_interval(overridden)
    value = a * p + (1 - a) * q
    below = math.hypot(a * (p - p_ends.low), (1 - a) * (q - q_ends.low))
    above = math.hypot(a * (p_ends.high - p), (1 - a) * (q_ends.high - q))
    return value, value - below, value + above


def _require_equal_lengths(*columns: Ints | Bools) -> None:
    lengths = [len(column) for column in columns]
    if len(set(lengths)) > 1:
        raise ParameterError(
            f"columns have {lengths} rows: give every answer one row in each"
        )
