"""Let SLA policies follow a change of classes, and take that back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sdml.records.sla import PolicyLine
from sdml.steps.follow_classes import ClassCase
from sdml.store.desk_calendars import find_calendar
from sdml.store.sla_policies import (
    close_policy,
    read_policies,
    reopen_policy,
    replace_policy,
)

__all__ = ["follow_policies", "restore_policies"]


def follow_policies(case: ClassCase) -> tuple[tuple[int, int], ...]:
    """Put policies of classes that ended in force for their successors.

    As whenever a policy changes, it is closed and another of its name takes its
    place: what was decided keeps its targets. A policy stays as it is where people
    have to say which is meant: the successor has one of that priority, or would get
    several, or there is no successor.

    Stages: read the policies in force -> see which successor gets one -> replace.

    Parameters
    ----------
    case : ClassCase
        Its classes are made; under a rename policies keep their class's row.

    Returns
    -------
    tuple of tuple of int
        The former policy and the one in its place, by their ids.
    """
    named, change = (case.connection, case.session.tenant), case.change
    if change.task != "category":
        return ()
    lines = [line for line in read_policies(*named) if line.is_active]
    taken = {(line.priority, line.category) for line in lines}
    wanted: dict[tuple[str, str | None], list[PolicyLine]] = defaultdict(list)
    for line in lines:
        after = None if line.category is None else change.became.get(line.category)
        if after is not None:
            wanted[line.priority, after].append(line)
    pairs = []
    for (priority, after), candidates in wanted.items():
        if len(candidates) > 1 or (priority, after) in taken:
            continue
        [line] = candidates
        sheet = None if line.calendar is None else find_calendar(*named, line.calendar)
        number = replace_policy(
            *named,
            replace(line, category=after),
            None if sheet is None else sheet.calendar_id,
        )
        pairs.append((line.policy_id, number))
    return tuple(pairs)


def restore_policies(case: ClassCase, pairs: Sequence[tuple[int, int]]) -> int:
    """Put the former policies in force again; those changed since stay as they are.

    Stages: read the policies -> close and reopen.

    Parameters
    ----------
    case : ClassCase
        The change that is taken back.
    pairs : sequence of tuple of int
        From `follow_policies`.

    Returns
    -------
    int
        How many are in force again.
    """
    named = case.connection, case.session.tenant
    known = {line.policy_id: line for line in read_policies(*named)}
    restored = 0
    for former, number in pairs:
        if former in known and number in known and known[number].is_active:
            close_policy(*named, number)
            reopen_policy(*named, former)
            restored += 1
    return restored
