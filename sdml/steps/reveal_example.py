"""Reveal the personal data in an example's text, and say so in the audit."""

from sdml.errors import Forbidden
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.review_queue import read_item

__all__ = ["reveal_example"]


def reveal_example(
    session: Session,
    reviewer: Reviewer,
    example_id: int,
    origin: RequestOrigin | None = None,
) -> str:
    """The text of an example in clear; who asked is in the audit before it is given.

    Stages: check the role -> read the text -> write the line of the audit.

    Raises
    ------
    Forbidden
        Without a role that reviews.
    ParameterError
        There is no such example.
    """
    if not reviewer.may_review:
        raise Forbidden("to see personal data takes a role that reviews")
    origin = origin or RequestOrigin(session.request_id, None, "reveal_example", None)
    entry = AccessEntry(
        AuditAction.VIEW, "ai_training_data", example_id, "reveal_example"
    )
    with session.write("reveal_example") as connection:
        item = read_item(connection, session.tenant, example_id)
        now = read_clock(connection)
        who = (reviewer.email, reviewer.user_id)
        add_access_entry(connection, session.tenant, entry, origin, who, now)
    return item.input
