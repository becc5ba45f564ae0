"""Claim the next example and show it as a card."""

from sdml.records.example_card import ExampleCard
from sdml.records.review import QueueFilter, Reviewer
from sdml.records.review_words import Client
from sdml.steps.claim_example import claim_example
from sdml.steps.session import Session
from sdml.steps.show_example import show_example

__all__ = ["claim_card"]


def claim_card(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter | None = None,
    *,
    client: Client,
    example_id: int | None = None,
    skipped: bool = True,
) -> ExampleCard | None:
    """The card of `claim_example`; None where the queue holds nothing.

    Stages: claim -> read the card in a snapshot of its own.

    Raises
    ------
    Forbidden
        He may not review, or not this example.
    ClaimLost
        The example he names is held by others or done.
    NotFound
        There is no such example.
    """
    claimed = claim_example(
        session,
        reviewer,
        kept,
        client=client,
        example_id=example_id,
        skipped=skipped,
    )
    if claimed.example is None:
        return None
    return show_example(session, reviewer, claimed.example.id)
