"""What a page on routing shows: the promise, today's modes, and models compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sdml.records.model_comparison import ModelComparison
from sdml.records.promise import ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode
from sdml.records.routing_targets import RoutingTargets

__all__ = ["RoutingPage"]


@dataclass(frozen=True, slots=True)
class RoutingPage:
    """What is known of a task's routing; empty where nothing was trained yet.

    Attributes
    ----------
    model_id : int
        The model that answers; 0 where there is none.
    promise : PromiseCard or None
        Its open promise.
    modes : mapping of str to ClassMode
        What happens on each class now.
    changes : tuple of ModeChangeCard
        Of the task, in order of time.
    comparison : ModelComparison or None
        Own and outside models; None where none has answered.
    targets : RoutingTargets or None
        How much the model routes at each aim of precision; None where it cannot
        be opened.
    watch : mapping or None
        What the last look at the model found, as it is stored; None before one.
    """

    model_id: int = 0
    promise: PromiseCard | None = None
    modes: Mapping[str, ClassMode] = field(default_factory=dict)
    changes: tuple[ModeChangeCard, ...] = ()
    comparison: ModelComparison | None = None
    targets: RoutingTargets | None = None
    watch: Mapping[str, object] | None = None
