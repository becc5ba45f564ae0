"""Give a claim back undecided."""

from sdml.records.review import Reviewer
from sdml.records.review_words import ClaimStatus
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.retries import retried
from sdml.store.review_claims import TAKES_A_PLACE, end_claim, read_claim
from sdml.store.review_queue import change_held, lock_item
from sdml.store.reviewers import lock_reviewer

__all__ = ["release_claim"]


@retried
def release_claim(
    session: Session, reviewer: Reviewer, example_id: int, token: int
) -> bool:
    """Whether an open claim of this reviewer was given back; again: False.

    Stages: lock the reviewer and the example -> end the claim -> free its place.

    Raises
    ------
    ParameterError
        There is no such example.
    Forbidden
        The person may not review.
    """
    with session.write("release_claim") as connection:
        tenant = session.tenant
        lock_reviewer(connection, tenant, reviewer.user_id)
        item = lock_item(connection, tenant, example_id)
        claim = read_claim(connection, tenant, example_id, token)
        if item is None or claim is None or claim.user_id != reviewer.user_id:
            return False
        now = read_clock(connection)
        ended = end_claim(connection, tenant, claim, ClaimStatus.RELEASED, now)
        if ended and claim.kind in TAKES_A_PLACE:
            change_held(connection, tenant, item, -1)
        return ended
