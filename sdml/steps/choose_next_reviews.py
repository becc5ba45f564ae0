"""Choose what to review next: a new example, or a second look at an old one."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.growing_parts import FEWEST_LABELS, count_texts, judge_pool
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.sampling import ChoicePool, active_lab_scores, choose_batch
from sdml.records.dataset import parse_task
from sdml.records.review import QueueFilter
from sdml.records.review_gain import NextReview, NextReviews
from sdml.records.review_words import ClaimKind, QueueState
from sdml.steps.session import Session
from sdml.store.review_counts import Answer, read_answers
from sdml.store.review_evidence import QueueExample, read_queue_examples

__all__ = ["choose_next_reviews"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

MOST_POOL = 8_000  # of the new and of the old each: the newest


def choose_next_reviews(
    session: Session, *, task: str = "category", most: int = 100
) -> NextReviews:
    """The examples a look at which tells most, new and answered ones on one scale.

    Stages: read the queue and its answers -> judge every text by a quick model
    that did not learn it -> expected bits of one more answer -> the best batch.

    Parameters
    ----------
    session : Session
        The tenant's.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    most : int
        How many are chosen.

    Returns
    -------
    NextReviews
        Empty, with the reason, where fewer than 40 examples of two labels
        have been approved.
    """
    task = parse_task(task)
    with session.read() as connection:
        examples = read_queue_examples(connection, session.tenant, task)
        answers = read_answers(connection, session.tenant, QueueFilter(task=task))
    counting = [
        one
        for one in answers
        if one.claim_kind is ClaimKind.REVIEW and one.label is not None
    ]
    old, new = _old_and_new(examples, {one.example_id for one in counting})
    names = tuple(sorted({one.decided_label or "" for one in old}))
    if len(old) < FEWEST_LABELS or len(names) < 2:
        reason = (
            f"{len(old)} approved examples of {len(names)} labels: the comparison "
            f"needs at least {FEWEST_LABELS} of 2"
        )
        return NextReviews((), 0, 0, reason)
    pool = _pool([*old, *new], names, counting)
    scores = active_lab_scores(pool)
    chosen = tuple(
        NextReview(
            (*old, *new)[one.row].example_id,
            one.is_answered,
            one.total,
            one.suspicion,
            float(scores[one.row]),
        )
        for one in choose_batch(pool, most)
    )
    again = sum(one.is_answered for one in chosen)
    return NextReviews(chosen, len(chosen) - again, again)


def _old_and_new(
    examples: Mapping[int, QueueExample], answered: Collection[int]
) -> tuple[list[QueueExample], list[QueueExample]]:
    old = [
        one
        for one in examples.values()
        if one.state is QueueState.COMPLETED
        and one.decided_label
        and one.example_id in answered
    ]
    new = [
        one
        for one in examples.values()
        if one.state is QueueState.OPEN and one.example_id not in answered
    ]
    return old[-MOST_POOL:], new[-MOST_POOL:]


def _pool(
    examples: Sequence[QueueExample], names: Sequence[str], answers: Sequence[Answer]
) -> ChoicePool:
    texts = [one.text for one in examples]
    numbers = {name: number for number, name in enumerate(names)}
    labels = np.array(
        [
            numbers[one.decided_label]
            if one.state is QueueState.COMPLETED and one.decided_label
            else -1
            for one in examples
        ],
        np.int64,
    )
    groups = group_near_duplicates(texts)
    keys = [str(one.example_id) for one in examples]
    probabilities = judge_pool(count_texts(texts), labels, groups, keys, len(names))
    return ChoicePool(probabilities, _answers(examples, numbers, answers))


def _answers(
    examples: Sequence[QueueExample],
    numbers: Mapping[str, int],
    answers: Sequence[Answer],
) -> Matrix:
    """Class numbers by example and reviewer, NaN where there is none."""
    rows = {one.example_id: row for row, one in enumerate(examples)}
    people = sorted({one.user_id for one in answers})
    given = np.full((len(examples), max(len(people), 1)), np.nan)
    for one in answers:
        number = numbers.get(one.label or "")
        if one.example_id in rows and number is not None:
            given[rows[one.example_id], people.index(one.user_id)] = number
    # A label that an approver settled alone is an answer too.
    for row, example in enumerate(examples):
        settled = numbers.get(example.decided_label or "")
        if settled is not None and np.isnan(given[row]).all():
            given[row, 0] = settled
    return given
