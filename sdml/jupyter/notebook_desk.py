"""A reviewer at work in a notebook: what he holds, what he decided, what he is told."""

import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypedDict

from sdml.errors import ClaimLost, DatabaseBusy, MisuseError, SdmlError, StaleVersion
from sdml.jupyter.card_request import CardAction, CardRequest
from sdml.jupyter.card_view import (
    CardView,
    ProgressView,
    SimilarView,
    view_card,
    view_progress,
    view_similar,
)
from sdml.jupyter.card_words import refusal_text
from sdml.records.example_card import ExampleCard
from sdml.records.language import Language
from sdml.records.review import DecisionOrder, QueueFilter
from sdml.records.review_stats import ReviewStats
from sdml.records.review_words import Client, DecisionKind
from sdml.steps.claim_card import claim_card
from sdml.steps.decide_example import decide_example
from sdml.steps.find_similar_examples import find_similar_examples
from sdml.steps.open_review import OpenReview
from sdml.steps.read_review_stats import read_review_stats
from sdml.steps.release_claim import release_claim
from sdml.steps.renew_claim import renew_claim
from sdml.steps.session import Session
from sdml.steps.undo_decision import undo_decision

__all__ = ["CardState", "NotebookDesk"]

# Counting a long queue takes a while: no more than this share of the time goes into it.
SHARE_FOR_COUNTING = 0.1


class CardState(TypedDict):
    """What the script shows: a stage, the card, and what to tell the reviewer.

    The stage is ``waiting`` before the card was first seen, ``card``, ``lost``
    where its claim is over, or ``empty``.
    """

    stage: str
    card: CardView | None
    notice: str
    is_good: bool
    can_undo: bool
    has_skipped: bool


@dataclass(frozen=True, slots=True)
class _Decision:
    decision_id: int
    example_id: int
    kind: DecisionKind


@dataclass
class NotebookDesk:
    """One reviewer's session with the queue, whatever shows it.

    Parameters
    ----------
    opened : OpenReview
        The person, and a session in his name.
    kept : QueueFilter
        Which examples.
    """

    opened: OpenReview
    kept: QueueFilter
    stage: str = "waiting"
    card: ExampleCard | None = None
    similar: SimilarView | None = None
    progress: ProgressView | None = None
    _notice: tuple[str, bool] = ("", True)
    _decisions: list[_Decision] = field(default_factory=list)
    _has_skipped: bool = False
    _stats: ReviewStats | None = None
    _count_at: float = 0.0

    @property
    def language(self) -> Language:
        """The reviewer's language."""
        return self.opened.language

    def answer(self, request: CardRequest) -> None:
        """Do what the script asks for; what was refused is in the state's notice.

        Parameters
        ----------
        request : CardRequest
            What is asked for.
        """
        if request.action not in (CardAction.RENEW, CardAction.SIMILAR):
            self._notice = ("", True)
        try:
            self._answer(request)
        except ClaimLost as error:
            self.stage = "lost"
            self._refuse(error)
        except StaleVersion as error:
            self._take(skipped=False)
            self._refuse(error)
        except SdmlError as error:
            self._refuse(error)

    def state(self) -> CardState:
        """What the script shows now."""
        card = None
        if self.card is not None:
            card = view_card(self.card, self.language, self._session.now())
        text, is_good = self._notice
        return {
            "stage": self.stage,
            "card": card,
            "notice": text,
            "is_good": is_good,
            "can_undo": bool(self._decisions),
            "has_skipped": self._has_skipped,
        }

    def release(self) -> None:
        """Give the held example back, so that another need not wait for it."""
        if self.card is not None and self.card.claim is not None:
            example_id, token = self.card.example.id, self.card.claim.token
            # Where that is refused, the lease ends by itself.
            with suppress(SdmlError):
                release_claim(self._session, self.opened.reviewer, example_id, token)
        self.card, self.similar, self.stage = None, None, "waiting"

    @property
    def _session(self) -> Session:
        # A request id for each thing he does, as each click on a page has one.
        return replace(self.opened.session, request_id=uuid.uuid4().hex)

    def _answer(self, request: CardRequest) -> None:
        if request.action is CardAction.OPEN:
            self._take(skipped=request.skipped)
        elif request.action is CardAction.DECIDE and request.order is not None:
            self._decide(request.order)
        elif request.action is CardAction.UNDO:
            self._undo(request.key)
        elif request.action is CardAction.RENEW:
            self._renew()
        else:
            self._look_around()

    def _take(self, *, skipped: bool, example_id: int | None = None) -> None:
        self.card = claim_card(
            self._session,
            self.opened.reviewer,
            self.kept,
            client=Client.NOTEBOOK,
            example_id=example_id,
            skipped=skipped,
        )
        self.similar = None
        self.stage = "empty" if self.card is None else "card"
        self._tell_progress()

    def _decide(self, order: DecisionOrder) -> None:
        done = decide_example(self._session, self.opened.reviewer, order)
        if not done.replayed:
            made = _Decision(done.decision_id, order.example_id, order.kind)
            self._decisions.append(made)
            self._has_skipped |= order.kind is DecisionKind.SKIP
        self._take(skipped=False)

    def _undo(self, key: str) -> None:
        if not self._decisions:
            raise MisuseError("nothing was decided here that could be taken back")
        last = self._decisions[-1]
        session, reviewer = self._session, self.opened.reviewer
        try:
            undo_decision(session, reviewer, last.decision_id, key, Client.NOTEBOOK)
        except DatabaseBusy:  # it may be tried again
            raise
        except SdmlError:
            self._decisions.pop()
            raise
        self._decisions.pop()
        self._count_at = 0.0
        try:
            self._take(skipped=False, example_id=last.example_id)
        except SdmlError:  # it is another's turn now, or it counted for nothing
            self._take(skipped=False)
        self._notice = (self.language.gettext("Your decision was taken back."), True)

    def _renew(self) -> None:
        if self.card is None or self.card.claim is None:
            return
        example_id, token = self.card.example.id, self.card.claim.token
        claim = renew_claim(self._session, self.opened.reviewer, example_id, token)
        self.card = replace(self.card, claim=claim)

    def _look_around(self) -> None:
        self._count()
        if self.card is None:
            return
        example_id = self.card.example.id
        found = find_similar_examples(self._session, self.opened.reviewer, example_id)
        self.similar = view_similar(found, example_id, self.language)

    def _count(self) -> None:
        """Count the queue, now and then, while nobody waits for it."""
        began = time.monotonic()
        if began < self._count_at:
            return
        self._stats = read_review_stats(self._session, self.kept)
        self._count_at = began + (time.monotonic() - began) / SHARE_FOR_COUNTING
        self._tell_progress()

    def _tell_progress(self) -> None:
        if self._stats is not None:
            mine = sum(one.kind is not DecisionKind.SKIP for one in self._decisions)
            self.progress = view_progress(self._stats, mine, self.language)

    def _refuse(self, error: SdmlError) -> None:
        self._notice = (refusal_text(error, self.language), False)
