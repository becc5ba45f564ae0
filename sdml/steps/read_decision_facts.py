"""Read all that is recorded of one decision, in one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sdml.analytics.decision_reasons import promise_at
from sdml.errors import CardHeld
from sdml.ml.prediction_sets import offered_labels
from sdml.records.decision_file import (
    DecidedCase,
    DecidingModel,
    DecisionOnTicket,
    ExplainOrder,
    GivenPromise,
    Objection,
    ReviewersPart,
)
from sdml.records.lineage import TracedExample
from sdml.records.outside_model import ModelPrice
from sdml.records.promise import AutomaticGround
from sdml.records.review import Reviewer
from sdml.records.review_words import DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.datasets import read_dataset
from sdml.store.decision_facts import (
    find_latest_answer,
    read_decided_case,
    read_model_moves,
    read_target_facts,
)
from sdml.store.engine import Connection
from sdml.store.learnt_rows import (
    read_learnt_rows,
    read_reviewers_part,
    read_training_facts,
)
from sdml.store.lineage import read_traced_examples
from sdml.store.model_prices import read_prices
from sdml.store.model_registry import read_model_card
from sdml.store.objections import read_objected
from sdml.store.promises import read_grounds, read_mode_changes, read_promises
from sdml.store.review_claims import read_open_claim
from sdml.store.ticket_lineage import find_ticket_id

__all__ = ["DecisionFacts", "read_decision_facts"]

# While people still decide, nobody is told what others answered.
_SETTLED = (QueueState.COMPLETED, QueueState.WITHDRAWN)
NOBODY = ReviewersPart(0, 0, 0, 0, None, 0, (), ())


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What is recorded of one decision.

    Attributes
    ----------
    case : DecidedCase
        The answer with its ticket.
    model : DecidingModel or None
        The own model that answered.
    promise : GivenPromise or None
        In force then.
    ground : AutomaticGround or None
        Of an automatic decision.
    reviewers : ReviewersPart
        What people did for it.
    objections : tuple of Objection
        How people look at the ticket's label.
    learnt_label : str or None
        The class this very ticket was learnt with.
    """

    case: DecidedCase
    model: DecidingModel | None
    promise: GivenPromise | None
    ground: AutomaticGround | None
    reviewers: ReviewersPart
    objections: tuple[Objection, ...]
    learnt_label: str | None = None


def read_decision_facts(
    session: Session,
    order: ExplainOrder,
    reader: Reviewer | None = None,
    *,
    shows_names: bool,
) -> DecisionFacts:
    """What is recorded of the decision that an order means.

    Stages: find the answer -> read it with its ticket, its model and what that
    learnt, the promise in force, whose labels the class was learnt from, and how
    people look at the ticket -> leave names out.

    Parameters
    ----------
    session : Session
        Whose decision.
    order : ExplainOrder
        Which one.
    reader : Reviewer, optional
        Who asks.
    shows_names : bool
        Name who moved the model, promised and reviewed.

    Raises
    ------
    CardHeld
        The reader holds the card of this ticket.
    NotFound
        The tenant has no such classification.
    ParameterError
        The tenant has no such ticket.
    """
    with session.read() as connection:
        tenant = session.tenant
        number = _number(connection, tenant, order)
        case = _with_currency(
            read_decided_case(connection, tenant, number),
            read_prices(connection, tenant),
        )
        examples = [
            one
            for one in read_traced_examples(connection, tenant, case.said.ticket_id)
            if one.task == case.said.task
        ]
        _check_card(connection, tenant, reader, examples)
        model = _read_model(connection, tenant, case)
        reviewers, learnt = NOBODY, None
        if model is not None:
            learnt = read_learnt_rows(
                connection, tenant, model.training.dataset_id, [case.said.ticket_id]
            ).get(case.said.ticket_id)
            reviewers = read_reviewers_part(
                connection, tenant, model.training.dataset_id, case.said.label
            )
        facts = DecisionFacts(
            case=case,
            model=model,
            promise=_read_promise(connection, tenant, case),
            ground=read_grounds(connection, tenant, [number]).get(number),
            reviewers=replace(reviewers, own=_own(examples)),
            objections=_objections(connection, tenant, examples),
            learnt_label=None if learnt is None else learnt[1],
        )
    return facts if shows_names else _without_names(facts)


