"""Write a comment beside an example."""

from sdml.errors import ParameterError
from sdml.records.example_card import Comment
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_queue import add_comment, read_item

__all__ = ["comment_example"]

MOST_CHARACTERS = 10_000


def comment_example(
    session: Session, reviewer: Reviewer, example_id: int, body: str
) -> Comment:
    """The comment as it was written.

    Stages: check the text -> look for the example -> write.

    Raises
    ------
    ParameterError
        There is no such example, or the text is empty or longer than 10,000
        characters.
    """
    body = body.strip()
    if not body or len(body) > MOST_CHARACTERS or "\0" in body:
        raise ParameterError(f"a comment has 1 to {MOST_CHARACTERS:,} characters")
    with session.write("comment_example") as connection:
        read_item(connection, session.tenant, example_id)
        now = read_clock(connection)
        number = add_comment(
            connection, session.tenant, example_id, reviewer.user_id, body, now
        )
    return Comment(number, reviewer.email, body, now)
