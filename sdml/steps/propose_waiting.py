"""Propose tickets whose class ended without a successor for review."""

from collections.abc import Sequence

import numpy as np

from sdml.ml.text import example_hash, text_hash, ticket_text, words
from sdml.records.promise_words import TaxonomyEntity
from sdml.records.proposal import NewExample, Proposal
from sdml.records.review_words import ProposalReason
from sdml.steps.follow_classes import ClassCase
from sdml.store.class_rows import ClassTicket
from sdml.store.proposals import insert_examples, read_existing_examples
from sdml.store.review_policies import read_review_policy
from sdml.store.taxonomy_changes import RowMove, insert_moves

__all__ = ["propose_waiting"]

_PRIORITY = 0.5


def propose_waiting(case: ClassCase, waiting: Sequence[ClassTicket], most: int) -> int:
    """Number of tickets that are new in the queue, chosen by lot.

    Stages: choose -> write examples without a suggestion -> remember them, so
    that an undo takes back those nobody looked at.

    Parameters
    ----------
    case : ClassCase
        The change that ended their class.
    waiting : sequence of ClassTicket
        Tickets of that class.
    most : int
        At most so many.
    """
    tenant, task = case.session.tenant, case.change.task
    if not most:
        return 0
    existing = read_existing_examples(case.connection, tenant, task)
    known = {one.input_hash for one in existing}
    spoken = [one for one in waiting if words(ticket_text(one.title, one.body))]
    fresh = [
        one
        for one in (_example(task, ticket) for ticket in spoken)
        if one.input_hash not in known
    ]
    order = np.random.default_rng(0).permutation(len(fresh))
    chosen = [fresh[at] for at in sorted(order[:most].tolist())]
    answers = read_review_policy(case.connection, tenant).answers
    ids = insert_examples(case.connection, tenant, chosen, task, answers, case.now)
    moves = [RowMove(id_, {}, {"proposed": True}) for id_ in ids if id_ is not None]
    insert_moves(
        case.connection, tenant, case.change.change_id, TaxonomyEntity.EXAMPLE, moves
    )
    return len(moves)


def _example(task: str, ticket: ClassTicket) -> NewExample:
    text = ticket_text(ticket.title, ticket.body)
    return NewExample(
        proposal=Proposal(ticket.ticket_id, ProposalReason.MANUAL, None, None, {}),
        text=text,
        input_hash=example_hash(task, text),
        text_hash=text_hash(text),
        priority=_PRIORITY,
        quality_parts={},
        quality=None,
    )
