"""Refuse a person the review of what he proposed, or objected about."""

from sdml.errors import Forbidden
from sdml.records.decision_file import OBJECTION_PART
from sdml.records.queue_item import QueueItem
from sdml.records.review import Reviewer
from sdml.records.tenant import Tenant
from sdml.store.engine import Connection
from sdml.store.objections import has_objected

__all__ = ["refuse_own_example"]


def refuse_own_example(
    connection: Connection, tenant: Tenant, item: QueueItem, reviewer: Reviewer
) -> None:
    """Nothing, where another person asked for the review of this example.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the item.
    tenant : Tenant
        Whose queue.
    item : QueueItem
        As it was locked.
    reviewer : Reviewer
        Who wants to decide it.

    Raises
    ------
    Forbidden
        It is his own proposal, or he objected.
    """
    if item.created_by == reviewer.user_id:
        raise Forbidden("nobody reviews his own proposal: another person must")
    # Few examples are objected about: the others cost no question.
    if OBJECTION_PART in item.score_parts and has_objected(
        connection, tenant, item.example_id, reviewer.user_id
    ):
        raise Forbidden("nobody decides about his own objection: another person must")
