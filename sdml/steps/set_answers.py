"""Set how many answers an example needs, at any time."""

from dataclasses import replace

from sdml.analytics.review_state import derive_state
from sdml.errors import Forbidden, ParameterError
from sdml.records.review import Reviewer, ReviewState
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.database_clock import read_clock
from sdml.store.review_assignments import write_minimum
from sdml.store.review_decisions import read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import lock_item

__all__ = ["set_answers"]

MOST_ANSWERS = 100


def set_answers(
    session: Session, reviewer: Reviewer, example_id: int, answers: int
) -> ReviewState:
    """The state of an example that needs so many answers from now on.

    More answers open a completed example again; fewer may complete an open one.

    Stages: check the role -> lock the example -> write -> derive its state.

    Raises
    ------
    Forbidden
        Without the role approver or admin.
    ParameterError
        There is no such example, or the number is out of range.
    """
    if not reviewer.may_adjudicate:
        raise Forbidden("setting the answers takes the role approver or admin")
    if not 1 <= answers <= MOST_ANSWERS:
        raise ParameterError(f"{answers} answers: expected 1 to {MOST_ANSWERS}")
    with session.write("set_answers") as connection:
        tenant = session.tenant
        item = lock_item(connection, tenant, example_id)
        assert item is not None  # noqa: S101 - it waits
        write_minimum(connection, tenant, example_id, answers)
        policy = read_review_policy(connection, tenant)
        evidence = read_evidence(connection, tenant, example_id)
        state = derive_state(evidence, answers, policy)
        now = read_clock(connection)
        item = replace(item, minimum_answers=answers)
        settle_example(connection, tenant, item, state, now)
    return state
