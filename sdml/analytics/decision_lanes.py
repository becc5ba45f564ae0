"""From a class's mode, threshold and scope to what may be done on one prediction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sdml.analytics.class_modes import effective_modes
from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import AutomaticGround, ModeRules
from sdml.records.promise_words import ClassMode

__all__ = ["Lane", "lanes_of"]


@dataclass(frozen=True, slots=True)
class Lane:
    """What may be done on predictions of one class at an instant.

    Attributes
    ----------
    mode : ClassMode
        Of the class.
    ground : AutomaticGround or None
        The promise and its threshold, where the mode is ``auto``.
    scope_threshold : float or None
        Largest out-of-scope score at which it may be acted on.
    """

    mode: ClassMode
    ground: AutomaticGround | None
    scope_threshold: float | None

    def decide(
        self, probability: float, score: float
    ) -> tuple[DecisionMode, AutomaticGround | None]:
        """The mode of a prediction, and on what ground it is ``auto``.

        Parameters
        ----------
        probability : float
            Calibrated, of the class.
        score : float
            The text's out-of-scope score.

        Examples
        --------
        >>> lane = Lane(ClassMode.AUTO, AutomaticGround(1, 0.8, None), 0.5)
        >>> [lane.decide(p, s)[0].value for p, s in ((0.8, 0.5), (0.7, 0), (0.9, 0.6))]
        ['auto', 'recommend', 'recommend']
        """
        if self.mode in (ClassMode.MONITOR, ClassMode.OFF):
            return DecisionMode.MONITOR, None
        known = self.scope_threshold is None or score <= self.scope_threshold
        ground = self.ground
        if ground is None or not known or probability < ground.threshold:
            return DecisionMode.RECOMMEND, None
        taken = AutomaticGround(ground.promise_id, ground.threshold, score)
        return DecisionMode.AUTO, taken


def lanes_of(rules: ModeRules, labels: Iterable[str], now: datetime) -> dict[str, Lane]:
    """What may be done on predictions of each class at this instant.

    Parameters
    ----------
    rules : ModeRules
        Promise, ceilings and step-downs.
    labels : iterable of str
        The model's classes.
    now : datetime
        The instant.
    """
    promise = rules.promise
    modes = effective_modes(labels, promise, rules.settings, rules.changes, now)
    thresholds = {} if promise is None else promise.thresholds
    return {
        label: Lane(
            mode,
            AutomaticGround(promise.promise_id, thresholds[label], None)
            if promise is not None and mode is ClassMode.AUTO
            else None,
            None if promise is None else promise.scope_threshold,
        )
        for label, mode in modes.items()
    }
