"""Why an answer had its mode, from what was in force when it was given."""

from collections.abc import Sequence
from datetime import datetime

from sdml.records.decision_file import (
    GivenPromise,
    ModeGround,
    ModelMoveLine,
    ModeReason,
    SaidAnswer,
)
from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import AutomaticGround, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.workbench_words import ModelStatus

__all__ = ["explain_mode", "promise_at"]

_LIFTING = (ModeChangeCause.HAND, ModeChangeCause.RENEWAL)


def promise_at(promises: Sequence[PromiseCard], at: datetime) -> PromiseCard | None:
    """The promise that was in force at an instant, of those of one model."""
    return next(
        (
            one
            for one in promises
            if one.made_at <= at < one.expires_at
            and (one.ended_at is None or at < one.ended_at)
        ),
        None,
    )


def explain_mode(
    said: SaidAnswer,
    promise: GivenPromise | None,
    moves: Sequence[ModelMoveLine],
    ground: AutomaticGround | None,
    *,
    has_words: bool,
) -> ModeGround:
    """Every reason for the mode that the records bear out.

    Parameters
    ----------
    said : SaidAnswer
        The answer.
    promise : GivenPromise or None
        In force when it was given.
    moves : sequence of ModelMoveLine
        How its model came to its place.
    ground : AutomaticGround or None
        As it was recorded for an automatic decision.
    has_words : bool
        The text has a word in it.
    """
    threshold = (
        None
        if promise is None or promise.of_class is None
        else (promise.of_class.threshold)
    )
    if ground is not None:
        threshold = ground.threshold
    reasons = tuple(_reasons(said, promise, moves, ground, has_words))
    return ModeGround(
        said.mode, reasons or (ModeReason.NOT_RECORDED,), threshold, ground
    )


def _reasons(
    said: SaidAnswer,
    promise: GivenPromise | None,
    moves: Sequence[ModelMoveLine],
    ground: AutomaticGround | None,
    has_words: bool,
) -> list[ModeReason]:
    if said.mode is DecisionMode.AUTO:
        return [] if ground is None else [ModeReason.PROMISED]
    if said.model_id is None:
        return [ModeReason.OUTSIDE_MODEL]
    if not has_words:
        return [ModeReason.NO_WORDS]
    found = []
    if _was_champion(moves, said.said_at) is False:
        found.append(ModeReason.NO_CHAMPION)
    if promise is None:
        return [*found, ModeReason.NO_PROMISE]
    of_class = promise.of_class
    if of_class is None or of_class.threshold is None:
        found.append(ModeReason.NO_THRESHOLD)
    elif said.probability < of_class.threshold:
        found.append(ModeReason.BELOW_THRESHOLD)
    if _had_stepped_down(promise, said.said_at):
        found.append(ModeReason.STEPPED_DOWN)
    if _is_overtaken(said):
        found.append(ModeReason.NOT_LIKELIEST)
    # What is left to hold an answer back is how far its text is from the known.
    return found or [ModeReason.OUT_OF_SCOPE]


def _was_champion(moves: Sequence[ModelMoveLine], at: datetime) -> bool | None:
    """Whether the model was champion then; None where no move was recorded."""
    before = [move for move in moves if move.at <= at]
    return (
        None
        if not moves
        else bool(before) and (before[-1].after is ModelStatus.CHAMPION)
    )


def _had_stepped_down(promise: GivenPromise, at: datetime) -> bool:
    is_down = False
    for change in promise.changes:
        if change.changed_at <= at:
            lifts = change.cause in _LIFTING and change.after is ClassMode.AUTO
            is_down = not lifts and (is_down or change.after is not ClassMode.AUTO)
    return is_down


def _is_overtaken(said: SaidAnswer) -> bool:
    """Whether another class was more probable: a level of least expected cost."""
    shares = said.distribution
    return bool(shares) and shares.get(said.label or "", 1.0) < max(shares.values())
