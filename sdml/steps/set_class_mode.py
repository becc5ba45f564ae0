"""Set the most that may happen on predictions of a class, whatever is promised."""

from dataclasses import dataclass
from datetime import datetime

from sdml.analytics.class_modes import effective_modes
from sdml.errors import NoModel, ParameterError
from sdml.records.dataset import parse_task
from sdml.records.model_card import ModelCard
from sdml.records.promise import ModeChangeCard, ModeRules
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.review_words import EventKind
from sdml.records.webhook import EventValue
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import find_serving_model
from sdml.store.outbox import add_event
from sdml.store.promises import insert_mode_change, set_class_setting
from sdml.store.task_labels import read_task_labels

__all__ = ["SetClassMode", "set_class_mode"]


@dataclass(frozen=True, slots=True)
class SetClassMode:
    """What may happen on a class now.

    Attributes
    ----------
    task, label : str
        Which class.
    allowed : ClassMode
        The most that a person allows.
    before, mode : ClassMode
        What was done until now, and what is done from now on: never more than is
        promised.
    """

    task: str
    label: str
    allowed: ClassMode
    before: ClassMode
    mode: ClassMode


def set_class_mode(
    session: Session, *, task: str, label: str, mode: ClassMode
) -> SetClassMode:
    """Give the class's mode after a person set its ceiling.

    A step-down is lifted by it as far as the ceiling goes.

    Stages: check the class -> write the ceiling, the change and an event.

    Parameters
    ----------
    session : Session
        Whose class.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    label : str
        The class.
    mode : ClassMode
        The most that is allowed.

    Raises
    ------
    ParameterError
        There is no such class.
    """
    task, tenant, now = parse_task(task), session.tenant, session.now()
    with session.write("set_class_mode") as connection:
        card = _find(connection, session, task)
        known = read_task_labels(connection, tenant, task)
        if label not in known and (card is None or label not in card.labels):
            raise ParameterError(f"there is no class {label[:80]!r} of {task}")
        rules = _rules(connection, session, card)
        before = _mode_of(label, rules, now)
        set_class_setting(connection, tenant, task, (label, mode), session.actor, now)
        change = ModeChangeCard(
            label=label,
            before=before,
            after=mode,
            cause=ModeChangeCause.HAND,
            evidence={},
            changed_by=session.actor,
            changed_at=now,
            promise_id=None if rules.promise is None else rules.promise.promise_id,
        )
        model_id = None if card is None else card.model_id
        _record(connection, session, (task, model_id), change)
        after = _mode_of(label, _rules(connection, session, card), now)
    return SetClassMode(task, label, mode, before, after)


def _record(
    connection: Connection,
    session: Session,
    what: tuple[str, int | None],
    change: ModeChangeCard,
) -> None:
    task, model_id = what
    payload: dict[str, EventValue] = {
        "change_id": insert_mode_change(connection, session.tenant, task, change),
        "task": task,
        "model_id": model_id,
        "promise_id": change.promise_id,
        "before": change.before.value,
        "after": change.after.value,
        "cause": change.cause.value,
    }
    kind = EventKind.MODE_CHANGED
    add_event(connection, session.tenant, kind, payload, change.changed_at)


def _mode_of(label: str, rules: ModeRules, now: datetime) -> ClassMode:
    modes = effective_modes([label], rules.promise, rules.settings, rules.changes, now)
    return modes[label]


def _find(connection: Connection, session: Session, task: str) -> ModelCard | None:
    try:
        return find_serving_model(connection, session.tenant, task)
    except NoModel:
        return None


def _rules(
    connection: Connection, session: Session, card: ModelCard | None
) -> ModeRules:
    if card is None:
        return ModeRules(None, {}, ())
    return read_mode_rules(connection, session.tenant, card)
