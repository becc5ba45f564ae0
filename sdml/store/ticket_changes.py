"""What one row of the activities or of the audit tells of a ticket."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sdml.records.sla_history import NOBODY, UNKNOWN
from sdml.store.tables.core import Category, Priority, Status, Team, User

__all__ = ["TicketChange", "told_by_activity", "told_by_audit"]


class TicketChange(NamedTuple):
    """What one row tells of a ticket."""

    ticket_id: int
    at: int
    order: int
    old_status: int = UNKNOWN
    new_status: int = UNKNOWN
    old_priority: int = UNKNOWN
    new_priority: int = UNKNOWN
    old_category: int = UNKNOWN
    new_category: int = UNKNOWN
    old_team: int = UNKNOWN
    new_team: int = UNKNOWN
    old_owner: int = UNKNOWN
    new_owner: int = UNKNOWN


def told_by_activity(
    row: Sequence[object], words: Mapping[object, Mapping[str, int]]
) -> TicketChange:
    """What an activity tells.

    Parameters
    ----------
    row : sequence
        Ticket, instant, id, kind, old and new value, details.
    words : mapping of table to mapping of str to int
        Ids of statuses, priorities, categories, teams and people by name.
    """
    statuses, priorities = words[Status], words[Priority]
    categories, teams, people = words[Category], words[Team], words[User]
    ticket_id, at, order, kind, old, new, details = row
    assert isinstance(ticket_id, int)  # noqa: S101 - the column's type
    assert isinstance(at, int)  # noqa: S101
    assert isinstance(order, int)  # noqa: S101
    change = TicketChange(ticket_id, at, order)
    if kind == "priority_changed":
        return change._replace(
            old_priority=_id(priorities, old), new_priority=_id(priorities, new)
        )
    if kind == "category_changed":
        return change._replace(
            old_category=_id(categories, old), new_category=_id(categories, new)
        )
    # A source that logs a ticket's state with each event names more than the status.
    state = details if isinstance(details, Mapping) else {}
    owner = _id(people, state.get("assignee", state.get("assigned_to")))
    if kind == "created" and owner == UNKNOWN:
        owner = NOBODY
    return change._replace(
        old_status=_id(statuses, old),
        new_status=_id(statuses, new),
        new_priority=_id(priorities, state.get("priority")),
        new_category=_id(categories, state.get("category")),
        new_team=_id(teams, state.get("team", state.get("assignment_group"))),
        new_owner=owner,
    )


def told_by_audit(
    place: tuple[int, int, int], old: object, new: object
) -> TicketChange:
    """What a row of the audit tells.

    Parameters
    ----------
    place : tuple of int
        Ticket, instant and id.
    old, new : object
        The changed columns before and after.
    """
    before = old if isinstance(old, Mapping) else {}
    after = new if isinstance(new, Mapping) else {}

    def number(values: Mapping[str, object], name: str) -> int:
        found = values.get(name, UNKNOWN)
        if found is None and name in ("team_id", "assigned_to"):
            return NOBODY
        return found if isinstance(found, int) else UNKNOWN

    return TicketChange(
        *place,
        number(before, "status_id"),
        number(after, "status_id"),
        number(before, "priority_id"),
        number(after, "priority_id"),
        number(before, "category_id"),
        number(after, "category_id"),
        number(before, "team_id"),
        number(after, "team_id"),
        number(before, "assigned_to"),
        number(after, "assigned_to"),
    )


def _id(names: Mapping[str, int], name: object) -> int:
    return names.get(name, UNKNOWN) if isinstance(name, str) else UNKNOWN
