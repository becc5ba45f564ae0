"""Find the person who reviews."""

from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.reviewers import read_reviewer

__all__ = ["find_reviewer"]


def find_reviewer(session: Session, email: str) -> Reviewer:
    """The active person of that e-mail, with the roles he has now.

    Raises
    ------
    Forbidden
        The tenant has no such person, or he is switched off.
    """
    with session.read() as connection:
        return read_reviewer(connection, session.tenant, email)
