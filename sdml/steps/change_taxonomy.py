"""Change the classes of a task: merge, split, rename or retire, with a way back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sdml.analytics.class_changes import class_by_rules, plan_classes
from sdml.errors import ParameterError
from sdml.files.rule_files import load_rules
from sdml.ml.text import ticket_text
from sdml.records.dataset import FIELD, parse_task
from sdml.records.promise_words import ClassStanding, TaxonomyEntity, TaxonomyKind
from sdml.records.proposal import WeakRule
from sdml.records.taxonomy import ClassChange, TaxonomyOrder, TaxonomyResult
from sdml.records.workbench_words import ModelStatus
from sdml.steps.follow_classes import ClassCase, follow_classes, tell_change
from sdml.steps.follow_policies import follow_policies
from sdml.steps.make_promise import make_promise
from sdml.steps.propose_waiting import propose_waiting
from sdml.steps.session import Session
from sdml.store.class_rows import (
    ClassTicket,
    count_policies,
    make_classes,
    move_tickets,
    read_class_sizes,
    read_class_tickets,
    rename_class,
)
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.example_labels import lock_queue
from sdml.store.model_registry import read_model_cards
from sdml.store.task_labels import read_task_labels
from sdml.store.taxonomy_changes import (
    insert_change,
    insert_moves,
    read_label_history,
    read_marks,
    write_outcome,
)

__all__ = ["change_taxonomy"]


COUNTED = (
    "tickets",
    "waiting",
    "remapped",
    "requeued",
    "settled",
    "pending",
    "proposed",
    "class_modes",
    "promises",
    "sla_policies",
    "sla_policies_left",
)


class _OnlyTriedError(Exception):
    """Takes back a change that was only to be tried."""


def change_taxonomy(
    session: Session,
    order: TaxonomyOrder,
    *,
    rules: Path | None = None,
    dry_run: bool = False,
) -> TaxonomyResult:
    """Give what a change of classes altered; `undo_taxonomy` takes it back.

    Tickets get their new class, so that whoever reads them reads today's; what
    they were stands in ``taxonomy_moves`` and in the audit. What people decided
    stays as they decided it, and is read in today's classes. A class that ends
    without a successor stays on its tickets, as history: it is nobody's truth
    any more. Data sets stay as they were frozen.

    Stages: read the rules -> hold the task's queue -> think the order through ->
    record the change -> classes, tickets, policies, settings, examples, promises ->
    remember every row, tell the audit and the outbox; all in one transaction -> make
    the promise of a champion anew that answers in the new classes.

    Parameters
    ----------
    session : Session
        Whose classes.
    order : TaxonomyOrder
        What to change.
    rules : Path, optional
        A file of rules, as for weak rules, that says which tickets of a class
        that is split get which part.
    dry_run : bool
        Do all of it, say what was altered, and take it back.

    Raises
    ------
    ParameterError
        The order cannot be carried out; the message says why.
    MappingError
        The file of rules cannot be read.
    """
    order = replace(order, task=parse_task(order.task))
    loaded = () if rules is None else load_rules(rules)
    _check(order, loaded)
    tried: list[TaxonomyResult] = []
    try:
        with session.write(f"taxonomy_{order.kind}") as connection:
            tried.append(_change(session, connection, order, loaded))
            if dry_run:
                raise _OnlyTriedError
    except _OnlyTriedError:
        return replace(tried[0], change_id=None)
    return _renewed(session, tried[0])


def _renewed(session: Session, done: TaxonomyResult) -> TaxonomyResult:
    """The champion's promise made anew in today's classes, where it still answers."""
    if not done.counts["promises"]:
        return done
    with session.read() as connection:
        cards = read_model_cards(connection, session.tenant, done.task)
    for card in cards:
        is_mapped = card.standing is ClassStanding.MAPPED
        if card.status is ModelStatus.CHAMPION and is_mapped:
            made = make_promise(session, card.model_id)
            note = (
                f"model {card.model_id} answers in today's classes; its promise was "
                f"made anew on the same rows: promise {made.promise.promise_id}"
            )
            return replace(done, notes=(*done.notes, note))
    return done


def _check(order: TaxonomyOrder, rules: Sequence[WeakRule]) -> None:
    ruled = order.by_field is not None or bool(rules)
    if ruled and order.kind is not TaxonomyKind.SPLIT:
        raise ParameterError("a rule or a field decides only how a class is split")
    if order.by_field is not None and rules:
        raise ParameterError("either rules or a field decide a split, not both")
    if order.by_field is not None and f"{FIELD}{order.by_field}" == order.task:
        raise ParameterError("a field cannot decide how its own values are split")
    named = {rule.label for rule in rules}
    if named - set(order.into):
        raise ParameterError(
            f"the rules name {sorted(named - set(order.into))}: expected classes that "
            f"{order.names[0]!r} is split into"
        )


def _change(
    session: Session,
    connection: Connection,
    order: TaxonomyOrder,
    rules: Sequence[WeakRule],
) -> TaxonomyResult:
    case = _begin(session, connection, order)
    change, named = case.change, (connection, session.tenant)
    _make(case)
    given, waiting = _move(case, order, rules)
    counts = Counter(dict.fromkeys(COUNTED, 0))
    counts["tickets"], counts["waiting"] = len(given), len(waiting)
    ended = list(change.became)
    policies: tuple[tuple[int, int], ...] = ()
    if change.kind is not TaxonomyKind.RENAME:
        policies = follow_policies(case)
        counts["sla_policies"] = len(policies)
        counts["sla_policies_left"] = count_policies(*named, change.task, ended)
    followed = follow_classes(case, given)
    counts.update(followed.counts)
    counts["proposed"] = propose_waiting(case, waiting, order.review)
    write_outcome(*named, change.change_id, counts, followed.promises, policies)
    tell_change(case, is_undo=False)
    return TaxonomyResult(
        change.change_id,
        change.task,
        change.kind,
        change.became,
        dict(counts),
        _notes(change, counts),
    )


def _begin(session: Session, connection: Connection, order: TaxonomyOrder) -> ClassCase:
    """The change as it is recorded, once the order is thought through."""
    tenant, task = session.tenant, order.task
    lock_queue(connection, tenant, task)
    before = read_label_history(connection, tenant, task)
    current = read_task_labels(connection, tenant, task)
    known = {*current, *read_class_sizes(connection, tenant, task)}
    planned = plan_classes(order, current, known)
    now = read_clock(connection)
    change = ClassChange(
        change_id=0,
        task=task,
        kind=order.kind,
        became=planned.became,
        targets=planned.targets,
        made=planned.made,
        begun=read_marks(connection, tenant),
        ended=None,
        applied_at=now,
        applied_by=session.actor,
    )
    recorded = insert_change(connection, tenant, change)
    return ClassCase(session, connection, recorded, before, now)


def _make(case: ClassCase) -> None:
    """Rows of the classes themselves; a class that ended keeps its row."""
    change = case.change
    named = case.connection, case.session.tenant, change.task
    if change.kind is TaxonomyKind.RENAME:
        [(before, after)] = change.became.items()
        moves = rename_class(*named, before, after or "")
    else:
        moves = make_classes(*named, change.made)
    insert_moves(*named[:2], change.change_id, TaxonomyEntity.CATEGORY, moves)


def _move(
    case: ClassCase, order: TaxonomyOrder, rules: Sequence[WeakRule]
) -> tuple[dict[int, str], list[ClassTicket]]:
    """The tickets that got another class, by id, and those that people have to see."""
    change, tenant = case.change, case.session.tenant
    has_own_row = not change.task.startswith(FIELD)
    if change.kind is TaxonomyKind.RENAME and has_own_row:
        return {}, []
    tickets = read_class_tickets(
        case.connection, tenant, change.task, list(change.became), order.by_field
    )
    found = {
        one.ticket_id: _class_of(one, change.became, order, rules) for one in tickets
    }
    given = {number: name for number, name in found.items() if name is not None}
    moves = move_tickets(case.connection, tenant, change.task, given)
    insert_moves(
        case.connection, tenant, change.change_id, TaxonomyEntity.TICKET, moves
    )
    return given, [one for one in tickets if one.ticket_id not in given]


def _class_of(
    ticket: ClassTicket,
    became: Mapping[str, str | None],
    order: TaxonomyOrder,
    rules: Sequence[WeakRule],
) -> str | None:
    after = became[ticket.label]
    if after is None and order.by_field is not None:
        return ticket.field_value if ticket.field_value in order.into else None
    if after is None and rules:
        return class_by_rules(rules, ticket_text(ticket.title, ticket.body))
    return after


def _notes(change: ClassChange, counts: Mapping[str, int]) -> tuple[str, ...]:
    notes = []
    if None in change.became.values():
        notes.append(
            "models that know the former class answer no more: label what waits, then "
            f"'sdml dataset freeze --task {change.task}' and 'sdml train'"
        )
    if counts["waiting"] > counts["proposed"]:
        notes.append(
            f"{counts['waiting']:,} tickets keep a class that ended: '--review N' "
            "proposes them for review"
        )
    if left := counts["sla_policies_left"]:
        subject = "1 SLA policy names" if left == 1 else f"{left:,} SLA policies name"
        notes.append(
            f"{subject} a class that ended: which one is to hold instead people have "
            "to say, by 'sdml sla policy'"
        )
    return tuple(notes)
