"""Find the near-duplicates of an example."""

from sdml.records.reviewer_position import ExampleGroup
from sdml.steps.session import Session
from sdml.store.review_positions import read_group

__all__ = ["find_group"]


def find_group(session: Session, example_id: int) -> ExampleGroup | None:
    """The group of near-duplicates an example is in; None where it is in none."""
    with session.read() as connection:
        return read_group(connection, session.tenant, example_id)
