"""Renew a reviewer's claim: he is still at work on it."""

from dataclasses import replace
from datetime import timedelta

from sdml.errors import ClaimLost
from sdml.records.queue_item import outward_claim
from sdml.records.review import Claim, Reviewer
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.retries import retried
from sdml.store.review_claims import read_open_claim, renew_lease
from sdml.store.review_policies import read_review_policy
from sdml.store.reviewers import lock_reviewer

__all__ = ["renew_claim"]


@retried
def renew_claim(
    session: Session, reviewer: Reviewer, example_id: int, token: int
) -> Claim:
    """The claim with a whole lease before it again.

    Stages: lock the reviewer -> read his open claim -> write its new end.

    Raises
    ------
    ClaimLost
        It expired, ended or went to another.
    Forbidden
        The person may not review any more.
    """
    with session.write("renew_claim") as connection:
        lock_reviewer(connection, session.tenant, reviewer.user_id)
        lease = read_review_policy(connection, session.tenant).lease_seconds
        now = read_clock(connection)
        until = now + timedelta(seconds=lease)
        claim = read_open_claim(connection, session.tenant, reviewer.user_id)
        if (
            claim is None
            or (claim.example_id, claim.token) != (example_id, token)
            or claim.expires_at <= now
            or not renew_lease(connection, session.tenant, claim, claim.version, until)
        ):
            raise ClaimLost(
                f"the claim on example {example_id} is over: take the next one"
            )
    return outward_claim(replace(claim, expires_at=until))
