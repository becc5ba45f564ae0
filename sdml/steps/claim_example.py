"""Claim the next example for a reviewer, or one he names."""

from sdml.records.review import ClaimedExample, QueueFilter, Reviewer
from sdml.records.review_words import Client
from sdml.steps.session import Session
from sdml.steps.take_card import CardWish, take_card
from sdml.store.retries import retried
from sdml.store.reviewers import lock_reviewer

__all__ = ["claim_example"]


@retried
def claim_example(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter | None = None,
    *,
    client: Client = Client.CLI,
    example_id: int | None = None,
    skipped: bool = True,
) -> ClaimedExample:
    """The card a reviewer works on: the one he holds, else the next of the queue.

    Stages: lock the reviewer -> take a card, all in one transaction.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who reviews; his roles are read anew.
    kept : QueueFilter, optional
        Which examples; a claim that is open already is given all the same.
    client : Client
        The door he comes through.
    example_id : int, optional
        This one and no other; an open claim on another is released for it.
    skipped : bool
        Whether what he skipped comes again when nothing else is left.

    Returns
    -------
    ClaimedExample
        Without example and claim where the queue holds nothing for him.

    Raises
    ------
    Forbidden
        He may not review, or not this example.
    ClaimLost
        The example he names is held by others or done.
    NotFound
        There is no such example.
    """
    wish = CardWish(kept or QueueFilter(), client, example_id, skipped)
    with session.write("claim_example") as connection:
        found = lock_reviewer(connection, session.tenant, reviewer.user_id)
        return take_card(session, connection, found, wish)
