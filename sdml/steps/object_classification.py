"""Object to a decision: people look at the ticket's label, ahead of the others."""

from dataclasses import replace
from datetime import datetime

from sdml.analytics.proposal_choice import merge_parts, priority
from sdml.analytics.review_state import counting_votes, derive_state
from sdml.errors import CardHeld, Forbidden, ParameterError
from sdml.ml.text import example_hash, text_hash, ticket_text
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.decision_file import OBJECTION_PART, DecidedCase, ObjectionResult
from sdml.records.enterprise import AuditAction
from sdml.records.proposal import NewExample, Proposal, RaisedExample
from sdml.records.queue_item import QueueItem
from sdml.records.review import Reviewer
from sdml.records.review_words import ProposalReason, QueueState
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.decision_facts import read_decided_case, read_given_label
from sdml.store.engine import Connection
from sdml.store.objections import find_question, name_objector, read_objected
from sdml.store.proposals import insert_examples, raise_examples
from sdml.store.review_assignments import write_minimum
from sdml.store.review_claims import read_open_claim
from sdml.store.review_decisions import read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import add_comment, lock_item

__all__ = ["object_classification"]

MOST_CHARACTERS = 10_000
_PENDING = (QueueState.OPEN, QueueState.ADJUDICATION)


def object_classification(
    session: Session,
    classification_id: int,
    *,
    reviewer: Reviewer | None = None,
    note: str | None = None,
    origin: RequestOrigin | None = None,
) -> ObjectionResult:
    """Give the example that people will look at; the same again changes nothing.

    A ticket that is not in the queue comes into it under the reason ``objection``;
    one that waits there moves up; one whose label people decided takes one answer
    more than it had, unless an approver had the last word or it is gold. Who objects
    does not decide it, whoever had proposed it. An example that was drawn by lot
    keeps its lot: were it to come forward because somebody doubts it, what is
    measured on those that were drawn would no longer be true.

    Stages: check the words -> read the decision -> find, or write, its example ->
    raise it -> keep who objects, and the note -> write the line of the audit.

    Parameters
    ----------
    session : Session
        Whose decision.
    classification_id : int
        ``ai_classifications.id``.
    reviewer : Reviewer, optional
        Who objects, where a person of the workbench does.
    note : str, optional
        Why; it takes a reviewer.
    origin : RequestOrigin, optional
        Where the request came from.

    Raises
    ------
    NotFound
        The tenant has no such classification.
    Forbidden
        The person may not review.
    CardHeld
        The person holds the card of this very example.
    ParameterError
        A note of nobody, or one that is empty or too long; or the answer has no
        text or no label to look at.
    """
    note = _checked_note(note, reviewer)
    if reviewer is not None and not reviewer.may_review:
        raise Forbidden("to object takes the role reviewer, approver or admin")
    with session.write("object_classification") as connection:
        case = read_decided_case(connection, session.tenant, classification_id)
        now = read_clock(connection)
        found = _take(connection, session, case, reviewer, now)
        if reviewer is not None:
            who = (session.tenant, found.example_id, reviewer.user_id)
            name_objector(connection, *who, now)
            if note is not None:
                add_comment(connection, *who, note, now)
        _log(connection, session, found, reviewer, origin, now)
    return found


def _checked_note(note: str | None, reviewer: Reviewer | None) -> str | None:
    note = (note or "").strip() or None
    if note is None:
        return None
    if reviewer is None:
        raise ParameterError("a note takes a person: --as with an e-mail")
    if len(note) > MOST_CHARACTERS or "\0" in note:
        raise ParameterError(f"a note has 1 to {MOST_CHARACTERS:,} characters")
    return note


