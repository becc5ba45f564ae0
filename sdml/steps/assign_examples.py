"""Assign pending examples to a reviewer, or take them from him."""

from sdml.errors import Forbidden, ParameterError
from sdml.records.example_card import AssignmentResult
from sdml.records.review import QueueFilter, Reviewer
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_assignments import (
    delete_assignments,
    insert_assignments,
    matching_ids,
)
from sdml.store.reviewers import read_reviewer

__all__ = ["assign_examples"]

MOST_ASSIGNED = 500


def assign_examples(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter,
    email: str,
    *,
    most: int = 100,
    take_back: bool = False,
) -> AssignmentResult:
    """Give the most urgent examples of a filter to one person and nobody else.

    Stages: check the roles -> find the examples -> write, in one transaction.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who assigns: an approver or admin.
    kept : QueueFilter
        Which pending examples.
    email : str
        Who gets them: a person who may review.
    most : int
        At most so many, from 1 to 500.
    take_back : bool
        Take them from him instead.

    Raises
    ------
    Forbidden
        Without the role, or the person may not review.
    ParameterError
        The number is out of range.
    """
    if not reviewer.may_adjudicate:
        raise Forbidden("assigning takes the role approver or admin")
    if not 1 <= most <= MOST_ASSIGNED:
        raise ParameterError(f"{most} examples: expected 1 to {MOST_ASSIGNED}")
    with session.write("assign_examples") as connection:
        tenant = session.tenant
        person = read_reviewer(connection, tenant, email)
        if not person.may_review:
            raise Forbidden("this person may not review: give the role first")
        ids = matching_ids(connection, tenant, kept, most)
        if take_back:
            gone = delete_assignments(connection, tenant, ids, person.user_id)
            return AssignmentResult(gone, len(ids) - gone)
        now = read_clock(connection)
        who = (person.user_id, reviewer.user_id)
        made = insert_assignments(connection, tenant, ids, who, now)
    return AssignmentResult(made, len(ids) - made)
