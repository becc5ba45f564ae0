"""Read what proposals are made from, once for all of their sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdml.analytics.step_down import stepped_down
from sdml.errors import NoModel
from sdml.ml.contradictions import near_threshold
from sdml.ml.text import example_hash, text_hash, ticket_text, words
from sdml.records.dataset import TicketFilter
from sdml.records.embedding import Vectors
from sdml.records.model_card import ModelCard
from sdml.records.proposal import (
    AuditShare,
    ExistingExample,
    LabelChange,
    ProposalOptions,
    StoredPrediction,
    TaskTicket,
)
from sdml.records.review_words import QueueState
from sdml.records.watch import WatchRules
from sdml.records.workbench_words import ModelStatus
from sdml.steps.find_current_vectors import find_current_vectors
from sdml.steps.session import Session
from sdml.store.model_registry import find_serving_model, read_model_cards
from sdml.store.prediction_evidence import (
    read_label_changes,
    read_predictions,
    read_task_tickets,
)
from sdml.store.promises import read_mode_changes, read_open_promise
from sdml.store.proposals import read_existing_examples
from sdml.store.watch_rules import read_watch_rules

__all__ = ["ProposalMaterial", "TextVectors", "read_proposal_material"]

_IDENTICAL_SHARE = 0.2  # of the distance at which two texts are near-duplicates


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Current vectors of the texts at hand, by one embedder.

    Attributes
    ----------
    rows : mapping of int to int
        Row number by ticket id.
    vectors : ndarray of float32, shape (n, dimension)
        Of unit length.
    near, identical : float
        Cosine from which two texts belong together, and from which one
        repeats the other.
    """

    rows: Mapping[int, int]
    vectors: Vectors
    near: float
    identical: float

    def of(self, ticket_ids: Sequence[int]) -> Vectors:
        """Vectors of tickets that all have one, in their order."""
        places = np.array([self.rows[one] for one in ticket_ids], np.int64)
        return self.vectors[places]


