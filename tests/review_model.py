"""What the review loop promises, as a small program without a database.

Written from the rules and not from the code: the proof compares the two after
every step.
"""

from collections import Counter
from dataclasses import dataclass, field

from sdml.analytics.card_choice import CardDraw, choose_kind
from sdml.records.review import ReviewPolicy
from sdml.records.review_words import ClaimKind

MOST, SHARE = 3, 66
CHIEFS = {"approver", "admin"}
REVIEWERS = CHIEFS | {"reviewer"}
STATE_OF = {"review": "open", "adjudication": "adjudication"}


class Refused(Exception):
    """The model refuses: the code of the error that the service must raise."""


@dataclass
class Event:
    """A decision."""

    number: int
    user: int
    kind: str
    claim_kind: str
    label: str | None = None
    outcome: str | None = None
    undoes: int | None = None
    is_undone: bool = False

    @property
    def counts(self) -> bool:
        return (
            self.claim_kind in STATE_OF and self.kind != "undo" and not self.is_undone
        )

    @property
    def puts_off(self) -> bool:
        is_ruling = self.claim_kind == "adjudication"
        return self.kind == "skip" or (is_ruling and self.outcome == "requeue")

    @property
    def is_vote(self) -> bool:
        return self.counts and (
            self.kind in ("approve", "edit") or self.outcome == "drop"
        )


@dataclass
class Card:
    """An open claim, as the reviewer sees it; and of which version it was made."""

    example: int
    user: int
    token: int
    kind: str
    version: int
    shown: str | None
    is_over: bool = False
    claimed_version: int = 0

    def renew(self, version: int) -> None:
        """Show the example as it is now; gold does not say how often it moved."""
        self.claimed_version = version
        self.version = 1 if self.kind == "gold" else version

    def is_stale(self, shown: int, version: int) -> bool:
        """Whether who was shown that version saw another example than there is."""
        if self.kind == "gold":
            return shown != 1 or self.claimed_version != version
        return shown != version


@dataclass
class Item:
    """An example in the queue."""

    number: int
    rank: int
    suggestion: str
    proposer: int | None
    ticket: int
    minimum: int = 1
    events: list[Event] = field(default_factory=list)
    token: int = 0
    version: int = 1
    gold: str | None = None
    assigned: set[int] = field(default_factory=set)
    is_gone: bool = False
    is_changed: bool = False

    def outcome(self) -> tuple[str, str, int, int, str | None]:
        """State, status, answers, answers required and label."""
        votes = {one.user: one for one in self.events if one.is_vote}
        last = sorted(votes.values(), key=lambda one: one.number)
        rulings = [
            one
            for one in self.events
            if one.counts and one.claim_kind == "adjudication"
        ]
        if rulings and rulings[-1].is_vote:
            return self._done(rulings[-1].label, len(last))
        senders = {
            one.user for one in self.events if one.counts and one.outcome == "requeue"
        }
        if len(senders) >= max(MOST, self.minimum):
            return ("adjudication", "pending", len(last), len(last), None)
        if len(last) < self.minimum:
            return ("open", "pending", len(last), self.minimum, None)
        tally = Counter(one.label for one in last)
        best = max(tally.values())
        if best * 100 >= SHARE * len(last):
            label = next(one.label for one in last if tally[one.label] == best)
            return self._done(label, len(last))
        if len(last) < max(MOST, self.minimum):
            return ("open", "pending", len(last), len(last) + 1, None)
        return ("adjudication", "pending", len(last), len(last), None)

    def _done(
        self, label: str | None, answers: int
    ) -> tuple[str, str, int, int, str | None]:
        status = "rejected" if label is None else "approved"
        return ("completed", status, answers, max(self.minimum, answers), label)

    def has_answered(self, user: int) -> bool:
        """An approver who sends a dispute back puts it off, as one who skips does."""
        return any(
            one.user == user
            and not one.is_undone
            and one.kind != "undo"
            and not one.puts_off
            for one in self.events
        )

    def last_put_off(self, user: int) -> int:
        return max(
            (one.number for one in self.events if one.user == user and one.puts_off),
            default=0,
        )

    def was_put_off(self, user: int) -> bool:
        return any(
            one.user == user and one.puts_off and not one.is_undone
            for one in self.events
        )


