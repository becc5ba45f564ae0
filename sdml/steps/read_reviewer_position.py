"""Read where a reviewer stands."""

from sdml.records.review import Reviewer
from sdml.records.reviewer_position import ReviewerPosition
from sdml.steps.compose_card import read_reader
from sdml.steps.compose_position import compose_position
from sdml.steps.session import Session

__all__ = ["read_reviewer_position"]


def read_reviewer_position(session: Session, reviewer: Reviewer) -> ReviewerPosition:
    """What a reviewer holds, may take back and did today; nothing is changed.

    Stages: read the claim, the last decision and the count in one snapshot.
    """
    with session.read() as connection:
        reader = read_reader(connection, session.tenant, reviewer)
        return compose_position(connection, reader)
