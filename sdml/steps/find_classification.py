"""Find the latest answer about a ticket."""

from sdml.steps.session import Session
from sdml.store.decision_facts import find_latest_answer

__all__ = ["find_classification"]


def find_classification(session: Session, ticket_id: int, task: str) -> int:
    """The id of the latest answer to a task about a ticket.

    Raises
    ------
    NotFound
        The tenant has no such ticket, or no answer about it.
    """
    with session.read() as connection:
        return find_latest_answer(connection, session.tenant, ticket_id, task)
