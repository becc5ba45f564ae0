"""Show what is promised of each class of a task, and what may happen on it now."""

from dataclasses import dataclass
from datetime import datetime

from sdml.analytics.class_modes import effective_modes
from sdml.records.dataset import parse_task
from sdml.records.promise import ClassPromiseCard, PromiseCard
from sdml.records.promise_words import ClassMode
from sdml.records.workbench_words import ModelStatus
from sdml.steps.session import Session
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import find_serving_model
from sdml.store.promises import read_open_promise

__all__ = ["ClassNow", "ShownPromise", "show_promise"]


@dataclass(frozen=True, slots=True)
class ClassNow:
    """A class as it stands.

    Attributes
    ----------
    mode : ClassMode
        What happens on it now.
    allowed : ClassMode
        The most that a person allows.
    promised : ClassPromiseCard or None
        What the open promise says of it.
    """

    label: str
    mode: ClassMode
    allowed: ClassMode
    promised: ClassPromiseCard | None


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """The promise of the model that answers for a task.

    Attributes
    ----------
    model_id : int
        That model.
    status : ModelStatus
        Only a champion's promise is acted on.
    promise : PromiseCard or None
        Its open promise.
    in_force : bool
        Whether there is one, and it has not expired.
    classes : tuple of ClassNow
        In label order.
    """

    task: str
    model_id: int
    status: ModelStatus
    promise: PromiseCard | None
    in_force: bool
    classes: tuple[ClassNow, ...]


def show_promise(session: Session, *, task: str = "category") -> ShownPromise:
    """Give the open promise of the task's model, class by class.

    Stages: read.

    Parameters
    ----------
    session : Session
        Whose model.
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Raises
    ------
    NoModel
        Nothing was trained for the task.
    """
    task, now = parse_task(task), session.now()
    with session.read() as connection:
        card = find_serving_model(connection, session.tenant, task)
        promise = read_open_promise(connection, session.tenant, card.model_id)
        rules = read_mode_rules(connection, session.tenant, card)
    modes = effective_modes(
        card.labels, rules.promise, rules.settings, rules.changes, now
    )
    said = {} if promise is None else {one.label: one for one in promise.classes}
    return ShownPromise(
        task=task,
        model_id=card.model_id,
        status=card.status,
        promise=promise,
        in_force=_in_force(promise, now),
        classes=tuple(
            ClassNow(
                label,
                modes[label],
                rules.settings.get(label, ClassMode.AUTO),
                said.get(label),
            )
            for label in card.labels
        ),
    )


def _in_force(promise: PromiseCard | None, now: datetime) -> bool:
    return promise is not None and promise.is_in_force(now)