def _take(
    connection: Connection,
    session: Session,
    case: DecidedCase,
    reviewer: Reviewer | None,
    now: datetime,
) -> ObjectionResult:
    tenant, said = session.tenant, case.said
    text = ticket_text(case.title, case.description)
    if not text.strip():
        raise ParameterError(f"ticket {said.ticket_id} has no text to look at")
    digest = example_hash(said.task, text)
    found = find_question(connection, tenant, said.task, said.ticket_id, digest)
    if found is None:
        example_id = _insert(connection, session, case, reviewer, now)
        return ObjectionResult(
            said.classification_id, example_id, QueueState.OPEN, is_new=True
        )
    item = lock_item(connection, tenant, found)
    assert item is not None  # noqa: S101 - it waits
    if reviewer is not None:
        _check_card(connection, session, reviewer, found, now)
    is_known = bool(read_objected(connection, tenant, [found]))
    if is_known and item.state in _PENDING:
        return ObjectionResult(said.classification_id, found, item.state, is_new=False)
    state = item.state
    if state not in _PENDING and item.gold_label is None:
        state = _open_again(connection, session, item, now)
    parts = merge_parts(item.score_parts, {OBJECTION_PART: 1.0})
    raised = RaisedExample(found, priority(parts), parts, item.group_no)
    raise_examples(connection, tenant, [raised])
    return ObjectionResult(said.classification_id, found, state, is_new=True)


def _check_card(
    connection: Connection,
    session: Session,
    reviewer: Reviewer,
    example_id: int,
    now: datetime,
) -> None:
    """Who holds its card is about to say what he thinks of it."""
    claim = read_open_claim(connection, session.tenant, reviewer.user_id)
    is_held = claim is not None and claim.expires_at > now
    if is_held and claim is not None and claim.example_id == example_id:
        raise CardHeld(
            f"you hold the card of this ticket, example {example_id}: decide it, or "
            "skip it and then object"
        )


def _insert(
    connection: Connection,
    session: Session,
    case: DecidedCase,
    reviewer: Reviewer | None,
    now: datetime,
) -> int:
    tenant, said = session.tenant, case.said
    text = ticket_text(case.title, case.description)
    parts = {OBJECTION_PART: 1.0}
    given = read_given_label(connection, tenant, said.task, said.ticket_id)
    new = NewExample(
        proposal=Proposal(
            ticket_id=said.ticket_id,
            reason=ProposalReason.OBJECTION,
            suggestion=said.label,
            given_label=given,
            parts=parts,
            probability=said.probability,
            model_id=said.model_id,
            proposed_by=None if reviewer is None else reviewer.user_id,
        ),
        text=text,
        input_hash=example_hash(said.task, text),
        text_hash=text_hash(text),
        priority=priority(parts),
        quality_parts={"model": said.probability},
        quality=None,
    )
    answers = read_review_policy(connection, tenant).answers
    ids = insert_examples(connection, tenant, [new], said.task, answers, now)
    if ids[0] is None:
        raise ParameterError(
            f"the text of ticket {said.ticket_id} stands among the training data with "
            f"the label {said.label!r}, beside the queue"
        )
    return ids[0]


def _open_again(
    connection: Connection, session: Session, item: QueueItem, now: datetime
) -> QueueState:
    """One answer more than there are; an approver's last word stands."""
    tenant = session.tenant
    evidence = read_evidence(connection, tenant, item.example_id)
    answers = len(counting_votes(evidence)) + 1
    policy = read_review_policy(connection, tenant)
    state = derive_state(evidence, answers, policy)
    if state.state in _PENDING:
        write_minimum(connection, tenant, item.example_id, answers)
        item = replace(item, minimum_answers=answers)
        settle_example(connection, tenant, item, state, now)
    return state.state


def _log(
    connection: Connection,
    session: Session,
    found: ObjectionResult,
    reviewer: Reviewer | None,
    origin: RequestOrigin | None,
    now: datetime,
) -> None:
    origin = origin or RequestOrigin(
        session.request_id, None, "object_classification", None
    )
    entry = AccessEntry(
        AuditAction.CREATE,
        "ai_classifications",
        found.classification_id,
        "object_classification",
        {"example_id": str(found.example_id), "state": found.state.value},
    )
    who = (
        (session.actor, session.user_id)
        if reviewer is None
        else (reviewer.email, reviewer.user_id)
    )
    add_access_entry(connection, session.tenant, entry, origin, who, now)
