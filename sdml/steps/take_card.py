"""Take a card inside a transaction: the one held, one named, or the next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sdml.analytics.card_choice import (
    CardDraw,
    choose_kind,
    choose_one,
    shown_suggestion,
)
from sdml.errors import ClaimLost, NotFound
from sdml.records.queue_item import HeldClaim, NewClaim, QueueItem, outward_claim
from sdml.records.review import (
    ClaimedExample,
    QueueFilter,
    Reviewer,
    ReviewPolicy,
)
from sdml.records.review_words import ClaimKind, ClaimStatus, Client, QueueState
from sdml.steps.describe_example import describe_example
from sdml.steps.refuse_own_example import refuse_own_example
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.review_candidates import (
    find_gold,
    find_next,
    find_repeats,
    is_open_to,
)
from sdml.store.review_claims import (
    TAKES_A_PLACE,
    end_claim,
    insert_claim,
    read_open_claim,
    renew_lease,
    sweep_claims,
)
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import change_held, lock_item
from sdml.store.task_labels import read_task_labels

__all__ = ["CardWish", "take_card"]

# The state an example must be in for a claim that takes one of its places.
_STATE_OF = {
    ClaimKind.REVIEW: QueueState.OPEN,
    ClaimKind.ADJUDICATION: QueueState.ADJUDICATION,
}


@dataclass(frozen=True, slots=True)
class CardWish:
    """Which card a reviewer asks for.

    Attributes
    ----------
    kept : QueueFilter
        Which examples; a claim that is open already is given all the same.
    client : Client
        The door he comes through.
    example_id : int, optional
        This one and no other; an open claim on another is released for it.
    skipped : bool
        Whether what he skipped comes again when nothing else is left.
    """

    kept: QueueFilter
    client: Client
    example_id: int | None = None
    skipped: bool = True


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one call works with."""

    session: Session
    connection: Connection
    reviewer: Reviewer
    policy: ReviewPolicy
    now: datetime
    client: Client

    @property
    def lease_end(self) -> datetime:
        return self.now + timedelta(seconds=self.policy.lease_seconds)


@dataclass(frozen=True, slots=True)
class _Card:
    """A claim and its example, locked."""

    item: QueueItem
    claim: HeldClaim


def take_card(
    session: Session, connection: Connection, reviewer: Reviewer, wish: CardWish
) -> ClaimedExample:
    """Claim a card for a locked reviewer in the transaction of its caller.

    Stages: lock the examples he holds and names -> give the open claim again,
    renewed -> end claims whose lease is over -> else draw whether the card is
    new, gold or a repeat -> lock an example that nobody else holds -> write
    the claim.

    Parameters
    ----------
    session : Session
        The tenant's.
    connection : Connection
        In a transaction that writes.
    reviewer : Reviewer
        As he was locked.
    wish : CardWish
        Which card.

    Returns
    -------
    ClaimedExample
        Without example and claim where the queue holds nothing for him.

    Raises
    ------
    Forbidden, ClaimLost, NotFound
        As `claim_example` says.
    """
    tenant, example_id = session.tenant, wish.example_id
    policy = read_review_policy(connection, tenant)
    holds_one = _lock(connection, session, reviewer, example_id)
    now = read_clock(connection)
    desk = _Desk(session, connection, reviewer, policy, now, wish.client)
    card = _held(desk, example_id) if holds_one else None
    sweep_claims(connection, tenant, now)
    if card is None and example_id is not None:
        card = _named(desk, example_id)
    elif card is None:
        card = _next(desk, wish.kept, skipped=wish.skipped)
    if card is None:
        return ClaimedExample(None, (), None)
    labels = read_task_labels(connection, tenant, card.item.task)
    example = replace(describe_example(card.item, card.claim), labels=labels)
    return ClaimedExample(example, labels, outward_claim(card.claim))


def _lock(
    connection: Connection, session: Session, reviewer: Reviewer, example_id: int | None
) -> bool:
    """Lock the example he holds and the one he names, the lower id first.

    All that is waited for is locked here, in one order, and all later locks
    pass over what others hold: so no two claims wait for each other. Says
    whether he holds one; nobody else can give him another meanwhile.
    """
    tenant = session.tenant
    claim = read_open_claim(connection, tenant, reviewer.user_id)
    held = None if claim is None else claim.example_id
    for number in sorted({one for one in (held, example_id) if one is not None}):
        try:
            lock_item(connection, tenant, number)
        except NotFound:  # its ticket was erased meanwhile
            if number == example_id:
                raise
    return held is not None


