"""Read a reviewer's desk: where he stands, and the card he holds."""

from sdml.errors import NotFound
from sdml.records.example_card import ExampleCard
from sdml.records.review import Reviewer
from sdml.records.reviewer_position import ReviewerPosition
from sdml.steps.compose_card import compose_card, read_reader
from sdml.steps.compose_position import compose_position
from sdml.steps.session import Session

__all__ = ["read_desk"]


def read_desk(
    session: Session, reviewer: Reviewer
) -> tuple[ReviewerPosition, ExampleCard | None]:
    """Where a reviewer stands and his open card; nothing is changed.

    Stages: read the claim and the rules -> the last decision and the count ->
    compose the card, all in one snapshot.

    Returns
    -------
    tuple of ReviewerPosition and ExampleCard
        None for the card where he holds none, or its ticket was erased.
    """
    with session.read() as connection:
        reader = read_reader(connection, session.tenant, reviewer)
        position = compose_position(connection, reader)
        card = None
        if position.held_id is not None:
            try:
                card = compose_card(connection, reader, position.held_id)
            except NotFound:  # its ticket was erased a moment ago
                card = None
    return position, card
