"""Take a change of classes back: every row as it was, unless others build on it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sdml.errors import MisuseError
from sdml.records.dataset import FIELD
from sdml.records.promise_words import ClassMode, TaxonomyEntity, TaxonomyKind
from sdml.records.taxonomy import ClassChange, LabelHistory, TaxonomyResult
from sdml.steps.follow_classes import ClassCase, record_modes, tell_change
from sdml.steps.follow_policies import restore_policies
from sdml.steps.relabel_examples import answered_otherwise, relabel_examples
from sdml.steps.session import Session
from sdml.store.class_rows import (
    count_uses,
    delete_classes,
    move_tickets,
    read_class_sizes,
    read_class_tickets,
    rename_class,
    restore_tickets,
)
from sdml.store.class_settings import restore_settings
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.example_labels import (
    ExampleLabels,
    delete_untouched,
    lock_queue,
    read_answer_labels,
    read_example_labels,
)
from sdml.store.promise_ends import end_promises_of_task, reopen_promises
from sdml.store.taxonomy_changes import (
    RowMove,
    end_change,
    read_change,
    read_changes,
    read_ended_promises,
    read_label_history,
    read_moved_policies,
    read_moves,
)

__all__ = ["undo_taxonomy"]

# What a label given meanwhile means without the change is known for these alone.
_EXACT = (TaxonomyKind.RENAME, TaxonomyKind.SPLIT)


def undo_taxonomy(session: Session, change_id: int | None = None) -> TaxonomyResult:
    """Give what an undo altered; the change stays recorded, as undone.

    What was changed since by others keeps what they gave it. Versions of
    examples and times of rows only grow: they say that a row was written.

    Stages: hold the task's queue -> check that nothing builds on the change ->
    tickets, classes, settings, examples and promises as they were -> tell the
    audit and the outbox; all in one transaction.

    Parameters
    ----------
    session : Session
        Whose classes.
    change_id : int, optional
        Which change; without it, the newest that is in force.

    Raises
    ------
    ParameterError
        There is no such change.
    MisuseError
        It is undone already, or something builds on it; the message says what.
    """
    tenant = session.tenant
    with session.write("taxonomy_undo") as connection:
        change = _find(connection, session, change_id)
        lock_queue(connection, tenant, change.task)
        change = read_change(connection, tenant, change.change_id)
        before = read_label_history(connection, tenant, change.task)
        tickets = read_moves(
            connection, tenant, change.change_id, TaxonomyEntity.TICKET
        )
        _check(connection, session, change, before, tickets)
        now = read_clock(connection)
        case = ClassCase(session, connection, change, before, now)
        counts = Counter({"tickets": _tickets(case, tickets)})
        counts["kept"] = max(0, len(tickets) - counts["tickets"])
        end_change(connection, tenant, change.change_id, session.actor, now)
        counts["class_modes"] = restore_settings(
            connection,
            tenant,
            change.task,
            read_moves(connection, tenant, change.change_id, TaxonomyEntity.CLASS_MODE),
        )
        counts.update(_examples(case))
        moved = read_moved_policies(connection, tenant, change.change_id)
        counts["sla_policies"] = restore_policies(case, moved)
        _classes(case)
        counts["promises"] = _promises(case)
        tell_change(case, is_undo=True)
    back = {after: before for before, after in change.became.items() if after}
    return TaxonomyResult(
        change.change_id,
        change.task,
        change.kind,
        back if change.kind is TaxonomyKind.RENAME else change.became,
        dict(counts),
        undone=True,
    )


def _find(
    connection: Connection, session: Session, change_id: int | None
) -> ClassChange:
    if change_id is not None:
        return read_change(connection, session.tenant, change_id)
    for change in read_changes(connection, session.tenant):
        if change.is_open:
            return change
    raise MisuseError("no change of classes is in force: there is nothing to undo")


def _check(
    connection: Connection,
    session: Session,
    change: ClassChange,
    history: LabelHistory,
    tickets: Sequence[RowMove],
) -> None:
    if not change.is_open:
        raise MisuseError(f"change {change.change_id} is undone already")
    later = [one.change_id for one in history.changes if one.is_open]
    if later[-1] != change.change_id:
        raise MisuseError(
            f"change {later[-1]} of {change.task} builds on change "
            f"{change.change_id}: undo it first"
        )
    reasons = []
    if change.kind not in _EXACT:
        answers = read_answer_labels(connection, session.tenant, change.task)
        since = sum(
            one.label in change.targets and one.decision_id > change.begun.decision
            for one in answers
        )
        if since:
            reasons.append(f"{since:,} decisions of reviewers since")
    moved = [move.entity_id for move in tickets]
    for name in change.made:
        if change.kind is TaxonomyKind.RENAME:
            continue
        uses = _uses(connection, session, change, name, moved)
        if change.kind in _EXACT:
            uses.pop("tickets")
        reasons += [f"{n:,} {what} on {name!r}" for what, n in uses.items() if n]
    if reasons:
        raise MisuseError(
            f"change {change.change_id} cannot be undone: {', '.join(reasons)} build "
            "on it, and what they would be without it nobody knows; change the "
            "classes anew instead"
        )


def _uses(
    connection: Connection,
    session: Session,
    change: ClassChange,
    name: str,
    moved: Sequence[int],
) -> dict[str, int]:
    tenant = session.tenant
    pairs = read_moved_policies(connection, tenant, change.change_id)
    policies = [new for _, new in pairs]
    return count_uses(connection, tenant, change.task, name, moved, policies)


def _tickets(case: ClassCase, moves: Sequence[RowMove]) -> int:
    connection, tenant = case.connection, case.session.tenant
    change = case.change
    done = restore_tickets(connection, tenant, change.task, moves)
    is_field = change.task.startswith(FIELD)
    if change.kind not in _EXACT or not change.made:
        return done
    if change.kind is TaxonomyKind.RENAME and not is_field:
        return done
    rest = read_class_tickets(connection, tenant, change.task, list(change.made))
    [former] = change.became
    move_tickets(
        connection, tenant, change.task, {one.ticket_id: former for one in rest}
    )
    return done + len(rest)


def _classes(case: ClassCase) -> None:
    connection, tenant = case.connection, case.session.tenant
    change = case.change
    if change.kind is not TaxonomyKind.RENAME:
        delete_classes(connection, tenant, change.task, change.made)
        return
    [(former, name)] = change.became.items()
    if former in read_class_sizes(connection, tenant, change.task):
        if change.task.startswith(FIELD):
            return
        raise MisuseError(
            f"there is a class {former!r} again: change {change.change_id} cannot be "
            "undone beside it"
        )
    rename_class(connection, tenant, change.task, name or "", former)


def _examples(case: ClassCase) -> Counter[str]:
    connection, tenant = case.connection, case.session.tenant
    change = case.change
    moves = read_moves(connection, tenant, change.change_id, TaxonomyEntity.EXAMPLE)
    made = [move.entity_id for move in moves if not move.before]
    gone = delete_untouched(connection, tenant, made)
    known = {move.entity_id: move for move in moves if move.before}
    stored = read_example_labels(connection, tenant, change.task)
    pairs = [(one, _former(one, change, known.get(one.example_id))) for one in stored]
    answers = read_answer_labels(connection, tenant, change.task)
    after = read_label_history(connection, tenant, change.task)
    counts = relabel_examples(
        case.session,
        connection,
        [new for one, new in pairs if one != new],
        answered_otherwise(answers, case.before, after),
        case.now,
    )
    counts["proposed"] = -len(gone)
    return counts


def _former(
    one: ExampleLabels, change: ClassChange, move: RowMove | None
) -> ExampleLabels:
    """The labels as they were; those given since in the words of the former classes."""
    now = one.as_json()
    was = {}
    for column, value in now.items():
        if move is not None and move.after[column] == value:
            was[column] = move.before[column]
        elif isinstance(value, str) and value in change.made:
            was[column] = change.undo_of(value)
    return replace(one, **was)  # type: ignore[arg-type] # columns of the same types


def _promises(case: ClassCase) -> int:
    connection, tenant = case.connection, case.session.tenant
    ended = read_ended_promises(connection, tenant, case.change.change_id)
    end_promises_of_task(connection, tenant, case.change.task, case.now)
    reopened = reopen_promises(connection, tenant, ended)
    if reopened:
        record_modes(case, ClassMode.RECOMMEND, ClassMode.AUTO)
    return reopened
