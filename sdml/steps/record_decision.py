"""Record a decision inside a transaction: check it, append it, derive the state."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from sdml.analytics.review_state import derive_state
from sdml.errors import ClaimLost, Forbidden, KeyReused, ParameterError, StaleVersion
from sdml.ml.text import text_hash, ticket_text
from sdml.records.machine_learning import EntityType, ExampleStatus
from sdml.records.queue_item import DISGUISED, HeldClaim, QueueItem, shown_version
from sdml.records.review import (
    DecisionOrder,
    DecisionResult,
    Evidence,
    Reviewer,
    ReviewPolicy,
)
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    DecisionKind,
    EventKind,
    RejectOutcome,
)
from sdml.steps.refuse_own_example import refuse_own_example
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.entity_texts import read_texts
from sdml.store.outbox import add_event
from sdml.store.review_claims import TAKES_A_PLACE, end_claim, read_claim
from sdml.store.review_decisions import append_decision, find_by_key, read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import add_comment, lock_item, write_question
from sdml.store.task_labels import read_task_labels

__all__ = ["record_decision"]

MOST_KEY, MOST_NOTE = 200, 10_000
# What a gold or repeated card answers, so that it looks like a new one.
_LOOKS = {
    DecisionKind.APPROVE: ExampleStatus.APPROVED,
    DecisionKind.EDIT: ExampleStatus.APPROVED,
    DecisionKind.SKIP: ExampleStatus.PENDING,
}


@dataclass(frozen=True, slots=True)
class _Case:
    """A decision about to be written, with all it rests on."""

    session: Session
    connection: Connection
    reviewer: Reviewer
    policy: ReviewPolicy
    now: datetime
    item: QueueItem
    claim: HeldClaim
    order: DecisionOrder


def record_decision(
    session: Session, connection: Connection, reviewer: Reviewer, order: DecisionOrder
) -> DecisionResult | None:
    """Write a decision of a locked reviewer in the transaction of its caller.

    Stages: check the order -> give the earlier answer where the key is known ->
    lock the example -> check claim, version, text, role and label -> append
    the decision, end the claim, derive and write the state, tell the outbox.

    Parameters
    ----------
    session : Session
        The tenant's.
    connection : Connection
        In a transaction that writes.
    reviewer : Reviewer
        As he was locked.
    order : DecisionOrder
        What he decided, under which claim.

    Returns
    -------
    DecisionResult or None
        None where the ticket's text is another now: the example has it, and
        the caller commits that and raises `StaleVersion`.

    Raises
    ------
    ClaimLost, StaleVersion, Forbidden, KeyReused, ParameterError
        As `decide_example` says.
    """
    order = _checked(order)
    digest = _content_hash(order)
    known = find_by_key(connection, session.tenant, reviewer.user_id, order.key)
    if known is not None:
        if known.content_hash != digest:
            raise KeyReused("this key stands for another decision: take a new one")
        return DecisionResult(known.decision_id, known.example_status, True)
    case = _open_case(session, connection, reviewer, order)
    return None if _refresh_text(case) else _decide(case, digest)


def _checked(order: DecisionOrder) -> DecisionOrder:
    if not 1 <= len(order.key) <= MOST_KEY or not order.key.isprintable():
        raise ParameterError(f"the key needs 1 to {MOST_KEY} printable characters")
    if order.kind is DecisionKind.UNDO:
        raise ParameterError("an undo names the decision it takes back")
    if order.kind in (DecisionKind.REJECT, DecisionKind.SKIP):
        if order.reason_code is None:
            raise ParameterError(f"to {order.kind} takes a reason")
        if order.label is not None:
            raise ParameterError(f"to {order.kind} takes no label")
    if order.outcome is not None and order.kind is not DecisionKind.REJECT:
        raise ParameterError("only a rejected example is requeued or dropped")
    if order.kind is DecisionKind.EDIT and order.label is None:
        raise ParameterError("to edit takes the label")
    if order.kind is DecisionKind.REJECT and order.outcome is None:
        order = replace(order, outcome=RejectOutcome.DROP)
    note = (order.note or "").strip()
    if len(note) > MOST_NOTE or "\0" in note:
        raise ParameterError(f"the note takes at most {MOST_NOTE:,} characters of text")
    return replace(order, note=note or None)


def _content_hash(order: DecisionOrder) -> str:
    content = [
        order.example_id,
        order.token,
        order.version,
        order.kind,
        order.label,
        order.reason_code,
        order.outcome,
        order.note,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _open_case(
    session: Session, connection: Connection, reviewer: Reviewer, order: DecisionOrder
) -> _Case:
    tenant = session.tenant
    item = lock_item(connection, tenant, order.example_id)
    assert item is not None  # noqa: S101 - it waits
    claim = read_claim(connection, tenant, order.example_id, order.token)
    now = read_clock(connection)
    if (
        claim is None
        or claim.user_id != reviewer.user_id
        or claim.status is not ClaimStatus.OPEN
        or claim.expires_at <= now
    ):
        raise ClaimLost(
            f"the claim on example {order.example_id} is over or another's: nothing "
            "was changed; take the next example"
        )
    shown = shown_version(claim, item.version)
    # A card that hides its version was shown the example as it was claimed.
    if order.version != shown or (
        claim.kind in DISGUISED and claim.version != item.version
    ):
        raise StaleVersion(
            f"example {order.example_id} is not what the card showed as version "
            f"{order.version}: read it again and decide"
        )
    refuse_own_example(connection, tenant, item, reviewer)
    if claim.kind is ClaimKind.ADJUDICATION and not reviewer.may_adjudicate:
        raise Forbidden("settling a disagreement takes the role approver or admin")
    policy = read_review_policy(connection, tenant)
    return _Case(session, connection, reviewer, policy, now, item, claim, order)


def _refresh_text(case: _Case) -> bool:
    """Whether the ticket's text is another now; the example then gets it."""
    item = case.item
    if item.ticket_id is None or case.claim.kind not in TAKES_A_PLACE:
        return False
    tenant = case.session.tenant
    texts = read_texts(case.connection, tenant, EntityType.TICKET, [item.ticket_id])
    text = ticket_text(texts[0].title, texts[0].body)
    digest = text_hash(text)
    if digest == item.text_hash:
        return False
    write_question(case.connection, tenant, item, text, digest)
    return True


