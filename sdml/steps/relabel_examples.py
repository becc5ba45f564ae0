"""Rewrite labels of examples whose classes changed, and derive their states anew."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sdml.analytics.review_state import derive_state
from sdml.records.machine_learning import ExampleStatus
from sdml.records.review_words import QueueState
from sdml.records.taxonomy import LabelHistory
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.engine import Connection
from sdml.store.example_labels import (
    AnswerLabel,
    ExampleLabels,
    write_example_labels,
)
from sdml.store.review_decisions import read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import lock_item

__all__ = ["answered_otherwise", "relabel_examples", "void_answers"]


def relabel_examples(
    session: Session,
    connection: Connection,
    labels: Sequence[ExampleLabels],
    answered: Collection[int],
    now: datetime,
) -> Counter[str]:
    """Count what became of examples by the review's own rule.

    Stages: write the labels -> an example: derive the state from its decisions,
    read in today's classes -> write it, and tell where it was completed.

    Parameters
    ----------
    session : Session
        The tenant's.
    connection : Connection
        Holds the locks of the queue.
    labels : sequence of ExampleLabels
        Examples whose rows get other labels.
    answered : collection of int
        Examples whose decisions mean something else now.
    now : datetime
        By the database's clock.

    Returns
    -------
    Counter of str
        ``remapped``: settled before and after; ``requeued``: settled before and
        open now; ``settled``: the other way round; ``pending``: open both times.
    """
    tenant = session.tenant
    for one in labels:
        write_example_labels(connection, tenant, one)
    policy = read_review_policy(connection, tenant)
    counts: Counter[str] = Counter()
    for example_id in sorted({one.example_id for one in labels} | set(answered)):
        item = lock_item(connection, tenant, example_id)
        assert item is not None  # noqa: S101 - it waits
        is_blanked = item.status is ExampleStatus.QUARANTINED
        if item.state is QueueState.WITHDRAWN or is_blanked:
            continue
        evidence = read_evidence(connection, tenant, example_id)
        state = derive_state(evidence, item.minimum_answers, policy)
        settle_example(connection, tenant, item, state, now)
        was = item.state is QueueState.COMPLETED
        counts[_CHANGE[was, state.state is QueueState.COMPLETED]] += 1
    return counts


def answered_otherwise(
    answers: Sequence[AnswerLabel], before: LabelHistory, after: LabelHistory
) -> set[int]:
    """Examples that hold a decision whose label means something else than before."""
    return {
        answer.example_id
        for answer in answers
        if before.today(answer.label, "decision", answer.decision_id)
        != after.today(answer.label, "decision", answer.decision_id)
    }


def void_answers(
    answers: Sequence[AnswerLabel], before: LabelHistory, after: LabelHistory
) -> list[int]:
    """Decisions whose label means nothing any more, until people give it anew."""
    return [
        answer.decision_id
        for answer in answers
        if after.today(answer.label, "decision", answer.decision_id) is None
        and before.today(answer.label, "decision", answer.decision_id) is not None
    ]


_CHANGE = {
    (True, True): "remapped",
    (True, False): "requeued",
    (False, True): "settled",
    (False, False): "pending",
}