def _held(desk: _Desk, example_id: int | None) -> _Card | None:
    """The reviewer's open claim, renewed; ended where it leads nowhere."""
    connection, tenant = desk.connection, desk.session.tenant
    claim = read_open_claim(connection, tenant, desk.reviewer.user_id)
    if claim is None:
        return None
    try:
        item = lock_item(connection, tenant, claim.example_id)
    except NotFound:  # its ticket was erased meanwhile
        item = None
    if item is None:
        end_claim(connection, tenant, claim, ClaimStatus.RELEASED, desk.now)
        return None
    other = example_id is not None and example_id != claim.example_id
    over = claim.expires_at <= desk.now
    done = item.state is not _STATE_OF.get(claim.kind, item.state)
    if other or over or done:
        status = ClaimStatus.EXPIRED if over else ClaimStatus.RELEASED
        if end_claim(connection, tenant, claim, status, desk.now) and (
            claim.kind in TAKES_A_PLACE
        ):
            change_held(connection, tenant, item, -1)
        return None
    renew_lease(connection, tenant, claim, item.version, desk.lease_end)
    renewed = replace(claim, version=item.version, expires_at=desk.lease_end)
    return _Card(item, renewed)


def _named(desk: _Desk, example_id: int) -> _Card:
    connection, tenant = desk.connection, desk.session.tenant
    item = lock_item(connection, tenant, example_id)
    assert item is not None  # noqa: S101 - it waits
    refuse_own_example(connection, tenant, item, desk.reviewer)
    if not is_open_to(connection, tenant, desk.reviewer, example_id):
        raise ClaimLost(
            f"example {example_id} is {item.state}, assigned to another person, "
            "held by others or answered by you already: take the next one"
        )
    return _claim(desk, item, _kind_of(item), as_it_is=True)


def _next(desk: _Desk, kept: QueueFilter, *, skipped: bool) -> _Card | None:
    connection, tenant = desk.connection, desk.session.tenant
    candidate = find_next(connection, tenant, desk.reviewer, kept, skipped=skipped)
    item = None
    if candidate is not None:
        item = lock_item(connection, tenant, candidate)
        assert item is not None  # noqa: S101 - it waits
        if item.state is QueueState.ADJUDICATION:
            return _claim(desk, item, ClaimKind.ADJUDICATION)
    special = _special(desk, kept, item)
    if special is not None:
        return special
    return None if item is None else _claim(desk, item, _kind_of(item))


def _special(desk: _Desk, kept: QueueFilter, fresh: QueueItem | None) -> _Card | None:
    """A gold card or a repeat instead of the fresh one, if the draw says so."""
    if fresh is None:
        return None
    connection, tenant, user_id = (
        desk.connection,
        desk.session.tenant,
        desk.reviewer.user_id,
    )
    draw = _draw(desk, fresh)
    kind = choose_kind(draw, desk.policy)
    if kind is ClaimKind.GOLD:
        choices = find_gold(connection, tenant, user_id, kept)
    elif kind is ClaimKind.REPEAT:
        before = desk.now - timedelta(days=desk.policy.repeat_after_days)
        choices = find_repeats(connection, tenant, user_id, kept, before)
    else:
        return None
    chosen = choose_one(draw, choices)
    item = None if chosen is None else lock_item(connection, tenant, chosen, wait=False)
    return None if item is None else _claim(desk, item, kind)


def _claim(
    desk: _Desk, item: QueueItem, kind: ClaimKind, *, as_it_is: bool = False
) -> _Card:
    connection, tenant = desk.connection, desk.session.tenant
    gold: tuple[str | None, tuple[str, ...]] = (None, ())
    if kind is ClaimKind.GOLD:
        gold = (item.gold_label, read_task_labels(connection, tenant, item.task))
    suggestion = item.suggestion
    if as_it_is or kind is ClaimKind.ADJUDICATION:  # he has seen it already
        shown, blind, planted = suggestion, False, False
    else:
        shown, blind, planted = shown_suggestion(
            _draw(desk, item), desk.policy, suggestion, gold
        )
    new = NewClaim(
        item.example_id,
        desk.reviewer.user_id,
        kind,
        desk.client,
        shown,
        blind,
        planted,
    )
    claim = insert_claim(
        connection, tenant, item, new, desk.now, desk.policy.lease_seconds
    )
    return _Card(item, claim)


def _draw(desk: _Desk, item: QueueItem) -> CardDraw:
    return CardDraw(
        f"{desk.session.tenant.slug}:{desk.reviewer.user_id}:{item.example_id}:"
        f"{item.last_token + 1}"
    )


def _kind_of(item: QueueItem) -> ClaimKind:
    if item.state is QueueState.ADJUDICATION:
        return ClaimKind.ADJUDICATION
    return ClaimKind.REVIEW
