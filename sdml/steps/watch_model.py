"""Watch whether the model in use keeps its promise, and step down what does not."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import cast

from sdml.analytics.class_modes import effective_modes
from sdml.analytics.step_down import (
    PlannedStep,
    plan_steps,
    stepped_down,
    strong_drift,
    watched_since,
)
from sdml.records.dataset import parse_task
from sdml.records.model_card import ModelCard
from sdml.records.promise import ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode
from sdml.records.review_words import EventKind
from sdml.records.watch import (
    ClassWatch,
    WatchedPromise,
    WatchResult,
    WatchRules,
    WeekWatch,
)
from sdml.steps.compare_weeks import compare_weeks
from sdml.steps.judge_classes import judge_classes
from sdml.steps.open_model import open_model
from sdml.steps.session import Session
from sdml.store.decided_cases import read_audit_lots, read_decided_cases
from sdml.store.engine import Connection
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_watches import insert_watch, lock_watches, read_last_watch
from sdml.store.outbox import add_event
from sdml.store.promises import insert_mode_change
from sdml.store.watch_rules import read_watch_rules

__all__ = ["watch_model"]


@dataclass(frozen=True, slots=True)
class _State:
    """A model's promise, and the modes that follow from it at an instant."""

    promise: PromiseCard | None
    changes: tuple[ModeChangeCard, ...]
    modes: dict[str, ClassMode]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found before anything was written."""

    card: ModelCard
    rules: WatchRules
    classes: tuple[ClassWatch, ...]
    weeks: tuple[WeekWatch, ...]
    drifting: tuple[str, ...]


def watch_model(session: Session, *, task: str = "category") -> WatchResult:
    """Give what the decided cases and the last weeks say of the model in use.

    Stages: open the model that answers -> read its promise, its decided cases and
    the lots of the audit -> judge each class -> compare the weeks -> in one
    transaction, one process at a time: read the modes anew, write each step down
    with its evidence and an event, and what was seen where it is new. Again with
    nothing new it writes nothing; two at once step down once.

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
    ArtefactDamaged
        The model's files are not what was recorded.
    """
    serving = open_model(session, parse_task(task))
    card, tenant = serving.card, session.tenant
    model = (card.task, card.model_id)
    with session.read() as connection:
        rules = read_watch_rules(connection, tenant)
        state = _read_state(connection, session, card, session.now())
        since = card.created_at if state.promise is None else state.promise.made_at
        cases = read_decided_cases(
            connection, tenant, model, card.dataset_id, since=since
        )
        lots = read_audit_lots(connection, tenant, model)
    classes = judge_classes(
        card, state.promise, state.changes, (cases, lots), state.modes, rules
    )
    if state.promise is not None:
        since = watched_since(None, state.promise, state.changes)
    truths = {one.ticket_id: one.is_right for one in cases}
    weeks = compare_weeks(session, serving, since, truths, rules.alpha)
    seen = _Seen(card, rules, classes, weeks, strong_drift(weeks))
    return _write(session, seen, state.promise)


def _read_state(
    connection: Connection, session: Session, card: ModelCard, now: datetime
) -> _State:
    """Modes as they follow from the rows; without a champion nothing is promised."""
    rules = read_mode_rules(connection, session.tenant, card)
    promise, changes = rules.promise, rules.changes
    modes = effective_modes(card.labels, promise, rules.settings, changes, now)
    return _State(promise, changes, modes)


def _write(session: Session, seen: _Seen, promise: PromiseCard | None) -> WatchResult:
    tenant, card, now = session.tenant, seen.card, session.now()
    with session.write("watch_model") as connection:
        lock_watches(connection, tenant)
        state = _read_state(connection, session, card, now)
        steps: list[ModeChangeCard] = []
        if state.promise is not None and state.promise == promise:
            planned = plan_steps(
                state.modes,
                seen.classes,
                seen.drifting,
                state.promise,
                state.changes,
                now,
            )
            steps = [
                _step(connection, session, card, state.promise, one, now)
                for one in planned
            ]
            state = _read_state(connection, session, card, now)
        result = _result(seen, state, now)
        findings = _findings(result)
        last = read_last_watch(connection, tenant, card.model_id)
        is_new = bool(steps) or last is None or last[1] != findings
        watch_id = last[0] if last is not None else 0
        if is_new:
            watch_id = insert_watch(
                connection,
                tenant,
                card.model_id,
                findings,
                now,
            )
    return replace(result, watch_id=watch_id, is_new=is_new, steps=tuple(steps))


def _step(
    connection: Connection,
    session: Session,
    card: ModelCard,
    promise: PromiseCard,
    planned: PlannedStep,
    now: datetime,
) -> ModeChangeCard:
    change = ModeChangeCard(
        label=planned.label,
        before=planned.before,
        after=planned.after,
        cause=planned.cause,
        evidence=planned.evidence,
        changed_by=session.actor,
        changed_at=now,
        promise_id=promise.promise_id,
    )
    change_id = insert_mode_change(connection, session.tenant, card.task, change)
    add_event(
        connection,
        session.tenant,
        EventKind.MODE_CHANGED,
        {
            "change_id": change_id,
            "task": card.task,
            "model_id": card.model_id,
            "promise_id": promise.promise_id,
            "before": change.before.value,
            "after": change.after.value,
            "cause": change.cause.value,
        },
        now,
    )
    return change


def _result(seen: _Seen, state: _State, now: datetime) -> WatchResult:
    """What is known after the steps; who wrote it is filled in later."""
    down = stepped_down(state.promise, state.changes)
    rules = seen.rules
    classes = tuple(
        replace(
            one,
            mode=state.modes[one.label],
            audit_percent=rules.percent_of(is_down=one.label in down),
        )
        for one in seen.classes
    )
    promise = None
    if state.promise is not None:
        promise = WatchedPromise(
            state.promise.promise_id,
            state.promise.precision,
            state.promise.made_at,
            state.promise.expires_at,
            is_expired=now >= state.promise.expires_at,
        )
    is_broken = any(
        one.automatic is not None and one.automatic.is_against for one in classes
    )
    in_force = promise is None or not promise.is_expired
    return WatchResult(
        watch_id=0,
        is_new=False,
        model_id=seen.card.model_id,
        task=seen.card.task,
        holds=in_force and not is_broken and not seen.drifting and not down,
        alpha=rules.alpha,
        promise=promise,
        classes=classes,
        weeks=seen.weeks,
        drifting=seen.drifting,
        steps=(),
    )


def _findings(result: WatchResult) -> dict[str, object]:
    """What the table keeps: plain values, without what belongs to this run alone."""
    found = asdict(result)
    for name in ("watch_id", "is_new", "steps"):
        del found[name]
    # Through JSON, so that it compares with what the table gives back.
    return cast("dict[str, object]", json.loads(json.dumps(found, default=_text)))


def _text(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"