def _with_currency(case: DecidedCase, prices: Sequence[ModelPrice]) -> DecidedCase:
    if case.outside is None or not prices:
        return case
    return replace(case, outside=replace(case.outside, currency=prices[0].currency))


def _check_card(
    connection: Connection,
    tenant: Tenant,
    reader: Reviewer | None,
    examples: list[TracedExample],
) -> None:
    """A card may hide its suggestion, or suggest what is wrong, to see what he says."""
    if reader is None:
        return
    claim = read_open_claim(connection, tenant, reader.user_id)
    if claim is None or claim.expires_at <= read_clock(connection):
        return
    if claim.example_id in {one.example_id for one in examples}:
        raise CardHeld(
            f"you hold the card of this ticket, example {claim.example_id}: decide or "
            "skip it first"
        )


def _number(connection: Connection, tenant: Tenant, order: ExplainOrder) -> int:
    if order.classification_id is not None:
        return order.classification_id
    ticket = find_ticket_id(connection, tenant, order.ticket or "")
    return find_latest_answer(connection, tenant, ticket, order.task)


def _read_model(
    connection: Connection, tenant: Tenant, case: DecidedCase
) -> DecidingModel | None:
    model_id = case.said.model_id
    if model_id is None:
        return None
    card = read_model_card(connection, tenant, model_id)
    dataset = read_dataset(connection, tenant, card.dataset_id)
    return DecidingModel(
        model_id=model_id,
        candidate=card.candidate,
        reason=card.reason,
        status=card.status,
        embedder=card.embedder,
        manifest_sha256=card.manifest_sha256,
        trained_at=card.created_at,
        training=read_training_facts(connection, tenant, dataset, case.said.label),
        metrics=card.metrics,
        moves=read_model_moves(connection, tenant, model_id),
        target=read_target_facts(connection, tenant, model_id),
    )


def _read_promise(
    connection: Connection, tenant: Tenant, case: DecidedCase
) -> GivenPromise | None:
    model_id, label = case.said.model_id, case.said.label
    if model_id is None:
        return None
    promises = read_promises(connection, tenant, model_id=model_id)
    found = promise_at(promises, case.said.said_at)
    if found is None:
        return None
    changes = read_mode_changes(connection, tenant, case.said.task, found.promise_id)
    sets = found.facts.get("sets")
    share = sets.get("coverage") if isinstance(sets, Mapping) else None
    has_bands = isinstance(sets, Mapping) and bool(sets.get("bands"))
    return GivenPromise(
        promise_id=found.promise_id,
        precision=found.precision,
        delta=found.delta,
        n=found.n,
        made_at=found.made_at,
        expires_at=found.expires_at,
        ended_at=found.ended_at,
        made_by=found.made_by,
        of_class=next((one for one in found.classes if one.label == label), None),
        changes=tuple(one for one in changes if one.label in (None, label)),
        offered=offered_labels(case.said.distribution, sets),
        offered_coverage=share if has_bands else None,
    )


def _own(examples: list[TracedExample]) -> tuple[DecisionOnTicket, ...]:
    return tuple(
        DecisionOnTicket(one.kind, one.label, one.reviewer, one.decided_at)
        for example in examples
        if not example.is_gold and example.state in _SETTLED
        for one in example.decisions
        if one.kind is not DecisionKind.UNDO and one.undone_by_id is None
    )


def _objections(
    connection: Connection, tenant: Tenant, examples: list[TracedExample]
) -> tuple[Objection, ...]:
    open_to_all = [one for one in examples if not one.is_gold]
    ids = [one.example_id for one in open_to_all]
    objected = read_objected(connection, tenant, ids)
    return tuple(
        Objection(
            example_id=one.example_id,
            reason=one.reason,
            is_objection=one.example_id in objected,
            state=one.state,
            decided_label=one.decided_label,
        )
        for one in open_to_all
    )


def _without_names(facts: DecisionFacts) -> DecisionFacts:
    model, promise = facts.model, facts.promise
    if model is not None:
        moves = tuple(replace(move, by=None) for move in model.moves)
        model = replace(model, moves=moves)
    if promise is not None:
        changes = tuple(replace(one, changed_by="") for one in promise.changes)
        promise = replace(promise, made_by=None, changes=changes)
    own = tuple(replace(one, by=None) for one in facts.reviewers.own)
    reviewers = replace(facts.reviewers, names=(), own=own)
    return replace(facts, model=model, promise=promise, reviewers=reviewers)
