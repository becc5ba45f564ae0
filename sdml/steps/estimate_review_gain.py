"""Estimate what the next reviews of a task buy, and which to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.labels_needed import labels_needed
from sdml.analytics.learning_curve import LEAST_POINTS
from sdml.analytics.measured_curve import class_curves, curve_points
from sdml.analytics.review_economics import (
    backtest_gain,
    forecast_gain,
    gain_per_hour,
    rank_classes,
)
from sdml.errors import NotEnoughData, ParameterError
from sdml.ml.growing_parts import (
    FEWEST_LABELS,
    arrival_order,
    count_texts,
    predict_after,
    prefix_sizes,
)
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.requester_groups import split_by_requester
from sdml.ml.text import text_hash, ticket_text
from sdml.records.agreement import (
    ClassForecast,
    Coefficient,
    CurvePoint,
    GainForecast,
)
from sdml.records.dataset import LabelledText, TicketFilter, parse_task
from sdml.records.review import QueueFilter
from sdml.records.review_gain import ReviewGain, ReviewRate
from sdml.steps.choose_next_reviews import choose_next_reviews
from sdml.steps.session import Session
from sdml.store.approved_labels import read_approved_texts
from sdml.store.review_counts import read_answers
from sdml.store.review_evidence import read_decision_seconds

__all__ = ["estimate_review_gain"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

MOST_LABELS = 20_000
# The part held back: about 600 labels, but neither under a tenth nor over 30 %.
JUDGED, JUDGED_SHARES = 600, (0.10, 0.30)
_FEWEST_OF_A_CLASS, _FEWEST_GROUPS = 5, 2


@dataclass(frozen=True, slots=True)
class _Material:
    """Approved texts in the order they were settled, and which are held back."""

    texts: list[str]
    labels: Ints
    names: tuple[str, ...]
    is_judged: Bools


@dataclass(frozen=True, slots=True)
class _Curve:
    """What each fit got right, of shape (n_sizes, n_seeds, n_judged)."""

    sizes: tuple[int, ...]
    is_right: Bools
    points: tuple[CurvePoint, ...]
    classes: Mapping[str, tuple[CurvePoint, ...]]
    weights: Mapping[str, float]
    stopped_early: bool


def estimate_review_gain(
    session: Session,
    *,
    task: str = "category",
    reviews: int = 100,
    worth: float = 0.005,
    seeds: int = 5,
    limit_seconds: float = 120.0,
) -> ReviewGain:
    """What the next approved labels are expected to buy, overall and by class.

    Stages: read approved labels as they came in (the newest 20,000) -> hold back a
    part that shares neither near-duplicate nor requester -> learn ever more of
    the rest, by a quick linear model, with several seeds -> fit and prolong the
    curve -> the worth of an hour -> new or old examples to look at next. What
    was held back are reviewed examples: harder than tickets usually are.

    Parameters
    ----------
    session : Session
        The tenant's.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    reviews : int
        How many more approved labels the forecast is for.
    worth : float
        The smallest rise of accuracy that makes them worth it.
    seeds : int
        How often each size is learnt; seeds above 0 stir the order a little.
    limit_seconds : float
        No further seed is begun after so long.

    Returns
    -------
    ReviewGain
        Its forecast may decide ``not_enough_data``: that is an answer.

    Raises
    ------
    ParameterError
        The task, a number or the worth cannot be.
    """
    task = parse_task(task)
    _check(reviews, worth, seeds, limit_seconds)
    until = session.now() + timedelta(seconds=limit_seconds)
    approved, rate = _read(session, task)
    curve: _Curve | None = None
    points: tuple[CurvePoint, ...] = ()
    try:
        curve = _learn(session, _assemble(approved), seeds, until)
        points = curve.points
        forecast = forecast_gain(points, worth, reviews=reviews)
    except NotEnoughData as error:
        forecast = _unknown(str(error), len(approved), reviews)
    return ReviewGain(
        task=task,
        labels=0 if curve is None else curve.sizes[-1],
        held_back=0 if curve is None else curve.is_right.shape[2],
        worth=worth,
        points=points,
        forecast=forecast,
        per_hour=_per_hour(forecast, rate),
        by_class=() if curve is None else _by_class(curve, worth, reviews),
        backtest=backtest_gain(points),
        rate=rate,
        next=choose_next_reviews(session, task=task, most=reviews),
        stopped_early=curve is not None and curve.stopped_early,
        needed=_needed(approved, points, forecast, worth),
    )


def _check(reviews: int, worth: float, seeds: int, limit_seconds: float) -> None:
    if reviews < 1 or seeds < 1 or not worth > 0 or not limit_seconds > 0:
        raise ParameterError(
            f"{reviews} reviews worth {worth}, {seeds} seeds, {limit_seconds} seconds: "
            "all must be above 0"
        )


def _read(session: Session, task: str) -> tuple[list[LabelledText], ReviewRate]:
    with session.read() as connection:
        tenant = session.tenant
        found = read_approved_texts(connection, tenant, task, TicketFilter())
        answers = read_answers(connection, tenant, QueueFilter(task=task))
        seconds = read_decision_seconds(connection, tenant, task)
    approved = _as_they_came(found)
    return approved, _rate(seconds, len(answers), len(approved))


def _as_they_came(found: Sequence[LabelledText]) -> list[LabelledText]:
    """One label a ticket, of the text it has now, by the decision that settled it."""
    distinct = {row.ticket_id: row for row in found}.values()
    kept = [
        row
        for row in distinct
        if row.reviewed_text == text_hash(ticket_text(row.title, row.body))
    ]
    return sorted(kept, key=_settled_at)[-MOST_LABELS:]


def _settled_at(row: LabelledText) -> tuple[int, int]:
    if row.origin is None:
        return (0, row.ticket_id)
    return (row.origin.decision_id or 0, row.origin.example_id)


def _rate(seconds: Sequence[float], answers: int, approved: int) -> ReviewRate:
    middle = float(median(seconds)) if seconds else None
    for_one = answers / approved if approved else None
    an_hour = None
    if middle and for_one:
        an_hour = 3600 / (middle * for_one)
    return ReviewRate(middle, len(seconds), for_one, an_hour)


def _assemble(approved: Sequence[LabelledText]) -> _Material:
    texts = [ticket_text(row.title, row.body) for row in approved]
    groups = group_near_duplicates(texts) if texts else np.zeros(0, np.int64)
    pairs = {
        (row.label, int(group)) for row, group in zip(approved, groups, strict=True)
    }
    apart = Counter(label for label, _ in pairs)
    frequent = _frequent(approved)
    places = [
        place
        for place, row in enumerate(approved)
        if row.label in frequent and apart[row.label] >= _FEWEST_GROUPS
    ]
    names = tuple(sorted({approved[place].label for place in places}))
    prefix_sizes(len(places))
    if len(names) < 2:
        raise NotEnoughData(
            f"{len(names)} classes of {_FEWEST_OF_A_CLASS} approved examples each: "
            "a learning curve needs at least 2"
        )
    chosen = [approved[place] for place in places]
    labels = np.array([names.index(row.label) for row in chosen], np.int64)
    _, dense = np.unique(groups[places], return_inverse=True)
    is_judged = split_by_requester(
        labels,
        dense.astype(np.int64),
        np.array([-1 if (who := row.requester_id) is None else who for row in chosen]),
        [row.key for row in chosen],
        float(np.clip(JUDGED / len(chosen), *JUDGED_SHARES)),
    )
    return _Material([texts[place] for place in places], labels, names, is_judged)


def _frequent(approved: Sequence[LabelledText]) -> Mapping[str, int]:
    """Labels that enough approved examples have, and how many have them."""
    sizes = Counter(row.label for row in approved)
    return {name: size for name, size in sizes.items() if size >= _FEWEST_OF_A_CLASS}


def _held_back(labels: float) -> float:
    """How many labels judge a curve that learns from so many."""
    low, high = JUDGED_SHARES
    every = labels / (1 - high)  # the greatest share holds below 2,000 labels
    if every * high > JUDGED:
        every = max(labels + JUDGED, labels / (1 - low))
    return every - labels


def _needed(
    approved: Sequence[LabelledText],
    points: Sequence[CurvePoint],
    forecast: GainForecast,
    worth: float,
) -> int | None:
    """About how many more approved labels until the forecast decides."""
    if forecast.decision != "not_enough_data":
        return None
    if len({point.n_labels for point in points}) >= LEAST_POINTS:
        return labels_needed(points, worth, _held_back, reviews=forecast.reviews)
    learnt = FEWEST_LABELS + LEAST_POINTS - 1  # the sizes learnt are so many at least
    fewest = round(learnt + _held_back(learnt))
    # Labels of classes that are rare so far count once these are frequent.
    usable = sum(_frequent(approved).values())
    there = len(approved) if len(approved) < fewest else usable
    return max(fewest - there, 1)


def _learn(
    session: Session, material: _Material, seeds: int, until: datetime
) -> _Curve:
    judged = np.flatnonzero(material.is_judged)
    rest = np.flatnonzero(~material.is_judged)
    sizes = prefix_sizes(len(rest))
    counted = count_texts(material.texts)
    truth, n_classes = material.labels[judged], len(material.names)
    right: list[list[Bools]] = []
    learnt = np.zeros((len(sizes), n_classes))
    with session.progress(seeds * len(sizes), "fits", "learning curve") as bar:
        for seed in range(seeds):
            if seed and session.now() >= until:
                break
            order = rest[arrival_order(len(rest), seed)]
            right.append([])
            for place, size in enumerate(sizes):
                rows = order[:size]
                said = predict_after(counted, material.labels, rows, judged, n_classes)
                right[-1].append(said.argmax(axis=1) == truth)
                learnt[place] += np.bincount(material.labels[rows], minlength=n_classes)
                bar.advance(1)
    is_right = np.array(right, np.bool_).transpose(1, 0, 2)
    share = np.bincount(truth, minlength=n_classes) / len(truth)
    return _Curve(
        sizes,
        is_right,
        curve_points(sizes, is_right),
        class_curves(material.names, truth, learnt / len(right), is_right),
        dict(zip(material.names, share.tolist(), strict=True)),
        len(right) < seeds,
    )


def _by_class(curve: _Curve, worth: float, reviews: int) -> tuple[ClassForecast, ...]:
    curves = {
        label: points for label, points in curve.classes.items() if curve.weights[label]
    }
    return rank_classes(curves, worth, class_weights=curve.weights, reviews=reviews)


def _unknown(reason: str, labels: int, reviews: int) -> GainForecast:
    gain = Coefficient("expected_gain", None, None, None, 0, reason)
    return GainForecast("not_enough_data", reason, labels, reviews, gain, None, None)


def _per_hour(forecast: GainForecast, rate: ReviewRate) -> Coefficient:
    if forecast.decision == "not_enough_data":
        return Coefficient("gain_per_hour", None, None, None, 0, forecast.reason)
    if rate.labels_per_hour is None:
        reason = forecast.gain.reason or "no decision has a measured time"
        return Coefficient("gain_per_hour", None, None, None, 0, reason)
    return gain_per_hour(forecast, rate.labels_per_hour)