@dataclass(frozen=True, slots=True)
class ProposalMaterial:
    """A task's tickets with all that is known of their labels.

    Attributes
    ----------
    task : str
        What the labels answer.
    tickets : dict of int to TaskTicket
        Those that may be proposed: with a word in them, not reviewed.
    reviewed : dict of int to tuple of TaskTicket and str
        Those whose review is over with a label, which is the truth to learn
        from, by id.
    settled : int
        How many tickets' reviews are over, with a label or not.
    texts, hashes : dict of int to str
        Of all these, by ticket id; the hash is of task and text.
    predictions : tuple of StoredPrediction
        The newest first.
    changes : mapping of int to LabelChange
        What the audit log knows.
    existing : tuple of ExistingExample
        Everything ever proposed for the task.
    cards : tuple of ModelCard
        The task's models: the serving one first, then those that may be
        compared with it; empty where there is none.
    vectors : TextVectors or None
        None where no embedder has current vectors of all texts.
    seed : int
        Of every choice by lot.
    options : ProposalOptions
        As the caller gave them.
    audit : AuditShare
        Which tickets are drawn by lot; more of classes that stepped down.
    """

    task: str
    tickets: dict[int, TaskTicket]
    reviewed: dict[int, tuple[TaskTicket, str]]
    settled: int
    texts: dict[int, str]
    hashes: dict[int, str]
    predictions: tuple[StoredPrediction, ...]
    changes: Mapping[int, LabelChange]
    existing: tuple[ExistingExample, ...]
    cards: tuple[ModelCard, ...]
    vectors: TextVectors | None
    seed: int
    options: ProposalOptions
    audit: AuditShare

    def newest_by(self, card: ModelCard) -> dict[int, StoredPrediction]:
        """What one model says of each ticket, by ticket id."""
        return {
            said.ticket_id: said
            for said in reversed(self.predictions)
            if said.model_id == card.model_id
        }


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What one read transaction gave."""

    tickets: list[TaskTicket]
    predictions: tuple[StoredPrediction, ...]
    changes: Mapping[int, LabelChange]
    existing: tuple[ExistingExample, ...]
    cards: tuple[ModelCard, ...]
    rules: WatchRules
    down: frozenset[str]


def read_proposal_material(
    session: Session,
    task: str,
    kept: TicketFilter,
    seed: int,
    options: ProposalOptions,
) -> ProposalMaterial:
    """Give a task's tickets, predictions, changes, examples, models and vectors.

    Stages: read all but the vectors in one snapshot -> set aside what was
    reviewed and what has no word -> find vectors that are current.

    Parameters
    ----------
    session : Session
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    kept : TicketFilter
        Which tickets.
    seed : int
        Of every choice by lot.
    options : ProposalOptions
        Handed on.
    """
    found = _read(session, task, kept)
    texts = {row.ticket_id: ticket_text(*row.text) for row in found.tickets}
    spoken = [row for row in found.tickets if words(texts[row.ticket_id])]
    hashes = {row.ticket_id: example_hash(task, texts[row.ticket_id]) for row in spoken}
    settled = {
        one.input_hash: one.decided_label
        for one in found.existing
        if not one.is_pending
    }
    truths = {
        row.ticket_id: (row, label)
        for row in spoken
        if (label := settled.get(hashes[row.ticket_id])) is not None
    }
    open_ = {
        row.ticket_id: row for row in spoken if hashes[row.ticket_id] not in settled
    }
    return ProposalMaterial(
        task=task,
        tickets=open_,
        reviewed=truths,
        settled=len(spoken) - len(open_),
        texts=texts,
        hashes=hashes,
        predictions=found.predictions,
        changes=found.changes,
        existing=found.existing,
        cards=found.cards,
        vectors=_vectors(session, texts, spoken, found.existing),
        seed=seed,
        options=options,
        audit=_audit(found, options, seed),
    )


def _read(session: Session, task: str, kept: TicketFilter) -> _Snapshot:
    tenant = session.tenant
    with session.read() as connection:
        tickets = read_task_tickets(connection, tenant, task, kept)
        predictions = read_predictions(connection, tenant, task)
        changes: Mapping[int, LabelChange] = {}
        if predictions:
            first = min(said.said_at for said in predictions)
            changes = read_label_changes(connection, tenant, task, first)
        existing = read_existing_examples(connection, tenant, task)
        cards = read_model_cards(connection, tenant, task)
        rules = read_watch_rules(connection, tenant)
        down: frozenset[str] = frozenset()
        try:
            serving = find_serving_model(connection, tenant, task).model_id
        except NoModel:
            serving = None
        if serving is not None:
            promise = read_open_promise(connection, tenant, serving)
            number = None if promise is None else promise.promise_id
            changes_of_modes = read_mode_changes(connection, tenant, task, number)
            down = stepped_down(promise, changes_of_modes)
    return _Snapshot(
        tickets,
        tuple(predictions),
        changes,
        tuple(existing),
        _in_order(cards, serving),
        rules,
        down,
    )


def _audit(found: _Snapshot, options: ProposalOptions, seed: int) -> AuditShare:
    percent = options.sample_percent
    if percent is None:
        percent = float(found.rules.audit_percent)
    raised = float(found.rules.percent_of(is_down=True))
    return AuditShare(percent, seed, dict.fromkeys(sorted(found.down), raised))


def _in_order(cards: Sequence[ModelCard], serving: int | None) -> tuple[ModelCard, ...]:
    """The serving model, then a shadow, then candidates, each the newest first."""
    if serving is None:
        return ()
    places = {ModelStatus.SHADOW: 1, ModelStatus.CANDIDATE: 2}
    able = [card for card in cards if card.model_id == serving or card.status in places]
    return tuple(
        sorted(
            able,
            key=lambda card: (
                0 if card.model_id == serving else places.get(card.status, 3),
                -card.model_id,
            ),
        )
    )


def _vectors(
    session: Session,
    texts: Mapping[int, str],
    spoken: Sequence[TaskTicket],
    existing: Sequence[ExistingExample],
) -> TextVectors | None:
    hashes = {row.ticket_id: text_hash(texts[row.ticket_id]) for row in spoken}
    found = find_current_vectors(session, hashes) if hashes else None
    if found is None:
        return None
    ids, vectors = found.ids.tolist(), found.vectors
    near = near_threshold(vectors)
    others = {
        one.ticket_id: text_hash(one.text)
        for one in existing
        if one.ticket_id is not None
        and one.ticket_id not in hashes
        and (one.is_pending or one.state is QueueState.COMPLETED)
    }
    if others:
        more = find_current_vectors(session, others, found.space)
        if more is not None and len(more.ids):
            ids += more.ids.tolist()
            vectors = np.concatenate([vectors, more.vectors])
    rows = {id_: row for row, id_ in enumerate(ids)}
    return TextVectors(rows, vectors, near, 1.0 - _IDENTICAL_SHARE * (1.0 - near))
