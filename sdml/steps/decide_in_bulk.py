"""Decide many examples alike, after a sample of them agreed."""

import hashlib

from sdml.errors import (
    CheckFailed,
    NotEnoughData,
    ParameterError,
    SdmlError,
    StaleVersion,
)
from sdml.records.example_card import (
    BulkOrder,
    BulkPlan,
    BulkResult,
    fingerprint_of,
)
from sdml.records.review import DecisionOrder, QueueFilter, Reviewer
from sdml.records.review_words import Client, DecisionKind, RejectOutcome
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.plan_bulk import plan_bulk
from sdml.steps.session import Session
from sdml.store.review_decisions import read_bulk_ids

__all__ = ["decide_in_bulk"]


def decide_in_bulk(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter,
    order: BulkOrder,
    *,
    client: Client,
) -> BulkResult:
    """Give the examples of a plan one label, each with a decision of its own.

    Each is claimed and decided as if one by one, so that the rules are the
    same; what another holds or what changed meanwhile is refused and listed.

    Stages: plan anew -> compare with the plan he saw and the sample he
    labelled -> claim and decide one after the other.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        An approver or admin.
    kept : QueueFilter
        The filter of the plan.
    order : BulkOrder
        The label, the sample and the plan's fingerprint.
    client : Client
        The door he comes through.

    Returns
    -------
    BulkResult
        Every example of the plan is decided or refused with a reason. Sent
        again under the same key, it goes on where it was interrupted.

    Raises
    ------
    CheckFailed
        The sample does not agree with the label: nothing was decided.
    StaleVersion
        The queue changed since the plan: nothing was decided.
    ParameterError
        A part of the sample has no label, or a dropped one no reason.
    Forbidden
        Without the role.
    """
    if order.label is None and order.reason_code is None:
        raise ParameterError("to drop examples takes a reason")
    bulk_no = hashlib.sha256(
        f"{reviewer.user_id}:{order.key}:{order.fingerprint}".encode()
    ).hexdigest()[:32]
    with session.read() as connection:
        before = read_bulk_ids(connection, session.tenant, bulk_no)
    plan = _plan(session, reviewer, kept)
    if before:
        _check_rest(plan, before, order)
    else:
        _check(plan, order)
    plan_ids = plan.example_ids
    decided, refused = list(before), list[tuple[int, str]]()
    with session.progress(len(plan_ids), "example", "deciding") as bar:
        for example_id in plan_ids:
            try:
                _decide(session, reviewer, example_id, (order, bulk_no), client)
                decided.append(example_id)
            except SdmlError as error:
                refused.append((example_id, error.code))
            bar.advance(1)
    return BulkResult(tuple(decided), tuple(refused))


def _plan(session: Session, reviewer: Reviewer, kept: QueueFilter) -> BulkPlan:
    try:
        return plan_bulk(session, reviewer, kept)
    except NotEnoughData:
        return BulkPlan((), (), (), "")


def _check_rest(plan: BulkPlan, before: list[int], order: BulkOrder) -> None:
    whole = sorted({*before, *plan.example_ids})
    if plan.example_ids and fingerprint_of(whole) != order.fingerprint:
        raise StaleVersion("the queue changed since this plan: look at it again")


def _check(plan: BulkPlan, order: BulkOrder) -> None:
    if not plan.example_ids:
        raise NotEnoughData("no open example of this filter is yours to decide")
    if plan.fingerprint != order.fingerprint:
        raise StaleVersion("the queue changed since this plan: look at it again")
    if order.label is not None and order.label not in plan.labels:
        raise ParameterError(f"there is no label {order.label[:80]!r} of this task")
    given = dict(order.sample)
    missing = [line.id for line in plan.sample if line.id not in given]
    if missing:
        raise ParameterError(f"examples {missing} of the sample have no label yet")
    against = [line.id for line in plan.sample if given[line.id] != (order.label or "")]
    if against:
        raise CheckFailed(
            f"{len(against)} of the {len(plan.sample)} examples of the sample got "
            "another label: decide these one by one, or narrow the filter",
            tuple(against),
        )


def _decide(
    session: Session,
    reviewer: Reviewer,
    example_id: int,
    order: tuple[BulkOrder, str],
    client: Client,
) -> None:
    bulk, bulk_no = order
    card = claim_example(session, reviewer, client=client, example_id=example_id)
    if card.claim is None or card.example is None:
        raise StaleVersion(f"example {example_id} is no longer open")
    drops = bulk.label is None
    decide_example(
        session,
        reviewer,
        DecisionOrder(
            example_id=example_id,
            token=card.claim.token,
            version=card.claim.version,
            kind=DecisionKind.REJECT if drops else DecisionKind.EDIT,
            key=f"{bulk_no}:{example_id}",
            label=bulk.label,
            reason_code=bulk.reason_code if drops else None,
            outcome=RejectOutcome.DROP if drops else None,
            bulk_no=bulk_no,
            client=client,
        ),
    )
