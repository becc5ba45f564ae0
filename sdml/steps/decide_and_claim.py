"""Decide the card one holds and claim the next, in one transaction."""

from sdml.errors import StaleVersion
from sdml.records.review import (
    ClaimedExample,
    DecisionOrder,
    DecisionResult,
    Reviewer,
)
from sdml.steps.record_decision import record_decision
from sdml.steps.session import Session
from sdml.steps.take_card import CardWish, take_card
from sdml.store.retries import retried
from sdml.store.reviewers import lock_reviewer

__all__ = ["decide_and_claim"]


@retried
def decide_and_claim(
    session: Session, reviewer: Reviewer, order: DecisionOrder, wish: CardWish
) -> tuple[DecisionResult, ClaimedExample]:
    """What `decide_example` and then `claim_example` do, with one commit.

    Where the decision is refused nothing is claimed and nothing changes.

    Stages: lock the reviewer -> record the decision -> take a card, all in one
    transaction.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who decides; his roles are read anew.
    order : DecisionOrder
        What he decided, under which claim.
    wish : CardWish
        Which card comes next.

    Returns
    -------
    tuple of DecisionResult and ClaimedExample
        The card without example and claim where nothing is left for him.

    Raises
    ------
    ClaimLost
        The claim expired, ended or went to another: nothing changed.
    StaleVersion
        The example, its ticket or its labels changed since the card was shown.
    Forbidden
        Without the role, or about his own proposal.
    KeyReused
        The key stands for another decision of his.
    ParameterError
        An order that cannot be: no such example or label, a missing reason.
    """
    with session.write("decide_example") as connection:
        found = lock_reviewer(connection, session.tenant, reviewer.user_id)
        result = record_decision(session, connection, found, order)
        if result is not None:
            return result, take_card(session, connection, found, wish)
    raise StaleVersion(
        f"the ticket of example {order.example_id} was changed meanwhile: "
        "read it again and decide"
    )
