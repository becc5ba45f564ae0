"""Decide a claimed example: approve, edit, reject or skip, once."""

from sdml.errors import StaleVersion
from sdml.records.review import DecisionOrder, DecisionResult, Reviewer
from sdml.steps.record_decision import record_decision
from sdml.steps.session import Session
from sdml.store.retries import retried
from sdml.store.reviewers import lock_reviewer

__all__ = ["decide_example"]


@retried
def decide_example(
    session: Session, reviewer: Reviewer, order: DecisionOrder
) -> DecisionResult:
    """Carry out what a reviewer decided about the example he holds, once.

    Stages: lock the reviewer -> record the decision, all in one transaction.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who decides; his roles are read anew.
    order : DecisionOrder
        What he decided, under which claim.

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
    if result is None:
        raise StaleVersion(
            f"the ticket of example {order.example_id} was changed meanwhile: "
            "read it again and decide"
        )
    return result
