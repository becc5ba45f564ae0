"""Take a decision back: a new row that says so, within the time allowed."""

import hashlib
from datetime import datetime, timedelta

from sdml.analytics.review_state import derive_state
from sdml.errors import Forbidden, KeyReused, MisuseError, NotFound
from sdml.records.queue_item import QueueItem
from sdml.records.review import DecisionResult, Evidence, Reviewer, ReviewPolicy
from sdml.records.review_words import Client, DecisionKind
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.retries import retried
from sdml.store.review_claims import TAKES_A_PLACE
from sdml.store.review_decisions import (
    append_decision,
    find_by_key,
    find_decision,
    read_evidence,
)
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import lock_item
from sdml.store.reviewers import lock_reviewer

__all__ = ["undo_decision"]


@retried
def undo_decision(
    session: Session,
    reviewer: Reviewer,
    decision_id: int,
    key: str,
    client: Client = Client.CLI,
) -> DecisionResult:
    """Take back a decision of one's own; the example goes to where it was without.

    Stages: lock the reviewer -> give the earlier answer where the key is known
    -> lock the example -> check whose decision it is and how old -> append the
    undo -> derive and write the state.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Whose decision it is.
    decision_id : int
        Which.
    key : str
        The caller's own; sent again, it changes nothing.
    client : Client
        The door he comes through.

    Raises
    ------
    Forbidden
        Another's decision, or the time for it is over.
    MisuseError
        It was taken back already.
    KeyReused
        The key stands for something else.
    NotFound
        There is no such decision.
    """
    digest = hashlib.sha256(f"undo {decision_id}".encode()).hexdigest()
    with session.write("undo_decision") as connection:
        tenant = session.tenant
        found = lock_reviewer(connection, tenant, reviewer.user_id)
        known = find_by_key(connection, tenant, found.user_id, key)
        if known is not None:
            if known.content_hash != digest:
                raise KeyReused("this key stands for another decision: take a new one")
            return DecisionResult(known.decision_id, known.example_status, True)
        example_id = _example_of(connection, session, decision_id)
        item = lock_item(connection, tenant, example_id)
        assert item is not None  # noqa: S101 - it waits
        policy = read_review_policy(connection, tenant)
        now = read_clock(connection)
        decision = _undoable(connection, session, found, decision_id, policy, now)
        evidence = read_evidence(connection, tenant, example_id)
        undo = _undo_of(decision, evidence[-1].decision_id + 1, now)
        state = derive_state([*evidence, undo], item.minimum_answers, policy)
        row = {
            **_row(item, decision, now),
            "client": client,
            "key": key,
            "content_hash": digest,
            "example_status": state.status.value,
        }
        number = append_decision(connection, tenant, row)
        if decision.claim_kind in TAKES_A_PLACE:
            settle_example(connection, tenant, item, state, now)
    return DecisionResult(number, state.status, False)


def _row(item: QueueItem, decision: Evidence, now: datetime) -> dict[str, object]:
    return {
        "example_id": item.example_id,
        "user_id": decision.user_id,
        "kind": DecisionKind.UNDO,
        "claim_kind": decision.claim_kind,
        "undoes_id": decision.decision_id,
        "token": item.last_token,
        "version": item.version,
        "decided_at": now,
    }


def _undo_of(decision: Evidence, number: int, now: datetime) -> Evidence:
    return Evidence(
        decision_id=number,
        user_id=decision.user_id,
        kind=DecisionKind.UNDO,
        claim_kind=decision.claim_kind,
        label=None,
        outcome=None,
        undoes_id=decision.decision_id,
        decided_at=now,
    )


def _example_of(connection: Connection, session: Session, decision_id: int) -> int:
    found = find_decision(connection, session.tenant, decision_id)
    if found is None:
        raise NotFound(f"there is no decision {decision_id}")
    return found[0]


def _undoable(
    connection: Connection,
    session: Session,
    reviewer: Reviewer,
    decision_id: int,
    policy: ReviewPolicy,
    now: datetime,
) -> Evidence:
    found = find_decision(connection, session.tenant, decision_id)
    assert found is not None  # noqa: S101 - decisions are never deleted
    _, decision, is_undone = found
    if decision.user_id != reviewer.user_id:
        raise Forbidden("only who decided may take it back")
    if decision.kind is DecisionKind.UNDO:
        raise MisuseError("an undo is not taken back: decide again")
    if is_undone:
        raise MisuseError(f"decision {decision_id} was taken back already")
    if now - decision.decided_at > timedelta(seconds=policy.undo_seconds):
        raise Forbidden(
            f"a decision can be taken back for {policy.undo_seconds} seconds "
            "('review.undo_seconds'): an approver can ask for another answer"
        )
    return decision
