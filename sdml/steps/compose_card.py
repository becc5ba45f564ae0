"""Compose the card of an example inside a snapshot, as one person may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sdml.privacy.pii import mask
from sdml.records.example_card import ExampleCard, HistoryEntry
from sdml.records.queue_item import DISGUISED, HeldClaim, QueueItem, outward_claim
from sdml.records.review import Reviewer, ReviewPolicy
from sdml.records.review_words import DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.steps.describe_example import describe_example
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.review_claims import read_open_claim
from sdml.store.review_lists import read_comments, read_history
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import read_item
from sdml.store.task_labels import read_task_labels

__all__ = ["Reader", "compose_card", "read_reader"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at cards in one snapshot, and when.

    Attributes
    ----------
    tenant : Tenant
        Whose examples.
    reviewer : Reviewer
        Who looks.
    claim : HeldClaim or None
        The one he holds, its lease perhaps over.
    policy : ReviewPolicy
        The rules of now.
    now : datetime
        By the database's clock.
    """

    tenant: Tenant
    reviewer: Reviewer
    claim: HeldClaim | None
    policy: ReviewPolicy
    now: datetime


def read_reader(connection: Connection, tenant: Tenant, reviewer: Reviewer) -> Reader:
    """Who looks, with his open claim and the rules of now."""
    return Reader(
        tenant=tenant,
        reviewer=reviewer,
        claim=read_open_claim(connection, tenant, reviewer.user_id),
        policy=read_review_policy(connection, tenant),
        now=read_clock(connection),
    )


def compose_card(
    connection: Connection, reader: Reader, example_id: int, *, reveal: bool = False
) -> ExampleCard:
    """The card of one example.

    Stages: read the example, its history, comments and labels -> leave out
    what would give an answer away -> mask.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    reader : Reader
        Who looks.
    example_id : int
        At which.
    reveal : bool
        The text in clear.

    Raises
    ------
    NotFound
        There is no such example.
    """
    item = read_item(connection, reader.tenant, example_id)
    history = read_history(connection, reader.tenant, example_id)
    comments = read_comments(connection, reader.tenant, example_id)
    labels = read_task_labels(connection, reader.tenant, item.task)
    claim = reader.claim
    if claim is not None and (
        claim.example_id != example_id or claim.expires_at <= reader.now
    ):
        claim = None
    disguised = claim is not None and claim.kind in DISGUISED
    example = describe_example(item, claim, in_clear=reveal)
    masked = example.input if not reveal else mask(item.input)
    return ExampleCard(
        example=example,
        labels=labels,
        claim=None if claim is None else outward_claim(claim),
        words=((example.input, False),),
        nearest=(),
        contradicting=None,
        history=_visible(history, item, claim, reader.reviewer),
        comments=() if disguised else tuple(comments),
        is_revealed=reveal,
        has_personal_data=masked != item.input,
        undoable_id=None if disguised else _undoable(history, reader),
    )


def _undoable(history: list[HistoryEntry], reader: Reader) -> int | None:
    since = reader.now - timedelta(seconds=reader.policy.undo_seconds)
    found = [
        entry.decision_id
        for entry in history
        if entry.user_id == reader.reviewer.user_id
        and not entry.is_undone
        and entry.kind is not DecisionKind.UNDO
        and entry.decided_at >= since
    ]
    return found[-1] if found else None


def _visible(
    history: list[HistoryEntry],
    item: QueueItem,
    claim: HeldClaim | None,
    reviewer: Reviewer,
) -> tuple[HistoryEntry, ...]:
    if claim is not None and claim.kind in DISGUISED:
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
