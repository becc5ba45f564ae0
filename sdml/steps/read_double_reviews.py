"""Read what two people answered to one card that showed a prediction."""

from sdml.ml.hidden_errors import DoubleReview
from sdml.records.review import QueueFilter
from sdml.records.review_words import ClaimKind
from sdml.steps.session import Session
from sdml.store.review_counts import Answer, read_answers

__all__ = ["read_double_reviews"]


def read_double_reviews(session: Session, task: str) -> list[DoubleReview]:
    """The first two answers to each example of a task that two people reviewed.

    Stages: read the answers that stand -> keep those of ordinary cards -> of each
    example the first answers of two people. Left out are examples whose cards were
    blind, and cards that were planted: their suggestion was no prediction.

    Parameters
    ----------
    session : Session
        Whose reviewers.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    """
    with session.read() as connection:
        answers = read_answers(connection, session.tenant, QueueFilter(task=task))
    by_example: dict[int, dict[int, Answer]] = {}
    for one in answers:
        if one.claim_kind is ClaimKind.REVIEW and not one.is_planted:
            by_example.setdefault(one.example_id, {}).setdefault(one.user_id, one)
    pairs = [list(said.values())[:2] for said in by_example.values() if len(said) > 1]
    return [
        DoubleReview(shown, first.label, second.label)
        for first, second in pairs
        if (shown := first.shown_label or second.shown_label) is not None
    ]