def _decide(case: _Case, digest: str) -> DecisionResult:
    order, claim, item = case.order, case.claim, case.item
    connection, tenant = case.connection, case.session.tenant
    kind, label = _answer(case)
    evidence = read_evidence(connection, tenant, item.example_id)
    new = Evidence(
        decision_id=max((one.decision_id for one in evidence), default=0) + 1,
        user_id=case.reviewer.user_id,
        kind=kind,
        claim_kind=claim.kind,
        label=label,
        outcome=order.outcome,
        undoes_id=None,
        decided_at=case.now,
    )
    state = derive_state([*evidence, new], item.minimum_answers, case.policy)
    counts = claim.kind in TAKES_A_PLACE
    status = state.status if counts else _look(case, kind)
    decision_id = append_decision(
        connection, tenant, _row(case, kind, label, status, digest)
    )
    end_claim(connection, tenant, claim, ClaimStatus.DECIDED, case.now)
    if order.note is not None:
        user_id = case.reviewer.user_id
        add_comment(connection, tenant, item.example_id, user_id, order.note, case.now)
    payload: dict[str, int | str | None] = {
        "example_id": item.example_id,
        "decision_id": decision_id,
        "task": item.task,
        "decision": kind.value,
        "label": label,
    }
    add_event(connection, tenant, EventKind.EXAMPLE_DECIDED, payload, case.now)
    if counts:
        settle_example(connection, tenant, item, state, case.now)
    return DecisionResult(decision_id, status, False)


def _answer(case: _Case) -> tuple[DecisionKind, str | None]:
    """What was decided, and with which label; an edit to what was shown approves."""
    order, claim = case.order, case.claim
    if order.kind in (DecisionKind.REJECT, DecisionKind.SKIP):
        return order.kind, None
    label = order.label or claim.shown_label
    if label is None:
        raise ParameterError(
            "this card shows no suggestion to approve: choose a label with edit"
        )
    if order.kind is DecisionKind.APPROVE and label != claim.shown_label:
        raise ParameterError("to approve takes the suggestion: edit gives another")
    labels = read_task_labels(case.connection, case.session.tenant, case.item.task)
    if label not in labels:
        if label == claim.shown_label:
            raise StaleVersion(
                f"the label {label!r} is none of {case.item.task} now: choose again"
            )
        shown = ", ".join(labels[:20])
        raise ParameterError(
            f"there is no label {label[:80]!r} of {case.item.task}: expected {shown}"
        )
    approved = label == claim.shown_label
    return DecisionKind.APPROVE if approved else DecisionKind.EDIT, label


def _look(case: _Case, kind: DecisionKind) -> ExampleStatus:
    if kind in _LOOKS and case.policy.answers == 1:
        return _LOOKS[kind]
    dropped = case.order.outcome is RejectOutcome.DROP and case.policy.answers == 1
    return ExampleStatus.REJECTED if dropped else ExampleStatus.PENDING


def _row(
    case: _Case,
    kind: DecisionKind,
    label: str | None,
    status: ExampleStatus,
    digest: str,
) -> dict[str, object]:
    order, claim = case.order, case.claim
    return {
        "example_id": case.item.example_id,
        "claim_id": claim.id,
        "user_id": case.reviewer.user_id,
        "kind": kind,
        "claim_kind": claim.kind,
        "label": label,
        "reason_code": order.reason_code,
        "outcome": order.outcome,
        "bulk_no": order.bulk_no,
        "shown_label": claim.shown_label,
        "is_blind": claim.is_blind,
        "is_planted": claim.is_planted,
        "seconds": max(0.0, (case.now - claim.claimed_at).total_seconds()),
        "client": order.client,
        "token": claim.token,
        "version": case.item.version,
        "key": order.key,
        "content_hash": digest,
        "example_status": status.value,
        "decided_at": case.now,
    }
