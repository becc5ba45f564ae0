"""Which classes step down, and why: from what a look at a model found.

Nothing steps up here: a class comes back by a new promise, or by hand. A person who
lifts a class begins its watch anew: nothing from before counts against it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sdml.records.promise import ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.watch import (
    ClassWatch,
    DriftFigure,
    LaneWatch,
    RiskEvidence,
    WeekWatch,
)

__all__ = [
    "PlannedStep",
    "flag_drift",
    "plan_steps",
    "stepped_down",
    "strong_drift",
    "watched_since",
]

GREAT_SHIFT = 0.25  # of a population stability index: by custom, a great change
TOLD_APART = 0.7  # of the area under the curve of a classifier on texts
_TEXTS = ("words", "vectors")
_TAKING_DOWN = (ModeChangeCause.RISK, ModeChangeCause.DRIFT)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A class, or every class, that is to step down.

    Attributes
    ----------
    label : str or None
        The class; None: every class that is automatic.
    before, after : ClassMode
        From where to where.
    cause : ModeChangeCause
        Why.
    evidence : dict of str to object
        The figures behind it.
    """

    label: str | None
    before: ClassMode
    after: ClassMode
    cause: ModeChangeCause
    evidence: dict[str, object]


def watched_since(
    label: str | None, promise: PromiseCard, changes: Iterable[ModeChangeCard]
) -> datetime:
    """From when on predictions count for or against a class.

    Parameters
    ----------
    label : str or None
        The class; None: every class, as drift is watched.
    promise : PromiseCard
        Under which.
    changes : iterable of ModeChangeCard
        Of that promise, in order of time.
    """
    lifted = [
        change.changed_at
        for change in changes
        if change.cause is ModeChangeCause.HAND
        and (label is None or change.label in (None, label))
    ]
    return max([promise.made_at, *lifted])


def stepped_down(
    promise: PromiseCard | None, changes: Iterable[ModeChangeCard]
) -> frozenset[str]:
    """The classes that errors or drift took down and nobody has lifted since.

    Parameters
    ----------
    promise : PromiseCard or None
        The open promise, expired or not.
    changes : iterable of ModeChangeCard
        Of that promise, in order of time.
    """
    down: set[str] = set()
    if promise is None:
        return frozenset()
    for change in changes:
        meant = set(promise.thresholds) if change.label is None else {change.label}
        if change.cause in _TAKING_DOWN:
            down |= meant
        elif change.cause is ModeChangeCause.HAND:
            down -= meant
    return frozenset(down)


def flag_drift(figures: Iterable[DriftFigure], alpha: float) -> tuple[str, ...]:
    """Names of the figures whose adjusted p-value reaches alpha."""
    return tuple(
        one.name
        for one in figures
        if one.p_adjusted is not None and one.p_adjusted <= alpha
    )


def strong_drift(weeks: Sequence[WeekWatch]) -> tuple[str, ...]:
    """Figures that were flagged and far off in two weeks, one after the other.

    Weeks in a row are held against different halves of the reference, so that
    where nothing drifts both are flagged with a chance of alpha squared at most.

    Parameters
    ----------
    weeks : sequence of WeekWatch
        In order of time, without a gap.
    """
    far = [
        {one.name for one in week.drift if one.name in week.flagged and _is_far(one)}
        for week in weeks
    ]
    found = {name for one, two in pairwise(far) for name in one & two}
    return tuple(sorted(found))


def plan_steps(
    modes: Mapping[str, ClassMode],
    classes: Iterable[ClassWatch],
    drifting: Sequence[str],
    promise: PromiseCard,
    changes: Sequence[ModeChangeCard],
    now: datetime,
) -> list[PlannedStep]:
    """What is to step down now; nothing that has already.

    - A promise that is over: every class, ``auto`` to ``recommend``, once.
    - A class in ``auto`` with either stream against it: to ``recommend``.
    - A class in ``recommend`` whose suggestions are useless: to ``monitor``.
    - Strong drift, while any class is in ``auto``: every class to ``recommend``.

    Parameters
    ----------
    modes : mapping of str to ClassMode
        As they are now.
    classes : iterable of ClassWatch
        What the decided cases say of each.
    drifting : sequence of str
        Figures that drift strongly.
    promise : PromiseCard
        The champion's open promise.
    changes : sequence of ModeChangeCard
        Of that promise.
    now : datetime
        The instant.
    """
    steps: list[PlannedStep] = []
    if not promise.is_in_force(now):
        if all(change.cause is not ModeChangeCause.EXPIRY for change in changes):
            steps.append(_expired(promise))
        modes = {
            label: ClassMode.RECOMMEND if mode is ClassMode.AUTO else mode
            for label, mode in modes.items()
        }
    for one in classes:
        before = modes[one.label]
        after, lane = _NEXT.get(before), _lane(one, before)
        if after is not None and lane is not None and lane.is_against:
            steps.append(
                PlannedStep(
                    one.label,
                    before,
                    after,
                    ModeChangeCause.RISK,
                    _lane_evidence(lane),
                )
            )
    if drifting and ClassMode.AUTO in modes.values():
        steps.append(
            PlannedStep(
                None,
                ClassMode.AUTO,
                ClassMode.RECOMMEND,
                ModeChangeCause.DRIFT,
                {"figures": list(drifting)},
            )
        )
    return steps


_NEXT = {
    ClassMode.AUTO: ClassMode.RECOMMEND,
    ClassMode.RECOMMEND: ClassMode.MONITOR,
}


def _expired(promise: PromiseCard) -> PlannedStep:
    return PlannedStep(
        None,
        ClassMode.AUTO,
        ClassMode.RECOMMEND,
        ModeChangeCause.EXPIRY,
        {"expires_at": f"{promise.expires_at:%Y-%m-%dT%H:%M:%SZ}"},
    )


def _lane(one: ClassWatch, mode: ClassMode) -> LaneWatch | None:
    return one.automatic if mode is ClassMode.AUTO else one.suggested


def _lane_evidence(lane: LaneWatch) -> dict[str, object]:
    known = lane.precision
    return {
        "tolerated": lane.tolerated,
        "closed": _stream_evidence(lane.closed),
        "audited": _stream_evidence(lane.audited),
        "precision": {
            "value": known.value,
            "low": known.low,
            "high": known.high,
            "n": known.n,
        },
    }


def _stream_evidence(stream: RiskEvidence) -> dict[str, object]:
    return {
        "n": stream.n,
        "wrong": stream.wrong,
        "log10_wealth": stream.log10_wealth,
        "log10_limit": stream.log10_limit,
        "crossed_after": stream.crossed_after,
    }


def _is_far(one: DriftFigure) -> bool:
    bound = TOLD_APART if one.name in _TEXTS else GREAT_SHIFT
    return one.effect is not None and one.effect >= bound
