"""Read how the review stands."""

from collections.abc import Mapping

import numpy as np

from sdml.analytics.agreement import krippendorff_alpha, percent_agreement
from sdml.records.agreement import Coefficient
from sdml.records.review import QueueFilter
from sdml.records.review_stats import ReviewStats
from sdml.records.review_words import ClaimKind, QueueState
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_counts import (
    Answer,
    count_by,
    count_claimed,
    count_states,
    oldest_pending,
    read_answers,
    read_reviewer_counts,
)

__all__ = ["read_review_stats"]

_DROP = "\0drop"


def read_review_stats(session: Session, kept: QueueFilter | None = None) -> ReviewStats:
    """How the review of a tenant stands, or of a part of its queue.

    Stages: count in one snapshot -> measure how far several answers agree.

    Parameters
    ----------
    session : Session
        The tenant's.
    kept : QueueFilter, optional
        Which examples; counts by reviewer are of all.
    """
    kept = kept or QueueFilter()
    with session.read() as connection:
        tenant = session.tenant
        states = count_states(connection, tenant, kept)
        now = read_clock(connection)
        claimed = count_claimed(connection, tenant, kept, now)
        by_reason = count_by(connection, tenant, kept)
        reviewers = read_reviewer_counts(connection, tenant)
        oldest = oldest_pending(connection, tenant, kept)
        answers = read_answers(connection, tenant, kept)
    by_state = {
        state: sum(count for (one, _), count in states.items() if one is state)
        for state in QueueState
    }
    by_label = {
        label: count
        for (state, label), count in sorted(states.items(), key=lambda pair: -pair[1])
        if state is QueueState.COMPLETED and label
    }
    decided = by_state[QueueState.COMPLETED]
    return ReviewStats(
        pending=by_state[QueueState.OPEN] + by_state[QueueState.ADJUDICATION],
        claimed=claimed,
        adjudication=by_state[QueueState.ADJUDICATION],
        decided=decided,
        approved=sum(by_label.values()),
        rejected=decided - sum(by_label.values()),
        by_label=by_label,
        by_reason=by_reason,
        by_reviewer=reviewers,
        oldest_pending_at=oldest,
        agreement=_agreement(answers),
    )


def _agreement(answers: list[Answer]) -> Mapping[str, Coefficient]:
    counting = [one for one in answers if one.claim_kind is ClaimKind.REVIEW]
    examples = {
        one: row
        for row, one in enumerate(
            dict.fromkeys(answer.example_id for answer in counting)
        )
    }
    people = {
        one: column
        for column, one in enumerate(
            dict.fromkeys(answer.user_id for answer in counting)
        )
    }
    labels = sorted({answer.label or _DROP for answer in counting})
    ratings = np.full((len(examples), max(1, len(people))), -1, np.int64)
    for answer in counting:
        place = examples[answer.example_id], people[answer.user_id]
        ratings[place] = labels.index(answer.label or _DROP)
    ratings = ratings[(ratings >= 0).sum(axis=1) > 1]
    classes = max(2, len(labels))
    return {
        "percent": percent_agreement(ratings, classes),
        "krippendorff_alpha": krippendorff_alpha(ratings, classes),
    }