@dataclass
class Model:
    """A tenant: its people, its queue and its claims."""

    slug: str
    policy: ReviewPolicy
    items: dict[int, Item] = field(default_factory=dict)
    roles: dict[int, set[str]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    cards: dict[int, Card] = field(default_factory=dict)
    ended: set[tuple[int, int]] = field(default_factory=set)
    met: set[tuple[int, int]] = field(default_factory=set)
    keys: dict[tuple[int, str], tuple[object, int]] = field(default_factory=dict)
    completed: int = 0

    def held(self, item: Item) -> int:
        return sum(
            card.example == item.number and card.kind in STATE_OF
            for card in self.cards.values()
        )

    def vacancies(self, item: Item) -> int:
        state, _, answers, required, _ = item.outcome()
        if state == "open":
            return max(0, required - answers - self.held(item))
        return max(0, 1 - self.held(item)) if state == "adjudication" else 0

    def check_person(self, user: int) -> None:
        if user in self.away or not self.roles.get(user, set()) & REVIEWERS:
            raise Refused("forbidden")

    def check_chief(self, user: int) -> None:
        if not self.roles.get(user, set()) & CHIEFS:
            raise Refused("forbidden")

    def is_open_to(self, item: Item, user: int) -> bool:
        if item.is_gone or item.proposer == user or self.vacancies(item) == 0:
            return False
        if item.outcome()[0] == "adjudication":
            return bool(self.roles[user] & CHIEFS) and (
                not item.has_answered(user) or not self.others_may_settle(item, user)
            )
        binding = {
            one
            for one in item.assigned
            if one not in self.away
            and self.roles[one] & REVIEWERS
            and not item.has_answered(one)
        }
        is_for_him = user in item.assigned or not binding - {user}
        return is_for_him and not item.has_answered(user)

    def others_may_settle(self, item: Item, user: int) -> bool:
        return any(
            one != user
            and one not in self.away
            and roles & CHIEFS
            and item.proposer != one
            and not item.has_answered(one)
            for one, roles in self.roles.items()
        )

    def sweep(self) -> None:
        self.cards = {
            user: card for user, card in self.cards.items() if not card.is_over
        }

    def next_fresh(self, user: int, suggestion: str | None, named: int | None) -> Item:
        """The example that comes next; Refused('nothing') where none does."""
        free = [
            item
            for item in self.items.values()
            if self.is_open_to(item, user)
            and (suggestion is None or item.suggestion == suggestion)
            and (named is None or item.number == named)
        ]
        new = [one for one in free if named or not one.was_put_off(user)]
        disputed = [one for one in new if one.outcome()[0] == "adjudication"]
        if disputed:
            return min(disputed, key=lambda one: one.number)
        if new:
            return min(new, key=lambda one: one.rank)
        if not free:
            raise Refused("claim_lost" if named else "nothing")
        return min(free, key=lambda one: (one.last_put_off(user), one.number))

    def claim(
        self, user: int, suggestion: str | None, named: int | None
    ) -> tuple[Card | None, set[int]]:
        """The open claim that is given again, or None and what a new one may be on."""
        self.check_person(user)
        if named is not None and self.items[named].is_gone:
            raise Refused("not_found")
        card = self.cards.get(user)
        if card is not None and not self._keeps(card, named):
            del self.cards[user]
            card = None
        self.sweep()
        if card is not None:
            card.renew(self.items[card.example].version)
            return card, set()
        if named is not None and self.items[named].proposer == user:
            raise Refused("forbidden")
        fresh = self.next_fresh(user, suggestion, named)
        if named is None and fresh.outcome()[0] == "open":
            draw = CardDraw(f"{self.slug}:{user}:{fresh.number}:{fresh.token + 1}")
            gold = {
                item.number
                for item in self.items.values()
                if not item.is_gone
                and item.gold is not None
                and item.proposer != user
                and (user, item.number) not in self.met
            }
            if choose_kind(draw, self.policy) is ClaimKind.GOLD and gold:
                return None, gold
        return None, {fresh.number}

    def _keeps(self, card: Card, named: int | None) -> bool:
        item = self.items[card.example]
        is_other = named is not None and named != card.example
        state = item.outcome()[0]
        is_done = STATE_OF.get(card.kind, state) != state
        return not (item.is_gone or is_other or is_done or card.is_over)

    def take(self, card: Card) -> None:
        """Write down the claim that the service made."""
        item = self.items[card.example]
        item.token += 1
        assert card.token == item.token
        shown = card.version
        card.renew(item.version)
        assert shown == card.version
        self.cards[card.user] = card

    def held_for(self, user: int, card: Card) -> tuple[Item, Card]:
        """The example and the open claim, where this card may be decided."""
        item = self.items[card.example]
        if item.is_gone:
            raise Refused("not_found")
        held = self.cards.get(user)
        shown = (card.example, card.token)
        if held is None or held.is_over or (held.example, held.token) != shown:
            raise Refused("claim_lost")
        if held.is_stale(card.version, item.version):
            raise Refused("stale_version")
        is_ruling = held.kind == "adjudication"
        if item.proposer == user or (is_ruling and not self.roles[user] & CHIEFS):
            raise Refused("forbidden")
        if item.is_changed and held.kind in STATE_OF:
            item.is_changed = False
            item.version += 1
            raise Refused("stale_version")
        return item, held

    def decide(
        self, user: int, card: Card, kind: str, label: str | None, key: str, number: int
    ) -> tuple[int, bool]:
        """The decision's number and whether it is a repetition."""
        self.check_person(user)
        content = (card.example, card.token, card.version, kind, label)
        known = self.keys.get((user, key))
        if known is not None:
            if known[0] != content:
                raise Refused("key_reused")
            return known[1], True
        item, held = self.held_for(user, card)
        if kind == "approve" and held.shown is None:
            raise Refused("bad_parameter")
        del self.cards[user]
        self.met.add((user, item.number))
        given = held.shown if kind == "approve" else label
        if kind == "edit" and given == held.shown:
            kind = "approve"
        is_label = kind in ("approve", "edit")
        event = Event(
            number=number,
            user=user,
            kind="reject" if kind in ("requeue", "drop") else kind,
            claim_kind=held.kind,
            label=given if is_label else None,
            outcome=kind if kind in ("requeue", "drop") else None,
        )
        self.append(item, event)
        self.keys[user, key] = (content, number)
        return number, False

    def append(self, item: Item, event: Event) -> None:
        before = item.outcome()
        item.events.append(event)
        for one in item.events:
            one.is_undone = one.is_undone or one.number == event.undoes
        if event.claim_kind in STATE_OF:
            self.moved(item, before)

    def moved(self, item: Item, before: tuple[str, str, int, int, str | None]) -> None:
        after = item.outcome()
        item.version += (before[0], before[1], before[4]) != (
            after[0],
            after[1],
            after[4],
        )
        self.completed += after[0] == "completed" != before[0]

    def undo(self, user: int, undoes: int, key: str, number: int) -> tuple[int, bool]:
        self.check_person(user)
        known = self.keys.get((user, key))
        if known is not None:
            if known[0] != undoes:
                raise Refused("key_reused")
            return known[1], True
        found = [
            (item, one)
            for item in self.items.values()
            for one in item.events
            if one.number == undoes
        ]
        if not found or found[0][0].is_gone:
            raise Refused("not_found")
        item, event = found[0]
        if event.user != user:
            raise Refused("forbidden")
        if event.kind == "undo" or event.is_undone:
            raise Refused("misuse")
        self.append(item, Event(number, user, "undo", event.claim_kind, undoes=undoes))
        self.keys[user, key] = (undoes, number)
        return number, False
