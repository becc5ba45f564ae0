"""Show an example with its history and comments."""

from sdml.records.example_card import ExampleCard
from sdml.records.review import Reviewer
from sdml.steps.compose_card import compose_card, read_reader
from sdml.steps.session import Session

__all__ = ["show_example"]


def show_example(
    session: Session, reviewer: Reviewer, example_id: int, *, reveal: bool = False
) -> ExampleCard:
    """The example as this person may see it; his neighbours come apart.

    Who has not answered yet does not see what others answered. The nearest
    examples take longer: `find_similar_examples` gives them.

    Stages: read the reader's claim and the rules -> compose the card, in one
    snapshot.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who looks.
    example_id : int
        At which.
    reveal : bool
        The text in clear; `reveal_example` logs it first.

    Raises
    ------
    NotFound
        There is no such example.
    """
    with session.read() as connection:
        reader = read_reader(connection, session.tenant, reviewer)
        return compose_card(connection, reader, example_id, reveal=reveal)
