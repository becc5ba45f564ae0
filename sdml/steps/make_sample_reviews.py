"""Make a queue of proposals on a sample desk, and weeks of made reviews of it."""

import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sdml.analytics.card_choice import CardDraw, shown_suggestion
from sdml.analytics.review_state import derive_state
from sdml.errors import NoModel
from sdml.records.dataset import TicketFilter
from sdml.records.proposal import ProposalOptions
from sdml.records.queue_item import NewClaim, QueueItem
from sdml.records.review import Reviewer, ReviewPolicy
from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    Client,
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.records.sample_reviews import MadeReviewer, SampleReviews
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.samples.made_reviews import (
    MADE_REVIEWERS,
    answer_of,
    next_reviewer,
    seconds_of,
    working_times,
)
from sdml.steps.add_user import add_user
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.propose_examples import propose_examples
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.engine import Connection
from sdml.store.prediction_evidence import read_task_tickets
from sdml.store.review_assignments import write_gold, write_minimum
from sdml.store.review_claims import TAKES_A_PLACE, end_claim, insert_claim
from sdml.store.review_decisions import append_decision, read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import lock_item
from sdml.store.sample_reviews import count_decisions, read_true_labels, read_waiting
from sdml.store.task_labels import read_task_labels

__all__ = ["make_sample_reviews"]

APPROVER = MadeReviewer("aprovador1", 1.0, 0.0, 20.0, 0.0)
_PURPOSE = "make_sample_reviews"
_FIRST_DAYS, _SECOND_DAYS = 29, 9
_REVIEWED, _OVERLAP, _OVERLAP_EVERY = 0.75, 3, 4
_GOLD, _MOST_GOLD = 0.12, 40
_POLICY = {"blind_percent": 15, "planted_percent": 50}
_DROPPED_EVERY = 67
_OPTIONS = ProposalOptions(sample_percent=20.0)


@dataclass(slots=True)
class _Desk:
    """The made review while it goes on.

    ``gold`` holds the known answers; ``met`` who had which card; ``given`` who
    labelled what and when, for repeats.
    """

    session: Session
    connection: Connection
    people: tuple[Reviewer, ...]
    policy: ReviewPolicy
    labels: tuple[str, ...]
    truth: Mapping[int, str]
    draw: Callable[[], float]
    gold: dict[int, str] = field(default_factory=dict)
    met: set[tuple[int, int]] = field(default_factory=set)
    given: dict[tuple[int, int], datetime] = field(default_factory=dict)
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class _Card:
    """One card on its way to an answer."""

    item: QueueItem
    place: int
    kind: ClaimKind
    at: datetime

    @property
    def who(self) -> MadeReviewer:
        return (*MADE_REVIEWERS, APPROVER)[self.place]


