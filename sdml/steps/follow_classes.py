"""Bring what rests on classes after their change: settings, examples and promises."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sdml.analytics.class_changes import PlannedClasses, plan_settings
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.promise import ModeChangeCard
from sdml.records.promise_words import ClassMode, ModeChangeCause, TaxonomyEntity
from sdml.records.review_words import EventKind
from sdml.records.taxonomy import ClassChange, LabelHistory
from sdml.steps.relabel_examples import (
    answered_otherwise,
    relabel_examples,
    void_answers,
)
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.class_settings import replace_settings
from sdml.store.engine import Connection
from sdml.store.example_labels import (
    ExampleLabels,
    read_answer_labels,
    read_example_labels,
)
from sdml.store.outbox import add_event
from sdml.store.promise_ends import end_promises_of_task
from sdml.store.promises import insert_mode_change, read_class_settings
from sdml.store.taxonomy_changes import RowMove, insert_moves, read_label_history

__all__ = [
    "ClassCase",
    "FollowedClasses",
    "follow_classes",
    "record_modes",
    "tell_change",
]


@dataclass(frozen=True, slots=True)
class ClassCase:
    """A change of classes under way, in its transaction.

    Attributes
    ----------
    session : Session
        Whose classes.
    connection : Connection
        Holds the locks of the task's queue.
    change : ClassChange
        As it is recorded.
    before : LabelHistory
        The changes as they were until now.
    now : datetime
        By the database's clock.
    """

    session: Session
    connection: Connection
    change: ClassChange
    before: LabelHistory
    now: datetime


@dataclass(frozen=True, slots=True)
class FollowedClasses:
    """What followed a change.

    Attributes
    ----------
    counts : Counter of str
        Examples and settings by what became of them.
    promises : list of int
        Promises that ended.
    """

    counts: Counter[str]
    promises: list[int]


def follow_classes(case: ClassCase, given: Mapping[int, str]) -> FollowedClasses:
    """Carry a change over to all that names the classes but the tickets.

    Stages: the least of what people allowed goes over to the new classes -> labels
    of examples are rewritten, and their states derived anew -> promises of the
    task's models end, with a record of it.

    Parameters
    ----------
    case : ClassCase
        Its change is recorded already.
    given : mapping of int to str
        By ticket, the class that a rule gave it.
    """
    counts = Counter({"class_modes": _settings(case)})
    counts.update(_examples(case, given))
    promises = end_promises_of_task(
        case.connection, case.session.tenant, case.change.task, case.now
    )
    counts["promises"] = len(promises)
    if promises:
        record_modes(case, ClassMode.AUTO, ClassMode.RECOMMEND)
    return FollowedClasses(counts, promises)


def record_modes(case: ClassCase, before: ClassMode, after: ClassMode) -> None:
    """Record that every class of the task moved, since its promises ended or began."""
    card = ModeChangeCard(
        label=None,
        before=before,
        after=after,
        cause=ModeChangeCause.TAXONOMY,
        evidence={"change_id": case.change.change_id},
        changed_by=case.session.actor,
        changed_at=case.now,
    )
    insert_mode_change(case.connection, case.session.tenant, case.change.task, card)


def tell_change(case: ClassCase, *, is_undo: bool) -> None:
    """Tell the audit and the outbox of a change or its undo; names stay at home."""
    session, change = case.session, case.change
    purpose = "taxonomy_undo" if is_undo else f"taxonomy_{change.kind}"
    entry = AccessEntry(
        AuditAction.UPDATE,
        "taxonomy_change",
        change.change_id,
        purpose,
        {"task": change.task},
    )
    origin = RequestOrigin(session.request_id, None, purpose, None)
    who = (session.actor, session.user_id)
    add_access_entry(case.connection, session.tenant, entry, origin, who, case.now)
    payload: dict[str, int | str | None] = {
        "change_id": change.change_id,
        "task": change.task,
        "kind": change.kind.value,
        "direction": "undone" if is_undo else "applied",
    }
    add_event(
        case.connection,
        session.tenant,
        EventKind.TAXONOMY_CHANGED,
        payload,
        case.now,
    )


def _settings(case: ClassCase) -> int:
    tenant, change = case.session.tenant, case.change
    settings = read_class_settings(case.connection, tenant, change.task)
    planned = PlannedClasses(change.became, change.targets, change.made)
    gone, new = plan_settings(settings, planned)
    who = (case.session.actor, case.now)
    moves = replace_settings(case.connection, tenant, change.task, gone, new, who)
    insert_moves(
        case.connection, tenant, change.change_id, TaxonomyEntity.CLASS_MODE, moves
    )
    return len(moves)


def _examples(case: ClassCase, given: Mapping[int, str]) -> Counter[str]:
    tenant, change = case.session.tenant, case.change
    stored = read_example_labels(case.connection, tenant, change.task)
    new = [_renamed(one, change, given) for one in stored]
    answers = read_answer_labels(case.connection, tenant, change.task)
    after = read_label_history(case.connection, tenant, change.task)
    counts = relabel_examples(
        case.session,
        case.connection,
        [one for one, was in zip(new, stored, strict=True) if one != was],
        answered_otherwise(answers, case.before, after),
        case.now,
    )
    now = read_example_labels(case.connection, tenant, change.task)
    moves = [
        RowMove(was.example_id, was.as_json(), one.as_json())
        for was, one in zip(stored, now, strict=True)
        if was.as_json() != one.as_json()
    ]
    number = change.change_id
    insert_moves(case.connection, tenant, number, TaxonomyEntity.EXAMPLE, moves)
    void = [RowMove(one, {}, {}) for one in void_answers(answers, case.before, after)]
    insert_moves(case.connection, tenant, number, TaxonomyEntity.ANSWER, void)
    return counts


def _renamed(
    one: ExampleLabels, change: ClassChange, given: Mapping[int, str]
) -> ExampleLabels:
    ruled = None if one.ticket_id is None else given.get(one.ticket_id)

    def now(label: str | None, other: str | None = None) -> str | None:
        if label is None or label not in change.became:
            return label
        return change.became[label] or other

    is_lost = one.suggestion is not None and now(one.suggestion) is None
    return replace(
        one,
        suggestion=now(one.suggestion, ruled),
        given_label=now(one.given_label, ruled),
        gold_label=now(one.gold_label),
        probability=None if is_lost else one.probability,
    )
