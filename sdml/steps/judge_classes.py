"""Judge from decided cases whether each class of a model keeps its promise."""

from collections.abc import Mapping, Sequence

from sdml.analytics.case_streams import (
    Turn,
    audited_stream,
    audited_turns,
    closed_stream,
    kept_and_right,
)
from sdml.analytics.step_down import stepped_down, watched_since
from sdml.ml.risk_monitor import tickets_to_detect, watch_risk
from sdml.records.decided_case import AuditLot, DecidedCase
from sdml.records.machine_learning import DecisionMode
from sdml.records.model_card import ModelCard
from sdml.records.promise import ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode
from sdml.records.watch import ClassWatch, LaneWatch, WatchRules

__all__ = ["judge_classes"]

_FOURFOLD = 4
_STREAMS = 2  # closed and audited, which share a class's alpha


def judge_classes(
    card: ModelCard,
    promise: PromiseCard | None,
    changes: Sequence[ModeChangeCard],
    decided: tuple[Sequence[DecidedCase], Sequence[AuditLot]],
    modes: Mapping[str, ClassMode],
    rules: WatchRules,
) -> tuple[ClassWatch, ...]:
    """Give every class of the model with what its decided cases say of it.

    Stages: turns of the audited -> a class: its automatic decisions under the
    promise, and its suggestions -> two streams of each -> evidence. Alpha is shared
    equally: over the classes with a threshold and two streams, and once more over
    all classes as suggestions.

    Parameters
    ----------
    card : ModelCard
        The model.
    promise : PromiseCard or None
        Its open promise; without one nothing was automatic.
    changes : sequence of ModeChangeCard
        Of that promise.
    decided : tuple of sequences
        The decided cases, and the lots of those that are drawn for review.
    modes : mapping of str to ClassMode
        As they are.
    rules : WatchRules
        The tenant's.
    """
    cases, lots = decided
    turns = audited_turns(lots)
    thresholds = {} if promise is None else promise.thresholds
    down = stepped_down(promise, changes)
    found = []
    for label in card.labels:
        since = card.created_at
        if promise is not None:
            since = watched_since(label, promise, changes)
        mine = [one for one in cases if one.label == label and one.said_at >= since]
        automatic = None
        if promise is not None and label in thresholds:
            alpha = rules.alpha / len(thresholds)
            automatic = _lane(
                _automatic(mine, promise), turns, promise.precision, alpha
            )
        suggestions = [one for one in mine if one.mode is DecisionMode.RECOMMEND]
        alpha = rules.alpha / len(card.labels)
        found.append(
            ClassWatch(
                label=label,
                mode=modes[label],
                threshold=thresholds.get(label),
                watched_since=since,
                automatic=automatic,
                suggested=_lane(suggestions, turns, rules.useless, alpha),
                audit_percent=rules.percent_of(is_down=label in down),
            )
        )
    return tuple(found)


def _automatic(cases: Sequence[DecidedCase], promise: PromiseCard) -> list[DecidedCase]:
    return [one for one in cases if one.promise_id == promise.promise_id]


def _lane(
    cases: Sequence[DecidedCase],
    turns: Mapping[int, Turn],
    precision: float,
    alpha: float,
) -> LaneWatch:
    # Rounded: 1 less a share of two digits is to be one too.
    tolerated = round(1.0 - precision, 6)
    kept, right = kept_and_right(cases, turns)
    closed = watch_risk(closed_stream(cases), tolerated, alpha / _STREAMS)
    fallen = min(_FOURFOLD * tolerated, (1.0 + tolerated) / 2)
    return LaneWatch(
        tolerated,
        closed,
        watch_risk(audited_stream(cases, turns), tolerated, alpha / _STREAMS),
        kept,
        right,
        tickets_to_detect(tolerated, fallen, alpha / _STREAMS, seen=closed.n),
    )
