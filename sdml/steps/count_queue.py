"""Count the queue."""

from sdml.records.review import QueueFilter
from sdml.records.review_words import QueueState
from sdml.records.reviewer_position import QueueCounts
from sdml.steps.session import Session
from sdml.store.review_counts import count_states

__all__ = ["count_queue"]


def count_queue(session: Session, kept: QueueFilter | None = None) -> QueueCounts:
    """How much the queue holds, or a part of it; without figures of agreement."""
    with session.read() as connection:
        states = count_states(connection, session.tenant, kept or QueueFilter())
    counts = {
        state: sum(count for (one, _), count in states.items() if one is state)
        for state in QueueState
    }
    disputed = counts[QueueState.ADJUDICATION]
    return QueueCounts(
        pending=counts[QueueState.OPEN] + disputed,
        adjudication=disputed,
        decided=counts[QueueState.COMPLETED],
        by_label={
            label: count
            for (state, label), count in states.items()
            if state is QueueState.COMPLETED and label
        },
    )