def make_sample_reviews(
    session: Session, *, task: str = "category", most: int = 400, seed: int = 7
) -> SampleReviews:
    """A queue of proposals and four weeks of decisions of reviewers who do not exist.

    History keeps its own times, so it is written past the clock of claims, but by
    the same rules: every state follows from the decisions. Made reviewers answer
    by the sample's true labels, each with his share of errors; some cards take
    three answers, some are gold, blind, planted or come again after three weeks.

    Stages: propose, dated back -> add the people -> for each card: claim,
    decide, settle, all in one transaction -> propose again, dated a few days back.

    Parameters
    ----------
    session : Session
        Of a sample desk; a tenant with decisions stays as it is.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    most : int
        Examples in the queue at first.
    seed : int
        Another one makes other answers.
    """
    with session.read() as connection:
        before = count_decisions(connection, session.tenant)
    if before:
        return SampleReviews(0, before, changed=False)
    now = session.now()
    begins_at = now - timedelta(days=_FIRST_DAYS)
    first = propose_examples(
        _dated(session, begins_at), task=task, most=most, options=_OPTIONS
    )
    draw = random.Random(seed).random  # noqa: S311 - a sample, no secret
    made = _review(session, task, (begins_at, now), draw)
    later = _dated(session, now - timedelta(days=_SECOND_DAYS))
    added = _propose_more(later, task, most // 2)
    return SampleReviews(first.proposed + added, made, changed=True)


def _propose_more(session: Session, task: str, most: int) -> int:
    try:
        result = propose_examples(
            session, task=task, reasons=[ProposalReason.LOW_CONFIDENCE], most=most
        )
    except NoModel:
        return 0
    return result.proposed


def _dated(session: Session, at: datetime) -> Session:
    return replace(session, now=lambda: at)


def _review(
    session: Session,
    task: str,
    period: tuple[datetime, datetime],
    draw: Callable[[], float],
) -> int:
    people = tuple(_add(session, who.name, "reviewer") for who in MADE_REVIEWERS)
    people = (*people, _add(session, APPROVER.name, "approver"))
    tenant = session.tenant
    with session.write(_PURPOSE, "import") as connection:
        tickets = read_task_tickets(connection, tenant, task, TicketFilter())
        truth = {one.ticket_id: one.label for one in tickets if one.label is not None}
        waiting = read_waiting(connection, tenant, task)
        desk = _Desk(
            session,
            connection,
            people,
            replace(read_review_policy(connection, tenant), **_POLICY),
            read_task_labels(connection, tenant, task),
            truth | read_true_labels(connection, tenant),
            draw,
        )
        cards = waiting[: round(len(waiting) * _REVIEWED)]
        times = working_times(draw, *period, len(cards))
        with session.progress(len(cards), "cards", "made reviews") as bar:
            for number, (example_id, at) in enumerate(zip(cards, times, strict=True)):
                _settle(desk, example_id, number, at)
                bar.advance(1)
    return desk.decisions


def _add(session: Session, name: str, role: str) -> Reviewer:
    email = f"{name}@{session.tenant.slug}.example"
    # Nobody comes in with it: 'sdml user password' gives one that is known.
    password = secrets.token_urlsafe(24)
    add_user(session, email, WorkbenchRoleName(role), password)
    return find_reviewer(session, email)


def _settle(desk: _Desk, example_id: int, number: int, at: datetime) -> None:
    """Answer one example until it is settled, and now and then another card."""
    connection, tenant = desk.connection, desk.session.tenant
    if number % _OVERLAP_EVERY == 0:
        write_minimum(connection, tenant, example_id, _OVERLAP)
    busy: set[int] = set()
    while True:
        item = lock_item(connection, tenant, example_id)
        assert item is not None  # noqa: S101 - nobody else is here
        if item.state is QueueState.COMPLETED:
            break
        place: int | None = len(MADE_REVIEWERS)
        kind = ClaimKind.ADJUDICATION
        if item.state is QueueState.OPEN:
            place, kind = next_reviewer(desk.draw, busy), ClaimKind.REVIEW
        if place is None:
            break
        busy.add(place)
        at += timedelta(seconds=60 * desk.draw())
        is_dropped = number % _DROPPED_EVERY == _DROPPED_EVERY - 1
        _decide(desk, _Card(item, place, kind, at), is_dropped=is_dropped)
        _interleave(desk, place, at)
    _perhaps_gold(desk, example_id)


def _interleave(desk: _Desk, place: int, at: datetime) -> None:
    """Gold, or a card of three weeks ago, for the reviewer who is at work."""
    if place == len(MADE_REVIEWERS) or desk.draw() >= 2 * _GOLD:
        return
    long_ago = at - timedelta(days=desk.policy.repeat_after_days)
    gold = [one for one in desk.gold if (one, place) not in desk.met]
    old = [
        one
        for (one, who), given_at in desk.given.items()
        if who == place and given_at <= long_ago
    ]
    choices, kind = (old, ClaimKind.REPEAT) if old else (gold, ClaimKind.GOLD)
    if not choices:
        return
    chosen = choices[int(desk.draw() * len(choices))]
    item = lock_item(desk.connection, desk.session.tenant, chosen)
    assert item is not None  # noqa: S101 - nobody else is here
    _decide(desk, _Card(item, place, kind, at))
    desk.given.pop((chosen, place), None)


def _perhaps_gold(desk: _Desk, example_id: int) -> None:
    """Some examples that were settled rightly become gold."""
    item = lock_item(desk.connection, desk.session.tenant, example_id)
    if item is None or item.ticket_id is None or len(desk.gold) >= _MOST_GOLD:
        return
    is_right = item.decided_label == desk.truth.get(item.ticket_id)
    if is_right and item.decided_label is not None and desk.draw() < _GOLD:
        desk.gold[example_id] = item.decided_label
        write_gold(desk.connection, desk.session.tenant, example_id, item.decided_label)


def _decide(desk: _Desk, card: _Card, *, is_dropped: bool = False) -> None:
    """Claim, decide and settle, with the time that the history has."""
    connection, tenant, item = desk.connection, desk.session.tenant, card.item
    claim = insert_claim(
        connection, tenant, item, _claim(desk, card), card.at, desk.policy.lease_seconds
    )
    seconds = seconds_of(desk.draw, card.who)
    at = card.at + timedelta(seconds=seconds)
    end_claim(connection, tenant, claim, ClaimStatus.DECIDED, at)
    label = None if is_dropped else _label(desk, card, claim.shown_label)
    kind = DecisionKind.APPROVE if label == claim.shown_label else DecisionKind.EDIT
    desk.decisions += 1
    row: dict[str, object] = {
        "example_id": item.example_id,
        "claim_id": claim.id,
        "user_id": claim.user_id,
        "kind": DecisionKind.REJECT if is_dropped else kind,
        "claim_kind": card.kind,
        "label": label,
        "reason_code": ReasonCode.NOT_A_TICKET if is_dropped else None,
        "outcome": RejectOutcome.DROP if is_dropped else None,
        "shown_label": claim.shown_label,
        "is_blind": claim.is_blind,
        "is_planted": claim.is_planted,
        "seconds": seconds,
        "client": Client.WEB,
        "token": claim.token,
        "version": claim.version,
        "key": f"{_PURPOSE}:{desk.decisions}",
        "content_hash": _PURPOSE,
        "example_status": item.status.value,
        "decided_at": at,
    }
    append_decision(connection, tenant, row)
    desk.met.add((item.example_id, card.place))
    if card.kind in TAKES_A_PLACE:
        evidence = read_evidence(connection, tenant, item.example_id)
        state = derive_state(evidence, item.minimum_answers, desk.policy)
        settle_example(connection, tenant, item, state, at)
        if card.kind is ClaimKind.REVIEW and label is not None:
            desk.given[item.example_id, card.place] = at


def _label(desk: _Desk, card: _Card, shown: str | None) -> str:
    item = card.item
    truth = desk.truth.get(item.ticket_id or 0) or item.suggestion or desk.labels[0]
    return answer_of(desk.draw, card.who, truth, shown, desk.labels)


def _claim(desk: _Desk, card: _Card) -> NewClaim:
    item, user_id = card.item, desk.people[card.place].user_id
    shown, is_blind, is_planted = item.suggestion, False, False
    if card.kind is not ClaimKind.ADJUDICATION:
        is_gold = card.kind is ClaimKind.GOLD
        shown, is_blind, is_planted = shown_suggestion(
            CardDraw(f"{desk.session.tenant.slug}:{card.place}:{desk.decisions}"),
            desk.policy,
            item.suggestion,
            (item.gold_label, desk.labels) if is_gold else (None, ()),
        )
    return NewClaim(
        item.example_id,
        user_id,
        card.kind,
        Client.WEB,
        shown,
        is_blind,
        is_planted,
    )
