"""Show an example with its history and comments."""

from datetime import timedelta

from sdml.privacy.pii import mask
from sdml.records.example_card import ExampleCard, HistoryEntry
from sdml.records.queue_item import HeldClaim, QueueItem, outward_claim
from sdml.records.review import Reviewer
from sdml.records.review_words import ClaimKind, DecisionKind, QueueState
from sdml.steps.describe_example import describe_example
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_claims import read_open_claim
from sdml.store.review_lists import read_comments, read_history
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import read_item
from sdml.store.task_labels import read_task_labels

__all__ = ["show_example"]

_DISGUISED = frozenset({ClaimKind.GOLD, ClaimKind.REPEAT})


def show_example(
    session: Session, reviewer: Reviewer, example_id: int, *, reveal: bool = False
) -> ExampleCard:
    """The example as this person may see it; his neighbours come apart.

    Who has not answered yet does not see what others answered. The nearest
    examples take longer: `find_similar_examples` gives them.

    Stages: read the example, the reader's claim, history and comments in one
    snapshot -> leave out what would give an answer away -> mask.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Who looks.
    example_id : int
        At which.
    reveal : bool
        The text in clear; `reveal_example` logs it first.

    Raises
    ------
    ParameterError
        There is no such example.
    """
    with session.read() as connection:
        tenant = session.tenant
        item = read_item(connection, tenant, example_id)
        claim = read_open_claim(connection, tenant, reviewer.user_id)
        now = read_clock(connection)
        if claim is not None and (
            claim.example_id != example_id or claim.expires_at <= now
        ):
            claim = None
        history = read_history(connection, tenant, example_id)
        comments = read_comments(connection, tenant, example_id)
        labels = read_task_labels(connection, tenant, item.task)
        policy = read_review_policy(connection, tenant)
    since = now - timedelta(seconds=policy.undo_seconds)
    undoable = [
        entry.decision_id
        for entry in history
        if entry.user_id == reviewer.user_id
        and not entry.is_undone
        and entry.kind is not DecisionKind.UNDO
        and entry.decided_at >= since
    ]
    disguised = claim is not None and claim.kind in _DISGUISED
    example = describe_example(item, claim, in_clear=reveal)
    return ExampleCard(
        example=example,
        labels=labels,
        claim=None if claim is None else outward_claim(claim),
        words=((example.input, False),),
        nearest=(),
        contradicting=None,
        history=_visible(history, item, claim, reviewer),
        comments=() if disguised else tuple(comments),
        is_revealed=reveal,
        has_personal_data=mask(item.input) != item.input,
        undoable_id=undoable[-1] if undoable and not disguised else None,
    )


def _visible(
    history: list[HistoryEntry],
    item: QueueItem,
    claim: HeldClaim | None,
    reviewer: Reviewer,
) -> tuple[HistoryEntry, ...]:
    if claim is not None and claim.kind in _DISGUISED:
        return ()
    own = tuple(one for one in history if one.user_id == reviewer.user_id)
    settled = item.state in (QueueState.COMPLETED, QueueState.WITHDRAWN)
    judges = item.state is QueueState.ADJUDICATION and reviewer.may_adjudicate
    has_answered = any(
        not one.is_undone and one.kind not in (DecisionKind.UNDO, DecisionKind.SKIP)
        for one in own
    )
    if settled or judges or has_answered or not reviewer.may_review:
        return tuple(history)
    return own
