"""Plan a bulk decision: what it would touch, and the sample to check before it."""

import hashlib
from dataclasses import replace
from math import ceil, sqrt

from sdml.errors import Forbidden, MisuseError, NotEnoughData
from sdml.privacy.pii import mask
from sdml.records.example_card import BulkPlan, fingerprint_of
from sdml.records.review import QueueFilter, Reviewer
from sdml.steps.session import Session
from sdml.store.review_candidates import open_ids
from sdml.store.review_lists import read_some_lines
from sdml.store.task_labels import read_task_labels

__all__ = ["plan_bulk"]

MOST_AT_ONCE, MOST_SAMPLED, SHOWN = 1_000, 20, 600


def plan_bulk(session: Session, reviewer: Reviewer, kept: QueueFilter) -> BulkPlan:
    """The open examples of a filter, and those of them to be labelled one by one.

    The sample has the square root of their number, at most 20, drawn by a hash
    of their ids: the same examples give the same sample.

    Stages: check the role -> read the ids and the sample in one snapshot.

    Raises
    ------
    Forbidden
        Without the role approver or admin.
    NotEnoughData
        Nothing that this person may decide matches.
    MisuseError
        The examples are of several tasks.
    """
    if not reviewer.may_adjudicate:
        raise Forbidden("deciding in bulk takes the role approver or admin")
    with session.read() as connection:
        tenant = session.tenant
        ids = open_ids(connection, tenant, reviewer.user_id, kept, MOST_AT_ONCE)
        if not ids:
            raise NotEnoughData("no open example of this filter is yours to decide")
        fingerprint = fingerprint_of(ids)
        size = min(len(ids), MOST_SAMPLED, ceil(sqrt(len(ids))))
        drawn = sorted(ids, key=lambda one: _lot(fingerprint, one))[:size]
        sample = read_some_lines(connection, tenant, drawn)
        tasks = {line.task for line in read_some_lines(connection, tenant, ids)}
        if len(tasks) > 1:
            raise MisuseError("the examples are of several tasks: filter by task")
        labels = read_task_labels(connection, tenant, sample[0].task)
    shown = tuple(replace(line, text=mask(line.text)[:SHOWN]) for line in sample)
    return BulkPlan(tuple(ids), shown, labels, fingerprint)


def _lot(fingerprint: str, example_id: int) -> str:
    return hashlib.sha256(f"{fingerprint}:{example_id}".encode()).hexdigest()
