"""Collect what every source would have reviewed, and what could not be looked for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from sdml.analytics.feedback_proposals import (
    propose_accepted_sample,
    propose_disagreements,
    propose_imported_sample,
    propose_overrides,
)
from sdml.analytics.weak_rules import judge_rules, propose_rule_hits
from sdml.errors import NoModel, NotEnoughData
from sdml.files.rule_files import load_rules
from sdml.ml.sampling import ChoicePool, choose_batch
from sdml.records.proposal import Proposal, StoredPrediction
from sdml.records.review_words import ProposalReason
from sdml.steps.read_proposal_material import ProposalMaterial
from sdml.steps.session import Session
from sdml.steps.suspect_labels import suspect_labels

__all__ = ["CollectedProposals", "collect_proposals"]

DOUBTFUL = 0.8  # a prediction below this probability is one of low confidence
POOL = 8_192  # of these, the least certain, the most telling are chosen

_NEEDS_PREDICTIONS = frozenset(
    {
        ProposalReason.OVERRIDE,
        ProposalReason.ACCEPTED_SAMPLE,
        ProposalReason.DISAGREEMENT,
        ProposalReason.LOW_CONFIDENCE,
    }
)


@dataclass(frozen=True, slots=True)
class CollectedProposals:
    """What the sources gave.

    Attributes
    ----------
    proposals : list of Proposal
        A ticket may be in it several times.
    notes : list of str
        What was not looked for, or only in part.
    model_id : int or None
        The serving model, where one said anything.
    """

    proposals: list[Proposal]
    notes: list[str]
    model_id: int | None


def collect_proposals(
    session: Session,
    material: ProposalMaterial,
    reasons: Collection[ProposalReason],
    most: int,
    *,
    is_explicit: bool,
) -> CollectedProposals:
    """Give the proposals of every source that was asked for.

    Stages: what people did with predictions -> weak rules -> low confidence
    and disagreement of stored predictions -> suspicious labels.

    Parameters
    ----------
    session : Session
        Who waits.
    material : ProposalMaterial
        The tickets.
    reasons : collection of ProposalReason
        Which sources.
    most : int
        At most so many of a source that ranks its tickets.
    is_explicit : bool
        Somebody named these reasons: what one of them lacks is an error, not
        a note.

    Raises
    ------
    NoModel
        A named reason needs a model, or two, that are not there.
    NotEnoughData
        Label issues were named, and too few labels are there.
    """
    notes: list[str] = []
    found = _from_feedback(material, reasons)
    if ProposalReason.WEAK_RULE in reasons and material.options.rules is not None:
        found += _from_rules(material)
    wanted = _NEEDS_PREDICTIONS & set(reasons)
    if wanted and not material.cards and not material.predictions:
        named = ", ".join(sorted(wanted))
        _lack(
            NoModel(
                f"no model answers for the task {material.task!r}, so nothing can be "
                f"proposed as {named}: 'sdml train' and 'sdml classify' first"
            ),
            notes,
            is_explicit,
        )
    elif wanted:
        found += _from_predictions(material, reasons, most, notes, is_explicit)
    suspects = {ProposalReason.LABEL_ISSUE, ProposalReason.CONTRADICTION}
    if suspects & set(reasons):
        found += _from_labels(session, material, reasons, most, notes, is_explicit)
    if not material.cards:
        return CollectedProposals(found, notes, None)
    newest = material.newest_by(material.cards[0])
    known = [_with_model(one, newest.get(one.ticket_id)) for one in found]
    return CollectedProposals(known, notes, material.cards[0].model_id)


def _from_feedback(
    material: ProposalMaterial, reasons: Collection[ProposalReason]
) -> list[Proposal]:
    tickets, changes = material.tickets, material.changes
    audit = material.audit
    found: list[Proposal] = []
    if ProposalReason.OVERRIDE in reasons:
        found += propose_overrides(tickets, material.predictions, changes, audit)
    if ProposalReason.ACCEPTED_SAMPLE in reasons:
        found += propose_accepted_sample(tickets, material.predictions, changes, audit)
    if ProposalReason.IMPORTED in reasons:
        newest = material.newest_by(material.cards[0]) if material.cards else {}
        found += propose_imported_sample(
            tickets.values(), newest, changes, audit.percent, audit.seed
        )
    return found


def _from_rules(material: ProposalMaterial) -> list[Proposal]:
    rules = load_rules(material.options.rules) if material.options.rules else ()
    decided = [
        (one.text, one.decided_label)
        for one in material.existing
        if not one.is_pending and one.decided_label is not None
    ]
    records = judge_rules(rules, decided)
    tickets = list(material.tickets.values())
    return propose_rule_hits(tickets, material.texts, rules, records)


def _from_predictions(
    material: ProposalMaterial,
    reasons: Collection[ProposalReason],
    most: int,
    notes: list[str],
    is_explicit: bool,
) -> list[Proposal]:
    found: list[Proposal] = []
    sources: dict[ProposalReason, Callable[..., list[Proposal]]] = {
        ProposalReason.DISAGREEMENT: _disagreements,
        ProposalReason.LOW_CONFIDENCE: _low_confidence,
    }
    for reason, source in sources.items():
        if reason in reasons:
            try:
                found += source(material, most, notes)
            except NoModel as error:
                _lack(error, notes, is_explicit)
    return found


def _disagreements(
    material: ProposalMaterial, most: int, notes: list[str]
) -> list[Proposal]:
    said = material.newest_by(material.cards[0]) if material.cards else {}
    for card in material.cards[1:]:
        other = material.newest_by(card)
        pairs = [(said[id_], other[id_]) for id_ in said.keys() & other.keys()]
        if pairs:
            pairs.sort(key=lambda pair: pair[0].ticket_id)
            return propose_disagreements(material.tickets, pairs)
    raise NoModel(
        f"no second model of the task {material.task!r} has classified the same "
        "tickets, so no disagreement is known: 'sdml model shadow' one that has"
    )


def _low_confidence(
    material: ProposalMaterial, most: int, notes: list[str]
) -> list[Proposal]:
    if not material.cards:
        raise NoModel(
            f"no model answers for the task {material.task!r}: 'sdml train' first"
        )
    newest = material.newest_by(material.cards[0])
    said = [newest[id_] for id_ in material.tickets if id_ in newest]
    lacking = len(material.tickets) - len(said)
    if lacking:
        notes.append(
            f"low confidence: {lacking:,} of {len(material.tickets):,} tickets have no "
            f"answer of model {material.cards[0].model_id}; 'sdml classify' gives them"
        )
    unlabelled = [one for one in said if material.tickets[one.ticket_id].label is None]
    doubtful = sorted(
        (one for one in unlabelled or said if one.probability < DOUBTFUL),
        key=lambda one: (one.probability, one.ticket_id),
    )[:POOL]
    return _most_telling(material, doubtful, most) if doubtful else []


def _most_telling(
    material: ProposalMaterial, doubtful: list[StoredPrediction], most: int
) -> list[Proposal]:
    names = sorted(
        {label for one in doubtful for label in (one.label, *one.distribution)}
    )
    if len(names) < 2:
        return []
    table = np.array(
        [[one.probability_of(name) or 0.0 for name in names] for one in doubtful]
    )
    table /= table.sum(axis=1, keepdims=True)
    vectors = None
    if material.vectors is not None:
        vectors = material.vectors.of([one.ticket_id for one in doubtful])
    chosen = choose_batch(ChoicePool(table, vectors=vectors), most, material.seed)
    return [
        Proposal(
            ticket_id=(one := doubtful[choice.row]).ticket_id,
            reason=ProposalReason.LOW_CONFIDENCE,
            suggestion=one.label,
            given_label=material.tickets[one.ticket_id].label,
            parts={
                "uncertainty": 1.0 - one.probability,
                "diversity": min(max(choice.novelty, 0.0), 1.0),
            },
            probability=one.probability,
            model_id=one.model_id,
        )
        for choice in chosen
    ]


def _with_model(one: Proposal, said: StoredPrediction | None) -> Proposal:
    """What the serving model says, where a contradiction does not know better."""
    if one.reason is not ProposalReason.CONTRADICTION or said is None:
        return one
    label = one.suggestion or said.label
    probability = said.probability_of(label)
    model_id = None if probability is None else said.model_id
    return replace(one, suggestion=label, probability=probability, model_id=model_id)


def _from_labels(
    session: Session,
    material: ProposalMaterial,
    reasons: Collection[ProposalReason],
    most: int,
    notes: list[str],
    is_explicit: bool,
) -> list[Proposal]:
    found: list[Proposal] = []
    for reason in (ProposalReason.CONTRADICTION, ProposalReason.LABEL_ISSUE):
        if reason in reasons:
            try:
                proposals, said = suspect_labels(session, material, {reason}, most)
            except NotEnoughData as error:
                _lack(error, notes, is_explicit)
            else:
                found += proposals
                notes += said
    return found


def _lack(error: NoModel | NotEnoughData, notes: list[str], is_explicit: bool) -> None:
    if is_explicit:
        raise error
    notes.append(str(error))
