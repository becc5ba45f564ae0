"""The mode of each class as it follows from promise, people's ceilings and events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sdml.records.promise import ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause

__all__ = ["effective_modes", "least_mode"]

_FROM_MOST = tuple(ClassMode)
_LIFTING = (ModeChangeCause.HAND, ModeChangeCause.RENEWAL)


def effective_modes(
    labels: Iterable[str],
    promise: PromiseCard | None,
    settings: Mapping[str, ClassMode],
    changes: Sequence[ModeChangeCard],
    now: datetime,
) -> dict[str, ClassMode]:
    """What may happen on predictions of each class at this instant.

    It is the least of three: what is promised (``auto`` for a class with a
    threshold under a promise that is neither ended nor expired, else
    ``recommend``), what a person allows, and the step-downs of this promise
    since somebody last changed the class by hand. No job has to run for a
    promise to expire.

    Parameters
    ----------
    labels : iterable of str
        The model's classes.
    promise : PromiseCard or None
        The champion's open promise; None for a model that is no champion.
    settings : mapping of str to ClassMode
        The most that people allow, of the classes for which they said so.
    changes : sequence of ModeChangeCard
        Of the task, in order of time; those of other promises do not count.
    now : datetime
        The instant.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> modes = effective_modes(["a", "b"], None, {"b": ClassMode.OFF}, [], noon)
    >>> [mode.value for mode in modes.values()]
    ['recommend', 'off']
    """
    proved: Mapping[str, float] = {}
    if promise is not None and promise.is_in_force(now):
        proved = promise.thresholds
    mine = [
        change
        for change in changes
        if promise is not None and change.promise_id == promise.promise_id
    ]
    return {
        label: least_mode(
            ClassMode.AUTO if label in proved else ClassMode.RECOMMEND,
            settings.get(label, ClassMode.AUTO),
            _stepped_down(label, mine),
        )
        for label in labels
    }


def least_mode(*modes: ClassMode) -> ClassMode:
    """The mode that allows the least.

    Examples
    --------
    >>> least_mode(ClassMode.AUTO, ClassMode.MONITOR, ClassMode.RECOMMEND).value
    'monitor'
    """
    return max(modes, key=_FROM_MOST.index)


def _stepped_down(label: str, changes: Iterable[ModeChangeCard]) -> ClassMode:
    """The least mode since the class was last lifted."""
    mode = ClassMode.AUTO
    for change in changes:
        if change.label not in (None, label):
            continue
        lifting = change.cause in _LIFTING
        mode = change.after if lifting else least_mode(mode, change.after)
    return mode
